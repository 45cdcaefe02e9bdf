// Renaming with everything that refers to it, as one edit: only the bytes of the names change.
#pragma once

#include "model/edit/edit.h"

namespace meshwright::model::edit {

/// An edit, or why the name cannot be given: one plain sentence.
using Renamed = tl::expected<Edit, std::string>;

/// Gives an object another name, and every host, gateway list, delegate, scenario and canvas node that names it. A
/// Service's hosts are changed in their short and long forms. Objects that merely have the same name keep theirs.
Renamed rename(const Design& design, const ResourceId& object, const std::string& newName);

/// Gives a subset another name in its destination rule, in every route and mirror to the rule's host, and in the
/// rollout plan.
Renamed renameSubset(const Design& design, const ResourceId& destinationRule, const std::string& subset,
                     const std::string& newName);

/// Gives a version another value of the label `version`: on the service's workloads, in the subsets and selectors that
/// pick it. The subsets' names stay.
Renamed renameVersion(const Design& design, const ResourceId& service, const std::string& version,
                      const std::string& newVersion);

/// Gives a host from outside ("shop.example.com") another name wherever the design writes it.
Renamed renameHost(const Design& design, const std::string& host, const std::string& newHost);

/// How many places a rename would change beside the object's own name.
std::size_t countReferences(const Design& design, const ResourceId& object);

} // namespace meshwright::model::edit
