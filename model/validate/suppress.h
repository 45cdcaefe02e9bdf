// Messages that the authors of a design have silenced, as Istio does it.
#pragma once

#include "model/design/design.h"

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace meshwright::model {

/// Whether the annotation galley.istio.io/analyze-suppress of an object (codes by commas, or *) silences a code.
/// Istio: pkg/config/analysis/local/istiod_analyze.go (filterMessages).
bool silences(const istio::Labels& annotations, const std::string& code);

/// A code silenced for objects: "IST0102=Namespace frodo".
struct Suppression {
    std::string code;
    std::string object; ///< "Kind namespace/name", "Kind name.namespace", or "Kind name"; * stands for any characters
};

/// Reads "CODE=OBJECT", or says in one sentence what is wrong with it. Istio: istioctl/pkg/analyze/analyze.go.
tl::expected<Suppression, std::string> parseSuppression(const std::string& text);

bool silences(const Suppression& suppression, const Diagnostic& diagnostic);

} // namespace meshwright::model
