#include "model/exporters/bundle.h"

#include "model/yaml/text.h"

#include <algorithm>
#include <set>

namespace meshwright::model::exporters {

namespace {

bool isOwn(const Resource& r) {
    return r.as<scenario::Scenario>() || r.as<scenario::Canvas>();
}

/// Documents with at least one object that a cluster takes.
bool isForCluster(const Document& document) {
    return std::any_of(document.resources.begin(), document.resources.end(), [](const auto& r) { return !isOwn(*r); });
}

std::string fileName(const Resource& r) {
    std::string out;
    for (const std::string* part : {&r.kind, &r.meta.ns, &r.meta.name}) {
        if (part->empty()) continue;
        if (!out.empty()) out += '-';
        for (const char c : part->substr(0, 60)) {
            const bool upper = c >= 'A' && c <= 'Z';
            const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
            out += upper ? static_cast<char>(c + 32) : plain ? c : '-';
        }
    }
    return out.empty() ? "object" : out;
}

bool beginsWithSeparator(const std::string& text) {
    return yaml::splitDocuments("a: b\n" + text).size() > 1;
}

} // namespace

std::string bundleText(const Design& design) {
    std::string out;
    for (const auto& document : design.documents()) {
        if (!isForCluster(*document)) continue;
        if (!out.empty() && out.back() != '\n') out += '\n';
        if (!out.empty() && !beginsWithSeparator(document->text)) out += "---\n";
        out += document->text;
    }
    if (!out.empty() && out.back() != '\n') out += '\n';
    return out;
}

std::vector<BundleFile> bundleFiles(const Design& design) {
    std::vector<BundleFile> files;
    std::set<std::string> names;
    for (const auto& document : design.documents()) {
        if (!isForCluster(*document)) continue;
        const std::string base = document->resources.size() == 1 ? fileName(*document->resources.front())
                                                                 : "list-" + std::to_string(files.size() + 1);
        std::string name = base;
        for (int n = 2; !names.insert(name).second; ++n) name = base + "-" + std::to_string(n);
        files.push_back({name + ".yaml", document->text});
        if (!files.back().text.empty() && files.back().text.back() != '\n') files.back().text += '\n';
    }
    return files;
}

} // namespace meshwright::model::exporters
