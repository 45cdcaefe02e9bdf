// The canary of a rollout plan: which workloads it is, and the same design with a canary that is broken.
#pragma once

#include "model/design/design.h"

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace meshwright::sim::study {

/// What makes a canary bad, beside what the design says of it.
struct BadCanary {
    model::Percent errors{5}; ///< share of its answers that fail
    std::int64_t status = 500;
    double slow = 1; ///< its times are multiplied by this
};

struct WorkloadRef {
    std::string ns, name;
    friend auto operator<=>(const WorkloadRef&, const WorkloadRef&) = default;
};

/// The scenario of that name, or the first. Null where there is none.
model::ResourcePtr findScenario(const model::Design& design, const std::string& name);

/// The Deployments whose pods the canary subset of the scenario's rollout selects. Refused where the scenario has no
/// rollout, or its virtual service, subset or pods are not there.
tl::expected<std::vector<WorkloadRef>, model::Diagnostics> canaryWorkloads(const model::Design& design,
                                                                           const model::Resource& scenario);

/// The design with incidents from the start that make the canary as bad as stated.
tl::expected<model::Design, model::Diagnostics> degradeCanary(const model::Design& design,
                                                              const model::Resource& scenario, const BadCanary& bad);

} // namespace meshwright::sim::study
