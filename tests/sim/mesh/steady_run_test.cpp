// Once it is warm a run takes (nearly) no memory: what it takes is one window of the series a second.
#include "tests/sim/support/allocations.h"
#include "tests/sim/support/small_mesh.h"

#include <gtest/gtest.h>

namespace meshwright::tests {
namespace {

TEST(SteadyRun, TakesNoMemoryForARequest) {
    const auto hop = [](const std::string& name) {
        return service(name, 4) + rule("VirtualService", name,
                                       "{hosts: [" + name + "], http: [{route: [{destination: {host: " + name +
                                           "}}], retries: {attempts: 2, perTryTimeout: 500ms, retryOn: 5xx}}]}");
    };
    auto run = simulation(
        service("client") + hop("a") + hop("b") +
        scenario(
            "{duration: 100s, traffic: [{name: load, from: {workload: client-v1}, host: a, rate: 1000}], services: "
            "[{service: a, latency: {type: exponential, mean: 2ms}, concurrency: 4, errors: {percent: 1, status: "
            "503}, calls: [{calls: [{host: b}]}]}, {service: b, latency: {type: exponential, mean: 3ms}, "
            "concurrency: 4}]}"));
    const auto at = [](int seconds) { return model::TimePoint{} + model::Duration::seconds(seconds); };
    run.advanceTo(at(30));
    const std::uint64_t before = allocations();
    run.advanceTo(at(90));
    // 60,000 requests of two hops; three series close a window a second, which takes a few allocations.
    EXPECT_LT(allocations() - before, 3'000u);
}

} // namespace
} // namespace meshwright::tests
