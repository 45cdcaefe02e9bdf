// Where the documents of one design stand in their files.
#pragma once

#include "model/design/resource.h"

#include <string>
#include <unordered_map>

namespace meshwright::model {

/// Where one document stands in its file.
struct DocumentPlace {
    int index = 0;          ///< in its file, from 0
    int firstLine = 1;      ///< line of the file on which the document's text begins
    std::size_t offset = 0; ///< bytes of the file before it

    /// A position of the document as one of the file; an unknown one stays unknown.
    Position inFile(Position inDocument) const {
        if (!inDocument.known()) return {};
        return {inDocument.line + firstLine - 1, inDocument.column, inDocument.offset + offset};
    }
    /// Turns a message about something in the document into one about the file.
    void place(Diagnostic& diagnostic) const {
        diagnostic.document = index;
        diagnostic.position = inFile(diagnostic.position);
    }
};

class Design;

/// Finds lines for the objects of one design. Building it takes time linear in the documents, a question none; so make
/// one where lines are written, and not before. What it does not know has no line.
class Placement {
public:
    Placement() = default;
    explicit Placement(const Design& design);

    /// Of the object's document, or null.
    const DocumentPlace* find(const Resource& resource) const;
    /// Line and column of a field in its file, or of its nearest ancestor that exists.
    Position positionOf(const Resource& resource, std::string_view field) const;
    Position positionOf(const Origin& origin) const {
        return origin ? positionOf(*origin.resource, origin.field) : Position{};
    }
    /// "bookinfo.yaml:41 (VirtualService reviews.default, spec.http[0])", or "mesh default".
    std::string toText(const Origin& origin) const;
    /// Sets file, document, object, field and position of a message.
    void describe(Diagnostic& diagnostic, const Resource& resource, std::string field) const;

private:
    std::unordered_map<const yaml::Node*, DocumentPlace> places_; ///< by the root of the document
};

} // namespace meshwright::model
