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

/// P(X ≤ k) for k = 0, 1, … of a binomial X, one term after another.
class Binomial {
public:
    Binomial(std::uint64_t n, double p)
        : n_(static_cast<double>(n)), odds_(p / (1 - p)), term_(kernel::exp(n_ * kernel::log(1 - p))), sum_(term_) {}
    double sum() const { return sum_; }
    void next() {
        term_ *= (n_ - k_) / (k_ + 1) * odds_;
        ++k_;
        sum_ += term_;
    }

private:
    double n_, odds_, term_, sum_, k_ = 0;
};

/// Whether some bound on the failures of n requests passes a good canary and fails a bad one with this confidence.
bool tells(std::uint64_t n, double good, double bad, double confidence) {
    const double size = static_cast<double>(n);
    if (size * bad > 400 || bad >= 1) { // the normal approximation is exact enough, and the terms would underflow
        const double z = kernel::normalQuantile(confidence);
        return z * (std::sqrt(size * good * (1 - good)) + std::sqrt(size * bad * (1 - bad))) <= size * (bad - good);
    }
    Binomial passing(n, good), missing(n, bad);
    while (passing.sum() < confidence) {
        passing.next();
        missing.next();
        if (missing.sum() > 1 - confidence) return false;
    }
    return missing.sum() <= 1 - confidence;
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
    const double good = std::min(goodFailure, badFailure), bad = std::max(goodFailure, badFailure);
    if (!(bad > good)) return 0;
    // The normal approximation is right for large windows and too low for small ones: begin below it and go up.
    const auto spread = [](double p) { return std::sqrt(p * (1 - p)); };
    const double root = kernel::normalQuantile(confidence) * (spread(good) + spread(bad)) / (bad - good);
    auto n = static_cast<std::uint64_t>(std::max(1.0, root * root / 2));
    while (!tells(n, good, bad, confidence)) n += n / 200 + 1;
    return n;
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

namespace {

tl::expected<RehearsalRun, model::Diagnostics> runPlan(const model::Design& design, const mesh::RunOptions& options) {
    auto simulation = mesh::Simulation::create(design, options);
    if (!simulation) return tl::unexpected(simulation.error());
    simulation->advanceTo(simulation->horizon());
    const auto* result = simulation->rollout();
    return RehearsalRun{simulation->hash(), result != nullptr ? *result : RolloutResult{}};
}

} // namespace

tl::expected<Rehearsal, model::Diagnostics> rehearse(const model::Design& design, const RehearsalOptions& options) {
    if (auto complaint = checkRuns(options.runs); !complaint.empty()) return tl::unexpected(complaint);
    const auto scenario = mesh::findScenario(design, options.run.scenario);
    if (!scenario) {
        model::Diagnostic d;
        d.code = "MW0312";
        d.message = "The design has no scenario to rehearse: add a Scenario with traffic and a rollout.";
        return tl::unexpected(model::Diagnostics{std::move(d)});
    }
    const auto broken = degradeCanary(design, *scenario, options.bad);
    if (!broken) return tl::unexpected(broken.error());

    Rehearsal rehearsal;
    rehearsal.seed = studySeed(design, options.run);
    Progress progress(2 * options.runs, options.progress);
    // Good and bad canaries alternate over the same seeds, so that stopping early leaves as many of both.
    auto results = runInParallel(
        2 * options.runs, options.threads,
        [&](std::size_t i) {
            mesh::RunOptions run = options.run;
            run.seed = runSeed(rehearsal.seed, i / 2);
            auto result = runPlan(i % 2 == 0 ? design : *broken, run);
            progress.one();
            return result;
        },
        options.keepGoing);
    std::vector<RehearsalRun> good, bad;
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (!results[i]) {
            rehearsal.complete = false;
        } else if (!*results[i]) {
            return tl::unexpected(results[i]->error());
        } else {
            (i % 2 == 0 ? good : bad).push_back(std::move(**results[i]));
        }
    }
    rehearsal.good = assess(good, options.confidence);
    rehearsal.bad = assess(bad, options.confidence);
    rehearsal.lowTraffic =
        findLowTraffic(*scenario->as<Scenario>()->rollout, rehearsal.good, rehearsal.bad, options.confidence);
    return rehearsal;
}

} // namespace meshwright::sim::study
