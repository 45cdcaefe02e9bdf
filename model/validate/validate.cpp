#include "model/validate/validate.h"

#include "model/validate/names.h"
#include "model/validate/rules.h"

#include <algorithm>

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

Diagnostics validate(const Design& design) {
    Diagnostics out = design.diagnostics();
    for (std::size_t i = 0; i < design.documents().size(); ++i)
        for (const auto& resource : design.documents()[i]->resources) {
            const Diagnostics own = validate(*resource);
            for (const auto& d : own) {
                // The API server often refuses what istiod refuses at the same place: one message is enough.
                const bool said =
                    d.code == kApiServerRefusal && std::any_of(own.begin(), own.end(), [&](const Diagnostic& o) {
                        return o.code == "IST0106" && o.field == d.field;
                    });
                if (said) continue;
                out.push_back(d);
                design.placeOf(i).place(out.back());
            }
        }
    return out;
}

} // namespace meshwright::model
