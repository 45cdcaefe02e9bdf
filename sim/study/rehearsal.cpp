#include "sim/study/rehearsal.h"

#include "sim/kernel/math.h"
#include "sim/study/runs.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>

namespace meshwright::sim::study {

namespace {

using metrics::RolloutCheck;
using metrics::RolloutResult;
using model::scenario::Rollout;
using model::scenario::Scenario;

/// "12", "4.5" or "0.3": few digits, for people.
std::string shortNumber(double x) {
    char text[32];
    std::snprintf(text, sizeof text, x < 10 && x != std::floor(x) ? "%.1f" : "%.0f", x);
    return text;
}

double failureShare(const RehearsalOutcome& outcome, int step) {
    for (const auto& s : outcome.steps) {
        if (s.step == step && s.requestsPerCheck > 0) return s.errorsPerCheck / s.requestsPerCheck;
    }
    return 0;
}

bool judgesSuccess(const Rollout& plan, int step) {
    const auto i = static_cast<std::size_t>(step);
    const auto& own = i < plan.steps.size() ? plan.steps[i].analysis : plan.analysis;
    const auto& analysis = own ? own : plan.analysis;
    return analysis && analysis->minSuccess.has_value();
}

} // namespace

RehearsalOutcome assess(const std::vector<RehearsalRun>& runs, double confidence) {
    RehearsalOutcome outcome;
    std::vector<double> users, requests;
    for (const RehearsalRun& run : runs) {
        const RolloutResult& result = run.result;
        ++outcome.runs;
        outcome.hash = std::rotl(outcome.hash, 5) * 0x9e3779b97f4a7c15u + run.hash;
        const bool aborted = result.ending == RolloutResult::Ending::Aborted;
        if (aborted) {
            ++outcome.aborted;
        } else if (result.ending == RolloutResult::Ending::Promoted) {
            ++outcome.promoted;
        } else {
            ++outcome.unfinished;
        }
        users.push_back(static_cast<double>(result.usersWithError));
        requests.push_back(static_cast<double>(result.canaryRequests));
        for (const auto& step : result.steps) {
            const auto place = static_cast<std::size_t>(std::max(step.step, 0));
            while (outcome.steps.size() <= place) {
                outcome.steps.push_back({static_cast<int>(outcome.steps.size())});
            }
            StepSummary& summary = outcome.steps[place];
            ++summary.reached;
            if (aborted && result.step == step.step) ++summary.abortedHere;
            for (const RolloutCheck& check : step.checks) {
                ++summary.checks;
                if (check.verdict == RolloutCheck::Verdict::TooFewRequests) ++summary.tooFewRequests;
                summary.requestsPerCheck += static_cast<double>(check.requests);
                summary.errorsPerCheck += static_cast<double>(check.failed);
            }
        }
    }
    for (StepSummary& step : outcome.steps) {
        if (step.checks == 0) continue;
        step.requestsPerCheck /= static_cast<double>(step.checks);
        step.errorsPerCheck /= static_cast<double>(step.checks);
    }
    outcome.promotedShare = wilson(outcome.promoted, outcome.runs, confidence);
    outcome.abortedShare = wilson(outcome.aborted, outcome.runs, confidence);
    outcome.usersWithError = meanInterval(users, confidence);
    outcome.canaryRequests = meanInterval(requests, confidence);
    return outcome;
}

std::uint64_t requestsToTell(double goodFailure, double badFailure, double confidence) {
    const double gap = std::fabs(badFailure - goodFailure);
    if (!(gap > 0)) return 0;
    // Two one-sided tests by the normal approximation; a share of 0 has no spread, so a little is assumed.
    const auto spread = [&](double p) {
        const double q = std::clamp(p, gap / 20, 1 - gap / 20);
        return std::sqrt(q * (1 - q));
    };
    const double z = kernel::normalQuantile(confidence);
    const double root = z * (spread(goodFailure) + spread(badFailure)) / gap;
    return static_cast<std::uint64_t>(std::ceil(root * root));
}

std::vector<LowTraffic> findLowTraffic(const Rollout& plan, const RehearsalOutcome& good, const RehearsalOutcome& bad,
                                       double confidence) {
    std::vector<LowTraffic> found;
    for (const StepSummary& step : good.steps) {
        if (step.checks == 0) continue;
        const bool mostlyUndecided = step.tooFewRequests * 2 > step.checks;
        std::uint64_t needed = 0;
        if (judgesSuccess(plan, step.step)) {
            needed = requestsToTell(failureShare(good, step.step), failureShare(bad, step.step), confidence);
        }
        const bool tooFew = step.requestsPerCheck < static_cast<double>(needed);
        if (!mostlyUndecided && !tooFew) continue;
        LowTraffic low{step.step, step.requestsPerCheck, needed, {}};
        low.message = "Step " + std::to_string(step.step + 1) + " of the rollout sees about " +
                      shortNumber(step.requestsPerCheck) + " canary requests in each analysis window, ";
        if (tooFew) {
            low.message +=
                "and about " + std::to_string(needed) + " are needed to tell the good canary from the bad one";
        } else {
            low.message += "fewer than minRequests in most of them, so that most checks decide nothing";
        }
        low.message += ": use a longer interval, a greater weight or more traffic.";
        found.push_back(std::move(low));
    }
    return found;
}

} // namespace meshwright::sim::study
