// Retries at several hops multiply: one failing service gets the product of all tries above it.
#include "sim/advise/rules.h"

#include <algorithm>

namespace meshwright::sim::advise {

namespace {

/// Below this, retries at two hops are no more than what one generous policy would do.
constexpr std::uint64_t kAlarming = 9;

/// Tries of one request of a leg while the other side answers with 503.
std::uint64_t triesOnFailure(const Leg& leg) {
    if (!leg.forward || !leg.forward->retry.enabled) return 1;
    const auto& retry = leg.forward->retry;
    const bool byStatus = retry.retriableStatusCodes && std::find(retry.statusCodes.begin(), retry.statusCodes.end(),
                                                                  503u) != retry.statusCodes.end();
    return retry.on5xx || retry.gatewayError || byStatus ? std::uint64_t{retry.numRetries} + 1 : 1;
}

} // namespace

void adviseOnAmplification(Context& context) {
    const auto& legs = context.legs().all();
    for (const auto& leg : legs) {
        const bool last =
            std::all_of(leg.targets.begin(), leg.targets.end(), [](const LegTarget& t) { return t.onwards.empty(); });
        if (!last || !leg.forward) continue;
        std::uint64_t product = 1;
        std::size_t hops = 0;
        std::string chain;
        const Leg* nearest = nullptr;
        for (const Leg* at = &leg;; at = &legs[at->parent]) {
            const auto tries = triesOnFailure(*at);
            product *= tries;
            if (tries > 1) {
                ++hops;
                if (!nearest) nearest = at;
            }
            chain = at->hostText() + " (" + std::to_string(tries) + ")" + (chain.empty() ? "" : " → " + chain);
            if (at->parent == noLeg) break;
        }
        if (hops < 2 || product < kAlarming) continue;
        const Origin where = nearest->forward->retry.origin ? nearest->forward->retry.origin : nearest->route->origin;
        if (!where) continue;
        std::optional<Fix> fix;
        if (where.field.ends_with(".retries") && nearest->parent != noLeg)
            fix = Fix{"Leave retrying to the first caller: no retries here",
                      {model::edit::RemoveField{where.resource->id(), where.field},
                       model::edit::SetField{where.resource->id(), where.field + ".attempts", std::int64_t{0}}}};
        context.say("MW1103", *where.resource, where.field,
                    "While " + leg.hostText() + " fails, one request becomes up to " + std::to_string(product) +
                        " tries of it, because " + std::to_string(hops) + " hops retry: " + chain + ".",
                    std::move(fix));
    }
}

} // namespace meshwright::sim::advise
