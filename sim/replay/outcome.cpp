#include "sim/replay/outcome.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

namespace meshwright::sim::replay {

namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson upstreamJson(const std::optional<Upstream>& u) {
    if (!u) return nullptr;
    return {{"method", u->method}, {"path", u->path}, {"authority", u->authority}, {"headers", u->headers}};
}

constexpr std::size_t mostVariants = 16; ///< more is a random value, not a choice

std::uint32_t total(const Counts& counts) {
    std::uint32_t n = 0;
    for (const auto& [key, count] : counts) n += count;
    return n;
}

/// Text that is no valid UTF-8 must not stop the writing.
std::string dump(const OrderedJson& json) {
    return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

void addToSeries(std::vector<Bucket>& series, const Answer& a) {
    constexpr double width = 0.25;
    const auto at = static_cast<std::size_t>(std::max(0.0, a.sentAtSeconds) / width);
    while (series.size() <= at) {
        Bucket b;
        b.atSeconds = static_cast<double>(series.size()) * width;
        series.push_back(b);
    }
    Bucket& b = series[at];
    const double sum = b.meanMs * total(b.status);
    ++b.status[a.status];
    ++b.flags[a.flags];
    ++b.pods[a.pod];
    b.meanMs = (sum + a.tookMs) / total(b.status);
}

} // namespace

OutcomeBuilder::OutcomeBuilder(std::string caseName, std::string request, bool rated) : rated_(rated) {
    outcome_.caseName = std::move(caseName);
    outcome_.request = std::move(request);
    outcome_.count = 0;
}

void OutcomeBuilder::add(const Answer& a) {
    ++outcome_.count;
    ++outcome_.status[a.status];
    ++outcome_.flags[a.flags];
    ++outcome_.clusters[a.cluster];
    ++outcome_.workloads[a.workload];
    ++outcome_.pods[a.pod];
    ++outcome_.tries[std::to_string(a.tries)];
    for (const auto& w : a.mirrors) ++outcome_.mirrors[w];
    if (a.status != "error") {
        outcome_.response = a.response;
        ++seen_[dump({{"response", OrderedJson(a.response.empty() ? OrderedJson::object() : OrderedJson(a.response))},
                      {"upstream", upstreamJson(a.upstream)}})];
    }
    if (a.upstream) outcome_.upstream = a.upstream;
    if (!a.body.empty()) outcome_.body = a.body;
    if (!a.route.empty()) outcome_.route = a.route;
    outcome_.details = a.details;
    took_.push_back(a.tookMs);
    if (rated_) addToSeries(outcome_.series, a);
}

Outcome OutcomeBuilder::finish() {
    if (seen_.size() > 1 && seen_.size() <= mostVariants) outcome_.seen = std::move(seen_);
    std::sort(took_.begin(), took_.end());
    if (!took_.empty()) {
        outcome_.medianMs = static_cast<int>(took_[took_.size() / 2]);
        outcome_.p99Ms = static_cast<int>(took_[took_.size() * 99 / 100]);
    }
    return std::move(outcome_);
}

OrderedJson toJson(const Outcome& o) {
    OrderedJson j;
    j["case"] = o.caseName;
    j["request"] = o.request;
    j["count"] = o.count;
    j["status"] = o.status;
    j["flags"] = o.flags;
    j["clusters"] = o.clusters;
    j["workloads"] = o.workloads;
    j["tries"] = o.tries;
    if (!o.mirrors.empty()) j["mirrors"] = o.mirrors;
    if (!o.response.empty()) j["response"] = o.response;
    if (o.upstream) j["upstream"] = upstreamJson(o.upstream);
    if (!o.seen.empty()) j["seen"] = o.seen;
    if (!o.body.empty()) j["body"] = o.body;
    if (!o.route.empty()) j["route"] = o.route;
    if (!o.details.empty()) j["details"] = o.details;
    if (!o.pods.empty()) j["pods"] = o.pods;
    if (!o.series.empty()) {
        OrderedJson& series = j["series"] = OrderedJson::array();
        for (const auto& b : o.series)
            series.push_back({{"at_s", b.atSeconds},
                              {"status", b.status},
                              {"flags", b.flags},
                              {"pods", b.pods},
                              {"mean_ms", b.meanMs}});
    }
    j["median_ms"] = o.medianMs;
    j["p99_ms"] = o.p99Ms;
    return j;
}

OrderedJson toJson(const std::vector<Outcome>& outcomes) {
    OrderedJson out = OrderedJson::array();
    for (const auto& o : outcomes) out.push_back(toJson(o));
    return out;
}

namespace {

void read(const nlohmann::json& j, const char* key, Counts& out) {
    const auto it = j.find(key);
    if (it != j.end() && it->is_object()) out = it->get<Counts>();
}

Outcome outcomeOf(const nlohmann::json& j) {
    Outcome o;
    o.caseName = j.at("case").get<std::string>();
    o.request = j.at("request").get<std::string>();
    o.count = j.value("count", 1u);
    read(j, "status", o.status);
    read(j, "flags", o.flags);
    read(j, "clusters", o.clusters);
    read(j, "workloads", o.workloads);
    read(j, "tries", o.tries);
    read(j, "mirrors", o.mirrors);
    read(j, "pods", o.pods);
    read(j, "seen", o.seen);
    o.response = j.value("response", HeaderMap{});
    if (const auto it = j.find("upstream"); it != j.end() && it->is_object())
        o.upstream = Upstream{it->value("method", ""), it->value("path", ""), it->value("authority", ""),
                              it->value("headers", HeaderMap{})};
    o.body = j.value("body", "");
    o.route = j.value("route", "");
    o.details = j.value("details", "");
    for (const auto& b : j.value("series", nlohmann::json::array())) {
        Bucket bucket;
        bucket.atSeconds = b.value("at_s", 0.0);
        bucket.meanMs = b.value("mean_ms", 0.0);
        read(b, "status", bucket.status);
        read(b, "flags", bucket.flags);
        read(b, "pods", bucket.pods);
        o.series.push_back(std::move(bucket));
    }
    o.medianMs = j.value("median_ms", 0);
    o.p99Ms = j.value("p99_ms", 0);
    return o;
}

} // namespace

tl::expected<std::vector<Outcome>, std::string> readOutcomes(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return tl::unexpected(path + ": the file cannot be read.");
    const auto json = nlohmann::json::parse(in, nullptr, false);
    if (!json.is_array()) return tl::unexpected(path + ": a file of outcomes is a JSON list; this one is not.");
    std::vector<Outcome> out;
    try {
        for (const auto& j : json) out.push_back(outcomeOf(j));
    } catch (const nlohmann::json::exception& e) {
        return tl::unexpected(path + ": outcome " + std::to_string(out.size()) +
                              " is not as it should be: " + e.what());
    }
    return out;
}

} // namespace meshwright::sim::replay
