// Runs cases. The engine that sends the requests of one sender is exchangeable: evaluated one by one, or simulated.
#pragma once

#include "model/design/design.h"
#include "sim/replay/case.h"
#include "sim/replay/outcome.h"
#include "sim/routing/engine.h"

#include <functional>

namespace meshwright::sim::replay {

/// The requests of one sender (one proxy, whose connections and ejections last from one request to the next).
struct SenderRun {
    const Case& testCase;
    routing::MeshIndexPtr mesh;
    std::vector<const CaseRequest*> requests; ///< in the order of sending; all with the same `from` (or `to`)
    std::uint64_t seed = 1;
};

/// One outcome per request of the run, in order.
using SenderEvaluator = std::function<std::vector<Outcome>(const SenderRun&)>;

struct Evaluators {
    SenderEvaluator http;       ///< plain HTTP by way of a gateway or sidecar
    SenderEvaluator connection; ///< `to`, and protocols tcp, tls, https, auto
};
Evaluators standardEvaluators();

/// Outcomes of one case, grouped by sender in the order in which senders first appear, as recordings are.
tl::expected<std::vector<Outcome>, model::Diagnostics> runCase(const Case& testCase, const model::Design& design,
                                                               std::uint64_t seed, const Evaluators& evaluators);

/// Runs a whole case file; designs are read relative to it. `onCase` is called after each case (done, of how many).
tl::expected<std::vector<Outcome>, model::Diagnostics>
replay(const std::string& casesPath, std::uint64_t seed, const Evaluators& evaluators = standardEvaluators(),
       const std::function<void(std::size_t, std::size_t)>& onCase = {});

} // namespace meshwright::sim::replay
