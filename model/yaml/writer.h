// Values as YAML text that every reader takes for the same value: Kubernetes' (YAML 1.1), YAML 1.2 and JSON.
// yaml-cpp's emitter is not used: it leaves `no`, `1.10` or `12e4567` without quotes.
#pragma once

#include "model/base/units.h"
#include "model/yaml/node.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace meshwright::model::yaml {

/// How text was written before, to be kept where it can be.
enum class Quotes { None, Single, Double };

/// Text as a scalar on one line: plain where that is safe, else in quotes. `preferred` quotes are kept.
std::string scalarText(std::string_view text, Quotes preferred = Quotes::None);

/// A number in the fewest digits that read back exactly, independent of locale.
std::string numberText(double value);

/// A tree in flow style on one line: `{host: a, ports: [80, 81]}`.
std::string flowText(const Node& node);

/// A tree in block style, every line after the first indented by `indent`, without trailing line break.
std::string blockText(const Node& node, std::size_t indent, std::string_view lineBreak = "\n");

} // namespace meshwright::model::yaml
