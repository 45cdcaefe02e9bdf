// A design: documents as text, and the objects read from them. A value: copies are cheap and independent, and share
// every document that is the same in both.
#pragma once

#include "model/base/limits.h"
#include "model/design/placement.h"
#include "model/design/resource.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace meshwright::model {

/// One document of a file with its exact text (from after its `---` line to before the next). It does not know where in
/// the file it stands, so it stays the same object while documents before it are edited: two designs hold the same
/// `shared_ptr` exactly where nothing of the document changed.
struct Document {
    std::string file;
    std::string text;                   ///< byte for byte as in the file, separator line included where there is one
    int lines = 0;                      ///< line breaks in `text`
    std::size_t nodes = 0;              ///< values in it, as Limits::nodes counts them
    std::vector<ResourcePtr> resources; ///< empty for an empty document; several for a List
    /// Found while reading: unknown kind or field, wrong type. Positions count from the document's begin.
    Diagnostics diagnostics;
};
using DocumentPtr = std::shared_ptr<const Document>;

/// A set of documents, in file order. All queries are by value of the current state.
class Design {
public:
    /// Reads one text as multi-document YAML. Syntax errors and broken limits refuse the whole text (the error
    /// says file, line, what and what to do); unknown kinds and fields do not, they are kept and listed.
    static tl::expected<Design, Diagnostics> fromText(std::string_view text, std::string file, const Limits& = {});
    /// Reads a file, or every .yaml/.yml file below a folder (sorted by name, symbolic links not followed).
    static tl::expected<Design, Diagnostics> fromPath(const std::string& path, const Limits& = {});
    /// Several files and folders as one design.
    static tl::expected<Design, Diagnostics> fromPaths(const std::vector<std::string>& paths, const Limits& = {});

    const std::vector<DocumentPtr>& documents() const { return documents_; }
    /// Where documents()[document] stands in its file.
    const DocumentPlace& placeOf(std::size_t document) const { return places_[document]; }
    /// Every object in file order.
    std::vector<ResourcePtr> resources() const;
    ResourcePtr find(const ResourceId& id) const;
    /// Every object whose spec is a T, in file order.
    template <class T> std::vector<ResourcePtr> all() const {
        std::vector<ResourcePtr> out;
        for (const auto& d : documents_)
            for (const auto& r : d->resources)
                if (r->template as<T>()) out.push_back(r);
        return out;
    }
    /// What reading found: unknown kinds and fields, wrong types, duplicates.
    Diagnostics diagnostics() const;
    /// Objects that an earlier one has the name of, with their documents; positions count from the document's begin.
    std::vector<std::pair<const Document*, Diagnostic>> duplicates() const;
    std::vector<std::string> files() const;
    /// The exact text of one file, unedited documents byte for byte.
    std::string textOf(const std::string& file) const;

    /// The same design with document `index` re-read from `text`, which may hold several documents or none; refused
    /// like fromText. A separator line is added where the file needs one. All other documents stay the same objects.
    tl::expected<Design, Diagnostics> withDocument(std::size_t index, std::string text) const;
    /// The same design with the whole text of one file read again; documents whose text is unchanged stay the same
    /// objects. Refused like fromText.
    tl::expected<Design, Diagnostics> withText(const std::string& file, std::string_view text,
                                               const Limits& limits = {}) const;
    /// The same design with a new document appended to `file` (created where absent), or inserted before `index`.
    tl::expected<Design, Diagnostics> withNewDocument(std::string file, std::string text,
                                                      std::optional<std::size_t> index = {}) const;
    Design withoutDocument(std::size_t index) const;

    /// The documents of `file` as indices into documents(): [first, second).
    std::pair<std::size_t, std::size_t> rangeOf(const std::string& file) const;

private:
    struct FileRange {
        std::string name;
        std::size_t begin = 0, end = 0;
    };

    /// Documents [begin, end) of `file` exchanged for others.
    Design exchanged(std::size_t begin, std::size_t end, const std::string& file,
                     const std::vector<DocumentPtr>& documents) const;
    tl::expected<Design, Diagnostics> replaced(std::size_t begin, std::size_t end, const std::string& file,
                                               std::string_view text) const;
    void append(const std::string& file, const std::vector<DocumentPtr>& documents);
    std::vector<DocumentPtr> documents_;
    std::vector<DocumentPlace> places_; ///< of each document
    std::vector<FileRange> files_;      ///< in order, without gaps
};

} // namespace meshwright::model
