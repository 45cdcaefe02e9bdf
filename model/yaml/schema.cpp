#include "model/yaml/schema.h"

namespace meshwright::model::yaml {

const TypeInfo::Field* TypeInfo::find(std::string_view key) const {
    for (const auto& f : fields)
        if (f.key == key || (!f.alias.empty() && f.alias == key)) return &f;
    return nullptr;
}

const TypeInfo::Field* fieldAt(const TypeInfo& type, std::string_view path) {
    const TypeInfo* at = &type;
    const TypeInfo::Field* found = nullptr;
    while (at && !path.empty()) {
        const bool bracketed = path.front() == '[';
        const auto stop = bracketed ? path.find(']') : path.find_first_of(".[");
        const auto step = path.substr(bracketed ? 1 : 0, bracketed ? stop - 1 : stop);
        path = stop == std::string_view::npos ? std::string_view{} : path.substr(bracketed ? stop + 1 : stop);
        if (!path.empty() && path.front() == '.') path.remove_prefix(1);
        if (at->kind == TypeInfo::Kind::List || at->kind == TypeInfo::Kind::Map) {
            at = at->element;
            continue;
        }
        found = at->find(step);
        at = found ? found->type : nullptr;
    }
    return at ? found : nullptr;
}

} // namespace meshwright::model::yaml
