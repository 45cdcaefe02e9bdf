#include "ui/inspector/form_context.h"

namespace meshwright::ui {

const model::yaml::Node* valueAt(const model::Design& design, const model::ResourceId& object,
                                 const std::string& field) {
    const auto r = design.find(object);
    if (!r || !r->root) return nullptr;
    return r->root->at(r->prefix.empty() ? field : r->prefix + "." + field);
}

bool isAbout(const model::Diagnostic& diagnostic, const model::ResourceId& object) {
    return diagnostic.name == object.name && diagnostic.kind == object.kind && diagnostic.ns == object.ns;
}

std::optional<std::pair<std::string, std::size_t>> listAndIndex(const std::string& path) {
    const auto steps = model::yaml::splitPath(path);
    if (steps.empty()) return {};
    const auto index = steps.back().index();
    if (!index) return {};
    return {{path.substr(0, path.rfind('[')), *index}};
}

std::string parentPath(const std::string& path) {
    auto steps = model::yaml::splitPath(path);
    if (!steps.empty()) steps.pop_back();
    std::string out;
    for (const auto& step : steps)
        out = step.index() ? model::yaml::childPath(out, *step.index()) : model::yaml::childPath(out, step.text);
    return out;
}

bool isWithin(const std::string& path, const std::string& above) {
    if (path.compare(0, above.size(), above) != 0) return false;
    return path.size() == above.size() || path[above.size()] == '.' || path[above.size()] == '[';
}

} // namespace meshwright::ui
