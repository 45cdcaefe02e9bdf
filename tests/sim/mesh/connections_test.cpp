// How long connections live in a run, and what the pod's own sidecar limits.
#include "tests/sim/support/small_mesh.h"

#include <gtest/gtest.h>

namespace meshwright::tests {
namespace {

/// One request each two seconds; a new connection takes 50 ms, the work 10 ms.
std::string slowClient(const std::string& pool) {
    return service("client") + service("shop") +
           rule("DestinationRule", "shop", "{host: shop, trafficPolicy: {connectionPool: " + pool + "}}") +
           scenario("{duration: 61s, traffic: [{name: load, from: {workload: client-v1}, host: shop, rate: 0.5, "
                    "arrivals: constant}], services: [{service: shop, latency: {mean: 10ms}, connectTime: 50ms}]}");
}

struct ConnectionLife {
    const char* name;
    const char* pool;
    double meanMs; ///< of an answer
};

class LivesOfConnections : public testing::TestWithParam<ConnectionLife> {};

TEST_P(LivesOfConnections, DecideHowOftenARequestWaitsForANewOne) {
    const auto shot = ran(slowClient(GetParam().pool));
    EXPECT_EQ(shot.total.completed, 31u);
    EXPECT_NEAR(shot.total.mean.inMilliseconds(), GetParam().meanMs, 0.5);
}

INSTANTIATE_TEST_SUITE_P(
    Settings, LivesOfConnections,
    testing::Values(ConnectionLife{"UsuallyAnHourIdle", "{http: {http2MaxRequests: 9}}", 10 + 50.0 / 31},
                    ConnectionLife{"ShortIdleTimeout", "{http: {idleTimeout: 1s}}", 60},
                    ConnectionLife{"LongIdleTimeout", "{http: {idleTimeout: 3s}}", 10 + 50.0 / 31},
                    ConnectionLife{"TcpIdleTimeoutToo", "{tcp: {idleTimeout: 1s}}", 60},
                    ConnectionLife{"ShortLife", "{tcp: {maxConnectionDuration: 1s}}", 60},
                    // A connection is up from 0.05 s and serves the requests at 2 and 4 s: every third is a new one.
                    ConnectionLife{"LifeOfFiveSeconds", "{tcp: {maxConnectionDuration: 5s}}", 10 + 50.0 * 11 / 31},
                    ConnectionLife{"OneRequestEach", "{http: {maxRequestsPerConnection: 1}}", 60}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(LivesOfConnections, AnOldConnectionEndsWhatItServes) {
    // Work of 3 s on connections that live for 1 s: nothing is cut off.
    const auto shot =
        ran(service("client") + service("shop") +
            rule("DestinationRule", "shop",
                 "{host: shop, trafficPolicy: {connectionPool: {tcp: {maxConnectionDuration: 1s}}}}") +
            scenario("{duration: 30s, traffic: [{name: load, from: {workload: client-v1}, host: shop, rate: 5, "
                     "arrivals: constant, stop: 20s}], services: [{service: shop, latency: {mean: 3s}}]}"));
    EXPECT_EQ(shot.total.completed, 100u);
    EXPECT_EQ(count(shot.total.statuses, "200"), 100u);
}

TEST(StreamIdleTimeout, IsOffAsIstioWritesIt) {
    // Envoy's own default of five minutes does not hold in a mesh. Istio: core/listener_builder.go (0 s).
    const auto shot = ran(service("client") + service("shop") +
                          scenario("{duration: 900s, traffic: [{name: load, from: {workload: client-v1}, host: shop, "
                                   "rate: 0.01, arrivals: constant, stop: 250s}], services: [{service: shop, latency: "
                                   "{mean: 400s}}]}"));
    EXPECT_EQ(count(shot.total.statuses, "200"), 3u);
    EXPECT_EQ(shot.total.completed, 3u);
}

TEST(ServersSidecar, HasTheLimitsOfEachPort) {
    // Two ports of one Service; the second alone is limited to one request at a time at the server.
    const std::string text =
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: shop, namespace: default}\nspec: {selector: {app: shop}, "
        "ports: [{name: http-a, port: 80, targetPort: 8080}, {name: http-b, port: 81, targetPort: 8081}]}\n" +
        deployment("shop", "v1") + service("one") + service("two") +
        rule("DestinationRule", "shop",
             "{host: shop, trafficPolicy: {portLevelSettings: [{port: {number: 81}, connectionPool: {http: "
             "{http2MaxRequests: 1, http1MaxPendingRequests: 1}}}]}}") +
        scenario("{duration: 20s, traffic: [{name: a1, from: {workload: one-v1}, host: shop, port: 80, rate: 100}, "
                 "{name: a2, from: {workload: two-v1}, host: shop, port: 80, rate: 100}], "
                 "services: [{service: shop, latency: {mean: 20ms}}]}");
    const auto unlimited = ran(text);
    EXPECT_EQ(count(unlimited.total.statuses, "503"), 0u) << "the limits of port 81 are not those of port 80";
    std::string other = text;
    for (std::size_t at; (at = other.find("port: 80, rate")) != std::string::npos;)
        other.replace(at, 14, "port: 81, rate");
    const auto limited = ran(other);
    EXPECT_GT(count(limited.total.statuses, "503"), 500u);
    EXPECT_GT(count(limited.total.statuses, "503"), count(limited.total.flags, "UO"))
        << "some are refused by the server's sidecar, and to the client that is an answer";
}

} // namespace
} // namespace meshwright::tests
