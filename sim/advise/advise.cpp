#include "sim/advise/advise.h"

#include "sim/advise/rules.h"

namespace meshwright::sim::advise {

model::Diagnostics advise(const model::Design& design, const routing::MeshConfig& config) {
    Context context(design, config);
    adviseOnReachability(context);
    adviseOnOrder(context);
    adviseOnTimeouts(context);
    adviseOnAmplification(context);
    adviseOnEjection(context);
    adviseOnLoad(context);
    adviseOnMtls(context);
    return context.take();
}

} // namespace meshwright::sim::advise
