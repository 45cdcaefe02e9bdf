#include "model/design/kinds.h"

#include "model/istio/schema_edge.h"
#include "model/istio/schema_routing.h"
#include "model/istio/schema_security.h"
#include "model/istio/schema_traffic.h"
#include "model/kube/schema.h"
#include "model/scenario/schema.h"

#include <array>

namespace meshwright::model {

namespace {

using namespace std::string_view_literals;

template <class T> Spec readSpec(const yaml::Node* spec, yaml::Reader& reader, const yaml::FieldPath& path) {
    T out;
    if constexpr (yaml::HasSchema<T>)
        if (spec) reader.read(*spec, out, path);
    return out;
}

Spec readPod(const yaml::Node* spec, yaml::Reader& reader, const yaml::FieldPath& path) {
    kube::Pod pod;
    if (spec) reader.read(*spec, pod.spec, path);
    return pod;
}

template <class T> const yaml::TypeInfo* typeOf() {
    return &yaml::typeInfo<T>();
}

constexpr std::array kNetworking = {"v1"sv, "v1beta1"sv, "v1alpha3"sv};
constexpr std::array kSecurity = {"v1"sv, "v1beta1"sv};
constexpr std::array kCore = {"v1"sv};
constexpr std::array kApps = {"v1"sv};
constexpr std::array kOwn = {"v1alpha1"sv};
constexpr std::string_view kOwnGroup = "meshwright.dev";

template <class T> constexpr KindInfo networking(std::string_view kind) {
    return {kind, "networking.istio.io", kNetworking, true, true, true, typeOf<T>, readSpec<T>};
}
template <class T> constexpr KindInfo security(std::string_view kind) {
    return {kind, "security.istio.io", kSecurity, true, true, true, typeOf<T>, readSpec<T>};
}
template <class T> constexpr KindInfo own(std::string_view kind) {
    return {kind, kOwnGroup, kOwn, true, true, true, typeOf<T>, readSpec<T>};
}
constexpr KindInfo workload(std::string_view kind) {
    return {kind, "apps", kApps, true, false, true, typeOf<kube::Deployment>, readSpec<kube::Deployment>};
}

constexpr std::array kKinds = {
    networking<istio::Gateway>("Gateway"),
    networking<istio::VirtualService>("VirtualService"),
    networking<istio::DestinationRule>("DestinationRule"),
    networking<istio::ServiceEntry>("ServiceEntry"),
    networking<istio::WorkloadEntry>("WorkloadEntry"),
    networking<istio::Sidecar>("Sidecar"),
    security<istio::PeerAuthentication>("PeerAuthentication"),
    security<istio::RequestAuthentication>("RequestAuthentication"),
    security<istio::AuthorizationPolicy>("AuthorizationPolicy"),
    KindInfo{"Service", "", kCore, true, false, true, typeOf<kube::Service>, readSpec<kube::Service>},
    workload("Deployment"),
    workload("StatefulSet"),
    workload("ReplicaSet"),
    workload("DaemonSet"),
    KindInfo{"Pod", "", kCore, true, false, true, typeOf<kube::PodSpec>, readPod},
    KindInfo{"Namespace", "", kCore, false, false, false, nullptr, readSpec<kube::Namespace>},
    own<scenario::Scenario>("Scenario"),
    own<scenario::Canvas>("Canvas"),
};

} // namespace

std::span<const KindInfo> kinds() {
    return kKinds;
}

const KindInfo* findKind(std::string_view apiVersion, std::string_view kind) {
    const auto slash = apiVersion.find('/');
    const auto group = slash == std::string_view::npos ? ""sv : apiVersion.substr(0, slash);
    const auto version = slash == std::string_view::npos ? apiVersion : apiVersion.substr(slash + 1);
    for (const auto& info : kKinds) {
        if (info.kind != kind || info.group != group) continue;
        for (const auto known : info.versions)
            if (known == version) return &info;
    }
    return nullptr;
}

std::string apiVersionOf(const KindInfo& kind) {
    const std::string version(kind.versions.front());
    return kind.group.empty() ? version : std::string(kind.group) + "/" + version;
}

const yaml::TypeInfo::Field* fieldType(const Resource& resource, std::string_view field) {
    const KindInfo* info = findKind(resource.apiVersion, resource.kind);
    constexpr auto kSpec = "spec."sv;
    if (!info || !info->type || field.substr(0, kSpec.size()) != kSpec) return nullptr;
    return yaml::fieldAt(*info->type(), field.substr(kSpec.size()));
}

} // namespace meshwright::model
