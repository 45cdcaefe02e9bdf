// Where a design names things: one table of the fields that hold hosts, objects' names, subsets and labels.
#pragma once

#include "model/design/design.h"

#include <string>
#include <vector>

namespace meshwright::model::edit {

/// What a field's text means.
enum class Role {
    Host,           ///< a host; without a dot it is completed with the namespace of the object
    RequestHost,    ///< a host as requests carry it, maybe with a port
    ScopedHost,     ///< "ns/host", "./host", "*/host" or a host
    Gateway,        ///< "name", "ns/name" or "mesh"
    VirtualService, ///< a name, with the namespace beside it
    Workload,       ///< a Deployment's name, with the namespace beside it
    Pod,            ///< "workload-3", with the namespace beside it
    Service,        ///< a Service's name, with the namespace beside it
    CanvasNode,     ///< "Service/default/reviews"
};

struct Reference {
    ResourceId object;
    std::string field;
    std::string text;
    Role role;
    std::string ns;     ///< the namespace that completes the text
    bool anyNs = false; ///< nothing says which namespace: any
};

/// Every field of the design that names something, in file order.
std::vector<Reference> references(const Design& design);

/// The text where it names the host of a service `name` in `ns`, with `newName` instead; nothing where it does not.
/// Knows "reviews", "reviews.default", "reviews.default.svc" and "reviews.default.svc.cluster.local".
std::optional<std::string> withServiceName(const Reference& reference, std::string_view name, std::string_view ns,
                                           std::string_view newName);

} // namespace meshwright::model::edit
