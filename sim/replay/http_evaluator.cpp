#include "sim/replay/http_evaluator.h"

#include "sim/replay/http_sender.h"
#include "sim/replay/recorded_tables.h"
#include "sim/routing/inbound/http_policies.h"

namespace meshwright::sim::replay {

std::vector<Outcome> evaluateHttp(const SenderRun& run) {
    std::vector<Outcome> out;
    if (run.requests.empty() || !run.requests.front()->from) return out;
    const routing::ProxyRef& proxy = *run.requests.front()->from;
    const routing::HttpPolicies policies(*run.mesh, proxy);
    HttpSender::Refusal refusal;
    // the recorder's client and the proxy's ports are on the loopback interface, the ports with numbers of their own
    if (!policies.empty())
        refusal = [&](const routing::Request& request) {
            return policies.refusal(request, "127.0.0.1", "127.0.0.1", 0);
        };
    HttpSender sender(run, recordedTables(run.mesh, proxy), refusal);
    for (const CaseRequest* r : run.requests) out.push_back(sender.send(*r));
    return out;
}

} // namespace meshwright::sim::replay
