// The virtual hosts of one table by domain: the answers of findVirtualHost without testing every domain.
#pragma once

#include "sim/routing/tables.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meshwright::sim::routing {

/// Immutable; keeps the table that it was made of. It serves every other table whose hosts have the same domains in the
/// same places.
class HostIndex {
public:
    explicit HostIndex(RouteTablePtr table);

    /// Place of the virtual host in its table.
    std::optional<std::uint32_t> find(std::string_view authority) const;

private:
    using ByDomain = std::unordered_map<std::string_view, std::uint32_t>;
    struct Wildcards {
        std::vector<std::size_t> lengths; ///< longest first
        ByDomain byText;
    };

    RouteTablePtr table_;
    ByDomain exact_;
    Wildcards suffixes_, prefixes_;
    std::optional<std::uint32_t> any_;
};

} // namespace meshwright::sim::routing
