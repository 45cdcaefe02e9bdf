// Each of Kiali's checks that Istio lacks: a design that has the fault, and a near twin that has not.
#include "sim/advise/advise.h"

#include "model/edit/edit.h"

#include <gtest/gtest.h>

namespace meshwright::sim::advise {
namespace {

std::string object(const std::string& api, const std::string& kind, const std::string& name, const std::string& spec,
                   const std::string& ns = "default") {
    return "---\napiVersion: " + api + "\nkind: " + kind + "\nmetadata: {name: " + name + ", namespace: " + ns +
           "}\nspec: " + spec + "\n";
}
std::string net(const std::string& kind, const std::string& name, const std::string& spec,
                const std::string& ns = "default") {
    return object("networking.istio.io/v1", kind, name, spec, ns);
}
std::string sec(const std::string& kind, const std::string& name, const std::string& spec) {
    return object("security.istio.io/v1", kind, name, spec);
}

const std::string mesh =
    object("v1", "Service", "web", "{selector: {app: web}, ports: [{name: http, port: 80}]}") +
    object("apps/v1", "Deployment", "web",
           "{template: {metadata: {labels: {app: web}}, spec: {serviceAccountName: web, containers: [{name: a, ports: "
           "[{name: http, containerPort: 80}]}]}}}");

struct Check {
    const char *code, *field;
    std::string fault, twin;
};

std::string rule(const std::string& name, const std::string& subsets) {
    return net("DestinationRule", name, "{host: web, subsets: [" + subsets + "]}");
}
std::string splitting(const std::string& route) {
    return net("VirtualService", "web", "{hosts: [web], http: [{route: [" + route + "]}]}");
}
std::string allowing(const std::string& source) {
    return sec("AuthorizationPolicy", "p", "{rules: [{from: [{source: {" + source + "}}]}]}");
}
std::string importing(const std::string& spec, const std::string& ns = "default") {
    return net("Sidecar", "s", spec, ns);
}
std::string service(const std::string& targetPort) {
    return object("v1", "Service", "web2",
                  "{selector: {app: web}, ports: [{name: http, port: 80, targetPort: " + targetPort + "}]}");
}
std::string entryFor(const std::string& app) {
    return net("ServiceEntry", "e",
               "{hosts: [e.example.com], ports: [{number: 80, name: http, protocol: HTTP}], resolution: STATIC, "
               "workloadSelector: {labels: {app: " +
                   app + "}}}");
}

const std::vector<Check>& checks() {
    static const std::vector<Check> all = {
        {"MW1501", "spec.subsets[0]", rule("a", "{name: v1, labels: {v: a}}") + rule("b", "{name: v1, labels: {v: b}}"),
         rule("a", "{name: v1, labels: {v: a}}") + rule("b", "{name: v2, labels: {v: b}}")},
        {"MW1502", "spec.subsets[0]", rule("a", "{name: v1}"), rule("a", "{name: v1, labels: {v: a}}")},
        {"MW1503", "spec.rules[0].from[0].source.principals[0]",
         allowing("principals: [cluster.local/ns/default/sa/nobody]"),
         allowing("principals: [cluster.local/ns/default/sa/web]")},
        {"MW1504", "spec.rules[0].from[0].source.namespaces",
         allowing("namespaces: [other]") + sec("PeerAuthentication", "off", "{mtls: {mode: DISABLE}}"),
         allowing("namespaces: [other]") + sec("PeerAuthentication", "on", "{mtls: {mode: STRICT}}")},
        {"MW1505", "spec.selector", sec("PeerAuthentication", "p", "{selector: {matchLabels: {app: wbe}}}"),
         sec("PeerAuthentication", "p", "{selector: {matchLabels: {app: web}}}")},
        {"MW1505", "spec.workloadSelector",
         importing("{workloadSelector: {labels: {app: wbe}}, egress: [{hosts: ['*/*']}]}"),
         importing("{workloadSelector: {labels: {app: web}}, egress: [{hosts: ['*/*']}]}")},
        {"MW1506", "spec.ports[0].targetPort", service("web"), service("http")},
        {"MW1507", "spec.egress[0].hosts[1]", importing("{egress: [{hosts: [./web, ./wbe]}]}"),
         importing("{egress: [{hosts: [./web]}]}")},
        {"MW1508", "spec.workloadSelector",
         importing("{workloadSelector: {labels: {app: web}}, egress: [{hosts: ['*/*']}]}", "istio-system"),
         importing("{egress: [{hosts: ['*/*']}]}", "istio-system")},
        {"MW1509", "spec.http[0].route[0].weight", splitting("{destination: {host: web}, weight: 20}"),
         splitting("{destination: {host: web}, weight: 100}")},
        {"MW1510", "spec.http[0].route[1]",
         splitting("{destination: {host: web}, weight: 20}, {destination: {host: web}, weight: 80}"),
         splitting("{destination: {host: web}, weight: 20}, {destination: {host: web2}, weight: 80}")},
        {"MW1511", "spec.workloadSelector", entryFor("wbe"), entryFor("web")},
    };
    return all;
}

model::Diagnostics ofReferences(const model::Design& design) {
    auto all = advise(design);
    std::erase_if(all, [](const model::Diagnostic& d) { return !d.code.starts_with("MW15"); });
    return all;
}

model::Design designOf(const std::string& text) {
    const auto design = model::Design::fromText(mesh + text, "design.yaml");
    EXPECT_TRUE(design) << (design ? "" : model::toText(design.error().front()));
    return design ? *design : model::Design();
}

TEST(AdviceOnReferences, FindsEachFaultAndNothingInItsTwin) {
    for (const auto& check : checks()) {
        const auto found = ofReferences(designOf(check.fault));
        ASSERT_EQ(found.size(), 1u) << check.code << (found.empty() ? "" : model::toText(found.front()));
        EXPECT_EQ(found[0].code, check.code);
        EXPECT_EQ(found[0].field, check.field) << check.code;
        EXPECT_TRUE(found[0].position.known()) << check.code;
        const auto twin = ofReferences(designOf(check.twin));
        EXPECT_TRUE(twin.empty()) << check.code << ": " << model::toText(twin.front());
    }
}

TEST(AdviceOnReferences, IsGoneOnceItsFixIsApplied) {
    std::size_t fixes = 0;
    for (const auto& check : checks()) {
        const auto design = designOf(check.fault);
        for (const auto& d : ofReferences(design)) {
            if (!d.fix || !d.fix->canBeApplied()) continue;
            ++fixes;
            const auto fixed = model::edit::apply(design, model::edit::editOf(*d.fix));
            ASSERT_TRUE(fixed) << model::toText(d);
            EXPECT_TRUE(ofReferences(*fixed).empty()) << model::toText(d);
        }
    }
    EXPECT_GE(fixes, 1u);
}

} // namespace
} // namespace meshwright::sim::advise
