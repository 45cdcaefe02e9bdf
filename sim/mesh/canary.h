// Where a rollout plan acts: its rule, and the workloads that are its canary.
#pragma once

#include "model/design/design.h"

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace meshwright::sim::mesh {

struct WorkloadRef {
    std::string ns, name;
    friend auto operator<=>(const WorkloadRef&, const WorkloadRef&) = default;
};

/// The rule of a virtual service that splits between the plan's two subsets, as places in its lists.
struct RolloutRule {
    model::ResourcePtr virtualService;
    std::size_t rule = 0, stable = 0, canary = 0; ///< spec.http[rule].route[stable]
};

/// The scenario of that name, or the first. Null where there is none.
model::ResourcePtr findScenario(const model::Design& design, const std::string& name);

/// Refused (one sentence) where the scenario has no rollout, or its virtual service or rule is not there.
tl::expected<RolloutRule, model::Diagnostics> findRolloutRule(const model::Design& design,
                                                              const model::Resource& scenario);

/// The Deployments whose pods the canary subset of the scenario's rollout selects. Refused likewise, or where there
/// are none.
tl::expected<std::vector<WorkloadRef>, model::Diagnostics> canaryWorkloads(const model::Design& design,
                                                                           const model::Resource& scenario);

} // namespace meshwright::sim::mesh
