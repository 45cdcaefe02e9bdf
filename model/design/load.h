// From a text to documents, and from a path to texts.
#pragma once

#include "model/design/design.h"

namespace meshwright::model {

/// Reads every document of a text. Refusals have positions of `file`. Documents of `known` whose text is the same are
/// taken instead of being read again.
tl::expected<std::vector<DocumentPtr>, Diagnostics> loadDocuments(std::string_view text, const std::string& file,
                                                                  const Limits& limits,
                                                                  const std::vector<DocumentPtr>& known = {});

/// The bytes of a regular file that keeps the limit, or one sentence.
tl::expected<std::string, Diagnostic> readFile(const std::string& path, const Limits& limits);

/// Every .yaml and .yml file below a folder, sorted; symbolic links are not followed.
tl::expected<std::vector<std::string>, Diagnostic> yamlFilesBelow(const std::string& folder);

/// A message about a whole file.
Diagnostic aboutFile(const char* code, const std::string& file, std::string message, Position where = {});

} // namespace meshwright::model
