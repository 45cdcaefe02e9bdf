#include "model/base/diagnostic.h"

#include <algorithm>

namespace meshwright::model {

const char* toText(Severity severity) {
    switch (severity) {
    case Severity::Info:
        return "info";
    case Severity::Warning:
        return "warning";
    case Severity::Error:
        return "error";
    }
    return "error";
}

std::string toText(const Diagnostic& d) {
    std::string out = d.file.empty() ? "design" : d.file;
    if (d.position.known()) out += ":" + std::to_string(d.position.line) + ":" + std::to_string(d.position.column);
    out += ": " + std::string(toText(d.severity)) + ": ";
    if (!d.kind.empty())
        out += d.kind + " " + (d.name.empty() ? "?" : d.name) + (d.ns.empty() ? "" : "." + d.ns) + ": ";
    if (!d.field.empty()) out += d.field + ": ";
    out += d.message;
    if (!d.code.empty()) out += " [" + d.code + "]";
    return out;
}

bool hasErrors(const Diagnostics& diagnostics) {
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& d) { return d.severity == Severity::Error; });
}

} // namespace meshwright::model
