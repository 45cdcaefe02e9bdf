// Watching a run: steps, stops, changes on the way, the journal of requests, the log, and recorded moments; none of it
// changes what happens.
#include "sim/mesh/watch.h"
#include "tests/sim/support/small_mesh.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace meshwright::sim::mesh {
namespace {

using namespace tests;
using metrics::EventKind;
using model::Duration;

const auto always = [] { return true; };

TimePoint at(double seconds) {
    return TimePoint{static_cast<std::int64_t>(seconds * 1e9)};
}

/// A client calls `shop`, whose pods call `store`; both by a rule of their own. Store fails at times.
std::string shop(const std::string& incidents = "[]", int v2 = 0, const std::string& traffic = "rate: 100") {
    return service("client") + service("shop", 2) + deployment("shop", "v2") + service("store", 2) +
           rule("DestinationRule", "shop",
                "{host: shop, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}") +
           rule("DestinationRule", "store",
                "{host: store, trafficPolicy: {outlierDetection: {consecutive5xxErrors: 3, interval: 1s, "
                "baseEjectionTime: 2s, maxEjectionPercent: 100}, connectionPool: {http: {maxRetries: 2}}}}") +
           rule("VirtualService", "shop",
                "{hosts: [shop], http: [{match: [{headers: {user: {exact: beta}}}], route: [{destination: {host: shop, "
                "subset: v2}}]}, {route: [{destination: {host: shop, subset: v1}, weight: " +
                    std::to_string(100 - v2) + "}, {destination: {host: shop, subset: v2}, weight: " +
                    std::to_string(v2) + "}], mirror: {host: store}, mirrorPercentage: {value: 50}}]}") +
           rule("VirtualService", "store",
                "{hosts: [store], http: [{route: [{destination: {host: store}}], timeout: 300ms, retries: {attempts: "
                "2, perTryTimeout: 100ms, retryOn: '5xx'}}]}") +
           scenario("{duration: 60s, traffic: [{name: people, from: {workload: client-v1}, host: shop, " + traffic +
                    "}], services: [{service: shop, latency: {type: exponential, mean: 5ms}, calls: [{calls: [{host: "
                    "store}]}]}, {service: store, latency: {type: exponential, mean: 8ms}, concurrency: 2}], "
                    "incidents: " +
                    incidents + "}");
}

const std::string failing = "[{name: disk full, type: errors, at: 5s, lasting: 3s, service: store, errors: {percent: "
                            "80, status: 503}}]";

Watch watched(const std::string& text, JournalOptions journal = {}) {
    RunOptions options;
    options.seed = 1;
    options.journal = journal;
    auto made = Watch::create(design(text), options);
    EXPECT_TRUE(made) << (made ? "" : model::toText(made.error().front()));
    return std::move(*made);
}

std::vector<metrics::LoggedEvent> events(const Watch& watch, EventKind kind) {
    auto all = watch.run().events().since(0);
    std::erase_if(all, [&](const auto& e) { return e.kind != kind; });
    return all;
}

TEST(Watch, AWatchedRunIsTheSameRun) {
    auto plain = simulation(shop(failing));
    plain.advanceTo(at(20));
    auto watch = watched(shop(failing));
    for (int i = 0; i < 500; ++i) watch.stepEvent();
    for (int i = 0; i < 20; ++i) watch.stepRequest(always);
    for (double t = 2; t <= 20; t += 0.37) {
        watch.advance(at(t), always);
        (void)watch.run().drainFlights(50);
        (void)watch.run().drainLives(50);
    }
    watch.advance(at(20), always);
    EXPECT_EQ(watch.run().hash(), plain.hash());
    EXPECT_EQ(watch.run().snapshot().events, plain.snapshot().events);
}

TEST(Watch, AnEventStepIsOneEventAndARequestStepIsOneAnswer) {
    auto watch = watched(shop());
    const auto before = watch.run().snapshot(false).events;
    ASSERT_TRUE(watch.stepEvent());
    EXPECT_EQ(watch.run().snapshot(false).events, before + 1);
    for (std::uint64_t n = 1; n <= 5; ++n) {
        EXPECT_EQ(watch.stepRequest(always), Ended::Halted);
        EXPECT_EQ(watch.run().snapshot(false).total.completed, n);
    }
}

TEST(Watch, StopsAtTheFirstFailureEjectionTimeOrPredicate) {
    HaltAt failure;
    failure.failure = true;
    auto watch = watched(shop(failing));
    EXPECT_EQ(watch.advanceUntil(failure, at(60), always), Ended::Halted);
    EXPECT_EQ(watch.run().snapshot(false).total.failed, 1u);
    EXPECT_GT(watch.run().now(), at(5));

    HaltAt ejection;
    ejection.events = 1u << unsigned(EventKind::Ejected);
    auto other = watched(shop(failing));
    EXPECT_EQ(other.advanceUntil(ejection, at(60), always), Ended::Halted);
    const auto shot = other.run().snapshot(false);
    EXPECT_TRUE(std::any_of(shot.pods.begin(), shot.pods.end(), [](const auto& p) { return p.ejected; }));
    EXPECT_EQ(events(other, EventKind::Ejected).size(), 1u);
    EXPECT_EQ(events(other, EventKind::Ejected).front().at, other.run().now());

    auto calm = watched(shop());
    EXPECT_EQ(calm.advanceUntil(ejection, at(3), always), Ended::Reached);
    EXPECT_EQ(calm.run().now(), at(3));
    EXPECT_EQ(
        calm.advanceWhile([](const Simulation& s) { return s.snapshot(false).total.completed < 400; }, at(60), always),
        Ended::Halted);
    EXPECT_EQ(calm.run().snapshot(false).total.completed, 400u);
}

TEST(Watch, GivesUpAtOnceWhereItIsToldTo) {
    auto watch = watched(shop("[]", 0, "rate: 5000"));
    int asked = 0;
    EXPECT_EQ(watch.advance(at(60), [&] { return ++asked < 3; }), Ended::Interrupted);
    EXPECT_LT(watch.run().snapshot(false).events, 5u * 4'096u);
}

TEST(Watch, ResetIsTheSameRunAgain) {
    auto watch = watched(shop(failing));
    watch.advance(at(10), always);
    const auto hash = watch.run().hash();
    ASSERT_TRUE(watch.reset());
    EXPECT_EQ(watch.run().now(), at(0));
    EXPECT_EQ(watch.recording().snapshots().size(), 1u);
    watch.advance(at(10), always);
    EXPECT_EQ(watch.run().hash(), hash);
}

TEST(Watch, AChangedWeightHoldsFromTheNextRequestOnAndIsLogged) {
    auto watch = watched(shop());
    watch.advance(at(5), always);
    const auto v2 = [&] {
        for (const auto& v : watch.run().snapshot(false).versions)
            if (v.workload == "shop-v2") return v.totals.arrived;
        return std::uint64_t{0};
    };
    EXPECT_EQ(v2(), 0u);
    ASSERT_TRUE(watch.change(design(shop("[]", 100)), "Set weight of v2 to 100"));
    watch.advance(at(10), always);
    EXPECT_GT(v2(), 400u);
    const auto changes = events(watch, EventKind::ConfigChanged);
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes.front().at, at(5));
    EXPECT_EQ(changes.front().text, "Set weight of v2 to 100");
}

TEST(Watch, AnIncidentAddedDuringTheRunBeginsAndOneTakenAwayEnds) {
    auto watch = watched(shop());
    watch.advance(at(4), always);
    const std::string endless = "[{type: errors, at: 1s, service: store, errors: {percent: 100, status: 503}}]";
    ASSERT_TRUE(watch.change(design(shop(endless)), ""));
    watch.advance(at(8), always);
    const auto failed = watch.run().snapshot(false).total.failed;
    EXPECT_GT(failed, 200u);
    ASSERT_EQ(events(watch, EventKind::IncidentBegan).size(), 1u);
    EXPECT_EQ(events(watch, EventKind::IncidentBegan).front().at, at(4));
    ASSERT_TRUE(watch.change(design(shop()), ""));
    ASSERT_EQ(events(watch, EventKind::IncidentEnded).size(), 1u);
    EXPECT_EQ(events(watch, EventKind::IncidentEnded).front().subject,
              events(watch, EventKind::IncidentBegan).front().subject);
    watch.advance(at(16), always);
    const auto after = watch.run().snapshot(false).total.failed;
    watch.advance(at(20), always);
    EXPECT_EQ(watch.run().snapshot(false).total.failed, after);
}

TEST(Watch, AnIncidentThatStaysGoesOnOverAChange) {
    auto watch = watched(shop(failing));
    watch.advance(at(6), always);
    ASSERT_TRUE(watch.change(design(shop(failing, 50)), ""));
    watch.advance(at(12), always);
    EXPECT_EQ(events(watch, EventKind::IncidentBegan).size(), 1u);
    ASSERT_EQ(events(watch, EventKind::IncidentEnded).size(), 1u);
    EXPECT_EQ(events(watch, EventKind::IncidentEnded).front().at, at(8));
}

TEST(Watch, ARateThatChangesDuringTheRunHoldsFromNowOn) {
    auto watch = watched(shop());
    watch.advance(at(10), always);
    const auto slow = watch.run().snapshot(false).total.arrived;
    ASSERT_TRUE(watch.change(design(shop("[]", 0, "rate: 400")), ""));
    watch.advance(at(20), always);
    const auto fast = watch.run().snapshot(false).total.arrived - slow;
    // Five standard deviations of a Poisson count.
    EXPECT_NEAR(double(slow), 1'000, 5 * 32);
    EXPECT_NEAR(double(fast), 4'000, 5 * 64);
}

TEST(Watch, AChangeThatCannotRunIsRefusedAndTheRunGoesOn) {
    auto watch = watched(shop());
    watch.advance(at(2), always);
    EXPECT_FALSE(watch.change(design(shop("[{type: crash, at: 5s, pod: nobody}]")), ""));
    watch.advance(at(10), always);
    EXPECT_EQ(watch.run().now(), at(10));
}

TEST(EventLog, TellsIncidentsEjectionsReturnsFirstFailuresAndLimits) {
    auto watch = watched(shop(failing, 0, "rate: 300"));
    watch.advance(at(20), always);
    ASSERT_EQ(events(watch, EventKind::IncidentBegan).size(), 1u);
    EXPECT_EQ(events(watch, EventKind::IncidentBegan).front().at, at(5));
    EXPECT_EQ(events(watch, EventKind::IncidentBegan).front().node, "service/default/store");
    EXPECT_EQ(events(watch, EventKind::IncidentBegan).front().text, "disk full: store answers 503 to 80 %");
    EXPECT_FALSE(events(watch, EventKind::Ejected).empty());
    EXPECT_FALSE(events(watch, EventKind::Returned).empty());
    EXPECT_FALSE(events(watch, EventKind::FirstFailure).empty());
    const auto opened = events(watch, EventKind::BreakerOpened), closed = events(watch, EventKind::BreakerClosed);
    ASSERT_FALSE(opened.empty());
    EXPECT_NE(opened.front().text.find("maxRetries"), std::string::npos) << opened.front().text;
    EXPECT_EQ(opened.size(), closed.size());
    // Every ejection names who ejects and why, in order of time.
    const auto all = watch.run().events().since(0);
    EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.at < b.at; }));
    EXPECT_EQ(watch.run().events().since(all.size() - 1).size(), 1u);
}

TEST(EventLog, KeepsTheLatestOfEachKind) {
    metrics::EventLog log;
    log.add(at(0), EventKind::IncidentBegan, "first");
    for (int i = 0; i < 2'000; ++i) log.add(at(i), EventKind::Ejected, "again");
    EXPECT_EQ(log.count(EventKind::Ejected), 2'000u);
    const auto kept = log.since(0);
    EXPECT_EQ(kept.size(), metrics::EventLog::mostOfAKind + 1);
    EXPECT_EQ(kept.front().text, "first");
    EXPECT_EQ(kept.back().number, 2'000u);
}

const LifeSpan* child(const RequestLife& life, std::size_t parent, SpanKind kind) {
    for (const auto& s : life.spans)
        if (s.parent == int(parent) && s.kind == kind) return &s;
    return nullptr;
}

void expectWellFormed(const RequestLife& life) {
    ASSERT_FALSE(life.spans.empty());
    EXPECT_EQ(life.spans.front().kind, SpanKind::Request);
    for (std::size_t i = 1; i < life.spans.size(); ++i) {
        const LifeSpan& s = life.spans[i];
        ASSERT_GE(s.parent, 0);
        ASSERT_LT(s.parent, int(i));
        EXPECT_LE(s.start, s.end);
        EXPECT_GE(s.start, life.spans[std::size_t(s.parent)].start);
        if (s.kind == SpanKind::Hop) {
            EXPECT_TRUE(s.decision);
        }
    }
}

TEST(Journal, AFailedRequestHasItsHopsTriesBackOffsAndRules) {
    auto watch = watched(shop(failing));
    HaltAt failure;
    failure.failure = true;
    ASSERT_EQ(watch.advanceUntil(failure, at(60), always), Ended::Halted);
    watch.advance(watch.run().now() + Duration::seconds(1), always); // its mirrored copy may still be under way
    auto lives = watch.run().drainLives(1'000);
    // The first failure may be one whose retry the limit on retries forbade; this test is of one that used them all.
    const auto failed = std::find_if(lives.begin(), lives.end(), [](const auto& l) {
        return l->failed &&
               std::any_of(l->spans.begin(), l->spans.end(), [](const auto& s) { return s.flags == "URX"; });
    });
    ASSERT_NE(failed, lives.end());
    const RequestLife& life = **failed;
    expectWellFormed(life);
    EXPECT_EQ(life.source, "people");
    EXPECT_EQ(life.status, 500);
    // client → shop by the second rule of the virtual service, with the YAML line of that rule.
    const LifeSpan* first = child(life, 0, SpanKind::Hop);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->decision->node, "workload/default/client-v1");
    EXPECT_EQ(first->decision->virtualService, "default/shop");
    EXPECT_EQ(first->decision->rule, 1);
    EXPECT_EQ(first->decision->route.field, "spec.http[1]");
    EXPECT_EQ(whereOf(*first->decision).rfind("test.yaml:", 0), 0u) << whereOf(*first->decision);
    EXPECT_EQ(first->decision->cluster, "outbound|80|v1|shop.default.svc.cluster.local");
    EXPECT_TRUE(first->decision->mesh);
    // The pod's call to the store: three tries, two back-offs between them.
    std::size_t call = 0;
    for (std::size_t i = 1; i < life.spans.size(); ++i)
        if (life.spans[i].kind == SpanKind::Hop && life.spans[i].decision->virtualService == "default/store" &&
            !life.spans[i].mirrored)
            call = i;
    ASSERT_GT(call, 0u);
    std::vector<const LifeSpan*> tries, waits;
    for (const auto& s : life.spans)
        if (s.parent == int(call)) (s.kind == SpanKind::Try ? tries : waits).push_back(&s);
    ASSERT_EQ(tries.size(), 3u);
    ASSERT_EQ(waits.size(), 2u);
    EXPECT_EQ(life.spans[std::size_t(life.spans[call].parent)].kind, SpanKind::Try);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_TRUE(tries[i]->retried);
        EXPECT_EQ(waits[i]->kind, SpanKind::BackOff);
        EXPECT_EQ(waits[i]->start, tries[i]->end);
        EXPECT_EQ(waits[i]->end, tries[i + 1]->start);
    }
    EXPECT_EQ(tries.back()->flags, "URX");
    EXPECT_NE(waterfallText(life).find("back-off before the next try"), std::string::npos);
}

TEST(Journal, KeepsEveryFailedRequestAndAShareOfTheOthers) {
    JournalOptions options;
    options.everyNth = 10;
    auto watch = watched(shop(failing), options);
    watch.advance(at(12), always);
    const auto lives = watch.run().drainLives(10'000);
    const auto failed = std::count_if(lives.begin(), lives.end(), [](const auto& l) { return l->failed; });
    const auto fine = std::count_if(lives.begin(), lives.end(), [](const auto& l) { return !l->failed && !l->slow; });
    const auto total = watch.run().snapshot(false).total;
    EXPECT_NEAR(double(failed), double(total.failed), 2); // what waits for a mirrored copy is not in yet
    EXPECT_NEAR(double(fine), double(total.completed - total.failed) / 10, 20);
    for (const auto& life : lives) expectWellFormed(*life);
    EXPECT_TRUE(watch.run().drainLives(10).empty());
}

TEST(Journal, AMirroredCopyAndAPerTryTimeoutAreSeen) {
    const std::string slow = "[{type: slow, at: 1s, service: store, factor: 40}]";
    JournalOptions options;
    options.everyNth = 1;
    auto watch = watched(shop(slow), options);
    watch.advance(at(4), always);
    bool mirrored = false, timedOut = false, queued = false;
    for (const auto& life : watch.run().drainLives(10'000)) {
        for (const auto& s : life->spans) {
            mirrored = mirrored || (s.kind == SpanKind::Hop && s.mirrored && s.decision->mirror);
            queued = queued || s.kind == SpanKind::QueueWait;
            if (s.kind == SpanKind::Try && s.flags.find("UT") != std::string::npos && !s.mirrored &&
                s.end - s.start == Duration::milliseconds(100))
                timedOut = true;
        }
    }
    EXPECT_TRUE(mirrored);
    EXPECT_TRUE(timedOut);
    EXPECT_TRUE(queued);
}

TEST(Journal, FollowsABoundedNumberAndWhatIsDrawnIsFollowed) {
    JournalOptions options;
    options.followedASecond = 100;
    auto watch = watched(shop("[]", 0, "rate: 3000"), options);
    watch.advance(at(3), always);
    EXPECT_GT(watch.run().followedOneIn(), 20u);
    (void)watch.run().drainFlights();
    watch.advance(at(3.2), always);
    const auto flights = watch.run().drainFlights(40);
    ASSERT_FALSE(flights.empty());
    EXPECT_LE(flights.size(), 40u);
    std::size_t known = 0;
    for (const auto& f : flights)
        if (const auto life = watch.run().life(f.request)) {
            EXPECT_EQ(life->request, f.request);
            ++known;
        }
    EXPECT_EQ(known, flights.size());
}

TEST(Recording, GoesBackToAnyMomentInBoundedMemory) {
    auto watch = watched(shop(failing));
    watch.advance(at(2), always);
    EXPECT_EQ(watch.recording().at(at(1.05))->now, at(1));
    watch.advance(at(60), always);
    const auto& all = watch.recording().snapshots();
    EXPECT_LE(all.size(), metrics::Recording::maximum);
    EXPECT_GT(all.size(), metrics::Recording::maximum / 4);
    EXPECT_EQ(all.front()->now, at(0));
    for (double t = 1; t < 59; t += 3.3) {
        const auto then = watch.recording().at(at(t));
        EXPECT_LE(then->now, at(t));
        EXPECT_GT(then->now, at(t) - watch.recording().interval() * 2);
    }
    // During the incident requests failed, before it none had.
    EXPECT_EQ(watch.recording().at(at(4.9))->total.failed, 0u);
    EXPECT_GT(watch.recording().at(at(7.9))->total.failed, 0u);
}

TEST(Recording, KeepsHalfAsManyHalfAsOftenWhereItWouldBeTooMuch) {
    metrics::Recording recording(Duration::seconds(1));
    for (int i = 0; i < 100'000; ++i) {
        const TimePoint now = at(i);
        if (now < recording.next()) continue;
        metrics::Snapshot s;
        s.now = now;
        s.series.resize(3);
        recording.add(std::move(s));
    }
    const auto& all = recording.snapshots();
    EXPECT_LE(all.size(), metrics::Recording::maximum);
    EXPECT_EQ(recording.interval(), Duration::seconds(256));
    for (std::size_t i = 1; i < all.size(); ++i) EXPECT_EQ(all[i]->now - all[i - 1]->now, recording.interval());
    EXPECT_TRUE(all.back()->series.empty());
}

} // namespace
} // namespace meshwright::sim::mesh
