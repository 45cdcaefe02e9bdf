// The part of the analysis that belongs beside validation: routes to what the design does not define.
#pragma once

#include "model/design/design.h"

namespace meshwright::model {

/// Warnings (IST0101) about hosts and subsets that a VirtualService names and the design does not define. Nothing for
/// a design without Services: it is a part of something larger. A cluster takes such a route, and answers it with 503.
Diagnostics danglingReferences(const Design& design);

} // namespace meshwright::model
