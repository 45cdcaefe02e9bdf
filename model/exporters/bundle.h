// A design as a cluster gets it: Kubernetes and Istio objects, without this program's own (Scenario, Canvas).
#pragma once

#include "model/design/design.h"

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace meshwright::model::exporters {

/// One file of a bundle. `name` is safe on every file system: lower-case letters, digits, dots and dashes.
struct BundleFile {
    std::string name;
    std::string text;
};

/// Everything as one multi-document text, in the design's order, each document byte for byte as in the design; a
/// separator or line break is added only where documents of different files meet.
std::string bundleText(const Design& design);

/// One file per document, named after its object: "virtualservice-default-reviews.yaml". Names are distinct and depend
/// only on the design.
std::vector<BundleFile> bundleFiles(const Design& design);

/// Writes files into a folder (created where absent). Each appears whole or not at all. Where a file exists with other
/// content nothing is written, unless `force`. Returns the paths written, or one sentence.
tl::expected<std::vector<std::string>, Diagnostic> writeFiles(const std::string& folder,
                                                              const std::vector<BundleFile>& files, bool force);

/// Writes one file so that it is either the old or the new one; the same rule about overwriting. A symbolic link is
/// followed, so that it stays one.
tl::expected<void, Diagnostic> writeFile(const std::string& path, const std::string& text, bool force);

} // namespace meshwright::model::exporters
