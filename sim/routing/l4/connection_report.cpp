#include "sim/routing/l4/connection_report.h"

#include "sim/routing/l4/explanation_text.h"

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

} // namespace

std::string toText(const ConnectionOutcome& outcome, const model::Placement& places) {
    std::string out = "status " + outcome.status + ", flags " + outcome.flags + ", cluster " + outcome.cluster;
    if (outcome.workload != "-") out += ", reached " + outcome.pod;
    if (!outcome.details.empty()) out += " (" + outcome.details + ")";
    out += "\n";
    return out + toText(outcome.explanation, places);
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
    out["explanation"] = toJson(outcome.explanation, places);
    return out;
}

} // namespace meshwright::sim::routing
