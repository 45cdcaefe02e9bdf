// Every recipe writes what a checker takes, on every sample, in one edit that can be taken back to the byte.
#include "model/recipes/policies.h"
#include "model/recipes/preview.h"
#include "model/recipes/versions.h"

#include "tests/model/support/designs.h"

#include <gmock/gmock.h>
#include <set>

namespace meshwright::model::recipes {
namespace {

using test::designOf;

std::vector<std::string> sampleFiles() {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(MESHWRIGHT_SOURCE_DIR "/resources/samples"))
        out.push_back(entry.path().string());
    std::sort(out.begin(), out.end());
    return out;
}

Design sample(const std::string& name) {
    return *Design::fromPath(MESHWRIGHT_SOURCE_DIR "/resources/samples/" + name);
}

std::optional<FormField> row(const std::vector<FormField>& rows, const std::string& id) {
    for (const auto& r : rows)
        if (r.id == id) return r;
    return {};
}

/// The design after the plan; fails where there is none.
Design applied(const Design& design, const std::string& recipe, const Values& values) {
    const auto plan = findRecipe(recipe)->plan(design, values);
    if (!plan) {
        ADD_FAILURE() << recipe << ": " << plan.error().front().field << ": " << plan.error().front().message;
        return design;
    }
    const auto after = edit::apply(design, plan->edit);
    EXPECT_TRUE(after.has_value());
    for (const auto& d : newProblems(design, *after)) ADD_FAILURE() << recipe << ": " << toText(d);
    const auto back = edit::apply(*after, edit::inverse(design, plan->edit));
    for (const auto& file : design.files()) EXPECT_EQ(back->textOf(file), design.textOf(file));
    EXPECT_TRUE(after->find(plan->object)) << toText(plan->object);
    return *after;
}

const istio::VirtualService& virtualService(const Design& design, const std::string& name) {
    return *design.find({"VirtualService", "default", name})->as<istio::VirtualService>();
}

TEST(Recipes, WriteNothingThatCheckingMindsForEveryServiceOfEverySample) {
    std::set<std::string> written;
    for (const auto& file : sampleFiles()) {
        const Design design = *Design::fromPath(file);
        for (const auto& recipe : recipes()) {
            const auto services = row(recipe.form(design, {}), "service");
            std::vector<std::string> names = services ? services->choices : std::vector<std::string>{""};
            if (const auto scopes = row(recipe.form(design, {}), "scope")) names = scopes->choices;
            for (const auto& name : names) {
                const Values values{{"service", name}, {"scope", name}};
                const auto plan = recipe.plan(design, values);
                if (!plan) {
                    // Only for a reason that the design itself gives.
                    EXPECT_THAT(plan.error().front().message,
                                testing::AnyOf(testing::HasSubstr("already"), testing::HasSubstr("several services")))
                        << file << " " << recipe.id << " " << name;
                    continue;
                }
                SCOPED_TRACE(file + " " + std::string(recipe.id) + " " + name);
                applied(design, std::string(recipe.id), values);
                written.insert(std::string(recipe.id));
            }
        }
    }
    EXPECT_EQ(written.size(), recipes().size());
}

TEST(Recipes, ACanaryFromNothingIsAWholeDesignWithoutProblems) {
    const Design design = applied({}, "canary", {});
    EXPECT_EQ(design.all<istio::Gateway>().size(), 1u);
    EXPECT_EQ(design.all<kube::Deployment>().size(), 2u);
    EXPECT_EQ(design.all<istio::DestinationRule>().front()->as<istio::DestinationRule>()->subsets.size(), 2u);
    const auto& rule = virtualService(design, "reviews").http.at(0);
    ASSERT_EQ(rule.route.size(), 2u);
    EXPECT_EQ(rule.route[0].weight, 90);
    EXPECT_EQ(rule.route[1].weight, 10);
    const auto* scenario = design.all<scenario::Scenario>().front()->as<scenario::Scenario>();
    EXPECT_EQ(scenario->traffic.size(), 1u);
    ASSERT_TRUE(scenario->rollout);
    EXPECT_EQ(scenario->rollout->steps.size(), 4u);
    for (const auto& d : newProblems({}, design)) ADD_FAILURE() << toText(d);
}

TEST(Recipes, ACanaryChangesOnlyTheWeightsWhereAllElseIsThere) {
    const Design design = sample("canary.yaml");
    const auto plan = findRecipe("canary")->plan(design, {{"percent", "25"}});
    ASSERT_TRUE(plan);
    const auto shown = preview(design, plan->edit);
    EXPECT_EQ(shown.added, 2);
    EXPECT_EQ(shown.removed, 2);
}

TEST(Recipes, ACanaryOfANewVersionMakesItsWorkloadAndItsSubset) {
    const Design design = applied(sample("canary.yaml"), "canary", {{"canary", "v3"}, {"percent", "5"}});
    EXPECT_TRUE(design.find({"Deployment", "default", "catalog-v3"}));
    const auto& route = virtualService(design, "catalog").http[0].route;
    ASSERT_EQ(route.size(), 2u);
    EXPECT_EQ(route[1].destination.subset, "v3");
    EXPECT_EQ(route[1].weight, 5);
}

TEST(Recipes, BlueGreenSwitchesAllRequestsAndThePreview) {
    Design design = applied(sample("canary.yaml"), "blue-green", {});
    for (const bool green : {false, true}) {
        if (green) design = applied(design, "blue-green", {{"live", "green"}});
        const auto& rules = virtualService(design, "catalog").http;
        ASSERT_EQ(rules.size(), 2u);
        EXPECT_EQ(rules[0].match[0].headers.at("x-preview").exact, "true");
        EXPECT_EQ(rules[0].route[0].destination.subset, green ? "v1" : "v2");
        EXPECT_EQ(rules[1].route.size(), 1u);
        EXPECT_EQ(rules[1].route[0].destination.subset, green ? "v2" : "v1");
    }
}

TEST(Recipes, AnAbTestPutsTheHeadersRuleFirst) {
    const Design design =
        applied(sample("canary.yaml"), "ab-test", {{"header", "x-group"}, {"match", "prefix"}, {"value", "beta"}});
    const auto& rules = virtualService(design, "catalog").http;
    ASSERT_EQ(rules.size(), 2u);
    EXPECT_EQ(rules[0].match[0].headers.at("x-group").prefix, "beta");
    EXPECT_EQ(rules[0].route[0].destination.subset, "v2");
    EXPECT_EQ(rules[1].route[0].destination.subset, "v1");
}

TEST(Recipes, AMirrorKeepsTheLiveVersionAndCopiesAShare) {
    const Design design = applied(sample("canary.yaml"), "mirror", {{"percent", "30"}});
    const auto& rule = virtualService(design, "catalog").http[0];
    ASSERT_EQ(rule.route.size(), 1u);
    EXPECT_EQ(rule.route[0].destination.subset, "v1");
    ASSERT_TRUE(rule.mirror);
    EXPECT_EQ(rule.mirror->subset, "v2");
    EXPECT_EQ(rule.mirrorPercentage->value.value, 30);
}

TEST(Recipes, ResilienceSetsEveryRuleToTheServiceAndItsBreaker) {
    const Design design = applied(sample("bookinfo.yaml"), "resilience",
                                  {{"service", "reviews"}, {"timeout", "4s"}, {"perTry", "2s"}, {"attempts", "3"}});
    for (const auto& rule : virtualService(design, "reviews").http) {
        EXPECT_EQ(rule.timeout, Duration::seconds(4));
        ASSERT_TRUE(rule.retries);
        EXPECT_EQ(rule.retries->attempts, 3);
        EXPECT_EQ(rule.retries->perTryTimeout, Duration::seconds(2));
    }
    for (const auto& r : design.all<istio::DestinationRule>()) {
        const auto* rule = r->as<istio::DestinationRule>();
        if (rule->host.text.find("reviews") != 0) continue;
        ASSERT_TRUE(rule->trafficPolicy);
        EXPECT_EQ(rule->trafficPolicy->outlierDetection->consecutive5xxErrors, 5);
        EXPECT_EQ(rule->trafficPolicy->connectionPool->http->http1MaxPendingRequests, 100);
    }
}

TEST(Recipes, ExposingAddsTheHostToTheGatewayAndARuleOfItsOwn) {
    const Design design = applied(sample("canary.yaml"), "expose", {{"host", "catalog.example.org"}, {"path", "/v1"}});
    const auto& gateway = *design.all<istio::Gateway>().front()->as<istio::Gateway>();
    EXPECT_THAT(gateway.servers[0].hosts, testing::Contains("catalog.example.org"));
    EXPECT_EQ(virtualService(design, "catalog-ingress").http[0].match[0].uri->prefix, "/v1");
}

TEST(Recipes, ExposingAHostThatHasRulesPutsThePathBeforeTheRest) {
    const Design design = applied(sample("canary.yaml"), "expose", {{"host", "shop.example.com"}, {"path", "/v1"}});
    ASSERT_EQ(virtualService(design, "catalog").http.size(), 2u);
    EXPECT_EQ(virtualService(design, "catalog").http[0].match[0].uri->prefix, "/v1");
}

TEST(Recipes, EgressWithTlsFromTheProxyNeedsARuleForIt) {
    const Design design =
        applied({}, "egress", {{"host", "api.example.com"}, {"way", "HTTP, and TLS from the proxy on"}});
    const auto& entry = *design.all<istio::ServiceEntry>().front()->as<istio::ServiceEntry>();
    EXPECT_EQ(entry.ports[0].targetPort, 443);
    const auto& rule = *design.all<istio::DestinationRule>().front()->as<istio::DestinationRule>();
    EXPECT_EQ(rule.trafficPolicy->portLevelSettings[0].tls->mode, "SIMPLE");
}

TEST(Recipes, StrictMtlsAlsoMakesSendersUseIt) {
    const Design before =
        designOf("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a}, ports: "
                 "[{name: http, port: 80}]}\n---\napiVersion: networking.istio.io/v1\nkind: "
                 "DestinationRule\nmetadata: {name: a}\nspec: {host: a, trafficPolicy: {tls: {mode: "
                 "DISABLE}}}\n");
    const Design after = applied(before, "strict-mtls", {{"scope", "the whole mesh"}});
    EXPECT_TRUE(after.find({"PeerAuthentication", "istio-system", "default"}));
    EXPECT_EQ(after.all<istio::DestinationRule>().front()->as<istio::DestinationRule>()->trafficPolicy->tls->mode,
              "ISTIO_MUTUAL");
}

struct BadField {
    const char *recipe, *field, *value;
};

class RecipeFields : public testing::TestWithParam<BadField> {};

TEST_P(RecipeFields, SayWhatIsWrongBesideTheField) {
    const auto& [recipe, field, value] = GetParam();
    const auto plan = findRecipe(recipe)->plan(sample("canary.yaml"), {{field, value}});
    ASSERT_FALSE(plan.has_value()) << recipe << " " << field << " " << value;
    EXPECT_EQ(plan.error().front().field, field);
    EXPECT_GT(plan.error().front().message.size(), 10u);
}

INSTANTIATE_TEST_SUITE_P(
    All, RecipeFields,
    testing::Values(BadField{"canary", "percent", "101"}, BadField{"canary", "percent", "x"},
                    BadField{"canary", "percent", ""}, BadField{"canary", "canary", "v1"},
                    BadField{"canary", "canary", "V 2"}, BadField{"canary", "stable", ""},
                    BadField{"canary", "service", "nobody"}, BadField{"blue-green", "live", "red"},
                    BadField{"blue-green", "preview", "X Preview"}, BadField{"ab-test", "header", "a b"},
                    BadField{"ab-test", "value", ""}, BadField{"mirror", "shadow", "v1"},
                    BadField{"mirror", "percent", "-1"}, BadField{"resilience", "timeout", "3"},
                    BadField{"resilience", "perTry", "4s"}, BadField{"resilience", "attempts", "-1"},
                    BadField{"resilience", "ejection", "soon"}, BadField{"expose", "host", "https://a.b/c"},
                    BadField{"expose", "path", "x"}, BadField{"expose", "gateway", "none/such"},
                    BadField{"egress", "host", "*.b.c"}, BadField{"egress", "host", "short"},
                    BadField{"egress", "way", "by ship"}, BadField{"strict-mtls", "scope", "nowhere"}));

TEST(Recipes, ARegexThatCannotBeReadIsRefused) {
    const auto plan = findRecipe("ab-test")->plan(sample("canary.yaml"), {{"match", "regex"}, {"value", "(a"}});
    ASSERT_FALSE(plan.has_value());
    EXPECT_EQ(plan.error().front().field, "value");
}

TEST(Recipes, WithoutAServiceTheyAskForOne) {
    for (const char* id : {"blue-green", "ab-test", "mirror", "resilience", "expose"}) {
        const auto plan = findRecipe(id)->plan({}, {});
        ASSERT_FALSE(plan.has_value()) << id;
        EXPECT_EQ(plan.error().front().field, "service") << id;
    }
}

TEST(Recipes, PlanningWhatIsThereAlreadyWritesNothing) {
    const auto plan = findRecipe("canary")->plan(sample("canary.yaml"), {{"percent", "10"}});
    ASSERT_FALSE(plan.has_value());
    EXPECT_THAT(plan.error().front().message, testing::HasSubstr("already"));
}

} // namespace
} // namespace meshwright::model::recipes
