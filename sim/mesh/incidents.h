// What happens to a mesh at set times: crashes, slow pods, errors, outages, delays between zones.
#pragma once

#include "sim/mesh/engine.h"

#include <functional>
#include <vector>

namespace meshwright::sim::mesh {

/// Runs a scenario's incidents on an engine. Those that change the design (scale, apply) are handed to `redesign`.
class Incidents {
public:
    /// Schedules each incident's begin and end as events of kinds `begins` and `ends`. Refused, one sentence each,
    /// where an incident names nothing that exists or lacks what its type needs.
    tl::expected<void, model::Diagnostics> open(Engine& engine, const std::vector<model::scenario::Incident>& incidents,
                                                std::uint16_t begins, std::uint16_t ends);

    void begin(std::uint32_t incident);
    void end(std::uint32_t incident);

    /// The design with the replicas and documents of the incidents that are on just now.
    model::Design applyTo(const model::Design& design) const;
    /// Called when an incident of type scale or apply begins or ends.
    std::function<void()> redesign;

private:
    std::vector<std::uint32_t> podsOf(const model::scenario::Incident& incident) const;
    std::vector<model::ResourceId> deploymentsOf(const model::scenario::Incident& incident) const;
    void refreshPods();
    void refreshZones();

    Engine* engine_ = nullptr;
    std::vector<model::scenario::Incident> incidents_;
    std::vector<bool> active_;
    std::vector<std::vector<model::ResourceId>> scaled_; ///< by incident: the Deployments
    std::size_t ownZones_ = 0;                           ///< delays that were there before any incident
};

} // namespace meshwright::sim::mesh
