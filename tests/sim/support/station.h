// A queueing station G/G/c/K on the kernel: what the closed forms of queueing theory are tested against, and what the
// kernel's speed is measured with.
#pragma once

#include "sim/kernel/distribution.h"
#include "sim/kernel/scheduler.h"

#include <cstdint>
#include <vector>

namespace meshwright::tests {

using sim::kernel::RandomStream;
using sim::kernel::TimeSampler;

struct StationSetup {
    TimeSampler interarrival, service;
    std::uint32_t servers = 1;
    std::uint64_t room = ~0ull; ///< customers in the station at most; more are turned away
    std::uint64_t customers = 0;
};

struct StationResult {
    std::uint64_t arrived = 0, refused = 0, begun = 0, events = 0;
    double waited = 0; ///< ns in the queue, over all who began
    double meanWait() const { return begun == 0 ? 0 : waited / static_cast<double>(begun) * 1e-9; } ///< seconds
    double refusedShare() const { return static_cast<double>(refused) / static_cast<double>(arrived); }
};

/// First come, first served. Arrivals and services draw from streams of their own.
class Station {
public:
    Station(StationSetup setup, std::uint64_t seed)
        : setup_(std::move(setup)), arrivals_(RandomStream::forEntity(seed, "arrivals")),
          services_(RandomStream::forEntity(seed, "services")), idle_(setup_.servers), line_(1024) {}

    /// Calls `visit(wait in seconds)` for each customer who begins service.
    template <class Visit> StationResult run(Visit&& visit) {
        scheduler_.after(setup_.interarrival.draw(arrivals_), {arrival, 0, 0});
        scheduler_.run(sim::kernel::TimePoint{std::int64_t{1} << 62},
                       [&](sim::kernel::Event event) { event.kind == arrival ? onArrival(visit) : onEnd(visit); });
        result_.events = scheduler_.dispatched();
        return result_;
    }
    StationResult run() {
        return run([](double) {});
    }

private:
    static constexpr std::uint16_t arrival = 0, end = 1;

    template <class Visit> void onArrival(Visit& visit) {
        if (++result_.arrived < setup_.customers) {
            scheduler_.after(setup_.interarrival.draw(arrivals_), {arrival, 0, 0});
        }
        if (idle_ > 0) {
            --idle_;
            begin(visit, 0);
        } else if (waiting_ + setup_.servers >= setup_.room) {
            ++result_.refused;
        } else {
            if (waiting_ == line_.size()) grow();
            line_[(head_ + waiting_++) & (line_.size() - 1)] = scheduler_.now().ns;
        }
    }
    template <class Visit> void onEnd(Visit& visit) {
        if (waiting_ == 0) {
            ++idle_;
            return;
        }
        const std::int64_t since = line_[head_];
        head_ = (head_ + 1) & (line_.size() - 1);
        --waiting_;
        begin(visit, scheduler_.now().ns - since);
    }
    template <class Visit> void begin(Visit& visit, std::int64_t waited) {
        ++result_.begun;
        result_.waited += static_cast<double>(waited);
        visit(static_cast<double>(waited) * 1e-9);
        scheduler_.after(setup_.service.draw(services_), {end, 0, 0});
    }
    void grow() {
        std::vector<std::int64_t> longer(line_.size() * 2);
        for (std::size_t i = 0; i < waiting_; ++i) longer[i] = line_[(head_ + i) & (line_.size() - 1)];
        line_.swap(longer);
        head_ = 0;
    }

    StationSetup setup_;
    RandomStream arrivals_, services_;
    sim::kernel::Scheduler scheduler_;
    std::uint32_t idle_;
    std::vector<std::int64_t> line_;
    std::size_t head_ = 0, waiting_ = 0;
    StationResult result_;
};

} // namespace meshwright::tests
