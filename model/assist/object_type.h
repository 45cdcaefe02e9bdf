// The type of a whole object as it stands in a file: apiVersion, kind, metadata and spec.
#pragma once

#include "model/design/kinds.h"

#include <span>
#include <string>
#include <string_view>

namespace meshwright::model::assist {

/// The fields of `metadata` that a mesh looks at.
const yaml::TypeInfo& metadataType();

/// The fields of an object of this kind, by their keys; `spec` is left out where the kind has no table. `kind` null: of
/// any object.
yaml::TypeInfo objectType(const KindInfo* kind);

/// The type of the value at `field` ("spec.http[0].route", "metadata") of an object; null where no table knows it.
const yaml::TypeInfo* typeAt(const KindInfo& kind, std::string_view field);

/// The field's row at `field` ("spec.http[0].timeout", "metadata.name"); null where no table knows it.
const yaml::TypeInfo::Field* fieldAt(const KindInfo& kind, std::string_view field);

} // namespace meshwright::model::assist
