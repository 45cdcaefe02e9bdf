#include "sim/replay/case.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

namespace meshwright::sim::replay {

namespace {

using Json = nlohmann::json;

constexpr std::uint32_t mostRepeats = 10'000'000;

/// Reads the fields of one JSON object; what does not fit becomes a sentence with its place.
class ObjectReader {
public:
    ObjectReader(const Json& json, std::string place, const std::string& file, model::Diagnostics& out)
        : json_(json), place_(std::move(place)), file_(file), out_(out) {
        if (!json_.is_object()) report("", "must be an object");
    }

    std::string text(const char* key, std::string fallback = {}) {
        const Json* j = find(key);
        if (!j) return fallback;
        if (j->is_string()) return j->get<std::string>();
        report(key, "must be a text");
        return fallback;
    }
    double number(const char* key, double least, double most) {
        const Json* j = find(key);
        if (!j) return 0;
        if (j->is_number() && j->get<double>() >= least && j->get<double>() <= most) return j->get<double>();
        report(key, "must be a number from " + plain(least) + " to " + plain(most));
        return 0;
    }
    bool flag(const char* key) {
        const Json* j = find(key);
        if (j && !j->is_boolean()) report(key, "must be true or false");
        return j && j->is_boolean() && j->get<bool>();
    }
    std::map<std::string, std::string> texts(const char* key) {
        std::map<std::string, std::string> out;
        const Json* j = find(key);
        if (!j) return out;
        if (!j->is_object())
            report(key, "must be an object of texts");
        else
            for (const auto& [name, value] : j->items()) {
                if (value.is_string())
                    out[name] = value.get<std::string>();
                else
                    report(key, "must be an object of texts");
            }
        return out;
    }
    const Json* find(const char* key) const {
        if (!json_.is_object()) return nullptr;
        const auto it = json_.find(key);
        return it == json_.end() || it->is_null() ? nullptr : &*it;
    }
    void report(const std::string& key, const std::string& what) {
        model::Diagnostic d;
        d.code = "MW0020";
        d.file = file_;
        d.field = place_ + (key.empty() ? "" : "." + key);
        d.message = d.field + " " + what + ".";
        out_.push_back(std::move(d));
    }

private:
    static std::string plain(double value) { return std::to_string(static_cast<long long>(value)); }

    const Json& json_;
    std::string place_;
    const std::string& file_;
    model::Diagnostics& out_;
};

Backend backendOf(const Json& json, const std::string& place, const std::string& file, model::Diagnostics& out) {
    ObjectReader r(json, place, file, out);
    Backend b;
    if (const double status = r.number("status", 0, 999); status > 0) b.status = static_cast<std::uint32_t>(status);
    b.delay = model::Duration::milliseconds(static_cast<std::int64_t>(r.number("delay_ms", 0, 1e9)));
    b.concurrency = static_cast<std::uint32_t>(r.number("concurrency", 0, 1e9));
    b.down = r.flag("down");
    if (const Json* script = r.find("script")) {
        if (!script->is_array())
            r.report("script", "must be a list");
        else
            for (std::size_t i = 0; i < script->size(); ++i) {
                ObjectReader step((*script)[i], place + ".script[" + std::to_string(i) + "]", file, out);
                BackendStep s;
                s.atSeconds = step.number("at_s", 0, 1e9);
                if (const double status = step.number("status", 0, 999); status > 0)
                    s.status = static_cast<std::uint32_t>(status);
                s.delay = model::Duration::milliseconds(static_cast<std::int64_t>(step.number("delay_ms", 0, 1e9)));
                b.script.push_back(s);
            }
    }
    return b;
}

CaseRequest requestOf(const Json& json, const std::string& place, const std::string& file, model::Diagnostics& out) {
    ObjectReader r(json, place, file, out);
    CaseRequest q;
    q.name = r.text("name");
    if (const Json* from = r.find("from")) {
        ObjectReader f(*from, place + ".from", file, out);
        routing::ProxyRef ref;
        ref.gateway = f.texts("gateway");
        ref.workload = f.text("workload");
        ref.ns = f.text("namespace");
        if (!ref.gateway.empty() || !ref.workload.empty()) q.from = ref;
    }
    if (const Json* to = r.find("to")) {
        ObjectReader t(*to, place + ".to", file, out);
        q.to = CaseTarget{t.text("workload"), t.text("namespace", "default")};
    }
    q.port = static_cast<std::uint32_t>(r.number("port", 0, 65535));
    q.method = r.text("method", "GET");
    q.authority = r.text("authority");
    q.path = r.text("path");
    q.headers = r.texts("headers");
    q.repeat = std::max(1u, static_cast<std::uint32_t>(r.number("repeat", 0, mostRepeats)));
    q.parallel = std::max(1u, static_cast<std::uint32_t>(r.number("parallel", 0, mostRepeats)));
    q.rate = r.number("rate", 0, 1e6);
    q.seconds = r.number("seconds", 0, 86'400);
    q.protocol = r.text("protocol");
    if (q.protocol == "http") q.protocol.clear();
    q.sni = r.text("sni");
    if (const Json* alpn = r.find("alpn"); alpn && alpn->is_array())
        for (const auto& a : *alpn)
            if (a.is_string()) q.alpn.push_back(a.get<std::string>());
    q.tls = r.text("tls");
    if (q.tls == "none") q.tls.clear();
    q.identity = r.text("identity");
    if (!q.from && !q.to) r.report("from", "must name a gateway or a workload");
    return q;
}

Case caseOf(const Json& json, const std::string& place, const std::string& file, model::Diagnostics& out) {
    ObjectReader r(json, place, file, out);
    Case c;
    c.name = r.text("name");
    c.design = r.text("design");
    if (c.design.empty()) r.report("design", "must name a design file");
    c.meshConfig = r.text("meshConfig");
    if (r.find("now")) c.now = static_cast<std::int64_t>(r.number("now", 0, 4e9));
    if (const Json* backends = r.find("backends")) {
        if (!backends->is_object())
            r.report("backends", "must be an object");
        else
            for (const auto& [name, b] : backends->items())
                c.backends.byName[name] = backendOf(b, place + ".backends." + name, file, out);
    }
    if (const Json* requests = r.find("requests"); requests && requests->is_array())
        for (std::size_t i = 0; i < requests->size(); ++i)
            c.requests.push_back(requestOf((*requests)[i], place + ".requests[" + std::to_string(i) + "]", file, out));
    else
        r.report("requests", "must be a list");
    return c;
}

model::Diagnostics refusal(const std::string& file, std::string message) {
    model::Diagnostic d;
    d.code = "MW0020";
    d.file = file;
    d.message = std::move(message);
    return {std::move(d)};
}

} // namespace

BackendStep Backend::at(double seconds) const {
    BackendStep now{0, status, delay};
    for (const auto& s : script)
        if (seconds >= s.atSeconds) now = s;
    return now;
}

const Backend& Backends::of(const std::string& pod, const std::string& workload) const {
    static const Backend plain{};
    auto it = byName.find(pod);
    if (it == byName.end()) it = byName.find(workload);
    return it == byName.end() ? plain : it->second;
}

std::uint32_t CaseRequest::count() const {
    return rate > 0 ? static_cast<std::uint32_t>(rate * seconds) : std::max(repeat, 1u);
}

tl::expected<std::vector<Case>, model::Diagnostics> readCases(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return tl::unexpected(refusal(path, "The case file cannot be read; check that it exists and may be read."));
    const Json json = Json::parse(in, nullptr, false);
    if (!json.is_array())
        return tl::unexpected(refusal(path, "A case file is a JSON list of cases; this file is not."));
    std::vector<Case> out;
    model::Diagnostics problems;
    for (std::size_t i = 0; i < json.size(); ++i)
        out.push_back(caseOf(json[i], "cases[" + std::to_string(i) + "]", path, problems));
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return out;
}

} // namespace meshwright::sim::replay
