#include "sim/routing/explain.h"

#include "sim/routing/l4/explanation_text.h"
#include "sim/routing/mesh_index.h"

#include <nlohmann/json.hpp>
#include <sstream>

namespace meshwright::sim::routing {

namespace {

using Json = nlohmann::ordered_json;

std::string shareText(double share) {
    std::ostringstream out;
    out << share * 100 << " %";
    return out.str();
}

std::string place(const model::Placement& places, const Origin& origin) {
    return origin ? "  [" + places.toText(origin) + "]" : "";
}

std::string proxyText(const ProxyRef& p) {
    const std::string ns = p.ns.empty() ? "default" : p.ns;
    if (!p.isGateway()) return "sidecar of " + p.workload + " in " + ns;
    std::string out = "gateway";
    for (const auto& [key, value] : p.gateway) out += " " + key + "=" + value;
    return out + " in " + ns;
}

std::string endpointText(const Endpoint& e) {
    std::string out = e.address + ":" + std::to_string(e.port) + (e.pod.empty() ? " (outside the mesh)" : " " + e.pod);
    if (!e.locality.empty()) out += ", " + e.locality;
    if (e.priority) out += ", priority " + std::to_string(e.priority);
    return out + (e.ready ? ", ready" : ", not ready");
}

void write(std::ostream& out, const model::Placement& places, const DestinationTrace& d, const char* what) {
    out << what << " " << d.cluster << ": " << shareText(d.probability) << place(places, d.origin) << "\n";
    if (!d.exists) {
        out << "  no such cluster: 503, flag NC\n";
        return;
    }
    if (d.policyOrigin) out << "  policy" << place(places, d.policyOrigin) << "\n";
    if (!d.mtls.empty()) out << "  mTLS: " << d.mtls << place(places, d.mtlsOrigin) << "\n";
    if (d.endpoints.empty()) out << "  no endpoint: 503, flag UH\n";
    for (const auto& e : d.endpoints) out << "  " << endpointText(e) << "\n";
}

void write(std::ostream& out, const model::Placement& places, const RouteTrace& r) {
    out << (r.matched ? "  + " : "  - ") << (r.name.empty() ? "route" : "route " + r.name) << place(places, r.origin)
        << "\n";
    for (const auto& c : r.conditions)
        out << "      " << (c.matched ? "yes " : "no  ") << c.condition << (c.reason.empty() ? "" : ": " + c.reason)
            << "\n";
}

void writeResult(std::ostream& out, const Trace& t) {
    const Decision& d = t.decision;
    if (d.reply) {
        out << "Answer of the proxy: " << d.reply->status << ", flag " << d.reply->flag << ", " << d.reply->details
            << "\n";
        for (const auto& [name, value] : d.reply->headers) out << "  " << name << ": " << value << "\n";
        if (!d.reply->body.empty()) out << "  " << d.reply->body << "\n";
        return;
    }
    out << "The back end sees: " << d.rewritten.method << " " << d.rewritten.path << ", Host " << d.rewritten.authority
        << "\n";
    for (const auto& [name, value] : d.rewritten.headers) out << "  " << name << ": " << value << "\n";
}

Json originJson(const model::Placement& places, const Origin& origin) {
    if (!origin) return nullptr;
    const auto position = places.positionOf(origin);
    return {{"file", origin.resource->file},      {"line", position.line},
            {"kind", origin.resource->kind},      {"namespace", origin.resource->meta.ns},
            {"name", origin.resource->meta.name}, {"field", origin.field}};
}

Json destinationJson(const model::Placement& places, const DestinationTrace& d) {
    Json endpoints = Json::array();
    for (const auto& e : d.endpoints)
        endpoints.push_back({{"address", e.address + ":" + std::to_string(e.port)},
                             {"pod", e.pod},
                             {"workload", e.workload},
                             {"locality", e.locality},
                             {"priority", e.priority},
                             {"weight", e.weight},
                             {"ready", e.ready}});
    return {{"cluster", d.cluster},
            {"probability", d.probability},
            {"exists", d.exists},
            {"endpoints", endpoints},
            {"origin", originJson(places, d.origin)},
            {"policy", originJson(places, d.policyOrigin)},
            {"mtls", d.mtls},
            {"peerAuthentication", originJson(places, d.mtlsOrigin)}};
}

std::map<std::string, std::string> headerMap(const std::vector<std::pair<std::string, std::string>>& headers) {
    std::map<std::string, std::string> out;
    for (const auto& [name, value] : headers) {
        const auto [it, fresh] = out.emplace(name, value);
        if (!fresh) it->second += "," + value;
    }
    return out;
}

} // namespace

Json explanationJson(const Trace& t) {
    const model::Placement& places = t.mesh->places();
    Json j;
    j["proxy"] = proxyText(t.proxy);
    j["listener"] = t.listener;
    if (!t.policies.empty()) j["policies"] = toJson(t.policies, places);
    Json& hosts = j["virtualHosts"] = Json::array();
    for (const auto& v : t.virtualHosts)
        hosts.push_back(
            {{"name", v.name}, {"matched", v.matched}, {"reason", v.reason}, {"origin", originJson(places, v.origin)}});
    Json& routes = j["routes"] = Json::array();
    for (const auto& r : t.routes) {
        Json conditions = Json::array();
        for (const auto& c : r.conditions)
            conditions.push_back({{"condition", c.condition},
                                  {"matched", c.matched},
                                  {"reason", c.reason},
                                  {"origin", originJson(places, c.origin)}});
        routes.push_back({{"name", r.name},
                          {"matched", r.matched},
                          {"conditions", conditions},
                          {"origin", originJson(places, r.origin)}});
    }
    Json& destinations = j["destinations"] = Json::array();
    for (const auto& d : t.destinations) destinations.push_back(destinationJson(places, d));
    Json& mirrors = j["mirrors"] = Json::array();
    for (const auto& d : t.mirrors) mirrors.push_back(destinationJson(places, d));
    j["notes"] = t.notes;
    Json& unreachable = j["unreachable"] = Json::array();
    for (const auto& u : t.unreachable)
        unreachable.push_back({{"rule", originJson(places, u.rule)}, {"reason", u.reason}});
    return j;
}

std::string toText(const Trace& t) {
    const model::Placement& places = t.mesh->places();
    std::ostringstream out;
    out << t.request.method << " " << t.request.scheme << "://" << t.request.authority << t.request.path << " at the "
        << proxyText(t.proxy) << "\n";
    out << "Listener: " << t.listener << "\n";
    if (!t.policies.empty()) out << "Policies:\n" << toText(t.policies, places);
    for (const auto& v : t.virtualHosts)
        out << (v.matched ? "+ " : "- ") << "host " << v.name << ": " << v.reason << place(places, v.origin) << "\n";
    for (const auto& r : t.routes) write(out, places, r);
    if (t.decision.virtualHost && !t.decision.route && !t.decision.virtualHost->requireTls) out << "  no route fits\n";
    for (const auto& n : t.notes) out << n << "\n";
    for (const auto& d : t.destinations) write(out, places, d, "Destination");
    for (const auto& m : t.mirrors) write(out, places, m, "Copy to");
    if (t.hasListener) writeResult(out, t);
    for (const auto& u : t.unreachable)
        out << "Never reached: " << (u.rule ? places.toText(u.rule) : "a rule") << " - " << u.reason << "\n";
    return out.str();
}

Json toJson(const Trace& t) {
    const Decision& d = t.decision;
    auto one = [](const std::string& key) { return Json{{key, 1}}; };
    Json j;
    j["count"] = 1;
    const bool hasEndpoint = d.cluster && !d.cluster->endpoints.empty();
    std::string status = "200", flags = "-", body, details = "via_upstream";
    std::vector<std::pair<std::string, std::string>> headers;
    if (!t.hasListener) {
        status = "error";
        details.clear();
    } else if (d.reply) {
        status = std::to_string(d.reply->status);
        flags = d.reply->flag;
        body = d.reply->body;
        details = d.reply->details;
        headers = d.reply->headers;
    } else if (!hasEndpoint) {
        status = "503";
        flags = "UH";
        body = "no healthy upstream";
        details = "no_healthy_upstream";
    }
    if (d.route && details != "cors_response") finishResponse(d, headers, status, flags);
    j["status"] = one(status);
    j["flags"] = one(flags);
    j["clusters"] = one(d.cluster ? d.cluster->name : "-");
    const bool forwarded = t.hasListener && !d.reply;
    const bool answered = forwarded && hasEndpoint;
    j["workloads"] = one(answered ? d.cluster->endpoints.front().workload : "-");
    j["tries"] = one(forwarded ? "1" : "0");
    if (!headers.empty()) j["response"] = headerMap(headers);
    if (answered)
        j["upstream"] = {{"method", d.rewritten.method},
                         {"path", d.rewritten.path},
                         {"authority", d.rewritten.authority},
                         {"headers", headerMap(d.rewritten.headers)}};
    if (!body.empty()) j["body"] = body;
    if (d.route && !d.route->name.empty()) j["route"] = d.route->name;
    if (!details.empty()) j["details"] = details;
    j["explanation"] = explanationJson(t);
    return j;
}

} // namespace meshwright::sim::routing
