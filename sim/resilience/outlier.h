// Outlier detection of one cluster as one proxy runs it: error counters, ejection, and the sweep that ends ejections.
// Envoy: source/common/upstream/outlier_detection_impl.cc.
#pragma once

#include "sim/routing/tables.h"

#include <cstdint>
#include <vector>

namespace meshwright::sim::resilience {

using model::Duration;
using model::TimePoint;

/// What a try told about its host.
enum class HostReport : std::uint8_t {
    Timeout,           ///< route or per-try timeout after a connection was obtained
    ConnectFailure,    ///< refused, timed out or reset; overflows are not reported
    ConnectionObtained ///< counts only with split local-origin errors
};

/// Which rule ejected a host.
enum class EjectedBy : std::uint8_t { None, Consecutive5xx, ConsecutiveGateway, ConsecutiveLocalOrigin };
/// "5 consecutive 5xx errors"-style words for explanations.
const char* toText(EjectedBy by);

class OutlierDetector {
public:
    struct HostState {
        std::uint32_t consecutive5xx = 0, consecutiveGateway = 0, consecutiveLocal = 0;
        std::uint32_t backoff = 0; ///< multiplier of the base ejection time
        bool ejected = false, everUnejected = false;
        EjectedBy by = EjectedBy::None;
        TimePoint ejectedAt, unejectedAt;
        std::uint32_t ejections = 0;
    };

    OutlierDetector() = default;
    OutlierDetector(const routing::OutlierDetection& config, std::size_t hosts);

    /// Response headers of a try arrived. True where this ejected the host. `draw` decides enforcement shares.
    bool reportStatus(std::size_t host, std::uint32_t status, TimePoint now, std::uint64_t draw);
    /// A try had no answer, or obtained its connection. True where this ejected the host.
    bool report(std::size_t host, HostReport what, TimePoint now, std::uint64_t draw);
    /// Ends due ejections and lets multipliers decay; returns true where any host came back.
    bool sweep(TimePoint now);

    /// The membership changed. Hosts keep their numbers; new ones are added at the end, and those that left are no
    /// longer `listed`: they count for nothing and are no longer ejected.
    void setHosts(const std::vector<bool>& listed);

    const HostState& host(std::size_t i) const { return hosts_[i]; }
    std::size_t hosts() const { return hosts_.size(); }
    std::uint32_t ejectedNow() const { return ejectedNow_; }
    std::uint64_t overflows() const { return overflows_; } ///< ejections that the percentage refused
    /// How long the host's ejection lasts at least (a sweep ends it); zero where it is not ejected.
    Duration ejectionTime(std::size_t host) const;
    const routing::OutlierDetection& config() const { return config_; }

private:
    bool consecutive(std::size_t host, std::uint32_t& counter, std::uint32_t limit, std::uint32_t enforcing,
                     EjectedBy by, TimePoint now, std::uint64_t draw);
    bool localFailure(std::size_t host, TimePoint now, std::uint64_t draw);
    bool eject(std::size_t host, std::uint32_t enforcing, EjectedBy by, TimePoint now, std::uint64_t draw);

    routing::OutlierDetection config_;
    std::vector<HostState> hosts_;
    std::size_t members_ = 0;
    std::uint32_t ejectedNow_ = 0;
    std::uint64_t overflows_ = 0;
};

} // namespace meshwright::sim::resilience
