// Every kind of incident, and what a run shows of it. (Crash, scale and apply: behaviour_test.cpp.)
#include "tests/sim/support/small_mesh.h"

#include <gtest/gtest.h>

namespace meshwright::tests {
namespace {

/// A hundred requests a second for 30 s, without retries; the incident is from 10 s to 20 s.
sim::metrics::Snapshot during(const std::string& incident, const std::string& more = "") {
    return ran(service("client") + service("web", 2) + more +
               rule("VirtualService", "web",
                    "{hosts: [web], http: [{route: [{destination: {host: web}}], retries: {attempts: 0}}]}") +
               scenario("{duration: 30s, traffic: [{name: load, from: {workload: client-v1}, host: web, rate: 100, "
                        "arrivals: constant}], services: [{service: web, latency: {mean: 10ms}}], incidents: "
                        "[{at: 10s, lasting: 10s, " +
                        incident + "}]}"));
}

/// The mean of a series over [from, to) seconds of what `value` takes from a point.
template <class Value>
double mean(const sim::metrics::Snapshot& shot, std::size_t from, std::size_t to, Value&& value) {
    double sum = 0;
    for (std::size_t i = from; i < to; ++i) sum += value(shot.series.front().points.at(i));
    return sum / static_cast<double>(to - from);
}
double medianMs(const sim::metrics::Snapshot& shot, std::size_t from, std::size_t to) {
    return mean(shot, from, to, [](const auto& p) { return p.p50.inMilliseconds(); });
}
double success(const sim::metrics::Snapshot& shot, std::size_t from, std::size_t to) {
    return mean(shot, from, to, [](const auto& p) { return p.successRate; });
}

TEST(Incident, ASlowServiceIsSlowForAsLongAsItLasts) {
    const auto shot = during("type: slow, service: web, factor: 5");
    EXPECT_NEAR(medianMs(shot, 0, 10), 10, 0.2);
    EXPECT_NEAR(medianMs(shot, 11, 20), 50, 1);
    EXPECT_NEAR(medianMs(shot, 21, 30), 10, 0.2);
    EXPECT_EQ(shot.total.failed, 0u);
}

TEST(Incident, OneSlowPodSlowsItsShare) {
    const auto shot = during("type: slow, pod: web-v1-0, factor: 20");
    const double p99 = mean(shot, 11, 20, [](const auto& p) { return p.p99.inMilliseconds(); });
    EXPECT_NEAR(p99, 200, 4);
    EXPECT_NEAR(medianMs(shot, 11, 20), 10, 0.2) << "least request sends it less than half";
}

TEST(Incident, AnErrorBurstFailsItsShareWithItsStatus) {
    const auto shot = during("type: errors, workload: web-v1, errors: {percent: 30, status: 503}");
    EXPECT_EQ(success(shot, 0, 10), 1);
    EXPECT_NEAR(success(shot, 10, 20), 0.7, 0.06);
    EXPECT_EQ(success(shot, 20, 30), 1);
    EXPECT_EQ(count(shot.total.statuses, "503"), shot.total.failed);
}

TEST(Incident, AnOutageLetsConnectionsHangUntilTheConnectTimeout) {
    const auto shot = during(
        "type: outage, service: web",
        rule("DestinationRule", "web", "{host: web, trafficPolicy: {connectionPool: {tcp: {connectTimeout: 500ms}}}}"));
    EXPECT_EQ(success(shot, 0, 10), 1);
    EXPECT_LT(success(shot, 11, 20), 0.01);
    EXPECT_NEAR(shot.series.front().points.at(10).p99.inMilliseconds(), 500, 20) << "the first wait for all of it";
    EXPECT_LT(medianMs(shot, 12, 20), 100) << "and each failure empties the queue of those behind it";
    EXPECT_GT(success(shot, 22, 30), 0.99);
    EXPECT_GT(count(shot.total.flags, "UF"), 900u);
}

TEST(Incident, ARestartTakesThePodOutOfTheEndpointsFirst) {
    const auto shot = during("type: restart, pod: web-v1-0");
    EXPECT_EQ(shot.total.failed, 0u) << "it leaves in good order";
    const auto& points = shot.series;
    EXPECT_FALSE(points.empty());
    for (const auto& pod : shot.pods)
        if (pod.pod == "web-v1-0") {
            EXPECT_NEAR(static_cast<double>(pod.totals.arrived), 1'000, 100) << "it misses ten of thirty seconds";
        }
}

TEST(Incident, ADelayBetweenZonesCountsBothWays) {
    const std::string zoned = [] {
        std::string text = service("far");
        const std::string plain = "labels: {app: far, version: v1}";
        return text.replace(text.find(plain), plain.size(),
                            "labels: {app: far, version: v1, topology.kubernetes.io/region: r, "
                            "topology.kubernetes.io/zone: b}");
    }();
    std::string client = service("client");
    const std::string plain = "labels: {app: client, version: v1}";
    client.replace(
        client.find(plain), plain.size(),
        "labels: {app: client, version: v1, topology.kubernetes.io/region: r, topology.kubernetes.io/zone: a}");
    const auto shot = ran(
        client + zoned +
        scenario("{duration: 30s, traffic: [{name: load, from: {workload: client-v1}, host: far, rate: 50, arrivals: "
                 "constant}], services: [{service: far, latency: {mean: 10ms}}], incidents: [{type: delay, at: 10s, "
                 "lasting: 10s, fromZone: a, toZone: b, delay: 15ms}]}"));
    EXPECT_NEAR(medianMs(shot, 0, 10), 10, 0.2);
    EXPECT_NEAR(medianMs(shot, 11, 20), 40, 0.6);
    EXPECT_NEAR(medianMs(shot, 21, 30), 10, 0.2);
}

} // namespace
} // namespace meshwright::tests
