// The kinds of object that this program knows: group, versions, and how the spec is read. One table.
#pragma once

#include "model/design/resource.h"
#include "model/yaml/read.h"

#include <span>
#include <string_view>

namespace meshwright::model {

/// One kind of object.
struct KindInfo {
    std::string_view kind;
    std::string_view group;                     ///< "" for Kubernetes' core
    std::span<const std::string_view> versions; ///< the first is written into new objects
    bool namespaced = true;
    bool strict = true;  ///< all fields of the kind are in its table, so others are reported
    bool hasSpec = true; ///< a Namespace needs none
    const yaml::TypeInfo* (*type)() = nullptr;
    Spec (*read)(const yaml::Node* spec, yaml::Reader& reader, const yaml::FieldPath& path) = nullptr;
};

/// Every known kind.
std::span<const KindInfo> kinds();

/// The kind of an object by its `apiVersion` and `kind`, or nullptr.
const KindInfo* findKind(std::string_view apiVersion, std::string_view kind);

/// "networking.istio.io/v1": what a new object of this kind carries.
std::string apiVersionOf(const KindInfo& kind);

/// The type of the value at `field` ("spec.http[0].timeout") of an object, or nullptr.
const yaml::TypeInfo::Field* fieldType(const Resource& resource, std::string_view field);

/// Reads the objects of one parsed document (several for a `kind: List`) and appends what it finds to `out`, with
/// positions of the document.
std::vector<ResourcePtr> readResources(const std::shared_ptr<const yaml::Node>& root, const std::string& file,
                                       Diagnostics& out);

} // namespace meshwright::model
