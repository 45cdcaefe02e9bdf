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
        if (first_.second > 0 && first_.first == key) {
            first_.second += n;
        } else {
            addOther(key, n);
        }
    }
    std::uint64_t of(std::uint32_t key) const {
        std::uint64_t sum = 0;
        forEach([&](std::uint32_t k, std::uint64_t n) { sum += k == key ? n : 0; });
        return sum;
    }
    void merge(const Tally& other) {
        other.forEach([&](std::uint32_t key, std::uint64_t n) { add(key, n); });
    }
    /// Calls `visit(number, count)` in the order in which the numbers were first seen.
    template <class Visit> void forEach(Visit&& visit) const {
        if (first_.second > 0) visit(first_.first, first_.second);
        for (const auto& [key, n] : others_) visit(key, n);
    }

private:
    void addOther(std::uint32_t key, std::uint64_t n);

    std::pair<std::uint32_t, std::uint64_t> first_{}; ///< nearly always the one wanted, and no look-up elsewhere
    std::vector<std::pair<std::uint32_t, std::uint64_t>> others_;
};

/// What is counted as it happens; `totals` turns it into what is shown.
class Population {
public:
    std::uint64_t tries = 0, retries = 0, mirrored = 0;
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
    /// A status as people read it: "503", or "grpc-14" for a gRPC error.
    static std::string statusName(std::uint32_t status);
    static constexpr bool isFailure(std::uint32_t status) { return status == 0 || status >= 500; }

    /// Adds what another population counted.
    void merge(const Population& other);

    std::uint64_t arrived() const { return arrived_; }
    std::uint64_t completed() const { return completed_; }
    std::uint64_t failed() const { return failed_; }
    std::uint64_t inFlight() const { return arrived_ - completed_; }
    const Histogram& latency() const { return latency_; }
    const Tally& statuses() const { return statuses_; }

    /// `flagName(number)` gives the text of a flag.
    template <class FlagName> Totals totals(FlagName&& flagName) const {
        Totals t = counts();
        flags.forEach([&](std::uint32_t flag, std::uint64_t n) { t.flags[std::string(flagName(flag))] += n; });
        return t;
    }

private:
    Totals counts() const;

    // What every request touches is together, for the processor's cache.
    std::uint64_t arrived_ = 0, completed_ = 0;
    Histogram latency_;
    Tally statuses_;
    std::uint64_t failed_ = 0;
};

} // namespace meshwright::sim::metrics
