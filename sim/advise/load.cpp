// The Scenario's load against limits, and what mirrors add to it.
#include "sim/advise/rules.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace meshwright::sim::advise {

namespace {

std::string number(double x) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", x);
    return text;
}

/// What one sending pod asks of one cluster.
struct Demand {
    const routing::Cluster* cluster = nullptr;
    std::string from;
    double rate = 0, busy = 0; ///< requests a second, and requests under way on average
};

struct Limit {
    const char* field;
    std::uint32_t value;
};

/// Limits on requests at once that would be below `busy`, the tightest first.
std::optional<Limit> exceeded(const routing::Cluster& cluster, double busy) {
    std::vector<Limit> limits{{"http.http2MaxRequests", cluster.breakers.maxRequests}};
    if (!cluster.http2) limits.push_back({"tcp.maxConnections", cluster.breakers.maxConnections});
    std::optional<Limit> tightest;
    for (const auto& limit : limits)
        if (busy > limit.value && (!tightest || limit.value < tightest->value)) tightest = limit;
    return tightest;
}

void checkBreakers(Context& context) {
    std::map<std::pair<routing::ProxyRef, std::string>, Demand> demands;
    for (const auto& leg : context.legs().all())
        for (const auto& target : leg.targets) {
            if (!target.cluster || leg.rate <= 0) continue;
            auto& demand = demands[{leg.from, target.cluster->name}];
            demand.cluster = target.cluster;
            demand.from = leg.fromText();
            const double rate = leg.rate * target.share / static_cast<double>(leg.replicas);
            demand.rate += rate;
            demand.busy += rate * target.latency; // Little's law
        }
    for (const auto& [key, demand] : demands) {
        const auto limit = exceeded(*demand.cluster, demand.busy);
        const Origin& origin = demand.cluster->breakers.origin;
        if (!limit || !origin) continue;
        const std::string field = origin.field + "." + limit->field;
        const auto needed = static_cast<std::int64_t>(std::ceil(demand.busy * 1.5));
        context.say("MW1105", *origin.resource, field,
                    "The Scenario sends " + number(demand.rate) + " requests a second from one pod of " + demand.from +
                        " to " + demand.cluster->service + ", about " + number(demand.busy) +
                        " at once, but the limit is " + std::to_string(limit->value) +
                        ": the rest waits, or is answered with 503 UO.",
                    setValue(*origin.resource, field, needed, "Raise the limit to " + std::to_string(needed)));
    }
}

/// Services that mirrored requests and original ones both end up at.
void checkMirrors(Context& context) {
    const auto& legs = context.legs().all();
    const auto with = context.legs().ratesByWorkload(true), without = context.legs().ratesByWorkload(false);
    for (std::size_t i = 0; i < legs.size(); ++i) {
        if (legs[i].mirrored || !legs[i].forward) continue;
        for (const auto& target : legs[i].targets) {
            if (!target.mirror) continue;
            // everything behind the copy
            std::vector<std::size_t> todo = target.onwards;
            std::map<std::pair<std::string, std::string>, double> added;
            while (!todo.empty()) {
                const Leg& leg = legs[todo.back()];
                todo.pop_back();
                for (const auto& t : leg.targets) {
                    todo.insert(todo.end(), t.onwards.begin(), t.onwards.end());
                    if (!t.cluster || t.cluster->endpoints.empty()) continue;
                    for (const auto& e : t.cluster->endpoints)
                        added[{e.workload, e.ns}] +=
                            leg.rate * t.share / static_cast<double>(t.cluster->endpoints.size());
                }
            }
            for (const auto& [workload, rate] : added) {
                const auto original = without.find(workload);
                if (original == without.end() || original->second <= 0 || rate < original->second / 2) continue;
                Origin where = legs[i].route->origin;
                for (const auto& mirror : legs[i].forward->mirrors)
                    if (target.cluster && mirror.cluster == target.cluster->name && mirror.origin)
                        where = mirror.origin;
                context.say("MW1106", where,
                            "Copies of requests to " + legs[i].hostText() + " call " + workload.first +
                                ", too: it gets " + number(with.at(workload)) + " requests a second instead of " +
                                number(original->second) + ", and whatever the copies write is written twice.");
            }
        }
    }
}

} // namespace

void adviseOnLoad(Context& context) {
    checkBreakers(context);
    checkMirrors(context);
}

} // namespace meshwright::sim::advise
