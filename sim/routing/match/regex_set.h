// The regular expressions of many routes tested in one pass over the path.
#pragma once

#include "sim/routing/tables.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <re2/set.h>
#include <string_view>
#include <vector>

namespace meshwright::sim::routing {

/// Path expressions of a virtual host by the place of their route. Building the automaton costs as much as testing the
/// expressions one by one many times, and most hosts of a large mesh are asked little; so it is built only once
/// `patience` questions came. Safe to share between threads. Refers to the routes.
class RegexSet {
public:
    using Places = std::vector<std::uint32_t>;
    /// Fewer than this are tested one by one.
    static constexpr std::size_t fewest = 8;
    /// Questions that are left to testing one by one before one pass is prepared.
    static constexpr std::uint32_t patience = 32;
    /// What the automaton may take; beyond it RE2 starts anew, and only then gives up. In bytes.
    static constexpr std::int64_t memory = 64 << 20;

    /// `places` ascending: routes whose path is a regular expression.
    RegexSet(const std::vector<RoutePtr>& routes, const Places& places) : routes_(routes), places_(places) {}

    /// Places of all routes whose expression takes the whole path, ascending. Nothing where one pass cannot tell: it is
    /// not worth it yet, the expressions differ in their options, or need more memory than they may have.
    std::optional<Places> matching(std::string_view path) const;

private:
    void build() const;

    const std::vector<RoutePtr>& routes_;
    const Places& places_;
    mutable std::atomic<std::uint32_t> asked_{0};
    mutable std::once_flag once_;
    mutable std::unique_ptr<re2::RE2::Set> set_;
    mutable Places placeOf_; ///< by number in the set
};

} // namespace meshwright::sim::routing
