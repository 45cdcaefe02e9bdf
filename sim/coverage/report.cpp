#include "sim/coverage/report.h"

#include "sim/coverage/proxies.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace meshwright::sim::coverage {

namespace {

using nlohmann::ordered_json;
using Protocol = Witness::Protocol;

const char* schemeOf(Protocol protocol) {
    switch (protocol) {
    case Protocol::Http:
        return "http";
    case Protocol::Https:
        return "https";
    case Protocol::Tls:
        return "tls";
    case Protocol::Tcp:
        return "tcp";
    }
    return "";
}

/// A value in quotes where it would not be read as one word.
std::string shown(const std::string& value) {
    const bool plain = !value.empty() && value.find_first_of(" \t'\"") == std::string::npos;
    return plain ? value : "\"" + value + "\"";
}

std::string inWords(const Witness& w) {
    std::string out;
    const auto& r = w.request;
    if (w.protocol == Protocol::Http || w.protocol == Protocol::Https) {
        out = r.method + " " + schemeOf(w.protocol) + "://" + r.authority + r.path;
        for (const auto& [name, value] : r.headers) out += " " + name + ": " + shown(value);
        const std::string usual = w.protocol == Protocol::Https ? "https" : "http";
        if (r.scheme != usual) out += " :scheme: " + r.scheme;
    } else {
        out = w.protocol == Protocol::Tls ? "a TLS connection" : "a raw TCP connection";
    }
    if (!w.sni.empty()) out += " with SNI " + w.sni;
    if (!w.address.empty()) out += " to address " + w.address;
    return out + " on port " + std::to_string(r.port) + " of " + coverage::inWords(w.proxy);
}

const char* verdictOf(const Item& item) {
    return item.reachable() ? "reachable" : item.unreachable() ? "unreachable" : "undecided";
}

ordered_json json(const Witness& w) {
    ordered_json out;
    ordered_json from;
    if (w.proxy.isGateway())
        from["gateway"] = w.proxy.gateway;
    else
        from["workload"] = w.proxy.workload;
    if (!w.proxy.ns.empty()) from["namespace"] = w.proxy.ns;
    out["from"] = std::move(from);
    out["port"] = w.request.port;
    if (w.protocol != Protocol::Http) out["protocol"] = schemeOf(w.protocol);
    if (!w.sni.empty()) out["sni"] = w.sni;
    if (!w.address.empty()) out["address"] = w.address;
    if (w.protocol == Protocol::Tls || w.protocol == Protocol::Tcp) return out;
    out["method"] = w.request.method;
    out["authority"] = w.request.authority;
    out["path"] = w.request.path;
    if (w.request.scheme != (w.request.tls ? "https" : "http")) out["scheme"] = w.request.scheme;
    if (!w.request.headers.empty()) {
        ordered_json headers = ordered_json::object();
        for (const auto& [name, value] : w.request.headers) {
            auto& slot = headers[name];
            if (slot.is_null())
                slot = value;
            else if (slot.is_array())
                slot.push_back(value);
            else
                slot = {slot, value};
        }
        out["headers"] = std::move(headers);
    }
    out["routeTable"] = w.table;
    return out;
}

ordered_json json(const Item& item, const model::Placement& places) {
    const auto& resource = *item.origin.resource;
    ordered_json out;
    out["kind"] = toText(item.kind);
    if (!item.name.empty()) out["name"] = item.name;
    out["resource"] = {{"kind", resource.kind}, {"namespace", resource.meta.ns}, {"name", resource.meta.name}};
    out["field"] = item.origin.field;
    out["file"] = resource.file;
    out["line"] = places.positionOf(item.origin).line;
    out["verdict"] = verdictOf(item);
    if (const auto* w = std::get_if<Witness>(&item.verdict)) out["request"] = json(*w);
    if (const auto* u = std::get_if<Undecided>(&item.verdict)) out["reason"] = u->reason;
    if (const auto* p = std::get_if<Unreachable>(&item.verdict)) {
        out["reason"] = p->reason;
        if (p->culprit)
            out["culprit"] = {{"file", p->culprit.resource->file},
                              {"line", places.positionOf(p->culprit).line},
                              {"field", p->culprit.field}};
    }
    if (!item.note.empty()) out["note"] = item.note;
    return out;
}

/// Place of the culprit, where the sentence does not name it already.
std::string placeOf(const Unreachable& proof, const model::Placement& places) {
    if (!proof.culprit) return "";
    const std::string place = places.toText(proof.culprit);
    return proof.reason.find(place) == std::string::npos ? " [" + place + "]" : "";
}

} // namespace

std::string toText(const CoverageReport& report) {
    std::string out;
    const model::Resource* object = nullptr;
    for (const auto& item : report.items) {
        if (item.origin.resource.get() != object) {
            object = item.origin.resource.get();
            out += (out.empty() ? "" : "\n") + model::toText(object->id()) + " (" + object->file + ")\n";
        }
        const char* verdict = item.reachable() ? "reached" : item.unreachable() ? "never" : "undecided";
        std::string line = "  " + std::string(verdict);
        line.resize(13, ' ');
        line += "line " + std::to_string(report.places.positionOf(item.origin).line) + "  " + toText(item.kind) + " " +
                item.origin.field;
        if (!item.name.empty()) line += " (" + item.name + ")";
        out += line + "\n      ";
        if (const auto* w = std::get_if<Witness>(&item.verdict)) out += "by " + inWords(*w);
        if (const auto* p = std::get_if<Unreachable>(&item.verdict)) out += p->reason + placeOf(*p, report.places);
        if (const auto* u = std::get_if<Undecided>(&item.verdict)) out += u->reason;
        out += "\n";
        if (!item.note.empty()) out += "      but it " + item.note + "\n";
        if (!report.withCases) continue;
        if (item.reachedBy.empty()) {
            if (item.reachable()) out += "      no request of the case file reaches it\n";
        } else {
            out += "      reached by " + item.reachedBy.front();
            if (item.reachedBy.size() > 1)
                out += " and " + std::to_string(item.reachedBy.size() - 1) + " more of the case file";
            out += "\n";
        }
    }
    const auto count = [](std::size_t n) { return std::to_string(n); };
    out += (out.empty() ? "" : "\n") + count(report.items.size()) + " items: " + count(report.reachable()) +
           " can be reached, " + count(report.unreachable()) + " never, " + count(report.undecided()) + " undecided.\n";
    if (report.withCases) {
        const auto hit =
            std::count_if(report.items.begin(), report.items.end(), [](const Item& i) { return !i.reachedBy.empty(); });
        out += "The " + count(report.caseRequests) + " requests of the case file reach " +
               count(static_cast<std::size_t>(hit)) + " of the " + count(report.reachable()) + ".\n";
    }
    return out;
}

ordered_json toJson(const CoverageReport& report) {
    ordered_json items = ordered_json::array();
    std::size_t hit = 0;
    for (const auto& item : report.items) {
        ordered_json one = json(item, report.places);
        if (report.withCases) one["reachedBy"] = item.reachedBy;
        hit += item.reachedBy.empty() ? 0 : 1;
        items.push_back(std::move(one));
    }
    ordered_json summary{{"items", report.items.size()},
                         {"reachable", report.reachable()},
                         {"unreachable", report.unreachable()},
                         {"undecided", report.undecided()}};
    if (report.withCases) {
        summary["caseRequests"] = report.caseRequests;
        summary["reachedByCases"] = hit;
    }
    return {{"items", std::move(items)}, {"summary", std::move(summary)}};
}

} // namespace meshwright::sim::coverage
