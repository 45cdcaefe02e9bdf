// Compiles regular expressions as Envoy does, each text once.
#pragma once

#include "sim/routing/tables.h"

#include <mutex>
#include <string>
#include <unordered_map>

namespace meshwright::sim::routing {

class MeshIndex;

/// Thread-safe. A text that RE2 refuses, or that is longer than Istio allows, gives null and a diagnostic.
class RegexPool {
public:
    /// Longest regular expression that Istio accepts, in bytes. Istio: pkg/config/validation/validation.go.
    static constexpr std::size_t longest = 1024;

    /// `mesh` says where the text stands, where it is refused.
    Regex compile(const std::string& pattern, const Origin& origin, const MeshIndex& mesh,
                  model::Diagnostics& diagnostics);

private:
    std::mutex mutex_;
    std::unordered_map<std::string, Regex> known_;
};

} // namespace meshwright::sim::routing
