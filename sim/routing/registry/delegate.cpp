#include "sim/routing/registry/delegate.h"

#include <algorithm>
#include <string_view>

namespace meshwright::sim::routing {

namespace {

using model::istio::HttpMatch;
using model::istio::StringMatch;

std::string_view text(const std::optional<std::string>& value) {
    return value ? std::string_view(*value) : std::string_view();
}

bool startsWith(std::string_view whole, std::string_view prefix) {
    return whole.substr(0, prefix.size()) == prefix;
}

/// Istio: virtualservice.go (stringMatchConflict).
bool conflict(const StringMatch* root, const StringMatch* leaf) {
    if (!root || !leaf) return false;
    const auto rootRegex = text(root->regex), rootPrefix = text(root->prefix), rootExact = text(root->exact);
    const auto leafRegex = text(leaf->regex), leafPrefix = text(leaf->prefix), leafExact = text(leaf->exact);
    const bool leafAny = !leafRegex.empty() || !leafPrefix.empty() || !leafExact.empty();
    const bool rootAny = !rootRegex.empty() || !rootPrefix.empty() || !rootExact.empty();
    if (!rootRegex.empty() && leafAny) return true;
    if (!leafRegex.empty() && rootAny) return true;
    if (!rootExact.empty()) return !leafPrefix.empty() || leafExact != rootExact;
    if (!rootPrefix.empty()) {
        if (!leafPrefix.empty()) return !startsWith(leafPrefix, rootPrefix);
        if (!leafExact.empty()) return !startsWith(leafExact, rootPrefix);
    }
    return true;
}

const StringMatch* pointer(const std::optional<StringMatch>& match) {
    return match ? &*match : nullptr;
}

bool conflict(const std::map<std::string, StringMatch>& root, const std::map<std::string, StringMatch>& leaf) {
    return std::any_of(leaf.begin(), leaf.end(), [&](const auto& entry) {
        const auto it = root.find(entry.first);
        return conflict(it == root.end() ? nullptr : &it->second, &entry.second);
    });
}

/// Istio: virtualservice.go (hasConflict).
bool conflict(const HttpMatch& root, const HttpMatch& leaf) {
    if (conflict(pointer(root.uri), pointer(leaf.uri)) || conflict(pointer(root.scheme), pointer(leaf.scheme)) ||
        conflict(pointer(root.method), pointer(leaf.method)) ||
        conflict(pointer(root.authority), pointer(leaf.authority)))
        return true;
    if (conflict(root.headers, leaf.headers) || conflict(root.withoutHeaders, leaf.withoutHeaders) ||
        conflict(root.queryParams, leaf.queryParams))
        return true;
    if (root.ignoreUriCase != leaf.ignoreUriCase) return true;
    if (root.port > 0 && leaf.port > 0 && root.port != leaf.port) return true;
    if (!root.sourceNamespace.empty() && leaf.sourceNamespace != root.sourceNamespace) return true;
    for (const auto& [key, value] : leaf.sourceLabels) {
        const auto it = root.sourceLabels.find(key);
        if (it != root.sourceLabels.end() && it->second != value) return true;
    }
    if (!root.gateways.empty() && !leaf.gateways.empty()) {
        if (root.gateways.size() < leaf.gateways.size()) return true;
        for (const auto& g : leaf.gateways)
            if (std::find(root.gateways.begin(), root.gateways.end(), g) == root.gateways.end()) return true;
    }
    return false;
}

template <class T> void fill(T& value, const T& other) {
    if (!value) value = other;
}

/// Istio: virtualservice.go (mergeHTTPMatchRequest).
HttpMatch merge(const HttpMatch& root, const HttpMatch& leaf) {
    HttpMatch out = leaf;
    if (out.name.empty())
        out.name = root.name;
    else if (!root.name.empty())
        out.name = root.name + "-" + out.name;
    fill(out.uri, root.uri);
    fill(out.scheme, root.scheme);
    fill(out.method, root.method);
    fill(out.authority, root.authority);
    out.headers.insert(root.headers.begin(), root.headers.end());
    out.withoutHeaders.insert(root.withoutHeaders.begin(), root.withoutHeaders.end());
    out.queryParams.insert(root.queryParams.begin(), root.queryParams.end());
    out.sourceLabels.insert(root.sourceLabels.begin(), root.sourceLabels.end());
    if (out.port == 0) out.port = root.port;
    if (out.sourceNamespace.empty()) out.sourceNamespace = root.sourceNamespace;
    if (out.gateways.empty()) out.gateways = root.gateways;
    if (out.statPrefix.empty()) out.statPrefix = root.statPrefix;
    return out;
}

/// Merges the matches in place; false where the rule must be dropped.
bool mergeMatches(const MergedRule& root, MergedRule& rule) {
    if (root.rule.match.empty()) return true;
    if (rule.rule.match.empty()) {
        rule.rule.match = root.rule.match;
        rule.origin.matches = root.origin.matches;
        return true;
    }
    std::vector<HttpMatch> out;
    std::vector<Origin> origins;
    for (std::size_t i = 0; i < rule.rule.match.size(); ++i) {
        bool found = false;
        for (const auto& rootMatch : root.rule.match) {
            if (conflict(rootMatch, rule.rule.match[i])) continue;
            out.push_back(merge(rootMatch, rule.rule.match[i]));
            origins.push_back(rule.origin.matches[i]);
            found = true;
        }
        if (!found) return false;
    }
    rule.rule.match = std::move(out);
    rule.origin.matches = std::move(origins);
    return true;
}

} // namespace

std::vector<MergedRule> mergeDelegate(const MergedRule& root, const std::vector<MergedRule>& delegate) {
    std::vector<MergedRule> out;
    for (MergedRule rule : delegate) {
        if (!mergeMatches(root, rule)) continue;
        auto& r = rule.rule;
        const auto& from = root.rule;
        if (r.name.empty())
            r.name = from.name;
        else if (!from.name.empty())
            r.name = from.name + "-" + r.name;
        auto take = [&](auto& value, const auto& other, const char* field) {
            if (value || !other) return;
            value = other;
            rule.origin.fields[field] = root.origin.field(field);
        };
        take(r.rewrite, from.rewrite, "rewrite");
        take(r.directResponse, from.directResponse, "directResponse");
        take(r.timeout, from.timeout, "timeout");
        take(r.retries, from.retries, "retries");
        take(r.fault, from.fault, "fault");
        take(r.mirror, from.mirror, "mirror");
        take(r.mirrorPercent, from.mirrorPercent, "mirrorPercent");
        take(r.mirrorPercentage, from.mirrorPercentage, "mirrorPercentage");
        take(r.corsPolicy, from.corsPolicy, "corsPolicy");
        take(r.headers, from.headers, "headers");
        if (r.mirrors.empty() && !from.mirrors.empty()) {
            r.mirrors = from.mirrors;
            rule.origin.fields["mirrors"] = root.origin.field("mirrors");
        }
        out.push_back(std::move(rule));
    }
    return out;
}

} // namespace meshwright::sim::routing
