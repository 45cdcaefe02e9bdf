// The Scenario's traffic followed through the mesh without running it: who sends what to whom by which route, how
// often, and how long an answer takes while nobody waits.
#pragma once

#include "sim/routing/engine.h"
#include "sim/routing/mesh_index.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::advise {

inline constexpr std::size_t noLeg = static_cast<std::size_t>(-1);

/// One cluster that requests of a leg go to.
struct LegTarget {
    const routing::Cluster* cluster = nullptr; ///< null: the cluster does not exist
    double share = 1;                          ///< of the leg's requests
    bool mirror = false;
    double latency = 0;               ///< seconds until the answer, on average, calls included, nobody waiting
    std::vector<std::size_t> onwards; ///< legs that the workloads behind it send
};

/// Requests of one kind that one proxy sends: of a traffic source, or of one call of a workload's behaviour.
struct Leg {
    routing::ProxyRef from;
    std::size_t replicas = 1; ///< of the sending workload; limits of a proxy count for each on its own
    routing::Request request;
    const routing::Route* route = nullptr;
    const routing::Forward* forward = nullptr; ///< null: the proxy answers itself, or has no route
    std::vector<LegTarget> targets;
    double rate = 0;              ///< requests a second, retries not counted; 0 where unknown
    bool mirrored = false;        ///< exists only because of a mirror
    std::size_t parent = noLeg;   ///< the leg whose requests cause it
    std::size_t depth = 0;        ///< 0: of a traffic source
    model::Origin cause;          ///< "spec.traffic[0]" or "spec.services[2].calls[0].calls[1]" of the Scenario
    std::string fromText() const; ///< "gateway istio=ingressgateway", "web"
    std::string hostText() const { return request.authority; }
};

/// Bounded: at most 12 calls deep and 4,000 legs; what lies beyond is left out.
class TrafficLegs {
public:
    explicit TrafficLegs(routing::MeshIndexPtr mesh);
    ~TrafficLegs();

    const std::vector<Leg>& all() const { return legs_; }
    /// The first Scenario of the design, or null.
    const model::ResourcePtr& scenario() const { return scenario_; }
    /// Name and namespace of every workload that gets requests of a leg, mirrors included, with their rates a second.
    std::map<std::pair<std::string, std::string>, double> ratesByWorkload(bool withMirrored) const;

private:
    struct Sender; ///< one proxy with its matcher

    const Sender& senderOf(const routing::ProxyRef& proxy);
    std::size_t follow(Leg leg);
    void addTarget(Leg& leg, const Sender& sender, std::size_t index, const std::string& cluster, double share,
                   bool mirror);
    const model::scenario::Behaviour* behaviourOf(const std::string& workload, const std::string& ns,
                                                  std::size_t& index) const;
    double latencyBehind(LegTarget& target, std::size_t leg, double rate, bool mirrored);

    routing::MeshIndexPtr mesh_;
    model::ResourcePtr scenario_;
    std::map<routing::ProxyRef, std::unique_ptr<Sender>> senders_;
    std::vector<Leg> legs_;
};

} // namespace meshwright::sim::advise
