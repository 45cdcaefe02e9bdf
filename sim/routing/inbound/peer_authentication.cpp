#include "sim/routing/inbound/peer_authentication.h"

#include "sim/routing/inbound/policy_selection.h"

#include <charconv>
#include <optional>

namespace meshwright::sim::routing {

namespace {

using model::ResourcePtr;
using model::istio::PeerAuthentication;

std::optional<MtlsMode> parseMode(const std::string& text) {
    if (text == "DISABLE") return MtlsMode::Disable;
    if (text == "PERMISSIVE") return MtlsMode::Permissive;
    if (text == "STRICT") return MtlsMode::Strict;
    return std::nullopt; // UNSET inherits
}

const model::istio::Labels& selectorOf(const PeerAuthentication& policy) {
    static const model::istio::Labels none;
    return policy.selector ? policy.selector->effective() : none;
}

/// The oldest policy of each level.
struct Levels {
    ResourcePtr mesh, ns, workload;
};

Levels pickLevels(const std::vector<ResourcePtr>& policies, const std::string& root, const std::string& ns,
                  const model::istio::Labels& labels, const Explainer& explain) {
    Levels out;
    for (const auto& resource : policies) {
        const auto* policy = resource->as<PeerAuthentication>();
        if (!policy) continue;
        const std::string subject = "PeerAuthentication " + resource->meta.name + "." + resource->meta.ns;
        const auto say = [&](bool used, const char* reason) { explain.say(subject, used, reason, {resource, "spec"}); };
        const bool inRoot = resource->meta.ns == root;
        if (!inRoot && resource->meta.ns != ns) {
            say(false, "lives in another namespace");
            continue;
        }
        const auto& selector = selectorOf(*policy);
        if (!selector.empty() && inRoot) {
            say(false, "has a selector, which the root namespace may not use");
            continue;
        }
        if (!subsetOfLabels(selector, labels)) {
            say(false, "selects other workloads");
            continue;
        }
        ResourcePtr& level = !selector.empty() ? out.workload : inRoot ? out.mesh : out.ns;
        say(!level, level ? "an older policy of the same level counts" : "is the oldest of its level");
        if (!level) level = resource;
    }
    return out;
}

void override(MtlsSetting& setting, const ResourcePtr& resource) {
    if (!resource) return;
    const auto& policy = *resource->as<PeerAuthentication>();
    const auto mode = policy.mtls ? parseMode(policy.mtls->mode) : std::nullopt;
    if (mode) setting = {*mode, {resource, "spec.mtls.mode"}};
}

} // namespace

const char* toText(MtlsMode mode) {
    switch (mode) {
    case MtlsMode::Disable:
        return "DISABLE";
    case MtlsMode::Permissive:
        return "PERMISSIVE";
    case MtlsMode::Strict:
        return "STRICT";
    }
    return "";
}

const MtlsSetting& PeerAuthenticationSettings::forPort(std::uint32_t port) const {
    const auto found = ports.find(port);
    return found == ports.end() ? workload : found->second;
}

PeerAuthenticationSettings composePeerAuthentication(const std::vector<ResourcePtr>& policies,
                                                     const std::string& rootNamespace, const std::string& ns,
                                                     const model::istio::Labels& labels, const Explainer& explain) {
    const Levels levels = pickLevels(policies, rootNamespace, ns, labels, explain);
    PeerAuthenticationSettings out;
    override(out.workload, levels.mesh);
    override(out.workload, levels.ns);
    override(out.workload, levels.workload);
    if (!levels.workload) return out;
    for (const auto& [text, mtls] : levels.workload->as<PeerAuthentication>()->portLevelMtls) {
        std::uint32_t port = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
        if (error != std::errc{} || end != text.data() + text.size()) continue;
        const auto mode = parseMode(mtls.mode);
        out.ports[port] =
            mode ? MtlsSetting{*mode, {levels.workload, "spec.portLevelMtls[" + text + "].mode"}} : out.workload;
    }
    return out;
}

} // namespace meshwright::sim::routing
