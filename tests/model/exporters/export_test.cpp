// What is written for other programs says what the design says, and what they cannot say is noted with its place.
#include "model/exporters/export.h"

#include "tests/model/support/designs.h"

#include <gmock/gmock.h>

namespace meshwright::model::exporters {
namespace {

using testing::HasSubstr;
using yaml::Node;

Design sample(const std::string& name) {
    return *Design::fromPath(MESHWRIGHT_SOURCE_DIR "/resources/samples/" + name);
}

/// The trees of everything of one kind that was written.
std::vector<Node> objects(const Exported& exported, const std::string& kind) {
    std::vector<Node> out;
    const auto design = Design::fromText(textOf(exported), "out.yaml");
    EXPECT_TRUE(design.has_value()) << toText(design.error().front());
    if (design)
        for (const auto& r : design->resources())
            if (r->kind == kind) out.push_back(*r->root);
    return out;
}

std::string at(const Node& node, const std::string& path) {
    const Node* found = node.at(path);
    return found ? found->text : "(none)";
}

bool notes(const Exported& exported, const std::string& field) {
    for (const auto& d : exported.notes)
        if (d.field == field && !d.message.empty() && d.position.line > 0) return true;
    return false;
}

TEST(Export, EveryTargetWritesReadableYamlForEverySample) {
    std::map<std::string, std::size_t> written;
    for (const auto& entry : std::filesystem::directory_iterator(MESHWRIGHT_SOURCE_DIR "/resources/samples")) {
        const Design design = *Design::fromPath(entry.path().string());
        for (const auto& target : targets()) {
            const auto exported = target.write(design);
            if (exported.files.empty()) continue; // a design without a rollout plan
            const auto again = Design::fromText(textOf(exported), "out.yaml");
            ASSERT_TRUE(again.has_value()) << target.id << " " << entry.path() << toText(again.error().front());
            EXPECT_TRUE(again->all<scenario::Scenario>().empty());
            std::set<std::string> names;
            for (const auto& file : exported.files) EXPECT_TRUE(names.insert(file.name).second) << file.name;
            written[std::string(target.id)] += exported.files.size();
        }
    }
    for (const auto& target : targets()) EXPECT_GT(written[std::string(target.id)], 3u) << target.id;
}

TEST(Export, ACanaryBecomesAnHttpRouteWithAServiceForEachVersion) {
    const auto exported = gatewayApi(sample("canary.yaml"));
    const auto routes = objects(exported, "HTTPRoute");
    ASSERT_EQ(routes.size(), 1u);
    EXPECT_EQ(at(routes[0], "spec.parentRefs[0].name"), "shop-gateway");
    EXPECT_EQ(at(routes[0], "spec.hostnames[0]"), "shop.example.com");
    EXPECT_EQ(at(routes[0], "spec.rules[0].backendRefs[0].name"), "catalog-v1");
    EXPECT_EQ(at(routes[0], "spec.rules[0].backendRefs[0].weight"), "90");
    EXPECT_EQ(at(routes[0], "spec.rules[0].backendRefs[1].name"), "catalog-v2");
    bool selects = false;
    for (const auto& s : objects(exported, "Service"))
        if (at(s, "metadata.name") == "catalog-v2")
            selects = at(s, "spec.selector.app") == "catalog" && at(s, "spec.selector.version") == "v2" &&
                      at(s, "spec.ports[0].port") == "8080";
    EXPECT_TRUE(selects);
    const auto gateways = objects(exported, "Gateway");
    ASSERT_EQ(gateways.size(), 1u);
    EXPECT_EQ(at(gateways[0], "spec.listeners[0].hostname"), "shop.example.com");
}

TEST(Export, GatewayApiSaysConditionsFiltersAndTimeoutsAndNotesTheRest) {
    const auto exported = gatewayApi(*Design::fromText(R"(apiVersion: v1
kind: Service
metadata: {name: a}
spec: {selector: {app: a}, ports: [{name: http, port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec:
  hosts: [a]
  http:
    - match:
        - uri: {prefix: /api}
          headers: {x-a: {prefix: "b."}}
          sourceLabels: {app: c}
      rewrite: {uri: /}
      mirror: {host: a}
      mirrorPercentage: {value: 25}
      timeout: 1.5s
      fault: {abort: {httpStatus: 500, percentage: {value: 1}}}
      route: [{destination: {host: a}}]
    - redirect: {uri: /x, redirectCode: 308}
    - directResponse: {status: 418}
)",
                                                       "in.yaml"));
    const auto routes = objects(exported, "HTTPRoute");
    ASSERT_EQ(routes.size(), 1u);
    const Node& r = routes[0];
    EXPECT_EQ(at(r, "spec.parentRefs[0].kind"), "Service");
    EXPECT_EQ(at(r, "spec.rules[0].matches[0].path.type"), "PathPrefix");
    EXPECT_EQ(at(r, "spec.rules[0].matches[0].headers[0].value"), "b\\..*");
    EXPECT_EQ(at(r, "spec.rules[0].filters[0].urlRewrite.path.replacePrefixMatch"), "/");
    EXPECT_EQ(at(r, "spec.rules[0].filters[1].requestMirror.percent"), "25");
    EXPECT_EQ(at(r, "spec.rules[0].timeouts.request"), "1500ms");
    EXPECT_EQ(at(r, "spec.rules[1].filters[0].requestRedirect.statusCode"), "308");
    EXPECT_EQ(r.at("spec.rules")->items.size(), 2u);
    EXPECT_TRUE(notes(exported, "spec.http[0].match[0].sourceLabels"));
    EXPECT_TRUE(notes(exported, "spec.http[0].match[0].uri.prefix"));
    EXPECT_TRUE(notes(exported, "spec.http[0].fault"));
    EXPECT_TRUE(notes(exported, "spec.http[2].directResponse"));
}

TEST(Export, ARolloutPlanBecomesArgosStepsAndItsChecks) {
    const auto exported = argoRollouts(sample("canary.yaml"));
    const auto rollouts = objects(exported, "Rollout");
    ASSERT_EQ(rollouts.size(), 1u);
    const Node& r = rollouts[0];
    EXPECT_EQ(at(r, "spec.workloadRef.name"), "catalog-v1");
    EXPECT_EQ(at(r, "spec.replicas"), "3");
    const std::string canary = "spec.strategy.canary.";
    EXPECT_EQ(at(r, canary + "trafficRouting.istio.virtualService.name"), "catalog");
    EXPECT_EQ(at(r, canary + "trafficRouting.istio.virtualService.routes[0]"), "catalog");
    EXPECT_EQ(at(r, canary + "trafficRouting.istio.destinationRule.canarySubsetName"), "v2");
    EXPECT_EQ(at(r, canary + "steps[0].setWeight"), "10");
    EXPECT_EQ(at(r, canary + "steps[1].pause.duration"), "20s");
    EXPECT_EQ(at(r, canary + "steps[2].analysis.templates[0].templateName"), "catalog");
    EXPECT_EQ(at(r, canary + "steps[3].setWeight"), "25");
    const auto templates = objects(exported, "AnalysisTemplate");
    ASSERT_EQ(templates.size(), 1u);
    EXPECT_THAT(at(templates[0], "spec.metrics[0].successCondition"), HasSubstr(">= 0.99"));
    EXPECT_EQ(at(templates[0], "spec.metrics[0].failureLimit"), "1");
    EXPECT_THAT(at(templates[0], "spec.metrics[1].successCondition"), HasSubstr("<= 100"));
    EXPECT_THAT(at(templates[0], "spec.metrics[0].provider.prometheus.query"), HasSubstr("destination_version=\"v2\""));
    EXPECT_EQ(objects(exported, "VirtualService").size(), 1u);
}

TEST(Export, ARolloutPlanBecomesAFlaggerCanary) {
    const auto exported = flagger(sample("canary.yaml"));
    const auto all = objects(exported, "Canary");
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(at(all[0], "spec.targetRef.name"), "catalog-v1");
    EXPECT_EQ(at(all[0], "spec.service.port"), "8080");
    EXPECT_EQ(at(all[0], "spec.service.gateways[0]"), "default/shop-gateway");
    EXPECT_EQ(at(all[0], "spec.analysis.interval"), "20s");
    EXPECT_EQ(at(all[0], "spec.analysis.threshold"), "2");
    EXPECT_EQ(at(all[0], "spec.analysis.stepWeights[2]"), "50");
    EXPECT_EQ(at(all[0], "spec.analysis.metrics[0].thresholdRange.min"), "99");
    EXPECT_TRUE(objects(exported, "VirtualService").empty()) << "Flagger makes it";
}

TEST(Export, WithoutAPlanThereIsNothingAndANoteSaysWhy) {
    const auto exported = argoRollouts(sample("bookinfo.yaml"));
    EXPECT_TRUE(exported.files.empty());
    EXPECT_TRUE(notes(exported, "spec.rollout"));
}

TEST(Export, IstioIsTheDesignByteForByte) {
    const Design design = sample("canary.yaml");
    for (const auto& file : istio(design).files)
        EXPECT_THAT(design.textOf(design.files().front()) + "\n", HasSubstr(file.text)) << file.name;
}

} // namespace
} // namespace meshwright::model::exporters
