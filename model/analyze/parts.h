// What an answer about a design was read from, so that it is asked again only when that has changed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace meshwright::model::analysis {

/// A part of the world: one key of one table, or (with an empty key) the whole table. Two parts may share a number; a
/// question is then asked once too often, never too seldom.
using Part = std::uint64_t;

/// The tables of the world.
enum class Table : std::uint8_t {
    Everything,
    Kind,
    Host,
    WildcardHost,
    Pod,
    PodLabel,
    PodNamespace,
    ServiceSelector,
    Secret,
    Namespace,
    Gateway,
    GatewayListener,
    GatewayCertificate,
    DestinationRule,
    VirtualServiceHost,
    VirtualServiceName,
    WildcardVirtualService,
    EntryHost,
    Sidecar,
    RequestAuthentication
};

inline Part partOf(Table table, std::string_view key = {}) {
    constexpr Part kMix = 0x9e3779b97f4a7c15;
    return (std::hash<std::string_view>{}(key) ^ (static_cast<Part>(table) + 1) * kMix) * kMix;
}

/// Collects the parts that one question reads.
class Reads {
public:
    void note(Part part) const { parts_.push_back(part); }
    /// What was read since the last call, each part once.
    std::vector<Part> take() {
        std::sort(parts_.begin(), parts_.end());
        parts_.erase(std::unique(parts_.begin(), parts_.end()), parts_.end());
        return std::exchange(parts_, {});
    }

private:
    mutable std::vector<Part> parts_;
};

} // namespace meshwright::model::analysis
