#include "sim/routing/inbound/authorization_policy.h"

#include "sim/routing/inbound/authorization_rule.h"

#include <algorithm>
#include <map>

namespace meshwright::sim::routing {

namespace {

using model::ResourcePtr;
using model::istio::AuthorizationPolicy;
using Action = RbacFilter::Action;

/// Annotation values that Go's strconv.ParseBool takes for true.
bool isDryRun(const model::Resource& resource) {
    const auto found = resource.meta.annotations.find("istio.io/dry-run");
    if (found == resource.meta.annotations.end()) return false;
    const std::string& value = found->second;
    return value == "1" || value == "t" || value == "T" || value == "true" || value == "TRUE" || value == "True";
}

std::string policyName(const model::Resource& resource, std::size_t rule, const std::string& prefix) {
    return prefix + "ns[" + resource.meta.ns + "]-policy[" + resource.meta.name + "]-rule[" + std::to_string(rule) +
           "]";
}

/// Builds one filter from policies of one action.
class FilterBuilder {
public:
    FilterBuilder(Action action, bool tcp, const TrustDomains& trust) : trust_(trust), tcp_(tcp) {
        filter_.action = action;
    }

    void add(const ResourcePtr& resource, const std::string& prefix = {}, const std::string& suffix = {}) {
        const auto& policy = *resource->as<AuthorizationPolicy>();
        const bool dryRun = isDryRun(*resource);
        if (!dryRun && !filter_.enforced) filter_.enforced.emplace();
        auto& out = dryRun ? filter_.shadow : *filter_.enforced;
        const RuleContext context{&trust_, resource->meta.ns, tcp_, filter_.action == Action::Allow};
        for (std::size_t i = 0; i < policy.rules.size(); ++i) {
            auto built = translateRule(policy.rules[i], context);
            if (!built) continue;
            built->name = policyName(*resource, i, prefix) + suffix;
            built->origin = {resource, "spec.rules[" + std::to_string(i) + "]"};
            out.push_back(std::move(*built));
        }
        if (policy.rules.empty()) {
            RbacPolicy nothing;
            nothing.name = policyName(*resource, 0, prefix) + suffix;
            nothing.never = true;
            nothing.origin = {resource, "spec"};
            out.push_back(std::move(nothing));
        }
    }

    RbacFilter take() {
        const auto byName = [](const RbacPolicy& a, const RbacPolicy& b) { return a.name < b.name; };
        if (filter_.enforced) std::sort(filter_.enforced->begin(), filter_.enforced->end(), byName);
        std::sort(filter_.shadow.begin(), filter_.shadow.end(), byName);
        return std::move(filter_);
    }

private:
    const TrustDomains& trust_;
    bool tcp_;
    RbacFilter filter_;
};

std::optional<Action> localAction(const std::string& action) {
    if (action.empty() || action == "ALLOW") return Action::Allow;
    if (action == "DENY") return Action::Deny;
    if (action == "AUDIT") return Action::Log;
    return std::nullopt;
}

std::vector<std::string> split(const std::string& text, char by) {
    std::vector<std::string> out(1);
    for (const char c : text)
        if (c == by)
            out.emplace_back();
        else
            out.back() += c;
    return out;
}

/// Whether `pattern` (exact, "*x" or "x*") covers `text`. Istio: pilot/pkg/security/trustdomain/util.go.
bool covers(const std::string& pattern, const std::string& text) {
    if (pattern == "*" || pattern == text) return true;
    if (pattern.starts_with('*')) return text.ends_with(pattern.substr(1));
    return pattern.ends_with('*') && text.starts_with(pattern.substr(0, pattern.size() - 1));
}

} // namespace

std::vector<std::string> TrustDomains::replaceInPrincipals(const std::vector<std::string>& principals) const {
    std::vector<std::string> out;
    for (const auto& principal : principals) {
        const auto parts = split(principal, '/');
        // only trust-domain/ns/x/sa/y names a trust domain; "*" names all of them
        const bool names = parts.size() == 5 && parts[0] != "*";
        const bool ours = names && (parts[0] == "cluster.local" ||
                                    std::any_of(this->names.begin(), this->names.end(), [&](const std::string& name) {
                                        return covers(parts[0], name) || covers(name, parts[0]);
                                    }));
        if (!ours) {
            out.push_back(principal);
            continue;
        }
        std::vector<std::string> renamed;
        for (const auto& name : this->names) {
            const bool keeps = parts[0].starts_with('*') ? name.ends_with(parts[0].substr(1)) : name == parts[0];
            std::string next = keeps ? principal : name + principal.substr(parts[0].size());
            if (std::find(renamed.begin(), renamed.end(), next) == renamed.end()) renamed.push_back(std::move(next));
        }
        out.insert(out.end(), renamed.begin(), renamed.end());
    }
    return out;
}

std::vector<std::string> TrustDomains::expand(const std::vector<std::string>& domains) const {
    std::vector<std::string> out;
    const auto put = [&](const std::string& name) {
        if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
    };
    for (const auto& domain : domains) {
        if (std::find(names.begin(), names.end(), domain) == names.end())
            put(domain);
        else
            std::for_each(names.begin(), names.end(), put);
    }
    return out;
}

AuthorizationFilters buildAuthorization(const std::vector<ResourcePtr>& policies, const TrustDomains& trust, bool tcp) {
    AuthorizationFilters out;
    std::map<std::string, FilterBuilder> custom; // one filter for each provider, by name
    for (const auto& resource : policies) {
        const auto* policy = resource->as<AuthorizationPolicy>();
        if (!policy || policy->action != "CUSTOM") continue;
        const std::string provider = policy->provider ? policy->provider->name : "";
        custom.try_emplace(provider, Action::Deny, tcp, trust)
            .first->second.add(resource, "istio-ext-authz-" + (provider.empty() ? "" : provider + "-"),
                               "-deny-due-to-bad-CUSTOM-action");
    }
    for (auto& [provider, builder] : custom) out.custom.push_back(builder.take());
    for (const Action action : {Action::Log, Action::Deny, Action::Allow}) {
        FilterBuilder builder(action, tcp, trust);
        bool any = false;
        for (const auto& resource : policies) {
            const auto* policy = resource->as<AuthorizationPolicy>();
            if (!policy || localAction(policy->action) != action) continue;
            builder.add(resource);
            any = true;
        }
        if (any) out.local.push_back(builder.take());
    }
    return out;
}

} // namespace meshwright::sim::routing
