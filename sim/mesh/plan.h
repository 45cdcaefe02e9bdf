// A request decided in advance: all that the router would find out about one kind of request at one proxy, so that
// each request of that kind costs a few draws and look-ups.
#pragma once

#include "sim/balance/request_hash.h"
#include "sim/kernel/scheduler.h"
#include "sim/mesh/flags.h"
#include "sim/mesh/request_life.h"
#include "sim/routing/engine.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace meshwright::sim::mesh {

using model::Duration;
using model::TimePoint;

inline constexpr std::uint32_t nobody = 0xffffffffu;

struct Plan;
struct Cell;
struct Denial;

/// One cluster that a request may go to.
struct Choice {
    std::uint64_t upTo = 0;      ///< running sum of weights
    std::uint32_t slot = nobody; ///< of the proxy's clusters; nobody = the cluster does not exist
    std::optional<std::uint64_t> hash;
    std::optional<balance::GeneratedCookie> cookie;  ///< that the answer sets
    std::string cluster;                             ///< its name
    const routing::WeightedCluster* entry = nullptr; ///< of the route; null for a mirror
    routing::Request rewritten;                      ///< as the back end sees it
    routing::HeaderMutations response;

    std::uint32_t number = 0; ///< unlike that of any other choice of a run

    /// Where tries at one pod are counted, and what they meet there.
    struct AtPod {
        std::uint32_t pod;
        Cell* cell;
        const Denial* denial;
    };
    mutable std::vector<AtPod> pods; ///< filled as they are first used
    /// Decisions of the calls that a program makes while it serves this request, by call id.
    mutable std::vector<std::pair<std::uint32_t, const Plan*>> calls;
    mutable HopDecisionPtr told; ///< for the journal, made when first asked for
};

struct MirrorPlan {
    Choice choice;
    const routing::Mirror* mirror = nullptr;
};

/// The state of the configuration that plans were made from. Plans live as long as it does.
struct Epoch {
    std::uint32_t number = 0;
    std::uint64_t users = 0; ///< running requests that hold a plan of it
};

struct Plan {
    Epoch* epoch = nullptr;
    std::uint32_t kind = nobody; ///< of the proxy
    std::optional<routing::LocalReply> reply;
    Flags replyFlags = 0;
    bool denied = false; ///< the reply is a policy's
    std::vector<Choice> choices;
    std::uint64_t weights = 0;
    routing::Request request; ///< as it reaches the proxy
    std::string sourceIp;
    const routing::VirtualHost* virtualHost = nullptr; ///< null: none matched
    const routing::Route* route = nullptr;             ///< null: none matched
    const routing::Fault* fault = nullptr;
    const routing::Forward* forward = nullptr;
    Duration timeout, perTry; ///< zero = none; perTry already without effect where the route's is no longer
    std::uint32_t timeoutLane = nobody, perTryLane = nobody;
    std::uint32_t leastRetriable = 0xffffffffu; ///< no answer with a lower status is ever tried again
    std::vector<MirrorPlan> mirrors;
    std::string virtualService;  ///< "ns/name"; empty where none decided
    int rule = -1;               ///< index in spec.http
    mutable HopDecisionPtr told; ///< for the journal, where nothing is chosen
};

/// Text that is equal for equal requests.
std::string keyOf(const routing::Request& request);

/// Decides one kind of request. `slotOf(cluster name)` gives a slot, `nobody` where the proxy has no such cluster.
std::unique_ptr<Plan> makePlan(const routing::Matcher& matcher, const routing::Request& request,
                               const std::string& sourceIp, kernel::Scheduler& scheduler,
                               const std::function<std::uint32_t(const std::string&)>& slotOf);

} // namespace meshwright::sim::mesh
