#include "sim/replay/http_evaluator.h"

#include "sim/replay/http_sender.h"

namespace meshwright::sim::replay {

namespace {

/// The recorder gives its proxies no cluster that passes a service's requests on to where they were meant to go: there
/// is no such place on its loopback interface. What is passed through outside any service goes to its one echo.
std::shared_ptr<const routing::ProxyTables> asRecorded(const std::shared_ptr<const routing::ProxyTables>& tables) {
    auto out = std::make_shared<routing::ProxyTables>(*tables);
    for (auto it = out->clusters.begin(); it != out->clusters.end();) {
        const bool leftOut =
            it->second->discovery == routing::Cluster::Discovery::OriginalDestination && !it->second->service.empty();
        it = leftOut ? out->clusters.erase(it) : std::next(it);
    }
    return out;
}

} // namespace

std::vector<Outcome> evaluateHttp(const SenderRun& run) {
    std::vector<Outcome> out;
    if (run.requests.empty() || !run.requests.front()->from) return out;
    HttpSender sender(run, asRecorded(compile(run.mesh, *run.requests.front()->from)));
    for (const CaseRequest* r : run.requests) out.push_back(sender.send(*r));
    return out;
}

} // namespace meshwright::sim::replay
