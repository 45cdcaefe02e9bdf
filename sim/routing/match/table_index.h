// Look-up tables over one route table: the host by hash, the routes by path. They give the same answers as reading the
// rules one by one (conditions.h), without reading those whose path cannot fit.
#pragma once

#include "sim/routing/match/conditions.h"
#include "sim/routing/match/regex_set.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meshwright::sim::routing {

/// The routes of one virtual host by path. Candidates are looked at in the order of the rules, so the first that fits
/// wins, as in the list. Refers to the host's routes.
class RouteIndex {
public:
    /// Lists up to this long are read one by one.
    static constexpr std::size_t shortList = 8;

    explicit RouteIndex(const VirtualHost& host);

    const Route* find(const RequestView& request) const;

private:
    using Places = std::vector<std::uint32_t>; ///< in ascending order
    using ByPath = std::unordered_map<std::string_view, Places>;
    struct Prefixes {
        std::vector<std::size_t> lengths; ///< that occur
        ByPath byPath;
    };
    void add(std::uint32_t place, const PathMatcher& path);

    const std::vector<RoutePtr>& routes_;
    std::vector<std::unique_ptr<const std::string>> lowered_; ///< keys of matches that ignore case
    ByPath exact_, exactIgnoringCase_;
    Prefixes prefixes_, prefixesIgnoringCase_;
    Places regexes_;
    RegexSet regexSet_;
    bool ignoresCase_ = false;
};

/// The virtual hosts of one table by domain.
class TableIndex {
public:
    explicit TableIndex(const RouteTable& table);

    const VirtualHost* findHost(std::string_view authority) const;
    const Route* findRoute(const VirtualHost& host, const RequestView& request) const;

private:
    using ByDomain = std::unordered_map<std::string_view, const VirtualHost*>;
    struct Wildcards {
        std::vector<std::size_t> lengths; ///< longest first
        ByDomain byText;
    };

    const RouteTable& table_;
    ByDomain exact_;
    Wildcards suffixes_, prefixes_;
    const VirtualHost* any_ = nullptr;
    std::unordered_map<const VirtualHost*, RouteIndex> routes_;
};

} // namespace meshwright::sim::routing
