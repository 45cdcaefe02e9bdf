#include "model/validate/validate.h"

#include "model/validate/names.h"
#include "model/validate/rules.h"
#include "model/validate/suppress.h"
#include "model/yaml/read.h"

#include <algorithm>
#include <map>

namespace meshwright::model {

namespace {

using namespace validation;

/// Annotations that users must not set, or only where they mean something.
/// Istio: pkg/config/validation/validation.go (validateMetadata, checkDryRunAnnotation).
bool checkMetadata(Judge& j) {
    const auto& annotations = j.resource().meta.annotations;
    const std::string field = "metadata.annotations";
    if (const auto dryRun = annotations.find("istio.io/dry-run"); dryRun != annotations.end()) {
        const std::string where = atKey(field, dryRun->first);
        const auto* policy = j.resource().as<istio::AuthorizationPolicy>();
        if (!policy) return j.error(where, "Only an AuthorizationPolicy takes this annotation; remove it."), false;
        if (policy->action == "CUSTOM" || policy->action == "AUDIT")
            return j.error(where, "This annotation works only with action ALLOW or DENY."), false;
        constexpr const char* kFlags[] = {"1", "t", "T", "TRUE",  "true",  "True",
                                          "0", "f", "F", "FALSE", "false", "False"};
        if (std::find(std::begin(kFlags), std::end(kFlags), dryRun->second) == std::end(kFlags))
            return j.error(where, "This annotation is true or false."), false;
    }
    for (const char* name :
         {"internal.istio.io/webhook-always-reject", "internal.istio.io/parents", "internal.istio.io/parent-namespace"})
        if (annotations.count(name) > 0)
            return j.error(atKey(field, name), "This annotation is set by Istio alone; remove it."), false;
    return true;
}

struct Rules {
    Judge& j;
    void operator()(const UnknownSpec&) const {}
    void operator()(const istio::Gateway& s) const { checkGateway(j, s); }
    void operator()(const istio::VirtualService& s) const {
        checkVirtualService(j, s);
        checkReachability(j, s);
    }
    void operator()(const istio::DestinationRule& s) const { checkDestinationRule(j, s); }
    void operator()(const istio::ServiceEntry& s) const { checkServiceEntry(j, s); }
    void operator()(const istio::WorkloadEntry& s) const { checkWorkloadEntry(j, s); }
    void operator()(const istio::Sidecar& s) const { checkSidecar(j, s); }
    void operator()(const istio::PeerAuthentication& s) const { checkPeerAuthentication(j, s); }
    void operator()(const istio::RequestAuthentication& s) const { checkRequestAuthentication(j, s); }
    void operator()(const istio::AuthorizationPolicy& s) const { checkAuthorizationPolicy(j, s); }
    void operator()(const kube::Service& s) const { checkService(j, s); }
    void operator()(const kube::Deployment& s) const { checkDeployment(j, s); }
    void operator()(const kube::Pod&) const {}
    void operator()(const kube::Namespace&) const {}
    void operator()(const scenario::Scenario& s) const { checkScenario(j, s); }
    void operator()(const scenario::Canvas& s) const { checkCanvas(j, s); }
};

} // namespace

Diagnostics validate(const Resource& resource) {
    Diagnostics out;
    Judge judge(resource, out);
    if (checkMetadata(judge)) std::visit(Rules{judge}, resource.spec);
    checkSchema(judge);
    return out;
}

Diagnostics validate(const Document& document, const std::vector<Diagnostics>& rules) {
    Diagnostics out = document.diagnostics;
    const auto read = static_cast<std::ptrdiff_t>(out.size());
    for (std::size_t i = 0; i < rules.size(); ++i)
        for (const auto& d : rules[i]) {
            // The API server often refuses what istiod, or reading, refuses at the same place: one message is enough.
            const auto says = [&](const Diagnostic& o, const char* code) {
                return o.code == code && o.field == d.field && o.name == d.name && o.kind == d.kind && o.ns == d.ns;
            };
            const auto any = [&](auto begin, auto end, const char* code) {
                return std::any_of(begin, end, [&](const Diagnostic& o) { return says(o, code); });
            };
            const bool said =
                d.code == kApiServerRefusal && (any(rules[i].begin(), rules[i].end(), "IST0106") ||
                                                any(out.begin(), out.begin() + read, yaml::kWrongType) ||
                                                any(out.begin(), out.begin() + read, yaml::kQuotedNumber));
            const bool twice = std::any_of(out.begin() + read, out.end(), [&](const Diagnostic& o) {
                return says(o, d.code.c_str()) && o.message == d.message;
            });
            const bool silenced =
                d.severity != Severity::Error && silences(document.resources[i]->meta.annotations, d.code);
            if (!said && !twice && !silenced) out.push_back(d);
        }
    return out;
}

Diagnostics validate(const Design& design) {
    Diagnostics out;
    std::map<const Document*, Diagnostics> again;
    for (auto& [document, d] : design.duplicates()) again[document].push_back(std::move(d));
    for (std::size_t i = 0; i < design.documents().size(); ++i) {
        const Document& document = *design.documents()[i];
        std::vector<Diagnostics> rules;
        for (const auto& r : document.resources) rules.push_back(validate(*r));
        auto own = validate(document, rules);
        if (const auto found = again.find(&document); found != again.end())
            own.insert(own.end(), found->second.begin(), found->second.end());
        sortByPosition(own, 0);
        for (auto& d : own) {
            out.push_back(std::move(d));
            design.placeOf(i).place(out.back());
        }
    }
    return out;
}

void sortByPosition(Diagnostics& all, std::size_t from) {
    std::stable_sort(
        all.begin() + static_cast<std::ptrdiff_t>(from), all.end(), [](const Diagnostic& a, const Diagnostic& b) {
            return std::pair(a.position.line, a.position.column) < std::pair(b.position.line, b.position.column);
        });
}

} // namespace meshwright::model
