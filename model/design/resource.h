// One object of a design: identity, where it came from, and its typed spec.
#pragma once

#include "model/base/diagnostic.h"
#include "model/base/resource_id.h"
#include "model/istio/destination_rule.h"
#include "model/istio/gateway.h"
#include "model/istio/security.h"
#include "model/istio/service_entry.h"
#include "model/istio/virtual_service.h"
#include "model/kube/kube.h"
#include "model/scenario/scenario.h"
#include "model/yaml/node.h"

#include <memory>
#include <variant>

namespace meshwright::model {

struct ObjectMeta {
    std::string name;
    std::string ns; ///< "default" where absent
    istio::Labels labels, annotations;
    std::string creationTimestamp; ///< RFC 3339 as written; empty = unknown (as old as any)
};

/// A kind this program does not know: kept and listed, never changed.
struct UnknownSpec {};

/// WorkloadEntry as an object of its own.
using Spec = std::variant<UnknownSpec, istio::Gateway, istio::VirtualService, istio::DestinationRule,
                          istio::ServiceEntry, istio::WorkloadEntry, istio::Sidecar, istio::PeerAuthentication,
                          istio::RequestAuthentication, istio::AuthorizationPolicy, kube::Service, kube::Deployment,
                          kube::Pod, kube::Namespace, scenario::Scenario, scenario::Canvas>;

/// One document (or one item of a `kind: List`) of a design. Immutable once read; designs share it, so an edit of one
/// document leaves the objects of all others the very same.
struct Resource {
    std::string apiVersion, kind;
    ObjectMeta meta;
    Spec spec;
    std::string file;                       ///< as given on the command line; "" for a new design
    std::string prefix;                     ///< "" or "items[3]": where in the document this object stands
    std::shared_ptr<const yaml::Node> root; ///< the whole document; its positions count from the document's begin

    ResourceId id() const { return {kind, meta.ns, meta.name}; }
    /// Line and column of a field ("spec.http[0].route[1].weight"), or of its nearest ancestor that exists, counted
    /// from the begin of the document. The line of the file is the design's to say: see Placement.
    Position positionInDocument(std::string_view field) const;
    template <class T> const T* as() const { return std::get_if<T>(&spec); }
};

using ResourcePtr = std::shared_ptr<const Resource>;

/// What a cluster keeps only one object of: API group, kind, namespace and name, as one text.
std::string nameKey(const Resource& resource);

/// A field of an object, to say where a rule came from. Placement knows its line.
struct Origin {
    ResourcePtr resource; ///< null: nobody wrote it (a default of the mesh)
    std::string field;

    explicit operator bool() const { return resource != nullptr; }
};

} // namespace meshwright::model
