// Host names as Istio compares them: exact, wildcard (`*.example.com`), or `*`.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace meshwright::model {

/// A host name or wildcard. The text is kept as written; comparisons are case-sensitive as in Istio.
struct Host {
    std::string text;

    Host() = default;
    Host(std::string t) : text(std::move(t)) {} // NOLINT(google-explicit-constructor): a host is its text
    Host(const char* t) : text(t) {}            // NOLINT(google-explicit-constructor)

    bool empty() const { return text.empty(); }
    bool isWildcard() const { return !text.empty() && text.front() == '*'; }

    /// True where the sets of names overlap. Istio: pkg/config/host/name.go (Name.Matches).
    bool matches(const Host& other) const;
    /// True where every name of this host is one of `other`. Istio: pkg/config/host/name.go (Name.SubsetOf).
    bool subsetOf(const Host& other) const;

    friend auto operator<=>(const Host&, const Host&) = default;
    friend bool operator==(const Host&, const Host&) = default;
};

/// True where `a` sorts before `b` as more specific: exact before wildcard, then longer, then alphabetical.
/// Istio: pkg/config/host/names.go (MoreSpecific).
bool moreSpecific(const Host& a, const Host& b);

/// A short name (no dot) completed with `.<ns>.svc.<domain>`; `*`, IP literals and dotted names unchanged.
/// Istio: pilot/pkg/model/config.go (ResolveShortnameToFQDN).
Host resolveShortName(const Host& name, std::string_view ns, std::string_view domain = "cluster.local");

/// True for an IPv4 or IPv6 literal.
bool isIpLiteral(std::string_view text);

} // namespace meshwright::model
