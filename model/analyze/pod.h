// What a design's objects mean for each other: pods, and hosts that requests can be sent to.
#pragma once

#include "model/design/design.h"

#include <optional>
#include <set>

namespace meshwright::model::analysis {

using istio::Labels;

/// A pod of the design, or the one that stands for a Deployment's pods.
struct Pod {
    ResourcePtr resource; ///< null for the pod of Istio's own ingress gateway, which every mesh has
    std::string name, ns;
    Labels labels, annotations;
    std::string annotationsField, podField; ///< where annotations and the pod's spec stand in the resource
    bool explicitPod = false;
    bool hasProxy = false; ///< a container istio-proxy
    bool inMesh = false;
    std::set<std::int64_t> ports; ///< reachable beyond those of the design's Services
};

/// Something that a host can stand for.
struct KnownHost {
    std::vector<std::int64_t> ports;
    Labels workloadLabels;
};

/// "ns/name" of an object, as Istio's messages name it.
std::string fullName(const Resource& resource);
bool selects(const Labels& selector, const Labels& labels);
/// "a=b,c=d"
std::string toText(const Labels& selector);
/// A short name completed with its namespace; wildcards and dotted names unchanged.
std::string fqdnOf(const std::string& host, const std::string& ns);
bool isExportedToAll(const std::vector<std::string>& exportTo);
/// Namespace and name of a host: those of a service of the cluster, else the host itself in `ns`.
std::pair<std::string, std::string> resourceOf(const std::string& host, const std::string& ns);
/// The namespaces that see an object: "*", or their names. `ns` is the object's own.
std::set<std::string> scopesOf(const std::vector<std::string>& exportTo, const std::string& ns);
/// How a key of several words is written in the tables.
std::string keyOf(std::initializer_list<std::string_view> words);

} // namespace meshwright::model::analysis
