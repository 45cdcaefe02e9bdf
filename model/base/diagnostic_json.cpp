#include "model/base/diagnostic_json.h"

#include "model/base/codes.h"

#include <nlohmann/json.hpp>

namespace meshwright::model {

using Json = nlohmann::ordered_json;

Json toJson(const Diagnostic& d) {
    Json out{{"code", d.code},          {"severity", toText(d.severity)},
             {"file", d.file},          {"document", d.document},
             {"kind", d.kind},          {"namespace", d.ns},
             {"name", d.name},          {"field", d.field},
             {"line", d.position.line}, {"column", d.position.column},
             {"message", d.message}};
    if (const auto why = whyOf(d); !why.empty()) out["why"] = why;
    if (d.fix) out["fix"] = d.fix->title;
    return out;
}

Json toJson(const Diagnostics& diagnostics) {
    Json list = Json::array();
    for (const auto& d : diagnostics) list.push_back(toJson(d));
    return Json{{"diagnostics", std::move(list)}};
}

} // namespace meshwright::model
