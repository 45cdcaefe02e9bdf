// How a rollout plan went: plain data, written by the running mesh, read by rehearsals, the command line and the
// window.
#pragma once

#include "model/base/units.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::metrics {

using model::Duration;
using model::TimePoint;

/// One look at the canary: what its requests of the analysis window say.
struct RolloutCheck {
    enum class Verdict { Passed, Failed, TooFewRequests };
    TimePoint at;
    Verdict verdict = Verdict::Passed;
    std::uint64_t requests = 0, failed = 0; ///< of the canary, in the window
    Duration p50, p99;
    std::string reason; ///< "success 91.2 % is below 99 %", "12 requests are fewer than 100"; empty where passed
};

struct RolloutStepResult {
    int step = 0;                  ///< index in the plan's steps
    double weight = 0, mirror = 0; ///< percent to the canary while it ran
    TimePoint began;
    std::optional<TimePoint> ended;
    std::uint64_t canaryRequests = 0, canaryFailed = 0; ///< answered while it ran
    std::vector<RolloutCheck> checks;
};

struct RolloutResult {
    enum class Ending {
        Waiting,  ///< the plan has not begun
        Running,  ///< the run ended first
        Promoted, ///< every step passed
        Aborted,  ///< rolled back
    };
    Ending ending = Ending::Waiting;
    int step = -1;      ///< the last step begun; where it stopped if aborted
    TimePoint at;       ///< when it was promoted or aborted
    std::string reason; ///< why it was aborted
    std::vector<RolloutStepResult> steps;
    std::uint64_t canaryRequests = 0, canaryFailed = 0; ///< over all steps
    std::uint64_t usersWithError = 0; ///< outside requests answered with an error from the plan's start to its end
};

} // namespace meshwright::sim::metrics
