// From a text to documents, and from a path to texts.
#pragma once

#include "model/design/design.h"

namespace meshwright::model {

/// Reads every document of a text. Positions in what it returns are those of `file`.
tl::expected<std::vector<std::shared_ptr<const Document>>, Diagnostics>
loadDocuments(std::string_view text, const std::string& file, const Limits& limits);

/// The same document at another place of its file: `index` in the file, after `lines` lines and `bytes` bytes.
std::shared_ptr<const Document> moved(const std::shared_ptr<const Document>& document, int index, int lines,
                                      std::size_t bytes);

/// The bytes of a regular file that keeps the limit, or one sentence.
tl::expected<std::string, Diagnostic> readFile(const std::string& path, const Limits& limits);

/// Every .yaml and .yml file below a folder, sorted; symbolic links are not followed.
tl::expected<std::vector<std::string>, Diagnostic> yamlFilesBelow(const std::string& folder);

/// A message about a whole file.
Diagnostic aboutFile(const char* code, const std::string& file, std::string message, Position where = {});

} // namespace meshwright::model
