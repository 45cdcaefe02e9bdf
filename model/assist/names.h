// What may stand in a field: the values of its enumeration, and the names that the design knows.
#pragma once

#include "model/design/design.h"
#include "model/yaml/schema.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshwright::model::assist {

struct Suggestion {
    std::string text;
    std::string detail; ///< what it is, in a few words: "Service in namespace shop"

    friend bool operator==(const Suggestion&, const Suggestion&) = default;
};

/// Where the field stands whose value is looked for.
struct FieldPlace {
    ResourceId object;
    std::string kind;  ///< kind of the object
    std::string field; ///< "spec.http[0].route[1].destination.subset"
    std::string host;  ///< value of `host` beside it, where there is one: of what subsets and ports are offered
};

/// Values for the field, best first; names without their namespace where that is the object's own. Empty where any
/// text will do.
std::vector<Suggestion> suggestions(const Design& design, const FieldPlace& place, const yaml::TypeInfo& type,
                                    const yaml::FieldTraits& traits);

/// Keys of labels that pods of the design have, and the values of one key.
std::vector<Suggestion> labelKeys(const Design& design);
std::vector<Suggestion> labelValues(const Design& design, std::string_view key);

} // namespace meshwright::model::assist
