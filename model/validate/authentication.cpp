// PeerAuthentication and RequestAuthentication, and what all policies share: selectors and targets.
// Istio: pkg/config/validation/validation.go (ValidatePeerAuthentication, ValidateRequestAuthentication).
#include "model/validate/policy.h"

#include "model/validate/names.h"
#include "model/validate/rules.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace meshwright::model::validation {

namespace {

void checkTarget(Judge& j, const istio::TargetRef& t, const std::string& f) {
    if (t.name.empty()) j.error(at(f, "name"), "A target needs a name.");
    if (!t.ns.empty()) j.error(at(f, "namespace"), "A target must stand in this object's namespace; remove the field.");
    const std::string group = t.group == "core" ? "" : t.group;
    const bool known = (group.empty() && t.kind == "Service") ||
                       (group == "networking.istio.io" && t.kind == "ServiceEntry") ||
                       (group == "gateway.networking.k8s.io" && (t.kind == "Gateway" || t.kind == "GatewayClass"));
    if (!known)
        j.error(
            t.kind.empty() ? at(f, "kind") : f,
            "A target must be a Service, a ServiceEntry, or a Gateway or GatewayClass of gateway.networking.k8s.io.");
}

bool isHttpUri(const std::string& uri) {
    return uri.compare(0, 7, "http://") == 0 || uri.compare(0, 8, "https://") == 0;
}

bool isHeaderName(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    });
}

void checkJwks(Judge& j, const std::string& jwks, const std::string& f) {
    const auto json = nlohmann::json::parse(jwks, nullptr, false);
    if (json.is_discarded() || !json.is_object() || (!json.contains("keys") && !json.contains("kty")))
        return j.error(f, "jwks is no set of keys in JSON ({\"keys\": […]}).");
    if (!json.contains("keys") || !json["keys"].is_array()) return;
    for (const auto& key : json["keys"]) {
        if (!key.is_object() || !key.contains("kty")) return j.error(f, "A key of jwks has no kty.");
        if (key.contains("d") || key.value("kty", "") == "oct")
            j.warning(f, "jwks holds a private key; only public keys are needed.");
    }
}

void checkJwtRule(Judge& j, const istio::JwtRule& r, const std::string& f) {
    const auto notEmpty = [&](const std::vector<std::string>& list, const char* field) {
        for (std::size_t i = 0; i < list.size(); ++i)
            if (list[i].empty()) j.error(at(at(f, field), i), "This must not be empty.");
    };
    notEmpty(r.audiences, "audiences");
    if (r.issuer.empty() && r.jwksUri.empty()) j.error(at(f, "issuer"), "A rule needs an issuer or a jwksUri.");
    if (!r.jwksUri.empty() && !isHttpUri(r.jwksUri))
        j.error(at(f, "jwksUri"), "jwksUri must begin with http:// or https://.");
    if (!r.jwks.empty()) checkJwks(j, r.jwks, at(f, "jwks"));
    for (std::size_t i = 0; i < r.fromHeaders.size(); ++i)
        if (r.fromHeaders[i].name.empty()) j.error(at(at(at(f, "fromHeaders"), i), "name"), "A header needs a name.");
    notEmpty(r.fromParams, "fromParams");
    notEmpty(r.fromCookies, "fromCookies");
    for (std::size_t i = 0; i < r.outputClaimToHeaders.size(); ++i) {
        const auto& o = r.outputClaimToHeaders[i];
        const std::string where = at(at(f, "outputClaimToHeaders"), i);
        if (o.claim.empty() || o.header.empty())
            j.error(where, "Both header and claim are needed.");
        else if (!isHeaderName(o.header))
            j.error(at(where, "header"), "This is no name of a header.");
    }
    if (r.timeout) j.check(at(f, "timeout"), checkDuration(*r.timeout));
}

} // namespace

void checkPolicyTargets(Judge& j, const std::optional<istio::WorkloadSelector>& selector,
                        const std::optional<istio::TargetRef>& target, const std::vector<istio::TargetRef>& targets) {
    if (selector.has_value() + target.has_value() + !targets.empty() > 1)
        j.error("spec", "A policy takes one of selector, targetRef and targetRefs.");
    checkSelector(j, selector, "spec.selector");
    if (target) checkTarget(j, *target, "spec.targetRef");
    for (std::size_t i = 0; i < targets.size(); ++i) checkTarget(j, targets[i], at("spec.targetRefs", i));
}

void checkPeerAuthentication(Judge& j, const istio::PeerAuthentication& policy) {
    const bool selects = policy.selector && !policy.selector->effective().empty();
    if (!selects && !policy.portLevelMtls.empty())
        j.error("spec.portLevelMtls", "Ports can be set only with a selector that has labels.");
    if (j.has("spec.portLevelMtls") && policy.portLevelMtls.empty())
        j.error("spec.portLevelMtls", "portLevelMtls is empty; give a port or remove it.");
    for (const auto& [key, mtls] : policy.portLevelMtls) {
        std::int64_t port = 0;
        const auto [end, failure] = std::from_chars(key.data(), key.data() + key.size(), port);
        if (failure != std::errc{} || end != key.data() + key.size() || !checkPort(port).empty())
            j.error(atKey("spec.portLevelMtls", key), "A port must be a number from 1 to 65535.");
    }
    checkSelector(j, policy.selector, "spec.selector");
}

void checkRequestAuthentication(Judge& j, const istio::RequestAuthentication& policy) {
    checkPolicyTargets(j, policy.selector, policy.targetRef, policy.targetRefs);
    for (std::size_t i = 0; i < policy.jwtRules.size(); ++i)
        checkJwtRule(j, policy.jwtRules[i], at("spec.jwtRules", i));
}

} // namespace meshwright::model::validation
