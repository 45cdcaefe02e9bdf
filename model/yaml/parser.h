// One YAML document as a Node tree, through yaml-cpp's event interface.
// yaml-cpp 0.7 accepts what a mesh must not hide: cyclic aliases, duplicate keys, `<<` as an ordinary key, a text that
// ends inside a quote, tabs as indentation. All of these are refused (or, for `<<`, resolved) here.
#pragma once

#include "model/base/limits.h"
#include "model/yaml/node.h"
#include "model/yaml/text.h"

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace meshwright::model::yaml {

/// One sentence about a document, with its place in the file.
struct Remark {
    Position position;
    std::string message;
    bool refused = false; ///< a strict reader, as Istio's, refuses the document for it
};

/// What a plain key that is no text becomes: what Kubernetes makes of it ("on" is "true"), or what is written. Objects
/// of this program's own group are always as written.
enum class Keys { AsKubernetes, AsWritten };

/// What one document holds. `root` is null for a document of comments only.
struct Parsed {
    Node root;
    std::vector<Remark> remarks; ///< what was read in a way one may not expect: keys that are no text, merged keys
    std::size_t nodes = 0;       ///< values built, aliases expanded
};

/// Parses one document. `text` is the whole document with its separator line; positions are those of the file in
/// which it stands at `span`. At most `nodesLeft` values may be built. Never throws for bad input.
/// `keys`: AsWritten for a part of an object that is not for Kubernetes.
/// Checks of characters are the caller's (checkCharacters).
tl::expected<Parsed, Remark> parseDocument(std::string_view text, const Span& span, const Limits& limits,
                                           std::size_t nodesLeft, Keys keys = Keys::AsKubernetes);

} // namespace meshwright::model::yaml
