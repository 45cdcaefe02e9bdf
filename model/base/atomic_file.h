// Writing files so that a crash or a full disk leaves either the old file or the whole new one.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace meshwright::model {

enum class IfExists { Refuse, Replace };

/// Writes `text` to `path` through a temporary file beside it. A symbolic link is followed, its target replaced.
/// The error is one plain sentence that names the path; then nothing has changed.
tl::expected<void, std::string> writeFile(const std::string& path, std::string_view text, IfExists ifExists);

} // namespace meshwright::model
