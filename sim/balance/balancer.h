// One proxy's balancer of one cluster.
#pragma once

#include "sim/balance/edf.h"
#include "sim/balance/host_sets.h"
#include "sim/kernel/random.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace meshwright::sim::balance {

/// What a pick depends on beside the balancer's own state. Host numbers are places in the cluster's list.
struct PickContext {
    std::optional<std::uint64_t> hash;             ///< consistent hashing; none = random
    std::span<const std::uint32_t> activeRequests; ///< by host; least request needs it
    std::span<const TimePoint> addedAt;            ///< by host; slow start needs it
    std::span<const std::uint32_t> attempted;      ///< hosts that a retry's predicate rejects
    std::uint32_t extraPicks = 0;                  ///< how often a rejected pick is repeated
    const PriorityLoad* priorityLoad = nullptr;    ///< a retry's own spread over priorities
    TimePoint now;
};

/// Round-robin positions and EDF schedulers over shared host sets. A value: copies pick on by themselves.
/// Envoy: source/extensions/load_balancing_policies/{common,round_robin,least_request,random}.
class Balancer {
public:
    /// `random` gives the starting position, which every candidate set of this balancer shares.
    Balancer(std::shared_ptr<const HostSets> sets, kernel::RandomStream& random, const PickContext& context = {});

    /// New hosts or health. Round-robin positions stay, EDF schedulers are built anew.
    void update(std::shared_ptr<const HostSets> sets, const PickContext& context);

    /// True where a pick is no more than draws among equal hosts of one priority.
    bool picksPlainly() const { return plainHosts_ != nullptr; }
    /// What `pick` would give then to a request that has tried no host yet, with the same draws.
    std::uint32_t pickPlainly(const std::uint32_t* active, kernel::RandomStream& random) const {
        kernel::RandomStream draws = random; // in registers
        draws.next();                        // would choose the priority
        const std::uint32_t first = plainHosts_[remainder(draws.next())];
        const std::uint32_t second = plainHosts_[remainder(draws.next())];
        random = draws;
        return active[second] < active[first] ? second : first;
    }

    /// A host's place in the cluster's list, or none: no host is in rotation. Allocates nothing.
    std::optional<std::uint32_t> pick(const PickContext& context, kernel::RandomStream& random);

    const HostSets& hostSets() const { return *sets_; }

private:
    /// One candidate set's position and, where weights differ, its scheduler.
    struct Source {
        std::uint64_t next = 0;
        EdfScheduler edf;
    };
    struct PrioritySources {
        Source all, healthy;
        std::vector<Source> localities;
        EdfScheduler localityScheduler;
        std::vector<std::uint32_t> weightedLocalities; ///< entry of the scheduler → locality
    };

    std::optional<std::uint32_t> pickOnce(const PickContext& context, kernel::RandomStream& random);
    std::optional<std::uint32_t> pickByHash(const PickContext& context, kernel::RandomStream& random) const;
    std::uint32_t pickFrom(const std::vector<std::uint32_t>& hosts, Source& source, const PickContext& context,
                           std::uint64_t draw, kernel::RandomStream& random) const;
    double weightOf(std::uint32_t host, const PickContext& context) const;
    void prepare(const std::vector<std::uint32_t>& hosts, Source& source, const PickContext& context) const;

    std::uint64_t remainder(std::uint64_t draw) const {
        return (plainCount_ & (plainCount_ - 1)) == 0 ? draw & (plainCount_ - 1) : draw % plainCount_;
    }
    bool plain() const;

    const std::uint32_t* plainHosts_ = nullptr; ///< in `sets_`
    std::uint64_t plainCount_ = 0;
    std::shared_ptr<const HostSets> sets_;
    std::vector<PrioritySources> sources_;
    std::uint64_t seed_;
};

} // namespace meshwright::sim::balance
