// Blue-green, A/B by header, and mirroring: two versions of which each request sees one.
#include "model/recipes/form.h"
#include "model/recipes/parts.h"
#include "model/recipes/versions.h"
#include "model/validate/names.h"
#include "model/yaml/writer.h"

#include <algorithm>

namespace meshwright::model::recipes {

namespace {

/// Two different versions of the chosen service: what it has, else v1 and v2.
std::pair<std::string, std::string> twoVersions(const Design& design, const Values& values) {
    const auto service = chosenService(design, values);
    auto versions = service ? versionsOf(design, *service) : std::vector<std::string>{};
    if (versions.empty()) versions.push_back("v1");
    if (versions.size() < 2) versions.push_back(versions.front() == "v2" ? "v3" : "v2");
    return {versions[0], versions[1]};
}

std::vector<std::string> choices(const Design& design, const Values& values) {
    const auto service = chosenService(design, values);
    return service ? versionsOf(design, *service) : std::vector<std::string>{};
}

bool isToken(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

void checkHeader(Form& form, std::string_view id) {
    if (!isToken(form.text(id)))
        form.refuse(id, "A header's name is lower-case letters, digits and dashes, such as x-user-group.");
}

/// The service and two names of versions that differ.
void readVersions(Form& form, const Design& design, ResourceId& service, std::string& first, std::string& second,
                  std::string_view firstId, std::string_view secondId) {
    if (const auto found = form.service("service", design)) service = found->id();
    first = form.name(firstId, "a version's name");
    second = form.name(secondId, "a version's name");
    if (first == second) form.refuse(secondId, "The two versions need different names.");
}

/// Puts a rule for requests with a header before the rule that takes all others; an equal rule is only set anew.
RuleRef ruleForHeader(Draft& draft, const ResourceId& service, const RuleRef& rest, const std::string& header,
                      const std::string& kind, const std::string& value, const std::string& subset) {
    const auto resource = draft.design().find(rest.virtualService);
    if (!resource) return rest;
    const auto& rules = resource->as<istio::VirtualService>()->http;
    for (std::size_t i = 0; i < rules.size() && i < rest.rule; ++i) {
        if (rules[i].match.size() != 1 || rules[i].match[0].headers.size() != 1) continue;
        const auto& [name, match] = *rules[i].match[0].headers.begin();
        const auto& have = kind == "prefix" ? match.prefix : kind == "regex" ? match.regex : match.exact;
        if (name != header || have != value) continue;
        setShares(draft, {rest.virtualService, i}, service, {{subset}});
        return {rest.virtualService, i};
    }
    const std::string host = hostFrom(*draft.design().find(service), rest.virtualService.ns);
    // Before the rest, and with the rest's other conditions: a rule for one path stays one for that path.
    std::string match = "match:\n";
    std::vector<std::string> conditions;
    for (const auto& m : rules[rest.rule].match)
        if (m.uri && (m.uri->exact || m.uri->prefix || m.uri->regex))
            conditions.push_back("uri:\n    " +
                                 std::string(m.uri->exact    ? "exact"
                                             : m.uri->prefix ? "prefix"
                                                             : "regex") +
                                 ": " +
                                 yaml::scalarText(m.uri->exact    ? *m.uri->exact
                                                  : m.uri->prefix ? *m.uri->prefix
                                                                  : *m.uri->regex) +
                                 "\n  ");
    if (conditions.empty()) conditions.emplace_back();
    for (const auto& condition : conditions)
        match += "- " + condition + "headers:\n    " + yaml::scalarText(header) + ":\n      " + kind + ": " +
                 yaml::scalarText(value) + "\n";
    draft.insert(rest.virtualService, "spec.http", rest.rule, match + "route:\n" + sharesYaml(host, {{subset}}, ""));
    return {rest.virtualService, rest.rule};
}

// Blue-green

std::vector<FormField> blueGreenRows(const Design& design, const Values& values) {
    const auto [blue, green] = twoVersions(design, values);
    const auto versions = choices(design, values);
    return {
        serviceRow(design, values),
        {"blue", "Blue version", "One of the two; its workload is made where there is none.", Control::Text,
         filled(values, "blue", blue), versions},
        {"green", "Green version", "The other one.", Control::Text, filled(values, "green", green), versions},
        {"live",
         "Live",
         "Which of the two gets all requests; switch it to release or to go back.",
         Control::Choice,
         filled(values, "live", "blue"),
         {"blue", "green"}},
        {"preview",
         "Preview header",
         "Requests with this header, set to true, reach the idle version. Empty: nobody does.",
         Control::Text,
         filled(values, "preview", "x-preview"),
         {}},
    };
}

Planned planBlueGreen(const Design& design, const Values& values) {
    Form form(blueGreenRows(design, values), values);
    BlueGreenInput in;
    readVersions(form, design, in.service, in.blue, in.green, "blue", "green");
    in.greenLive = form.text("live") == "green";
    in.previewHeader = form.text("preview");
    if (!in.previewHeader.empty()) checkHeader(form, "preview");
    if (!form.errors().empty()) return tl::unexpected(form.errors());
    return blueGreen(design, in);
}

// A/B by header

std::vector<FormField> abRows(const Design& design, const Values& values) {
    const auto [a, b] = twoVersions(design, values);
    const auto versions = choices(design, values);
    return {
        serviceRow(design, values),
        {"header",
         "Header",
         "What the requests of group B carry.",
         Control::Text,
         filled(values, "header", "x-user-group"),
         {}},
        {"match",
         "Matches",
         "How its value is compared.",
         Control::Choice,
         filled(values, "match", "exact"),
         {"exact", "prefix", "regex"}},
        {"value", "Value", "The value that group B has.", Control::Text, filled(values, "value", "b"), {}},
        {"without", "Version A", "For all requests without it.", Control::Text, filled(values, "without", a), versions},
        {"with", "Version B", "For requests with it.", Control::Text, filled(values, "with", b), versions},
    };
}

Planned planAb(const Design& design, const Values& values) {
    Form form(abRows(design, values), values);
    AbTestInput in;
    readVersions(form, design, in.service, in.without, in.with, "without", "with");
    in.header = form.text("header");
    checkHeader(form, "header");
    in.value = form.needed("value", "the value that the header has in group B");
    in.match = form.text("match");
    if (in.match == "regex")
        if (const auto problem = validation::checkRegex(in.value); !problem.empty()) form.refuse("value", problem);
    if (!form.errors().empty()) return tl::unexpected(form.errors());
    return abTest(design, in);
}

// Mirror

std::vector<FormField> mirrorRows(const Design& design, const Values& values) {
    const auto [live, shadow] = twoVersions(design, values);
    const auto versions = choices(design, values);
    return {
        serviceRow(design, values),
        {"live", "Live version", "Its answers go to the callers.", Control::Text, filled(values, "live", live),
         versions},
        {"shadow", "Mirrored version", "Gets copies; its answers are thrown away.", Control::Text,
         filled(values, "shadow", shadow), versions},
        {"percent",
         "Share that is copied",
         "Percent of the requests.",
         Control::Percent,
         filled(values, "percent", "100"),
         {}},
    };
}

Planned planMirror(const Design& design, const Values& values) {
    Form form(mirrorRows(design, values), values);
    MirrorInput in;
    readVersions(form, design, in.service, in.live, in.shadow, "live", "shadow");
    in.percent = form.percent("percent");
    if (!form.errors().empty()) return tl::unexpected(form.errors());
    return mirror(design, in);
}

} // namespace

Planned blueGreen(const Design& design, const BlueGreenInput& in) {
    Draft draft(design);
    for (const auto& version : {in.blue, in.green}) needVersion(draft, in.service, version);
    const auto subsets = needSubsets(draft, in.service, {in.blue, in.green});
    const std::string &live = subsets[in.greenLive ? 1 : 0], &idle = subsets[in.greenLive ? 0 : 1];
    RuleRef rule = needRule(draft, in.service, {{live}});
    if (!in.previewHeader.empty()) {
        const RuleRef preview = ruleForHeader(draft, in.service, rule, in.previewHeader, "exact", "true", idle);
        if (preview.rule <= rule.rule) rule = preview;
    }
    return draft.finish("Plan blue-green of " + in.service.name, rule.virtualService, rule.field());
}

Planned abTest(const Design& design, const AbTestInput& in) {
    Draft draft(design);
    for (const auto& version : {in.without, in.with}) needVersion(draft, in.service, version);
    const auto subsets = needSubsets(draft, in.service, {in.without, in.with});
    const RuleRef rest = needRule(draft, in.service, {{subsets[0]}});
    const RuleRef rule = ruleForHeader(draft, in.service, rest, in.header, in.match, in.value, subsets[1]);
    return draft.finish("Plan A/B test of " + in.service.name, rule.virtualService, rule.field());
}

Planned mirror(const Design& design, const MirrorInput& in) {
    Draft draft(design);
    for (const auto& version : {in.live, in.shadow}) needVersion(draft, in.service, version);
    const auto subsets = needSubsets(draft, in.service, {in.live, in.shadow});
    const RuleRef rule = needRule(draft, in.service, {{subsets[0]}});
    const auto& id = rule.virtualService;
    draft.remove(id, rule.field() + ".mirrors");
    draft.remove(id, rule.field() + ".mirrorPercent");
    draft.set(id, rule.field() + ".mirror.host", hostFrom(*draft.design().find(in.service), id.ns));
    draft.set(id, rule.field() + ".mirror.subset", subsets[1]);
    draft.set(id, rule.field() + ".mirrorPercentage.value", std::int64_t(in.percent));
    return draft.finish("Mirror " + in.service.name + " to " + subsets[1], id, rule.field());
}

const Recipe blueGreenRecipe{"blue-green", "Blue-green",
                             "Two versions stand side by side; one switch moves all requests from one to the other.",
                             blueGreenRows, planBlueGreen};
const Recipe abTestRecipe{"ab-test", "A/B by header",
                          "Requests with a header's value see one version, all others see another.", abRows, planAb};
const Recipe mirrorRecipe{"mirror", "Mirror",
                          "A new version gets copies of real requests, and nobody sees its answers.", mirrorRows,
                          planMirror};

} // namespace meshwright::model::recipes
