// What may be written at a place of a YAML text, and what stands there means.
#pragma once

#include "model/assist/place.h"
#include "model/design/design.h"
#include "model/yaml/schema.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshwright::model::assist {

struct Completion {
    std::string label;  ///< the key or value
    std::string insert; ///< what is written for it: with its colon, on several lines where it holds more
    std::string detail; ///< what it is, in a few words
    std::string doc;    ///< one sentence of documentation; empty for names
};

struct Completions {
    std::size_t from = 0, to = 0;  ///< offsets of what is replaced
    std::vector<Completion> items; ///< that begin with what is typed first, then those that contain it
};

/// Keys that may still stand in the map at the place, or values for the field; names of the design for hosts, subsets,
/// gateways and so on.
Completions completionsAt(const Design& design, std::string_view text, std::size_t offset);

/// Documentation of the field that the line at `offset` is about: its path, type, sentence, values and default, plain
/// text of a few lines. Nothing where no table knows the field.
std::optional<std::string> documentationAt(std::string_view text, std::size_t offset);

/// "duration", "list of Server", "one of A, B": a type in words.
std::string typeWords(const yaml::TypeInfo& type, const yaml::FieldTraits& traits);

} // namespace meshwright::model::assist
