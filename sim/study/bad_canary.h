// The same design with a canary that is broken.
#pragma once

#include "sim/mesh/canary.h"

#include <cstdint>

namespace meshwright::sim::study {

/// What makes a canary bad, beside what the design says of it.
struct BadCanary {
    model::Percent errors{5}; ///< share of its answers that fail
    std::int64_t status = 500;
    double slow = 1; ///< its times are multiplied by this
};

/// The design with incidents from the start that make the canary of the scenario's rollout as bad as stated.
tl::expected<model::Design, model::Diagnostics> degradeCanary(const model::Design& design,
                                                              const model::Resource& scenario, const BadCanary& bad);

} // namespace meshwright::sim::study
