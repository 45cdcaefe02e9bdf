// Nodes of the canvas by name: what "Service/default/reviews" or "Traffic/default/users" stands for in a design.
#pragma once

#include "model/design/design.h"

#include <optional>
#include <string>

namespace meshwright::model::edit {

/// A node's object, and of a traffic source its place in the Scenario.
struct NodeRef {
    ResourcePtr resource;
    std::string field; ///< "spec.traffic[0]" of a traffic source, else empty

    const scenario::Traffic* traffic() const;
};

/// What a node's name stands for; nothing where the design has no such node.
std::optional<NodeRef> nodeOf(const Design& design, const std::string& node);

/// The host of a Service as written from another namespace: its name, or "name.ns".
std::string hostFrom(const std::string& ns, const Resource& service);

/// True where `all` has each of `some`.
bool hasLabels(const istio::Labels& all, const istio::Labels& some);

/// The workloads whose pods a Service selects, in file order.
std::vector<ResourcePtr> workloadsOf(const Design& design, const Resource& service);

/// The DestinationRules that name exactly this host, in file order.
std::vector<ResourcePtr> rulesOf(const Design& design, const Host& whole);

/// A Service's full host name.
Host hostOf(const Resource& service);

} // namespace meshwright::model::edit
