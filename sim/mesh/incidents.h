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

    /// From now on these are the incidents: those that stay the same go on, what no longer is there ends, what should
    /// be on already begins. Refused like `open`, and then nothing changes.
    tl::expected<void, model::Diagnostics> change(const std::vector<model::scenario::Incident>& incidents);
    /// Whether an event of kind `begins` or `ends` still counts: its tag is that of the present incidents.
    bool current(std::uint16_t tag) const { return tag == generation_; }

    const std::vector<model::scenario::Incident>& all() const { return incidents_; }
    /// The workload that an incident is about, named as in EdgeState; empty = none, or several.
    std::string nodeOf(std::uint32_t incident) const;

    void begin(std::uint32_t incident);
    void end(std::uint32_t incident);

    /// The design with the replicas and documents of the incidents that are on just now.
    model::Design applyTo(const model::Design& design) const;
    /// Called before a change ends an incident that is on.
    std::function<void(std::uint32_t incident)> cutShort;
    /// Called when an incident of type scale or apply begins or ends.
    std::function<void()> redesign;

private:
    tl::expected<void, model::Diagnostics> check(const std::vector<model::scenario::Incident>& incidents) const;
    std::vector<std::uint32_t> podsOf(const model::scenario::Incident& incident) const;
    std::vector<model::ResourceId> deploymentsOf(const model::scenario::Incident& incident) const;
    void refreshPods();
    void refreshZones();

    Engine* engine_ = nullptr;
    std::vector<model::scenario::Incident> incidents_;
    std::vector<bool> active_;
    std::uint16_t begins_ = 0, ends_ = 0, generation_ = 0;
    std::vector<std::vector<model::ResourceId>> scaled_; ///< by incident: the Deployments
    std::size_t ownZones_ = 0;                           ///< delays that were there before any incident
};

} // namespace meshwright::sim::mesh
