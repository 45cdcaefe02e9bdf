// A rollout plan over many seeds, once with the canary as designed and once with a broken one: how often chance aborts
// a good canary, how often a bad one passes, and how many users pay for it.
#pragma once

#include "sim/metrics/rollout_result.h"
#include "sim/study/bad_canary.h"
#include "sim/study/replicate.h"

#include <string>
#include <vector>

namespace meshwright::sim::study {

struct RehearsalOptions {
    std::size_t runs = 1'000; ///< of each kind of canary
    unsigned threads = 0;
    double confidence = 0.95;
    mesh::RunOptions run;
    BadCanary bad;
    std::function<void(std::size_t, std::size_t)> progress;
    KeepGoing keepGoing;
};

/// One step of the plan over all runs that reached it.
struct StepSummary {
    int step = 0;
    std::size_t reached = 0, abortedHere = 0;
    std::uint64_t checks = 0, tooFewRequests = 0; ///< looks at the canary; those that could decide nothing
    double requestsPerCheck = 0;                  ///< mean number of canary requests in a window
    double errorsPerCheck = 0;
};

/// How the runs with one kind of canary ended.
struct RehearsalOutcome {
    std::size_t runs = 0, promoted = 0, aborted = 0, unfinished = 0;
    Interval promotedShare, abortedShare; ///< Wilson
    Interval usersWithError;              ///< a run
    Interval canaryRequests;              ///< a run
    std::vector<StepSummary> steps;
    std::uint64_t hash = 0; ///< of the runs' hashes in order
};

/// A step whose analysis sees too few requests to tell a good canary from the bad one.
struct LowTraffic {
    int step = 0;
    double requestsPerCheck = 0;
    std::uint64_t requestsNeeded = 0;
    std::string message; ///< one plain sentence, with what to do
};

struct Rehearsal {
    std::uint64_t seed = 0;
    RehearsalOutcome good, bad;
    std::vector<LowTraffic> lowTraffic;
    bool complete = true; ///< false where `keepGoing` ended it early
};

/// What one run of a plan gives.
struct RehearsalRun {
    std::uint64_t hash = 0;
    metrics::RolloutResult result;
};

RehearsalOutcome assess(const std::vector<RehearsalRun>& runs, double confidence);

/// How many requests a window needs so that the share of failures says, with `confidence` on either side, whether the
/// canary is as good as `goodFailure` or as bad as `badFailure` (shares). 0 where the two are equal.
std::uint64_t requestsToTell(double goodFailure, double badFailure, double confidence = 0.95);

/// The steps of the plan whose windows are too small, by what the runs saw.
std::vector<LowTraffic> findLowTraffic(const model::scenario::Rollout& plan, const RehearsalOutcome& good,
                                       const RehearsalOutcome& bad, double confidence);

/// Refused where the design has no rollout that can be rehearsed, or as Simulation::create refuses.
tl::expected<Rehearsal, model::Diagnostics> rehearse(const model::Design& design, const RehearsalOptions& options);

} // namespace meshwright::sim::study
