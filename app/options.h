// Kinds of option that several subcommands have.
#pragma once

#include "model/base/units.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

namespace meshwright::app {

/// An option whose value is a length of time above zero, as Istio writes it: "90s", "1.5m", "500ms".
CLI::Option* addDuration(CLI::App& command, const std::string& name, std::optional<model::Duration>& value,
                         const std::string& description);

/// An option whose value is a seed: a whole number from 0 to 2^64 - 1.
CLI::Option* addSeed(CLI::App& command, std::optional<std::uint64_t>& value, const std::string& description);

} // namespace meshwright::app
