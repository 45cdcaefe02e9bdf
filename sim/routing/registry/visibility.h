// Who may see an object: `exportTo` after defaults and short forms are resolved.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meshwright::sim::routing {

/// The namespaces that see an object. Values as written, but "." may be resolved to the object's own namespace.
struct ExportTo {
    std::vector<std::string> values; ///< sorted, without repeats

    ExportTo() = default;
    /// `written` as in the resource; `defaults` apply where it is empty.
    ExportTo(const std::vector<std::string>& written, const std::vector<std::string>& defaults);

    bool contains(std::string_view value) const;
    bool isPublic() const { return contains("*"); }
    bool isNone() const { return contains("~"); }
    /// True where a proxy of `client` sees an object that lives in `owner`.
    bool visibleTo(std::string_view client, std::string_view owner) const;

    friend bool operator==(const ExportTo&, const ExportTo&) = default;
};

} // namespace meshwright::sim::routing
