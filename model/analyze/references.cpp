#include "model/analyze/references.h"

#include "model/analyze/analyze.h"

#include <algorithm>

namespace meshwright::model {

namespace {

bool endsWith(const std::string& text, std::string_view end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

} // namespace

Diagnostics danglingReferences(const Design& design) {
    Diagnostics out;
    if (design.all<kube::Service>().empty()) return out;
    for (auto& d : analyze(design)) {
        const bool dangling = d.code == "IST0101" && d.kind == "VirtualService" &&
                              (endsWith(d.field, ".host") || endsWith(d.field, ".subset"));
        if (!dangling) continue;
        d.severity = Severity::Warning;
        out.push_back(std::move(d));
    }
    return out;
}

} // namespace meshwright::model
