#include "sim/balance/request_hash.h"

#include "sim/balance/hash_table.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <vector>

namespace meshwright::sim::balance {

namespace {

using routing::HashPolicy;
using routing::Request;

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Calls `visit(part)` for each part of `text` between separators, until it returns true.
template <class Visit> void eachPart(std::string_view text, char separator, Visit&& visit) {
    for (;;) {
        const auto end = text.find(separator);
        if (visit(text.substr(0, end)) || end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

bool sameName(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::vector<std::string_view> headerValues(const Request& request, std::string_view name) {
    std::vector<std::string_view> values;
    if (name == ":method") {
        values.push_back(request.method);
    } else if (name == ":path") {
        values.push_back(request.path);
    } else if (name == ":scheme") {
        values.push_back(request.scheme);
    } else if (name == ":authority" || sameName(name, "host")) {
        values.push_back(request.authority);
    }
    for (const auto& [key, value] : request.headers) {
        if (sameName(key, name)) values.push_back(value);
    }
    return values;
}

std::optional<std::uint64_t> headerHash(const Request& request, std::string_view name) {
    auto values = headerValues(request, name);
    if (values.empty()) return std::nullopt;
    std::sort(values.begin(), values.end());
    std::uint64_t hash = 0;
    for (const auto value : values) hash = xxHash64(value, hash);
    return hash;
}

/// A cookie's value without surrounding quotes; empty where it is missing.
std::string_view cookieValue(const Request& request, std::string_view name) {
    std::string_view found;
    for (const auto header : headerValues(request, "cookie")) {
        bool known = false;
        eachPart(header, ';', [&](std::string_view part) {
            const auto equals = part.find('=');
            if (equals == std::string_view::npos || trim(part.substr(0, equals)) != name) return false;
            found = trim(part.substr(equals + 1));
            if (found.size() >= 2 && found.front() == '"' && found.back() == '"')
                found = found.substr(1, found.size() - 2);
            return known = true;
        });
        if (known) break;
    }
    return found;
}

std::optional<std::uint64_t> queryHash(const Request& request, std::string_view name) {
    const auto start = request.path.find('?');
    if (start == std::string::npos) return std::nullopt;
    std::optional<std::uint64_t> hash;
    eachPart(std::string_view(request.path).substr(start + 1), '&', [&](std::string_view part) {
        const auto equals = part.find('=');
        if (part.substr(0, equals) != name) return false;
        hash = xxHash64(equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1));
        return true;
    });
    return hash;
}

std::string generatedValue(const Downstream& downstream) {
    char digits[17];
    const std::string connection = std::string(downstream.remote) + std::string(downstream.local);
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(xxHash64(connection)));
    return digits;
}

} // namespace

RequestHash requestHash(std::span<const HashPolicy> policies, const Request& request, const Downstream& downstream) {
    RequestHash result;
    for (const HashPolicy& policy : policies) {
        std::optional<std::uint64_t> fresh;
        switch (policy.kind) {
        case HashPolicy::Kind::Header:
            fresh = headerHash(request, policy.name);
            break;
        case HashPolicy::Kind::SourceIp:
            fresh = xxHash64(downstream.sourceAddress);
            break;
        case HashPolicy::Kind::Query:
            fresh = queryHash(request, policy.name);
            break;
        case HashPolicy::Kind::Cookie:
            if (const auto value = cookieValue(request, policy.name); !value.empty()) {
                fresh = xxHash64(value);
            } else if (policy.cookieTtl) {
                result.cookie = {policy.name, generatedValue(downstream), policy.cookiePath, *policy.cookieTtl};
                fresh = xxHash64(result.cookie->value);
            }
            break;
        }
        // Turning the old value keeps two equal policies from cancelling each other out.
        if (fresh) result.hash = result.hash ? std::rotl(*result.hash, 1) ^ *fresh : *fresh;
        if (policy.terminal && result.hash) break;
    }
    return result;
}

} // namespace meshwright::sim::balance
