#include "sim/replay/http_evaluator.h"

#include "sim/replay/http_sender.h"

namespace meshwright::sim::replay {

std::vector<Outcome> evaluateHttp(const SenderRun& run) {
    std::vector<Outcome> out;
    if (run.requests.empty() || !run.requests.front()->from) return out;
    HttpSender sender(run, compile(run.mesh, *run.requests.front()->from));
    for (const CaseRequest* r : run.requests) out.push_back(sender.send(*r));
    return out;
}

} // namespace meshwright::sim::replay
