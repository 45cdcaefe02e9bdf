// What a design does that its author hardly meant: rules without requests, limits below the load, timeouts that cannot
// fit. Everything here was found by the routing engine or follows from the numbers of the Scenario.
#pragma once

#include "model/design/design.h"
#include "sim/routing/engine.h"

namespace meshwright::sim::advise {

/// Messages with Meshwright's own codes, in file order; severities and reasons are those of model/base/codes.h. Objects
/// that a cluster would refuse should be reported first: what is said here takes the design as it would run.
model::Diagnostics advise(const model::Design& design, const routing::MeshConfig& config = {});

} // namespace meshwright::sim::advise
