#include "sim/routing/l4/explanation_text.h"

#include <nlohmann/json.hpp>

namespace meshwright::sim::routing {

namespace {

using Json = nlohmann::ordered_json;

Json step(const ExplanationStep& from, const model::Placement& places) {
    Json out{{"depth", from.depth}, {"subject", from.subject}, {"matched", from.matched}, {"reason", from.reason}};
    if (!from.origin) return out;
    out["file"] = from.origin.resource->file;
    out["line"] = places.positionOf(from.origin).line;
    out["resource"] = model::toText(from.origin.resource->id());
    out["field"] = from.origin.field;
    return out;
}

} // namespace

std::string toText(const Explanation& steps, const model::Placement& places) {
    std::string out;
    for (const auto& one : steps) {
        out += std::string(2 + 2 * static_cast<std::size_t>(one.depth), ' ') + (one.matched ? "+ " : "- ") +
               one.subject + ": " + one.reason;
        if (one.origin) out += "  [" + places.toText(one.origin) + "]";
        out += "\n";
    }
    return out;
}

Json toJson(const Explanation& steps, const model::Placement& places) {
    Json out = Json::array();
    for (const auto& one : steps) out.push_back(step(one, places));
    return out;
}

} // namespace meshwright::sim::routing
