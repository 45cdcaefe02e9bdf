// What the journal costs a run: the same run with it, beside the run without.
#include "tests/bench/bench.h"
#include "tests/sim/support/small_mesh.h"

namespace meshwright::bench {
namespace {

std::string calls() {
    return tests::service("client") + tests::service("shop", 4) + tests::service("store", 4) +
           tests::scenario("{duration: 20s, traffic: [{name: load, from: {workload: client-v1}, host: shop, rate: "
                           "20000}], services: [{service: shop, latency: {type: exponential, mean: 2ms}, calls: "
                           "[{calls: [{host: store}]}]}, {service: store, latency: {type: exponential, mean: 3ms}, "
                           "errors: {percent: 1, status: 503}}]}");
}

Round run(const std::string& text, bool journal) {
    sim::mesh::RunOptions options;
    if (journal) {
        options.journal.emplace();
        options.recordFlights = true;
    }
    auto simulation = tests::simulation(text, 1, options);
    simulation.advanceTo(model::TimePoint{} + model::Duration::seconds(1));
    const auto before = simulation.answered();
    return timed([&] {
        simulation.advanceTo(simulation.horizon());
        return std::pair{simulation.answered() - before, double(simulation.hash() >> 40)};
    });
}

const Suite suite([](Runner& runner) {
    const std::string text = calls();
    runner.compare(
        "watch/journal", "request", [&] { return run(text, true); }, [&] { return run(text, false); });
});

} // namespace
} // namespace meshwright::bench
