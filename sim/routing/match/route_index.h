// The routes of one virtual host by path and by exact header values. Gives the same answers as reading the rules one by
// one (conditions.h), without reading those that cannot fit.
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

/// Candidates are looked at in the order of the rules, so the first that fits wins, as in the list. Keeps the host.
class RouteIndex {
public:
    /// Lists up to this long are read one by one.
    static constexpr std::size_t shortList = 8;

    explicit RouteIndex(VirtualHostPtr host);

    const Route* find(const RequestView& request) const;

private:
    using Places = std::vector<std::uint32_t>; ///< in ascending order
    struct ByHeader {
        std::string_view name;
        std::unordered_map<std::string_view, Places> byValue;
    };
    /// Routes of one path. Those that ask for an exact value of a header stand under that value where there are many.
    struct Bucket {
        Places open;
        std::vector<ByHeader> byHeader;
    };
    using ByPath = std::unordered_map<std::string_view, Bucket>;
    struct Prefixes {
        std::vector<std::size_t> lengths; ///< that occur
        ByPath byPath;
    };
    void add(std::uint32_t place, const PathMatcher& path);
    void sortByHeader(Bucket& bucket) const;
    template <class Take> static void visit(const Bucket& bucket, const Request& request, Take&& take);

    VirtualHostPtr host_;
    const std::vector<RoutePtr>& routes_;
    std::vector<std::unique_ptr<const std::string>> lowered_; ///< keys of matches that ignore case
    ByPath exact_, exactIgnoringCase_;
    Prefixes prefixes_, prefixesIgnoringCase_;
    Places regexes_;
    RegexSet regexSet_;
    bool ignoresCase_ = false;
};

} // namespace meshwright::sim::routing
