#include "sim/mesh/rollout.h"

#include "model/edit/edit.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace meshwright::sim::mesh {

namespace {

using metrics::RolloutCheck;
using metrics::RolloutResult;
using model::edit::SetField;
using model::istio::VirtualService;
using model::scenario::Analysis;
using model::scenario::Scenario;
using RolloutPlan = model::scenario::Rollout;

constexpr Duration defaultPause = Duration::seconds(60);

/// Places are the caller's to fill in.
void complain(model::Diagnostics& found, const std::string& field, std::string message) {
    model::Diagnostic d;
    d.code = "MW3004";
    d.field = field;
    d.message = std::move(message);
    found.push_back(std::move(d));
}

bool isPercent(const std::optional<model::Percent>& percent) {
    return !percent || (percent->value >= 0 && percent->value <= 100);
}

void checkAnalysis(model::Diagnostics& found, const std::string& field, const std::optional<Analysis>& analysis) {
    if (!analysis) return;
    if (!isPercent(analysis->minSuccess)) {
        complain(found, field + ".minSuccess", field + ".minSuccess must be 0 to 100.");
    }
    if (analysis->interval && analysis->interval->ns <= 0) {
        complain(found, field + ".interval", field + ".interval must be longer than 0s.");
    }
    if (analysis->failures < 1) {
        complain(found, field + ".failures", field + ".failures must be 1 or more.");
    }
}

model::Diagnostics checkPlan(const RolloutPlan& plan) {
    model::Diagnostics found;
    if (plan.steps.empty() && plan.strategy != "blueGreen" && plan.strategy != "mirroredCanary") {
        complain(found, "spec.rollout.steps", "The rollout has no steps: add at least one with a weight and a pause.");
    }
    if (plan.start && plan.start->ns < 0) {
        complain(found, "spec.rollout.start", "A rollout cannot start before the run.");
    }
    checkAnalysis(found, "spec.rollout.analysis", plan.analysis);
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const std::string field = "spec.rollout.steps[" + std::to_string(i) + "]";
        if (!isPercent(plan.steps[i].weight) || !isPercent(plan.steps[i].mirror)) {
            complain(found, field, field + " needs a weight and a mirror of 0 to 100.");
        }
        if (plan.steps[i].pause && plan.steps[i].pause->ns < 0) {
            complain(found, field + ".pause", field + ".pause is negative: write 0s or more.");
        }
        checkAnalysis(found, field + ".analysis", plan.steps[i].analysis);
    }
    return found;
}

/// The steps that a strategy means where the plan has none.
void addDefaultSteps(RolloutPlan& plan) {
    if (!plan.steps.empty()) return;
    if (plan.strategy == "mirroredCanary") {
        plan.steps.push_back({.weight = model::Percent{0}, .mirror = model::Percent{100}, .pause = defaultPause});
    }
    plan.steps.push_back({.weight = model::Percent{100}, .pause = defaultPause});
}

std::string number(double x) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", x);
    return text;
}

/// Why the window fails the analysis; empty where it does not.
std::string failure(const Analysis& analysis, const RolloutCheck& check) {
    const double success = 100 * (1 - static_cast<double>(check.failed) / static_cast<double>(check.requests));
    if (analysis.minSuccess && success < analysis.minSuccess->value) {
        return "success " + number(success) + " % is below " + number(analysis.minSuccess->value) + " %";
    }
    if (analysis.maxP50 && check.p50 > *analysis.maxP50) {
        return "the median of " + number(check.p50.inMilliseconds()) + " ms is above " +
               number(analysis.maxP50->inMilliseconds()) + " ms";
    }
    if (analysis.maxP99 && check.p99 > *analysis.maxP99) {
        return "the 99th percentile of " + number(check.p99.inMilliseconds()) + " ms is above " +
               number(analysis.maxP99->inMilliseconds()) + " ms";
    }
    return {};
}

} // namespace

Rollout::Rollout(model::ResourcePtr scenario, RolloutPlan plan, std::vector<WorkloadRef> canary)
    : scenario_(std::move(scenario)), plan_(std::move(plan)), canary_(std::move(canary)) {}

tl::expected<Rollout, model::Diagnostics> Rollout::make(const model::Design& design, const model::Resource& scenario) {
    auto canary = canaryWorkloads(design, scenario);
    if (!canary) return tl::unexpected(canary.error());
    RolloutPlan plan = *scenario.as<Scenario>()->rollout;
    if (auto wrong = checkPlan(plan); !wrong.empty()) {
        const model::Placement places(design);
        for (auto& d : wrong) places.describe(d, scenario, d.field);
        return tl::unexpected(std::move(wrong));
    }
    addDefaultSteps(plan);
    Rollout rollout(design.find(scenario.id()), std::move(plan), std::move(*canary));
    // Steps are written into the design's text: one that cannot be written is to be known before the run.
    Rollout probe = rollout;
    probe.weight_ = probe.mirror_ = 12.5;
    if (auto written = probe.written(design); !written) return tl::unexpected(written.error());
    return rollout;
}

const Analysis* Rollout::analysisOf(std::size_t step) const {
    const auto& own = plan_.steps[step].analysis;
    if (own) return &*own;
    return plan_.analysis ? &*plan_.analysis : nullptr;
}

std::optional<TimePoint> Rollout::next() const {
    if (result_.ending == RolloutResult::Ending::Waiting) return TimePoint{} + plan_.start.value_or(Duration{});
    if (result_.ending == RolloutResult::Ending::Running) return std::min(stepEnd_, nextLook_);
    return std::nullopt;
}

bool Rollout::advance(TimePoint now, const CanaryCounts& counts) {
    if (result_.ending == RolloutResult::Ending::Waiting) {
        result_.ending = RolloutResult::Ending::Running;
        atStart_ = counts;
        beginStep(now, counts);
        return true;
    }
    auto& step = result_.steps.back();
    step.canaryRequests = counts.answered - atStep_.answered;
    step.canaryFailed = counts.failed - atStep_.failed;
    result_.canaryRequests = counts.answered - atStart_.answered;
    result_.canaryFailed = counts.failed - atStart_.failed;
    if (now >= nextLook_ && !look(now, counts)) {
        step.ended = now;
        weight_ = mirror_ = 0;
        end(RolloutResult::Ending::Aborted, now);
        return true;
    }
    if (now < stepEnd_) return false;
    step.ended = now;
    if (++step_ < plan_.steps.size()) {
        beginStep(now, counts);
    } else {
        weight_ = 100;
        mirror_ = 0;
        end(RolloutResult::Ending::Promoted, now);
    }
    return true;
}

void Rollout::beginStep(TimePoint now, const CanaryCounts& counts) {
    const auto& step = plan_.steps[step_];
    if (step.weight) weight_ = step.weight->value;
    if (step.mirror) {
        mirror_ = step.mirror->value;
    } else if (step.weight && step.weight->value > 0) {
        mirror_ = 0;
    }
    const Analysis* analysis = analysisOf(step_);
    const Duration interval = analysis != nullptr ? analysis->interval.value_or(Duration{}) : Duration{};
    stepEnd_ = now + step.pause.value_or(interval);
    const Duration untilLook = interval.ns > 0 ? interval : stepEnd_ - now;
    nextLook_ = analysis != nullptr ? now + untilLook : TimePoint{std::numeric_limits<std::int64_t>::max()};
    failures_ = 0;
    atStep_ = atLook_ = counts;
    result_.step = static_cast<int>(step_);
    result_.steps.push_back({.step = result_.step, .weight = weight_, .mirror = mirror_, .began = now});
}

bool Rollout::look(TimePoint now, const CanaryCounts& counts) {
    const Analysis& analysis = *analysisOf(step_);
    RolloutCheck check;
    check.at = now;
    check.requests = counts.answered - atLook_.answered;
    check.failed = counts.failed - atLook_.failed;
    const metrics::Histogram window = counts.latency.since(atLook_.latency);
    check.p50 = window.percentile(0.50);
    check.p99 = window.percentile(0.99);
    const auto wanted = static_cast<std::uint64_t>(std::max<std::int64_t>(analysis.minRequests, 1));
    if (check.requests < wanted) {
        check.verdict = RolloutCheck::Verdict::TooFewRequests;
        check.reason = std::to_string(check.requests) + " requests are fewer than " + std::to_string(wanted);
    } else if (auto why = failure(analysis, check); !why.empty()) {
        check.verdict = RolloutCheck::Verdict::Failed;
        check.reason = std::move(why);
    }
    const bool failed = check.verdict == RolloutCheck::Verdict::Failed;
    if (failed) result_.reason = check.reason;
    result_.steps.back().checks.push_back(std::move(check));
    atLook_ = counts;
    const Duration interval = analysis.interval.value_or(Duration{});
    nextLook_ = interval.ns > 0 ? now + interval : TimePoint{std::numeric_limits<std::int64_t>::max()};
    return !failed || ++failures_ < analysis.failures;
}

void Rollout::end(RolloutResult::Ending ending, TimePoint now) {
    result_.ending = ending;
    result_.at = now;
    if (ending == RolloutResult::Ending::Promoted) result_.reason.clear();
}

model::Design Rollout::applyTo(const model::Design& design) const {
    if (result_.ending == RolloutResult::Ending::Waiting) return design;
    auto changed = written(design);
    if (!changed) return design;
    return std::move(*changed);
}

tl::expected<model::Design, model::Diagnostics> Rollout::written(const model::Design& design) const {
    const auto place = findRolloutRule(design, *scenario_);
    if (!place) return tl::unexpected(place.error());
    const auto& rule = place->virtualService->as<VirtualService>()->http[place->rule];
    const std::string path = "spec.http[" + std::to_string(place->rule) + "]";
    model::edit::Sequence sequence;
    const auto set = [&](const std::string& field, model::edit::Value value) {
        sequence.edits.push_back({SetField{place->virtualService->id(), path + field, std::move(value)}, "Roll out"});
    };
    // The pair shares what it has of the rule. Weights are whole numbers: fractions of a percent scale the whole rule.
    const std::int64_t pair = rule.route[place->stable].weight + rule.route[place->canary].weight;
    const double share = static_cast<double>(pair > 0 ? pair : 100) * weight_ / 100;
    const std::int64_t scale = share == std::floor(share) ? 1 : 1'000;
    const std::int64_t canary = std::llround(share * static_cast<double>(scale));
    for (std::size_t i = 0; i < rule.route.size(); ++i) {
        std::int64_t weight = rule.route[i].weight * scale;
        if (i == place->canary) weight = canary;
        if (i == place->stable) weight = (pair > 0 ? pair : 100) * scale - canary;
        if (weight != rule.route[i].weight) set(".route[" + std::to_string(i) + "].weight", weight);
    }
    if (mirror_ > 0) {
        const auto& destination = rule.route[place->canary].destination;
        set(".mirror.host", destination.host.text);
        set(".mirror.subset", destination.subset);
        if (destination.port) set(".mirror.port.number", static_cast<std::int64_t>(destination.port->number));
        set(".mirrorPercentage.value", mirror_);
    }
    if (sequence.edits.empty()) return design;
    return model::edit::apply(design, {std::move(sequence), "Roll out"});
}

} // namespace meshwright::sim::mesh
