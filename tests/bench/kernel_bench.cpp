// The kernel beside its floors: queueing stations, the hold model, timers, histograms, logarithms.
#include "sim/kernel/math.h"
#include "sim/kernel/scheduler.h"
#include "sim/metrics/histogram.h"
#include "tests/bench/bench.h"
#include "tests/bench/kernel_floor.h"
#include "tests/sim/support/station.h"

#include <string>
#include <utility>

namespace meshwright::bench {
namespace {

using sim::kernel::Duration;
using sim::kernel::Event;
using sim::kernel::RandomStream;
using sim::kernel::Scheduler;
using sim::kernel::TimePoint;
using sim::kernel::TimeSampler;

using Work = std::pair<std::uint64_t, double>;

void station(Runner& runner, const char* name, std::uint32_t servers, std::uint64_t customers) {
    const auto ours = [=] {
        return timed([&]() -> Work {
            const auto service = Duration::seconds(1);
            const auto gap = Duration{static_cast<std::int64_t>(1e9 / (0.9 * servers))};
            tests::Station model({.interarrival = TimeSampler::exponential(gap),
                                  .service = TimeSampler::exponential(service),
                                  .servers = servers,
                                  .customers = customers},
                                 7);
            const auto result = model.run();
            return {result.events, result.meanWait()};
        });
    };
    const auto floor = [=] {
        return timed([&]() -> Work {
            std::uint64_t events = 0;
            const double wait = floorStation(customers, servers, 0.9, 7, events);
            return {events, wait};
        });
    };
    runner.compare(name, "event", ours, floor, 3);
}

/// Each step takes the first event and puts one back an exponential time later.
void hold(Runner& runner, std::uint32_t pending, std::uint64_t steps) {
    const auto ours = [=] {
        Scheduler scheduler;
        RandomStream random(3);
        const auto later = TimeSampler::exponential(Duration::seconds(1));
        for (std::uint32_t i = 0; i < pending; ++i) scheduler.after(later.draw(random), {0, 0, i});
        return timed([&]() -> Work {
            scheduler.run(
                TimePoint{std::int64_t{1} << 62}, [&](Event event) { scheduler.after(later.draw(random), event); },
                steps);
            return {steps, scheduler.now().sinceStart().inSeconds()};
        });
    };
    const auto floor = [=] {
        FloorHeap<4> heap;
        RandomStream random(3);
        std::uint32_t sequence = 0;
        for (std::uint32_t i = 0; i < pending; ++i) heap.push({floorExponential(random), sequence++, 0});
        return timed([&]() -> Work {
            double time = 0;
            for (std::uint64_t i = 0; i < steps; ++i) {
                time = heap.top().time;
                heap.replaceTop({time + floorExponential(random), sequence++, 0});
            }
            return {steps, time};
        });
    };
    runner.compare("kernel/hold_" + std::to_string(pending), "hold", ours, floor, 3);
}

/// A timer armed and cancelled for each of a stream of events, a thousand in flight; the floor is a ring of deadlines.
void timers(Runner& runner) {
    constexpr std::uint64_t steps = 2'000'000;
    constexpr std::uint32_t flight = 1'000;
    const auto ours = [=] {
        Scheduler scheduler;
        std::vector<sim::kernel::TimerHandle> handles(flight);
        const auto lane = scheduler.timerLane(Duration::seconds(1));
        return timed([&]() -> Work {
            scheduler.after(Duration{1}, {0, 0, 0});
            scheduler.run(
                TimePoint{std::int64_t{1} << 62},
                [&](Event event) {
                    auto& handle = handles[event.index];
                    scheduler.cancel(handle);
                    handle = scheduler.arm(lane, {1, 0, event.index});
                    scheduler.after(Duration{1'000}, {0, 0, (event.index + 1) % flight});
                },
                steps);
            return {steps, static_cast<double>(scheduler.pending())};
        });
    };
    const auto floor = [=] {
        struct Due {
            double time;
            std::uint32_t index, generation;
        };
        std::vector<Due> ring(2'048);
        std::vector<std::uint32_t> generations(flight);
        FloorHeap<2> heap;
        return timed([&]() -> Work {
            std::size_t head = 0, length = 0;
            std::uint32_t sequence = 0;
            heap.push({1, sequence++, 0});
            for (std::uint64_t i = 0; i < steps; ++i) {
                const FloorKey key = heap.top();
                while (length > 0 && ring[head].generation != generations[ring[head].index]) {
                    head = (head + 1) & (ring.size() - 1);
                    --length;
                }
                const std::uint32_t index = key.what;
                ring[(head + length++) & (ring.size() - 1)] = {key.time + 1e9, index, ++generations[index]};
                heap.replaceTop({key.time + 1'000, sequence++, (index + 1) % flight});
            }
            return {steps, static_cast<double>(length)};
        });
    };
    runner.compare("kernel/timers_cancelled", "event", ours, floor, 3);
}

void histogram(Runner& runner) {
    constexpr std::uint64_t n = 5'000'000;
    const auto fill = [](std::vector<Duration>& values) {
        RandomStream random(9);
        const auto sampler = TimeSampler::exponential(Duration::milliseconds(10));
        values.resize(4'096);
        for (auto& value : values) value = sampler.draw(random);
    };
    const auto ours = [=] {
        std::vector<Duration> values;
        fill(values);
        sim::metrics::Histogram histogram;
        return timed([&]() -> Work {
            for (std::uint64_t i = 0; i < n; ++i) histogram.record(values[i % values.size()]);
            return {n, histogram.percentile(0.99).inMilliseconds()};
        });
    };
    const auto floor = [=] {
        std::vector<Duration> values;
        fill(values);
        std::vector<std::uint64_t> counts(sim::metrics::Buckets::count);
        return timed([&]() -> Work {
            std::uint64_t sum = 0;
            for (std::uint64_t i = 0; i < n; ++i) {
                const auto ns = static_cast<std::uint64_t>(values[i % values.size()].ns);
                sum += ns;
                ++counts[sim::metrics::Buckets::indexOf(ns)];
            }
            return {n, static_cast<double>(sum) / static_cast<double>(n) * 1e-6};
        });
    };
    runner.compare("kernel/histogram_record", "value", ours, floor, 3);
}

void logarithm(Runner& runner) {
    constexpr std::uint64_t n = 5'000'000;
    const auto sum = [=](auto&& function) {
        return timed([&]() -> Work {
            RandomStream random(1);
            double total = 0;
            for (std::uint64_t i = 0; i < n; ++i) total += function(random.positiveUnit());
            return {n, total / static_cast<double>(n)};
        });
    };
    runner.compare(
        "kernel/log", "call", [=] { return sum([](double x) { return sim::kernel::log(x); }); },
        [=] { return sum([](double x) { return std::log(x); }); }, 3);
}

const Suite suite([](Runner& runner) {
    station(runner, "kernel/mm1", 1, 2'000'000);
    station(runner, "kernel/mm1000", 1'000, 1'000'000);
    hold(runner, 1'000, 1'000'000);
    hold(runner, 100'000, 1'000'000);
    timers(runner);
    histogram(runner);
    logarithm(runner);
});

} // namespace
} // namespace meshwright::bench
