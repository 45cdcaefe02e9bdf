#include "sim/routing/l4/connection_report.h"

#include <nlohmann/json.hpp>

namespace meshwright::sim::routing {

namespace {

using Json = nlohmann::ordered_json;

Json one(const std::string& key) {
    return Json{{key, 1}};
}

Json headers(const HeaderLines& lines) {
    Json out = Json::object();
    for (const auto& [name, value] : lines) {
        if (out.contains(name))
            out[name] = out[name].get<std::string>() + "," + value;
        else
            out[name] = value;
    }
    return out;
}

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

std::string toText(const ConnectionOutcome& outcome, const model::Placement& places) {
    std::string out = "status " + outcome.status + ", flags " + outcome.flags + ", cluster " + outcome.cluster;
    if (outcome.workload != "-") out += ", reached " + outcome.pod;
    if (!outcome.details.empty()) out += " (" + outcome.details + ")";
    out += "\n";
    for (const auto& one : outcome.explanation) {
        out += std::string(2 + 2 * static_cast<std::size_t>(one.depth), ' ') + (one.matched ? "+ " : "- ") +
               one.subject + ": " + one.reason;
        if (one.origin) out += "  [" + places.toText(one.origin) + "]";
        out += "\n";
    }
    return out;
}

Json toJson(const ConnectionOutcome& outcome, const model::Placement& places) {
    Json out{{"status", one(outcome.status)},
             {"flags", one(outcome.flags)},
             {"clusters", one(outcome.cluster)},
             {"workloads", one(outcome.workload)},
             {"tries", one(std::to_string(outcome.tries))},
             {"pods", one(outcome.pod)}};
    if (!outcome.response.empty()) out["response"] = headers(outcome.response);
    if (outcome.upstream)
        out["upstream"] = {{"method", outcome.upstream->method},
                           {"path", outcome.upstream->path},
                           {"authority", outcome.upstream->authority},
                           {"headers", headers(outcome.upstream->headers)}};
    if (!outcome.body.empty()) out["body"] = outcome.body;
    if (!outcome.route.empty()) out["route"] = outcome.route;
    if (!outcome.details.empty()) out["details"] = outcome.details;
    out["explanation"] = Json::array();
    for (const auto& one : outcome.explanation) out["explanation"].push_back(step(one, places));
    return out;
}

} // namespace meshwright::sim::routing
