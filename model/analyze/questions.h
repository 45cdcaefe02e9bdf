// What is asked about a design: the one list of analyzers.
#pragma once

#include "model/analyze/world.h"

#include <span>

namespace meshwright::model::analysis {

/// About one object; speaks about this object only, and is asked again when what it read has changed.
using ObjectQuestion = void (*)(World&, const ResourcePtr&);
/// About all of them at once; may speak about any. For what cannot be asked of each object by itself.
using WholeQuestion = void (*)(World&);

std::span<const ObjectQuestion> objectQuestions();
std::span<const WholeQuestion> wholeQuestions();

// By whatever kind the object is of.
void askRoutes(World& world, const ResourcePtr& resource);
void askMeshHosts(World& world, const ResourcePtr& resource);
void askGateway(World& world, const ResourcePtr& resource);
void askService(World& world, const ResourcePtr& resource);
void askDestinationRule(World& world, const ResourcePtr& resource);
void askPolicy(World& world, const ResourcePtr& resource);
void askSidecar(World& world, const ResourcePtr& resource);
void askMetadata(World& world, const ResourcePtr& resource);

} // namespace meshwright::model::analysis
