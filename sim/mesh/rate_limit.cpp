#include "sim/mesh/rate_limit.h"

#include "model/yaml/duration.h"
#include "model/yaml/node.h"

#include <algorithm>
#include <charconv>

namespace meshwright::sim::mesh {
namespace {

using model::yaml::Node;

std::string textAt(const Node& node, std::string_view path) {
    const Node* found = node.at(path);
    return found && found->isScalar() ? found->text : std::string();
}

std::uint32_t numberAt(const Node& node, std::string_view path, std::uint32_t otherwise) {
    const std::string text = textAt(node, path);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? value : otherwise;
}

/// A RuntimeFractionalPercent's default value.
routing::Fraction shareAt(const Node& config, const std::string& field) {
    routing::Fraction out{numberAt(config, field + ".default_value.numerator", 0), 100};
    const std::string denominator = textAt(config, field + ".default_value.denominator");
    if (denominator == "TEN_THOUSAND") out.denominator = 10'000;
    if (denominator == "MILLION") out.denominator = 1'000'000;
    return out;
}

/// The LocalRateLimit that a patch holds, either as it is or as a TypedStruct; null where it is another filter.
const Node* localRateLimitOf(const Node& patch) {
    const Node* config = patch.at("patch.value.typed_config");
    if (!config) return nullptr;
    constexpr std::string_view type = "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit";
    const Node* url = config->find("@type");
    if (url && url->text.ends_with(type)) return config;
    if (!textAt(*config, "type_url").ends_with(type)) return nullptr;
    return config->find("value");
}

RateLimitRule::Context contextOf(const std::string& text) {
    using Context = RateLimitRule::Context;
    if (text == "GATEWAY") return Context::Gateway;
    if (text == "SIDECAR_INBOUND") return Context::SidecarInbound;
    if (text == "SIDECAR_OUTBOUND") return Context::SidecarOutbound;
    return Context::Any;
}

bool hits(const routing::Fraction& share, kernel::RandomStream& random) {
    if (share.numerator == 0) return false;
    return share.numerator >= share.denominator || random.next() % share.denominator < share.numerator;
}

} // namespace

bool operator==(const RateLimitRule& a, const RateLimitRule& b) {
    const auto same = [](const routing::Fraction& x, const routing::Fraction& y) {
        return x.numerator == y.numerator && x.denominator == y.denominator;
    };
    return a.context == b.context && a.ns == b.ns && a.wholeMesh == b.wholeMesh && a.selector == b.selector &&
           a.tokens == b.tokens && a.perFill == b.perFill && a.interval == b.interval && a.status == b.status &&
           same(a.enabled, b.enabled) && same(a.enforced, b.enforced);
}

bool RateLimitRule::concerns(Context side, const std::string& proxyNamespace,
                             const model::istio::Labels& labels) const {
    if (context != Context::Any && context != side) return false;
    if (!wholeMesh && ns != proxyNamespace) return false;
    return std::all_of(selector.begin(), selector.end(), [&](const auto& want) {
        const auto it = labels.find(want.first);
        return it != labels.end() && it->second == want.second;
    });
}

std::vector<RateLimitRule> rateLimitsOf(const model::Design& design, const std::string& rootNamespace) {
    std::vector<RateLimitRule> out;
    for (const auto& resource : design.resources()) {
        if (resource->kind != "EnvoyFilter" || !resource->root) continue;
        const Node* object = resource->prefix.empty() ? resource->root.get() : resource->root->at(resource->prefix);
        const Node* patches = object ? object->at("spec.configPatches") : nullptr;
        if (!patches || !patches->isSequence()) continue;
        for (const Node& patch : patches->items) {
            if (textAt(patch, "applyTo") != "HTTP_FILTER" || textAt(patch, "patch.operation") == "REMOVE") continue;
            const Node* config = localRateLimitOf(patch);
            if (!config) continue;
            RateLimitRule rule;
            rule.context = contextOf(textAt(patch, "match.context"));
            rule.ns = resource->meta.ns;
            rule.wholeMesh = resource->meta.ns == rootNamespace;
            if (const Node* labels = object->at("spec.workloadSelector.labels"); labels && labels->isMap())
                for (const auto& entry : labels->entries) rule.selector[entry.key] = entry.value.text;
            const auto interval = model::yaml::parseDuration(textAt(*config, "token_bucket.fill_interval"));
            if (!interval || interval->ns <= 0) continue; // without a bucket nothing is limited on the whole listener
            rule.interval = *interval;
            rule.tokens = numberAt(*config, "token_bucket.max_tokens", 0);
            rule.perFill = numberAt(*config, "token_bucket.tokens_per_fill", 1);
            rule.status = static_cast<std::uint16_t>(numberAt(*config, "status.code", 429));
            if (rule.status < 400 || rule.status > 599) rule.status = 429; // Envoy: a lower code is not taken
            rule.enabled = shareAt(*config, "filter_enabled");
            rule.enforced = shareAt(*config, "filter_enforced");
            out.push_back(std::move(rule));
        }
    }
    return out;
}

bool RateLimiter::admits(TimePoint now, kernel::RandomStream& random) {
    if (!hits(rule_.enabled, random)) return true;
    if (bucket_.take(now)) return true;
    return !hits(rule_.enforced, random);
}

} // namespace meshwright::sim::mesh
