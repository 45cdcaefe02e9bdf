// Requests whose fate the listeners decide: server side, raw TCP, TLS, HTTPS.
#pragma once

#include "sim/replay/runner.h"

namespace meshwright::sim::replay {

/// Outcomes of the direct requests of one sender. Every repetition is a connection of its own.
std::vector<Outcome> evaluateConnections(const SenderRun& run);

} // namespace meshwright::sim::replay
