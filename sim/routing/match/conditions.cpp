#include "sim/routing/match/conditions.h"

#include "sim/routing/match/path.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool startsWith(std::string_view text, std::string_view prefix, bool ignoreCase) {
    if (text.size() < prefix.size()) return false;
    if (!ignoreCase) return text.substr(0, prefix.size()) == prefix;
    return std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

} // namespace

RequestView::RequestView(const Request& r) : request(r), path(pathOnly(r.path)) {}

bool matches(const PathMatcher& m, std::string_view path) {
    switch (m.kind) {
    case PathMatcher::Kind::Exact:
        return path.size() == m.value.size() && startsWith(path, m.value, m.ignoreCase);
    case PathMatcher::Kind::Prefix:
        return startsWith(path, m.value, m.ignoreCase);
    case PathMatcher::Kind::SeparatedPrefix:
        return startsWith(path, m.value, m.ignoreCase) &&
               (path.size() == m.value.size() || path[m.value.size()] == '/');
    case PathMatcher::Kind::Regex:
        return m.regex && re2::RE2::FullMatch(re2::StringPiece(path.data(), path.size()), *m.regex);
    }
    return false;
}

bool matches(const HeaderMatcher& m, const RequestView& view) {
    bool present = false, any = false;
    visitValues(view.request, m.name, [&](std::string_view value) {
        present = true;
        any = any || m.test.matches(value);
    });
    if (m.test.kind == TextMatcher::Kind::Present) return present != m.invert;
    if (!present) return m.treatMissingAsEmpty && m.test.matches("") != m.invert;
    return any != m.invert;
}

bool matches(const QueryMatcher& m, const RequestView& view) {
    const auto value = queryParameter(view.request.path, m.name);
    return value && m.test.matches(*value);
}

bool matches(const RouteMatch& m, const RequestView& view) {
    auto holds = [&](const auto& condition) { return matches(condition, view); };
    // no claim is known outside of a validated token, so only inverted conditions hold
    return matches(m.path, view.path) && std::all_of(m.headers.begin(), m.headers.end(), holds) &&
           std::all_of(m.query.begin(), m.query.end(), holds) &&
           std::all_of(m.claims.begin(), m.claims.end(), [](const ClaimMatcher& c) { return c.invert; });
}

std::string hostKey(std::string_view authority, bool ignorePort) {
    if (ignorePort) {
        // whatever stands behind the last colon is taken for a port, except inside an IPv6 address
        const std::size_t colon = authority.rfind(':'), bracket = authority.rfind(']');
        const bool outside = bracket == std::string_view::npos || (colon != std::string_view::npos && bracket < colon);
        if (colon != std::string_view::npos && outside) authority = authority.substr(0, colon);
    }
    std::string out(authority);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

const VirtualHost* findVirtualHost(const RouteTable& table, std::string_view authority) {
    const std::string host = hostKey(authority, table.ignorePortInHost);
    const VirtualHost *suffix = nullptr, *prefix = nullptr, *any = nullptr;
    std::size_t suffixLength = 0, prefixLength = 0;
    for (const auto& vh : table.virtualHosts)
        for (const std::string& d : vh->domains) {
            if (d == host) return vh.get();
            if (d == "*") {
                if (!any) any = vh.get();
            } else if (d.front() == '*') {
                const std::string_view rest = std::string_view(d).substr(1);
                if (rest.size() > suffixLength && host.size() > rest.size() &&
                    std::string_view(host).substr(host.size() - rest.size()) == rest) {
                    suffix = vh.get();
                    suffixLength = rest.size();
                }
            } else if (d.back() == '*') {
                const std::string_view rest = std::string_view(d).substr(0, d.size() - 1);
                if (rest.size() > prefixLength && host.size() > rest.size() && startsWith(host, rest, false)) {
                    prefix = vh.get();
                    prefixLength = rest.size();
                }
            }
        }
    return suffix ? suffix : prefix ? prefix : any;
}

const Route* findRoute(const VirtualHost& host, const RequestView& request) {
    for (const auto& route : host.routes)
        if (matches(route->match, request)) return route.get();
    return nullptr;
}

} // namespace meshwright::sim::routing
