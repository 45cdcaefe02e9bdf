// What policies share.
#pragma once

#include "model/validate/judge.h"

namespace meshwright::model::validation {

/// At most one of selector and targets, each well-formed.
void checkPolicyTargets(Judge& judge, const std::optional<istio::WorkloadSelector>& selector,
                        const std::optional<istio::TargetRef>& target, const std::vector<istio::TargetRef>& targets);

} // namespace meshwright::model::validation
