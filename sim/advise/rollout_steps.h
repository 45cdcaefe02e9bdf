// Every step of a rollout plan, judged like the design itself.
#pragma once

#include "sim/advise/context.h"

#include <functional>

namespace meshwright::sim::advise {

/// What else is to be said about a design beyond validation and analysis.
using Judge = std::function<model::Diagnostics(const model::Design&)>;

/// MW1401, and whatever validation, analysis and `more` say of the VirtualService that a tool would write at a step and
/// do not say of the design itself. Messages name the step.
void adviseOnRolloutSteps(Context& context, const Judge& more);

} // namespace meshwright::sim::advise
