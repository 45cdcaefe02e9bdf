// Counters and latencies of one population of requests (a service, version, pod, edge or route).
#pragma once

#include "sim/metrics/histogram.h"
#include "sim/metrics/snapshot.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace meshwright::sim::metrics {

/// Counts of a few distinct small numbers (statuses, flags). Allocates only when a number is seen first.
class Tally {
public:
    void add(std::uint32_t key, std::uint64_t n = 1) {
        for (auto& entry : entries_) {
            if (entry.first == key) {
                entry.second += n;
                return;
            }
        }
        entries_.emplace_back(key, n);
    }
    std::uint64_t of(std::uint32_t key) const {
        for (const auto& entry : entries_) {
            if (entry.first == key) return entry.second;
        }
        return 0;
    }
    /// In the order in which the numbers were first seen.
    const std::vector<std::pair<std::uint32_t, std::uint64_t>>& entries() const { return entries_; }

private:
    std::vector<std::pair<std::uint32_t, std::uint64_t>> entries_;
};

/// What is counted as it happens; `totals` turns it into what is shown.
class Population {
public:
    std::uint64_t retries = 0, mirrored = 0, tries = 0;
    std::uint32_t queued = 0;
    Tally flags; ///< by the owner's number of a flag

    void arrive() { ++arrived_; }
    /// An answer, or its lack (`status` 0). Failed: status 0 or ≥ 500.
    void complete(std::uint32_t status, Duration latency) {
        ++completed_;
        if (isFailure(status)) ++failed_;
        statuses_.add(status);
        latency_.record(latency);
    }
    static constexpr bool isFailure(std::uint32_t status) { return status == 0 || status >= 500; }

    std::uint64_t arrived() const { return arrived_; }
    std::uint64_t completed() const { return completed_; }
    std::uint64_t failed() const { return failed_; }
    std::uint64_t inFlight() const { return arrived_ - completed_; }
    const Histogram& latency() const { return latency_; }
    const Tally& statuses() const { return statuses_; }

    /// `flagName(number)` gives the text of a flag.
    template <class FlagName> Totals totals(FlagName&& flagName) const {
        Totals t = counts();
        for (const auto& [flag, n] : flags.entries()) t.flags[std::string(flagName(flag))] += n;
        return t;
    }

private:
    Totals counts() const;

    std::uint64_t arrived_ = 0, completed_ = 0, failed_ = 0;
    Tally statuses_;
    Histogram latency_;
};

} // namespace meshwright::sim::metrics
