#include "sim/advise/advise.h"

#include "model/analyze/envoy_refusals.h"
#include "sim/advise/rollout_steps.h"
#include "sim/advise/rules.h"

namespace meshwright::sim::advise {

namespace {

void askAll(Context& context) {
    for (auto& d : model::envoyRefusals(context.design())) context.add(std::move(d));
    adviseOnReferences(context);
    adviseOnReachability(context);
    adviseOnOrder(context);
    adviseOnTimeouts(context);
    adviseOnAmplification(context);
    adviseOnEjection(context);
    adviseOnLoad(context);
    adviseOnMtls(context);
    adviseOnListeners(context);
}

} // namespace

model::Diagnostics advise(const model::Design& design, const routing::MeshConfig& config) {
    Context context(design, config);
    askAll(context);
    adviseOnRolloutSteps(context, [&](const model::Design& step) {
        Context own(step, config);
        askAll(own);
        return own.take();
    });
    return context.take();
}

} // namespace meshwright::sim::advise
