// What a card says about one object: words, rules, chips, pods. Used by graph_build and graph_source.
#pragma once

#include "model/graph/mesh_graph.h"
#include "sim/routing/inbound/peer_authentication.h"
#include "sim/routing/registry/destination_rules.h"
#include "ui/canvas/graph_model.h"

namespace meshwright::ui::graph {

/// The card of a node without what its surroundings give it (subset rows' pods, ports of lines).
Node describe(const model::graph::MeshNode& node);
/// Writes the destination rule's chips and subset rows onto a service's card.
void describePolicy(Node& node, const sim::routing::ConsolidatedRule& rule);
/// What a rule does besides sending, as signs.
std::vector<Badge> ruleBadges(const model::istio::HttpRoute& http);
/// A lock where only mutual TLS is taken, an open one where none is; nothing where both are.
std::vector<Badge> mtlsBadges(const sim::routing::MtlsSetting& setting);

QString labelText(const model::istio::Labels& labels);
/// Everything of an object that decides which nodes and lines there are; two equal ones differ in words and numbers
/// only. Nothing where any change may matter anywhere.
std::optional<std::string> shapeOf(const model::Resource& resource);

} // namespace meshwright::ui::graph
