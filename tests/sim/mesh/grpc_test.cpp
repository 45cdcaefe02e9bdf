// gRPC errors in a run: HTTP 200 on the wire, but retried, counted and ejected for.
#include "sim/resilience/grpc_status.h"
#include "tests/sim/support/small_mesh.h"

#include <gtest/gtest.h>

namespace meshwright::tests {
namespace {

std::string shop(const std::string& retries, const std::string& errors, const std::string& more = "") {
    return service("client") + service("shop", 4) + more +
           rule("VirtualService", "shop",
                "{hosts: [shop], http: [{route: [{destination: {host: shop}}], retries: " + retries + "}]}") +
           scenario("{duration: 20s, traffic: [{name: load, from: {workload: client-v1}, host: shop, rate: 100, "
                    "arrivals: constant, stop: 19s}], services: [{service: shop, latency: {mean: 2ms}, errors: " +
                    errors + "}]}");
}

struct Token {
    const char* retryOn;
    int grpcStatus;
    bool retried;
};

class GrpcRetryToken : public testing::TestWithParam<Token> {};

TEST_P(GrpcRetryToken, RetriesItsOwnStatusAlone) {
    const Token& t = GetParam();
    const auto shot = ran(shop(std::string("{attempts: 1, retryOn: \"") + t.retryOn + "\"}",
                               "{percent: 100, status: " + std::to_string(t.grpcStatus) + "}"));
    EXPECT_EQ(count(shot.total.statuses, "grpc-" + std::to_string(t.grpcStatus)), shot.total.completed);
    EXPECT_EQ(shot.total.failed, shot.total.completed) << "a gRPC error is a failure";
    EXPECT_EQ(shot.total.retries, t.retried ? shot.total.completed : 0u);
    EXPECT_EQ(count(shot.total.flags, "URX"), t.retried ? shot.total.completed : 0u);
}

INSTANTIATE_TEST_SUITE_P(EveryToken, GrpcRetryToken,
                         testing::Values(Token{"cancelled", 1, true}, Token{"cancelled", 14, false},
                                         Token{"deadline-exceeded", 4, true}, Token{"deadline-exceeded", 1, false},
                                         Token{"resource-exhausted", 8, true}, Token{"resource-exhausted", 4, false},
                                         Token{"internal", 13, true}, Token{"internal", 14, false},
                                         Token{"unavailable", 14, true}, Token{"unavailable", 13, false},
                                         Token{"5xx", 14, false}, Token{"5xx,unavailable", 14, true},
                                         Token{"retriable-status-codes,503", 14, false}));

TEST(GrpcErrors, EjectAsTheHttpStatusThatTheyStandFor) {
    const auto ejections = [](int status, const std::string& counter) {
        const auto shot = ran(shop("{attempts: 0}", "{percent: 100, status: " + std::to_string(status) + "}",
                                   rule("DestinationRule", "shop",
                                        "{host: shop, trafficPolicy: {outlierDetection: {" + counter +
                                            ": 3, interval: 1s, baseEjectionTime: 60s, maxEjectionPercent: 100}}}")));
        return count(shot.total.flags, "UH");
    };
    EXPECT_GT(ejections(14, "consecutive5xxErrors"), 1'000u) << "UNAVAILABLE is 503";
    EXPECT_GT(ejections(13, "consecutive5xxErrors"), 1'000u) << "INTERNAL is 500";
    EXPECT_EQ(ejections(13, "consecutive5xxErrors: 0, consecutiveGatewayErrors"), 0u) << "and no gateway error";
    EXPECT_GT(ejections(14, "consecutive5xxErrors: 0, consecutiveGatewayErrors"), 1'000u);
    EXPECT_EQ(ejections(5, "consecutive5xxErrors"), 0u) << "NOT_FOUND is 404";
}

TEST(GrpcStatus, StandsForTheHttpStatusThatEnvoyTakesItFor) {
    const std::vector<std::pair<std::uint32_t, std::uint32_t>> table{
        {0, 200}, {1, 499},  {2, 500},  {3, 400},  {4, 504},  {5, 404},  {6, 409},  {7, 403},  {8, 429},
        {9, 400}, {10, 409}, {11, 400}, {12, 501}, {13, 500}, {14, 503}, {15, 500}, {16, 401}, {17, 500}};
    for (const auto& [grpc, http] : table) EXPECT_EQ(sim::resilience::httpEquivalentOf(grpc), http) << grpc;
    EXPECT_EQ(sim::resilience::judgedStatusOf(503), 503u);
    EXPECT_EQ(sim::resilience::judgedStatusOf(1'014), 503u);
    EXPECT_EQ(sim::resilience::httpStatusOf(1'014), 200u);
}

} // namespace
} // namespace meshwright::tests
