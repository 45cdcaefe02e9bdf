// Consistent hashing: Envoy's ring and Maglev table, bit for bit.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace meshwright::sim::balance {

/// xxHash64, the hash that Envoy uses for hosts and requests.
std::uint64_t xxHash64(std::string_view text, std::uint64_t seed = 0);

/// One host of a table. `weight` is normalised: the weights of a table sum to 1.
struct WeightedHost {
    std::uint32_t host = 0; ///< the caller's index
    std::string_view key;   ///< "address:port"
    double weight = 0;
};

/// Envoy: source/extensions/load_balancing_policies/ring_hash/ring_hash_lb.cc.
class RingTable {
public:
    /// `minimum` and `maximum` bound the number of points, 1 to 8,388,608.
    RingTable(std::span<const WeightedHost> hosts, std::uint64_t minimum, std::uint64_t maximum);
    /// The host of the first point at or after `hash`; a retry takes `attempt` points further. Nothing where empty.
    std::optional<std::uint32_t> pick(std::uint64_t hash, std::uint32_t attempt = 0) const;
    std::size_t size() const { return points_.size(); }

private:
    struct Point {
        std::uint64_t hash;
        std::uint32_t host;
    };
    std::vector<Point> points_;
};

/// Envoy: source/extensions/load_balancing_policies/maglev/maglev_lb.cc.
class MaglevTable {
public:
    /// `size` is a prime up to 5,000,011; Envoy's default is 65,537.
    MaglevTable(std::span<const WeightedHost> hosts, std::uint64_t size);
    std::optional<std::uint32_t> pick(std::uint64_t hash, std::uint32_t attempt = 0) const;
    std::size_t size() const { return slots_.size(); }

private:
    std::vector<std::uint32_t> slots_;
};

using HashTable = std::variant<std::monostate, RingTable, MaglevTable>;

} // namespace meshwright::sim::balance
