// The rollout plan of a scenario with the objects that it is about.
#pragma once

#include "model/exporters/notes.h"

namespace meshwright::model::exporters {

struct Plan {
    ResourcePtr scenario, virtualService, destinationRule, service;
    ResourcePtr stable, canary; ///< the workloads of the two versions; null where there is none
    const scenario::Rollout* rollout = nullptr;
    std::size_t rule = 0; ///< of the virtual service: the one whose weights change
};

/// Every plan whose objects are in the design; for the others, and for a design without one, a note says why.
std::vector<Plan> plansOf(const Design& design, Notes& notes);

/// The document of one object as it is, as a file.
std::optional<BundleFile> documentOf(const Design& design, const Resource& resource);

} // namespace meshwright::model::exporters
