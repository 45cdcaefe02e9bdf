#include "sim/kernel/scheduler.h"

#include "sim/kernel/random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace meshwright::sim::kernel {
namespace {

using testing::ElementsAre;

constexpr TimePoint at(std::int64_t ns) {
    return {ns};
}

struct Happened {
    std::int64_t time;
    std::uint32_t index;
    friend bool operator==(const Happened&, const Happened&) = default;
};
void PrintTo(const Happened& h, std::ostream* out) {
    *out << h.index << "@" << h.time;
}

TEST(EventQueue, GivesBackEveryKeyInOrder) {
    RandomStream random(1);
    EventQueue queue;
    std::vector<std::int64_t> times;
    for (std::uint64_t i = 0; i < 5'000; ++i) {
        times.push_back(static_cast<std::int64_t>(random.below(1'000)));
        queue.push({times.back(), i, {}});
    }
    std::sort(times.begin(), times.end());
    std::uint64_t lastSequence = 0;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const PendingEvent first = queue.top();
        ASSERT_EQ(first.time, times[i]);
        ASSERT_TRUE(i == 0 || times[i] != times[i - 1] || first.sequence > lastSequence);
        lastSequence = first.sequence;
        queue.pop();
    }
    EXPECT_TRUE(queue.empty());
}

TEST(EventQueue, KeepsOrderWhilePushesFillTheHole) {
    RandomStream random(2);
    EventQueue queue;
    std::map<std::pair<std::int64_t, std::uint64_t>, int> reference;
    std::uint64_t sequence = 0;
    for (int step = 0; step < 50'000; ++step) {
        if (reference.empty() || random.below(100) < 51) {
            const auto time = static_cast<std::int64_t>(random.below(500));
            queue.push({time, sequence, {}});
            reference[{time, sequence++}] = 1;
        } else {
            const PendingEvent first = queue.top();
            ASSERT_EQ(std::pair(first.time, first.sequence), reference.begin()->first);
            queue.pop();
            reference.erase(reference.begin());
        }
        ASSERT_EQ(queue.size(), reference.size());
    }
}

TEST(Scheduler, RunsEventsOfOneInstantInTheOrderOfTheirInsertion) {
    Scheduler s;
    s.at(at(5), {0, 0, 1});
    s.arm(Duration{5}, {0, 0, 2});
    s.at(at(5), {0, 0, 3});
    s.arm(Duration{5}, {0, 0, 4});
    s.at(at(3), {0, 0, 5});
    std::vector<Happened> log;
    EXPECT_EQ(s.run(at(10), [&](Event e) { log.push_back({s.now().ns, e.index}); }), Stop::Reached);
    EXPECT_THAT(log, ElementsAre(Happened{3, 5}, Happened{5, 1}, Happened{5, 2}, Happened{5, 3}, Happened{5, 4}));
    EXPECT_EQ(s.now(), at(10));
    EXPECT_EQ(s.dispatched(), 5u);
    EXPECT_EQ(s.pending(), 0u);
}

TEST(Scheduler, RunsEventsAtTheLimitAndKeepsLaterOnes) {
    Scheduler s;
    s.at(at(10), {0, 0, 1});
    s.at(at(11), {0, 0, 2});
    int count = 0;
    s.run(at(10), [&](Event) { ++count; });
    EXPECT_EQ(count, 1);
    EXPECT_EQ(s.pending(), 1u);
    s.run(at(20), [&](Event) { ++count; });
    EXPECT_EQ(count, 2);
}

TEST(Scheduler, TakesAnEarlierTimeAsNow) {
    Scheduler s;
    std::vector<Happened> log;
    s.at(at(100), {0, 0, 1});
    s.run(at(200), [&](Event e) {
        log.push_back({s.now().ns, e.index});
        if (e.index == 1) s.at(at(50), {0, 0, 2});
    });
    EXPECT_THAT(log, ElementsAre(Happened{100, 1}, Happened{100, 2}));
}

TEST(Scheduler, DoesNotWrapAtTheEndOfTime) {
    Scheduler s;
    s.run(at(1'000), [](Event) {});
    s.after(Duration{std::numeric_limits<std::int64_t>::max()}, {});
    s.arm(Duration{std::numeric_limits<std::int64_t>::max()}, {});
    int count = 0;
    s.run(at(2'000'000), [&](Event) { ++count; });
    EXPECT_EQ(count, 0);
}

TEST(Scheduler, NeverFiresACancelledTimer) {
    Scheduler s;
    TimerHandle first = s.arm(Duration{5}, {0, 0, 1});
    s.arm(Duration{5}, {0, 0, 2});
    TimerHandle third = s.arm(Duration{5}, {0, 0, 3});
    EXPECT_TRUE(s.armed(first));
    EXPECT_TRUE(s.cancel(first));
    EXPECT_FALSE(s.cancel(first));
    EXPECT_TRUE(s.cancel(third));
    EXPECT_EQ(s.pending(), 1u);
    std::vector<std::uint32_t> fired;
    s.run(at(10), [&](Event e) { fired.push_back(e.index); });
    EXPECT_THAT(fired, ElementsAre(2));
}

TEST(Scheduler, TellsAStaleTimerHandleAfterItsSlotWasReused) {
    Scheduler s;
    TimerHandle old = s.arm(Duration{5}, {0, 0, 1});
    TimerHandle copy = old;
    s.cancel(old);
    const TimerHandle fresh = s.arm(Duration{5}, {0, 0, 2});
    EXPECT_EQ(fresh.index, copy.index);
    EXPECT_FALSE(s.armed(copy));
    EXPECT_FALSE(s.cancel(copy));
    EXPECT_TRUE(s.armed(fresh));
}

TEST(Scheduler, ATimerCanBeRearmedWhileItFires) {
    Scheduler s;
    const auto lane = s.timerLane(Duration{10});
    int fired = 0;
    s.arm(lane, {0, 0, 1});
    s.run(at(95), [&](Event e) {
        ++fired;
        s.arm(lane, e);
    });
    EXPECT_EQ(fired, 9);
    EXPECT_EQ(s.pending(), 1u);
}

/// Every timer and event against a plain ordered map, in the same order.
void compareWithReference(std::uint64_t durations, std::uint64_t seed) {
    Scheduler s;
    RandomStream random(seed);
    std::map<std::pair<std::int64_t, std::uint64_t>, std::uint32_t> reference;
    struct Armed {
        TimerHandle handle;
        std::pair<std::int64_t, std::uint64_t> key;
    };
    std::vector<Armed> armed;
    std::uint64_t sequence = 0;
    std::uint32_t names = 0;
    const auto addOne = [&] {
        const auto delay = static_cast<std::int64_t>(random.below(durations));
        const std::pair key{s.now().ns + delay, sequence++};
        const std::uint32_t name = names++;
        reference[key] = name;
        if (random.below(3) == 0) {
            s.after(Duration{delay}, {0, 0, name});
        } else {
            armed.push_back({s.arm(Duration{delay}, {0, 0, name}), key});
        }
    };
    for (int i = 0; i < 200; ++i) addOne();
    std::uint64_t steps = 0;
    s.run(at(1'000'000'000), [&](Event e) {
        ASSERT_FALSE(reference.empty());
        ASSERT_EQ(reference.begin()->second, e.index);
        ASSERT_EQ(reference.begin()->first.first, s.now().ns);
        reference.erase(reference.begin());
        if (++steps > 20'000) return;
        for (std::uint64_t i = random.below(3); i > 0; --i) addOne();
        for (std::uint64_t i = random.below(2); i > 0 && !armed.empty(); --i) {
            const std::size_t victim = random.below(armed.size());
            const bool alive = reference.contains(armed[victim].key);
            ASSERT_EQ(s.cancel(armed[victim].handle), alive);
            reference.erase(armed[victim].key);
            armed[victim] = armed.back();
            armed.pop_back();
        }
        if (reference.size() < 100) addOne();
        ASSERT_EQ(s.pending(), reference.size());
    });
    EXPECT_TRUE(reference.empty());
    EXPECT_EQ(s.pending(), 0u);
}

TEST(Scheduler, MergesEventsAndTimersInOneTotalOrder) {
    compareWithReference(7, 3);
}
TEST(Scheduler, KeepsTheOrderWithMoreDistinctDurationsThanLanes) {
    compareWithReference(50'000, 4);
}

TEST(Scheduler, SteppedOrStraightIsTheSame) {
    const auto trace = [](std::int64_t step) {
        Scheduler s;
        RandomStream random(8);
        std::vector<Happened> log;
        s.at(at(0), {0, 0, 0});
        for (std::int64_t t = step; t <= 10'000; t += step) {
            s.run(at(t), [&](Event e) {
                log.push_back({s.now().ns, e.index});
                s.after(Duration{static_cast<std::int64_t>(random.below(20))}, {0, 0, e.index + 1});
            });
        }
        return log;
    };
    EXPECT_EQ(trace(10'000), trace(1));
    EXPECT_EQ(trace(10'000), trace(100));
}

TEST(Scheduler, StopsAZeroTimeLoopAndKeepsTheCulprit) {
    Scheduler s({.eventsAtOneInstant = 1'000});
    s.at(at(5), {3, 0, 42});
    EXPECT_EQ(s.run(at(10), [&](Event e) { s.after({}, e); }), Stop::InstantLimit);
    EXPECT_EQ(s.lastEvent().index, 42u);
    EXPECT_EQ(s.now(), at(5));
    EXPECT_EQ(s.dispatched(), 1'001u);
}

TEST(Scheduler, CountsAnInstantAcrossSteps) {
    Scheduler s({.eventsAtOneInstant = 100});
    s.at(at(5), {});
    Stop stop = Stop::Budget;
    int runs = 0;
    while (stop == Stop::Budget) {
        stop = s.run(
            at(10), [&](Event e) { s.after({}, e); }, 7);
        ++runs;
    }
    EXPECT_EQ(stop, Stop::InstantLimit);
    EXPECT_EQ(runs, 15);
}

TEST(Scheduler, StopsWhereTooMuchIsPending) {
    Scheduler s({.pendingEvents = 50});
    s.at(at(1), {});
    const Stop stop = s.run(at(1'000'000), [&](Event e) {
        s.after(Duration{1}, e);
        s.after(Duration{2}, e);
    });
    EXPECT_EQ(stop, Stop::PendingLimit);
    EXPECT_EQ(s.pending(), 51u);
}

TEST(Scheduler, ReturnsAfterItsBudget) {
    Scheduler s;
    for (int i = 0; i < 10; ++i) s.at(at(i), {});
    EXPECT_EQ(s.run(
                  at(100), [](Event) {}, 4),
              Stop::Budget);
    EXPECT_EQ(s.now(), at(3));
    EXPECT_EQ(s.run(
                  at(100), [](Event) {}, 6),
              Stop::Reached);
    EXPECT_EQ(s.now(), at(100));
}

} // namespace
} // namespace meshwright::sim::kernel
