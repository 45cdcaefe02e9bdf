#include "model/recipes/form.h"
#include "model/recipes/parts.h"
#include "model/recipes/policies.h"

#include <algorithm>

namespace meshwright::model::recipes {

namespace {

constexpr auto wholeMesh = "the whole mesh";
constexpr auto rootNamespace = "istio-system";

std::vector<FormField> mtlsRows(const Design& design, const Values& values) {
    std::vector<std::string> scopes{wholeMesh};
    for (const auto& r : design.all<kube::Service>())
        if (std::find(scopes.begin(), scopes.end(), r->meta.ns) == scopes.end()) scopes.push_back(r->meta.ns);
    return {{"scope", "Where", "Every workload there accepts mutual TLS only: calls from outside of the mesh fail.",
             Control::Choice, filled(values, "scope", scopes.size() > 1 ? scopes[1] : wholeMesh), scopes}};
}

Planned planStrictMtls(const Design& design, const Values& values) {
    Form form(mtlsRows(design, values), values);
    if (!form.errors().empty()) return tl::unexpected(form.errors());
    return strictMtls(design, {form.text("scope") == wholeMesh ? rootNamespace : form.text("scope")});
}

/// True where a workload in the scope answers for this host.
bool inScope(const Design& design, const Host& host, const std::string& ns) {
    for (const auto& r : design.all<kube::Service>())
        if ((ns == rootNamespace || r->meta.ns == ns) && hostOf(*r).subsetOf(host)) return true;
    return false;
}

} // namespace

Planned strictMtls(const Design& design, const StrictMtlsInput& in) {
    Draft draft(design);
    ResourceId policy{"PeerAuthentication", in.ns, {}};
    for (const auto& r : design.all<istio::PeerAuthentication>()) {
        const auto& spec = *r->as<istio::PeerAuthentication>();
        const bool whole = !spec.selector || spec.selector->effective().empty();
        if (r->meta.ns != in.ns || !whole || !policy.name.empty()) continue;
        policy.name = r->meta.name;
        draft.set(policy, "spec.mtls.mode", std::string("STRICT"));
    }
    if (policy.name.empty()) {
        policy.name = freeName(design, "PeerAuthentication", in.ns, "default");
        draft.object("apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n" +
                     metadataYaml(policy.name, in.ns) + "spec:\n  mtls:\n    mode: STRICT\n");
    }
    for (const auto& r : design.all<istio::DestinationRule>()) {
        const auto& spec = *r->as<istio::DestinationRule>();
        if (!spec.trafficPolicy || !spec.trafficPolicy->tls || spec.trafficPolicy->tls->mode != "DISABLE") continue;
        if (inScope(design, resolveShortName(spec.host, r->meta.ns), in.ns))
            draft.set(r->id(), "spec.trafficPolicy.tls.mode", std::string("ISTIO_MUTUAL"));
    }
    return draft.finish(in.ns == rootNamespace ? "Strict mTLS in the whole mesh" : "Strict mTLS in " + in.ns, policy);
}

const Recipe strictMtlsRecipe{"strict-mtls", "Strict mTLS",
                              "Workloads accept only mutual TLS, so that nobody outside of the mesh can talk to them.",
                              mtlsRows, planStrictMtls};

} // namespace meshwright::model::recipes
