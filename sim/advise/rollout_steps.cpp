// Every step of a rollout plan, judged like the design itself: what the VirtualService says at that step may be
// refused, or mean something else than the first one.
#include "sim/advise/rollout_steps.h"

#include "model/analyze/analyze.h"
#include "model/analyze/envoy_refusals.h"
#include "model/validate/validate.h"
#include "sim/mesh/rollout.h"

#include <cmath>
#include <cstdio>
#include <set>

namespace meshwright::sim::advise {

namespace {

constexpr std::size_t kMostSteps = 50, kMostLooks = 100'000;

std::string keyOf(const model::Diagnostic& d) {
    return d.code + "\n" + d.kind + "\n" + d.ns + "/" + d.name + "\n" + d.field + "\n" + d.message;
}

model::Diagnostics judge(const model::Design& design, const Judge& more) {
    auto out = model::validate(design);
    for (const auto& list : {model::analyze(design), more(design)}) out.insert(out.end(), list.begin(), list.end());
    return out;
}

/// "step 2 (weight 50 %, mirror 10 %)"
std::string nameOf(const model::scenario::Rollout& plan, std::size_t step) {
    if (step >= plan.steps.size()) return plan.steps.empty() ? "the switch" : "the end (weight 100 %)";
    const auto part = [](const char* what, double percent) {
        char text[48];
        std::snprintf(text, sizeof text, "%s %.4g %%", what, percent);
        return std::string(text);
    };
    std::string out;
    if (plan.steps[step].weight) out = part("weight", plan.steps[step].weight->value);
    if (plan.steps[step].mirror) out += (out.empty() ? "" : ", ") + part("mirror", plan.steps[step].mirror->value);
    return "step " + std::to_string(step + 1) + (out.empty() ? "" : " (" + out + ")");
}

void checkWeights(Context& context, const Resource& scenario, const model::scenario::Rollout& plan) {
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const auto& weight = plan.steps[i].weight;
        if (!weight || weight->value == std::floor(weight->value)) continue;
        const std::string field = "spec.rollout.steps[" + std::to_string(i) + "].weight";
        const auto rounded = static_cast<std::int64_t>(std::llround(std::max(1.0, weight->value)));
        context.say("MW1401", scenario, field,
                    "Argo Rollouts and Flagger take whole percents only; at this step they could not write the weight.",
                    setValue(scenario, field, rounded, "Round it to " + std::to_string(rounded)));
    }
}

} // namespace

void adviseOnRolloutSteps(Context& context, const Judge& more) {
    const auto& resource = context.legs().scenario();
    if (!resource) return;
    const auto& plan = resource->as<model::scenario::Scenario>()->rollout;
    if (!plan) return;
    checkWeights(context, *resource, *plan);
    auto rollout = mesh::Rollout::make(context.design(), *resource);
    if (!rollout) return; // the simulation says why
    std::set<std::string> known;
    for (const auto& d : judge(context.design(), more)) known.insert(keyOf(d));
    for (std::size_t step = 0, looks = 0; step < kMostSteps && looks < kMostLooks; ++looks) {
        const auto next = rollout->next();
        if (!next) break;
        if (!rollout->advance(*next, {})) continue; // a look that changed nothing
        const auto design = rollout->applyTo(context.design());
        for (auto& d : judge(design, more)) {
            if (!known.insert(keyOf(d)).second) continue;
            d.message = "From " + nameOf(*plan, step) + " of the rollout on: " + d.message;
            d.fix.reset(); // it would change a text that is not there yet
            const auto written = context.design().find({d.kind, d.ns, d.name});
            context.add(std::move(d), written.get());
        }
        ++step;
    }
}

} // namespace meshwright::sim::advise
