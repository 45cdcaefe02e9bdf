// What does not fit together: the analyzers of `istioctl analyze` on a design as if it were in a cluster.
#pragma once

#include "model/design/design.h"

namespace meshwright::model {

/// Messages with Istio's own codes (IST0101 …) and levels, in file order. Each Deployment counts as one pod made of its
/// template. A namespace that the design does not define counts as one with injection.
/// Istio: pkg/config/analysis/analyzers, pkg/config/analysis/msg/messages.yaml.
Diagnostics analyze(const Design& design);

} // namespace meshwright::model
