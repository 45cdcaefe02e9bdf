// Where in an object the cursor of a text stands. Works by indentation, so a text that is no YAML yet will do.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace meshwright::model::assist {

/// Offsets of the document around an offset: from its `---` line (or the text's begin) to the next one.
struct DocumentRange {
    std::size_t begin = 0, end = 0;
};
DocumentRange documentAround(std::string_view text, std::size_t offset);

struct TextPlace {
    enum class What {
        Key,   ///< a key of the map at `path` is being written
        Value, ///< the value of the field at `path`
        Other, ///< a comment, a separator, the inside of a text block
    };
    What what = What::Other;
    std::string path;       ///< "spec.http[0].route"; "" for the object itself
    std::string typed;      ///< what stands there up to the cursor
    std::size_t from = 0;   ///< offset of the begin of `typed`
    std::size_t indent = 0; ///< column of keys of the map, from 0
    bool flow = false;      ///< within brackets on one line
    bool item = false;      ///< a key that begins an item of the list at `path`, whose dash is still missing
    std::string apiVersion, kind, name, ns;      ///< of the object, as far as they are written
    std::map<std::string, std::string> siblings; ///< scalars (else "") of the map at `path`, or around the value
};

/// The place of `offset` in the text.
TextPlace placeAt(std::string_view text, std::size_t offset);

/// The place behind the key of the line on which `offset` stands, that is of the field that the line is about; Other
/// where the line is about none.
TextPlace fieldOfLine(std::string_view text, std::size_t offset);

} // namespace meshwright::model::assist
