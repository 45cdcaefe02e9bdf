// Rules and destinations without requests: what the coverage of a design proves.
#include "sim/advise/rules.h"

#include "model/validate/validate.h"

#include <algorithm>
#include <map>

namespace meshwright::sim::advise {

namespace {

using coverage::Item;
using coverage::ItemKind;
using model::istio::VirtualService;

/// Fields of one object of which Istio's own validation says that they decide nothing.
std::set<std::string> saidByIstio(const Resource& resource) {
    std::set<std::string> out;
    for (const auto& d : model::validate(resource))
        if (d.code == "IST0130" || d.code == "IST0131") out.insert(d.field);
    return out;
}

bool startsWith(const std::string& text, const std::string& begin) {
    return text.compare(0, begin.size(), begin) == 0;
}

/// The list of an item's path "spec.http[2]", and how many items it has as written.
std::size_t listSize(const Resource& resource, const std::string& field) {
    const std::string list = field.substr(0, field.rfind('['));
    const auto* node = resource.root->at(resource.prefix.empty() ? list : resource.prefix + "." + list);
    return node ? node->items.size() : 0;
}

std::optional<Fix> removal(const Resource& resource, const std::string& field, const char* what) {
    if (listSize(resource, field) < 2) return std::nullopt;
    return removeItem(resource, field, std::string("Remove the ") + what);
}

/// A destination of a split whose weight is 0: on purpose where it is written, forgotten where it is not.
void sayNoWeight(Context& context, const Item& item) {
    const Resource& r = *item.origin.resource;
    const std::string field = item.origin.field;
    const auto* node = r.root->at((r.prefix.empty() ? "" : r.prefix + ".") + field + ".weight");
    const auto& legs = context.legs();
    const auto* scenario = legs.scenario() ? legs.scenario()->as<model::scenario::Scenario>() : nullptr;
    if (scenario && scenario->rollout && scenario->rollout->virtualService == r.meta.name) return;
    if (node)
        return context.say("MW1004", r, field + ".weight",
                           "This destination has weight 0, so it gets no request; the others share them all.", {},
                           model::Severity::Info);
    context.say("MW1004", r, field,
                "This destination has no weight while others of the rule do, which means 0: it gets no request.",
                setValue(r, field + ".weight", std::int64_t{1}, "Give it a weight of 1"));
}

bool isRule(const Item& item) {
    return item.kind == ItemKind::Rule || item.kind == ItemKind::MatchBlock;
}

} // namespace

void adviseOnReachability(Context& context) {
    std::map<const Resource*, std::vector<const Item*>> rules; // of each VirtualService
    std::vector<const Resource*> order;
    for (const auto& item : context.coverage().items) {
        if (!item.origin.resource || !item.origin.resource->as<VirtualService>()) continue;
        auto& list = rules[item.origin.resource.get()];
        if (list.empty()) order.push_back(item.origin.resource.get());
        list.push_back(&item);
    }
    for (const auto* resource : order) {
        const auto& items = rules[resource];
        const auto never = [](const Item* i) { return i->unreachable(); };
        const bool anyRule = std::any_of(items.begin(), items.end(), [](const Item* i) { return isRule(*i); });
        if (anyRule && std::all_of(items.begin(), items.end(), never)) {
            const auto first = std::find_if(items.begin(), items.end(), [](const Item* i) { return isRule(*i); });
            const auto& proof = std::get<coverage::Unreachable>((*first)->verdict);
            context.say("MW1001", *resource, "spec",
                        "No request of this design reaches any rule of this VirtualService: " + proof.reason + ".");
            continue;
        }
        const auto istio = saidByIstio(*resource);
        std::vector<std::string> deadRules;
        for (const auto* item : items) {
            const std::string& field = item->origin.field;
            const bool inDeadRule = std::any_of(deadRules.begin(), deadRules.end(),
                                                [&](const std::string& rule) { return startsWith(field, rule + "."); });
            if (inDeadRule) continue;
            const auto* proof = std::get_if<coverage::Unreachable>(&item->verdict);
            if (item->kind == ItemKind::Rule && proof) {
                deadRules.push_back(field);
                if (istio.count(field) == 0)
                    context.say("MW1002", *resource, field, "No request can reach this rule: " + proof->reason + ".",
                                removal(*resource, field, "rule"));
            } else if (item->kind == ItemKind::MatchBlock && proof && istio.count(field) == 0) {
                context.say("MW1003", *resource, field,
                            "No request can fulfil this condition here: " + proof->reason + ".",
                            removal(*resource, field, "condition"));
            } else if (item->kind == ItemKind::VirtualHost && proof) {
                context.say("MW1005", *resource, field,
                            "No request of this design is routed by this host: " + proof->reason + ".",
                            removal(*resource, field, "host"));
            } else if (item->kind == ItemKind::Destination && proof && proof->culprit.field == field + ".weight") {
                sayNoWeight(context, *item);
            } else if (item->kind == ItemKind::Destination && startsWith(item->note, "answers 503 UH")) {
                context.say("MW1008", *resource, field + ".destination",
                            "Requests that go here fail: " + item->note.substr(item->note.find(": ") + 2) +
                                ", so each is answered with 503.");
            }
        }
    }
}

} // namespace meshwright::sim::advise
