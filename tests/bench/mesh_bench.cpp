// A mesh of three hops through the whole simulator (compiled routing tables, pools, balancers, retries, a timer a try,
// histograms), beside a floor that is coded by hand.
#include "tests/bench/bench.h"
#include "tests/bench/mesh_floor.h"
#include "tests/sim/support/small_mesh.h"

namespace meshwright::bench {
namespace {

constexpr double rate = 8'000, failure = 0.01;
constexpr int seconds = 50; ///< 400,000 requests

std::string hop(const std::string& name) {
    return tests::service(name, 8) +
           tests::rule("VirtualService", name,
                       "{hosts: [" + name + "], http: [{route: [{destination: {host: " + name +
                           "}}], retries: {attempts: 2, perTryTimeout: 500ms, retryOn: 5xx}}]}");
}

std::string behaviour(const std::string& name, const std::string& mean, const std::string& next) {
    return "{service: " + name + ", latency: {type: exponential, mean: " + mean +
           "}, concurrency: 16, errors: {percent: 1, status: 503}" +
           (next.empty() ? "" : ", calls: [{calls: [{host: " + next + "}]}]") + "}";
}

std::string threeHops() {
    return tests::service("client") + hop("a") + hop("b") + hop("c") +
           tests::scenario("{duration: " + std::to_string(seconds) +
                           "s, traffic: [{name: load, from: {workload: client-v1}, host: a, rate: " +
                           std::to_string(rate) + "}], services: [" + behaviour("a", "2ms", "b") + ", " +
                           behaviour("b", "3ms", "c") + ", " + behaviour("c", "5ms", "") + "]}");
}

const Suite suite([](Runner& runner) {
    const std::string text = threeHops();
    runner.compare(
        "mesh/three-hops", "request",
        [&] {
            auto run = tests::simulation(text);
            run.advanceTo(model::TimePoint{} + model::Duration::seconds(1)); // tables, pools and connections are warm
            const std::uint64_t before = run.snapshot().total.arrived;
            return timed([&] {
                run.advanceTo(run.horizon());
                const auto shot = run.snapshot();
                return std::pair{shot.total.arrived - before, double(shot.total.failed)};
            });
        },
        [] {
            MeshFloor floor(rate, failure, 1);
            constexpr auto requests = static_cast<std::uint64_t>(rate * seconds);
            return timed([&] { return std::pair{requests, double(floor.run(requests))}; });
        });
});

} // namespace
} // namespace meshwright::bench
