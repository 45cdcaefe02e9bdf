#include "sim/balance/hash_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <xxhash.h>

namespace meshwright::sim::balance {

namespace {

constexpr std::uint32_t vacant = 0xffffffffu;

struct Claimant {
    std::uint32_t host;
    std::uint64_t offset, skip;
    double weight, target = 0;
    std::uint64_t next = 0;
};

} // namespace

std::uint64_t xxHash64(std::string_view text, std::uint64_t seed) {
    return XXH64(text.data(), text.size(), seed);
}

RingTable::RingTable(std::span<const WeightedHost> hosts, std::uint64_t minimum, std::uint64_t maximum) {
    if (hosts.empty()) return;
    double least = hosts.front().weight;
    for (const auto& host : hosts) least = std::min(least, host.weight);
    // The least host gets a whole number of points, unless that makes the ring too large.
    const double scale =
        std::min(std::ceil(least * static_cast<double>(minimum)) / least, static_cast<double>(maximum));
    points_.reserve(static_cast<std::size_t>(std::ceil(scale)));
    double current = 0, target = 0;
    std::string key;
    for (const auto& host : hosts) {
        key.assign(host.key).append(1, '_');
        const std::size_t stem = key.size();
        target += scale * host.weight;
        for (std::uint64_t i = 0; current < target; ++i, ++current) {
            char digits[20];
            const auto end = std::to_chars(digits, digits + sizeof digits, i).ptr;
            key.resize(stem);
            key.append(digits, end);
            points_.push_back({xxHash64(key), host.host});
        }
    }
    std::sort(points_.begin(), points_.end(), [](const Point& a, const Point& b) { return a.hash < b.hash; });
}

std::optional<std::uint32_t> RingTable::pick(std::uint64_t hash, std::uint32_t attempt) const {
    if (points_.empty()) return std::nullopt;
    const auto at = std::lower_bound(points_.begin(), points_.end(), hash,
                                     [](const Point& point, std::uint64_t h) { return point.hash < h; });
    const auto first = at == points_.end() ? 0 : static_cast<std::size_t>(at - points_.begin());
    return points_[(first + attempt) % points_.size()].host;
}

MaglevTable::MaglevTable(std::span<const WeightedHost> hosts, std::uint64_t size) {
    if (hosts.empty() || size < 2) return;
    std::vector<WeightedHost> sorted(hosts.begin(), hosts.end());
    std::sort(sorted.begin(), sorted.end(), [](const WeightedHost& a, const WeightedHost& b) { return a.key < b.key; });
    std::vector<Claimant> claimants;
    claimants.reserve(sorted.size());
    double greatest = 0;
    for (const auto& host : sorted) {
        claimants.push_back(
            {host.host, xxHash64(host.key) % size, xxHash64(host.key, 1) % (size - 1) + 1, host.weight});
        greatest = std::max(greatest, host.weight);
    }
    slots_.assign(size, vacant);
    std::uint64_t filled = 0;
    for (std::uint32_t round = 1; filled < size; ++round) {
        for (auto& claimant : claimants) {
            if (filled == size) break;
            // A host of a third of the greatest weight claims a slot in every third round.
            if (round * claimant.weight < claimant.target) continue;
            claimant.target += greatest;
            std::uint64_t slot = 0;
            do {
                slot = (claimant.offset + claimant.skip * claimant.next++) % size;
            } while (slots_[slot] != vacant);
            slots_[slot] = claimant.host;
            ++filled;
        }
    }
}

std::optional<std::uint32_t> MaglevTable::pick(std::uint64_t hash, std::uint32_t attempt) const {
    if (slots_.empty()) return std::nullopt;
    if (attempt > 0) hash ^= ~std::uint64_t{0} - attempt + 1;
    return slots_[hash % slots_.size()];
}

} // namespace meshwright::sim::balance
