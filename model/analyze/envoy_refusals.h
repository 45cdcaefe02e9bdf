// What istiod accepts and hands on, and Envoy then refuses: the proxy keeps its old configuration, and nothing says so.
#pragma once

#include "model/design/design.h"

namespace meshwright::model {

/// Messages MW1301–MW1307 about one object, judged by itself; their positions count from its document's begin. Each
/// rule was confirmed by a real Envoy that refused the configuration which istiod made.
Diagnostics envoyRefusals(const Resource& resource);

/// The same for every object of a design, in file order.
Diagnostics envoyRefusals(const Design& design);

} // namespace meshwright::model
