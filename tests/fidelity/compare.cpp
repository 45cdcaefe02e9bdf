#include "compare.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

namespace meshwright::fidelity {

namespace {

using sim::replay::Bucket;
using sim::replay::Counts;
using sim::replay::Outcome;

constexpr double alphaZ = 3.72; ///< one-sided normal quantile of 1e-4

/// Wilson and Hilferty's approximation of the chi-square quantile at 1 - 1e-4.
double chiSquareCritical(double df) {
    return df * std::pow(1 - 2 / (9 * df) + alphaZ * std::sqrt(2 / (9 * df)), 3);
}

double total(const Counts& counts) {
    double n = 0;
    for (const auto& [key, count] : counts) n += count;
    return n;
}

double at(const Counts& counts, const std::string& key) {
    const auto it = counts.find(key);
    return it == counts.end() ? 0 : it->second;
}

Counts withoutZeros(Counts counts) {
    for (auto it = counts.begin(); it != counts.end();) it = it->second == 0 ? counts.erase(it) : std::next(it);
    return counts;
}

std::set<std::string> keysOf(const Counts& a, const Counts& b) {
    std::set<std::string> keys;
    for (const auto& [key, count] : a) keys.insert(key);
    for (const auto& [key, count] : b) keys.insert(key);
    return keys;
}

bool sameKeys(const Counts& a, const Counts& b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](const auto& x, const auto& y) { return x.first == y.first; });
}

/// The proxy's own answer; which socket error ended the last try is left out.
std::string bodyOf(const Outcome& o) {
    static const std::string connectError = "upstream connect error";
    std::string body = o.body;
    body.erase(0, std::min(body.find_first_not_of(" \t\r\n"), body.size()));
    body.erase(body.find_last_not_of(" \t\r\n") + 1);
    return body.compare(0, connectError.size(), connectError) == 0 ? connectError : body;
}

/// Each pair of response headers and request as its back end saw it, as canonical JSON → how often.
Counts variants(const Outcome& o) {
    Counts out;
    auto canonical = [](nlohmann::json both) {
        auto part = [&](const char* key) {
            return both.contains(key) && both[key].is_object() ? both[key] : nlohmann::json::object();
        };
        return nlohmann::json::array({part("response"), part("upstream")})
            .dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    };
    for (const auto& [text, n] : o.seen) out[canonical(nlohmann::json::parse(text, nullptr, false))] += n;
    if (o.seen.empty()) {
        nlohmann::json both;
        both["response"] = o.response;
        if (o.upstream)
            both["upstream"] = {{"method", o.upstream->method},
                                {"path", o.upstream->path},
                                {"authority", o.upstream->authority},
                                {"headers", o.upstream->headers}};
        out[canonical(both)] = o.count;
    }
    return out;
}

bool isCertain(const Outcome& o) {
    return withoutZeros(o.status).size() <= 1 && withoutZeros(o.flags).size() <= 1 &&
           withoutZeros(o.clusters).size() <= 1;
}

struct Second {
    Counts status, pods;
    double n = 0, meanMs = 0;
};

/// Buckets of 250 ms merged into seconds.
std::vector<Second> bySecond(const std::vector<Bucket>& series) {
    std::vector<Second> out;
    for (std::size_t i = 0; i < series.size(); i += 4) {
        Second s;
        double sum = 0;
        for (std::size_t k = i; k < std::min(i + 4, series.size()); ++k) {
            for (const auto& [key, n] : series[k].status) s.status[key] += n;
            for (const auto& [key, n] : series[k].pods) s.pods[key] += n;
            sum += series[k].meanMs * total(series[k].status);
        }
        s.n = total(s.status);
        s.meanMs = s.n > 0 ? sum / s.n : 0;
        out.push_back(std::move(s));
    }
    return out;
}

/// Half the L1 distance of two shares; pods are exchangeable, so they compare by rank.
double distance(const Counts& a, const Counts& b, bool labelled) {
    const double n = std::max(total(a), 1.0), m = std::max(total(b), 1.0);
    double sum = 0;
    if (labelled) {
        for (const auto& key : keysOf(a, b)) sum += std::abs(at(a, key) / n - at(b, key) / m);
        return sum / 2;
    }
    auto ranked = [](const Counts& counts, double of) {
        std::vector<double> out;
        for (const auto& [key, count] : counts) out.push_back(count / of);
        std::sort(out.rbegin(), out.rend());
        return out;
    };
    auto x = ranked(a, n), y = ranked(b, m);
    x.resize(std::max(x.size(), y.size()));
    y.resize(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) sum += std::abs(x[i] - y[i]);
    return sum / 2;
}

void compareSeries(const Outcome& recorded, const Outcome& engine, std::vector<std::string>& bad) {
    const auto a = bySecond(recorded.series), b = bySecond(engine.series);
    if (a.size() > b.size() + 1 || b.size() > a.size() + 1) return bad.push_back("series");
    std::vector<std::pair<Second, Second>> pairs;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        if (a[i].n > 0 && b[i].n > 0) pairs.emplace_back(a[i], b[i]);
    if (pairs.empty()) return;
    const auto count = static_cast<double>(pairs.size());
    double farStatus = 0, farPods = 0, chance = 0;
    std::vector<double> far, usualMs;
    for (const auto& [x, y] : pairs) {
        farStatus += distance(x.status, y.status, true) / count;
        farPods += distance(x.pods, y.pods, false) / count;
        chance += 1 / std::sqrt(x.n) / count;
        far.push_back(std::abs(x.meanMs - y.meanMs));
        usualMs.push_back(x.meanMs);
    }
    if (farStatus > 0.06 + 0.6 * chance) bad.push_back("series.status");
    if (farPods > 0.06 + 0.6 * chance) bad.push_back("series.pods");
    // the fifth of the seconds that differ most is left out: a recording shares its machine with others
    std::sort(far.begin(), far.end());
    std::sort(usualMs.begin(), usualMs.end());
    far.resize(far.size() - far.size() / 5);
    const double usual = usualMs[usualMs.size() / 2];
    std::vector<double> swings;
    for (const double r : usualMs) swings.push_back(std::abs(r - usual));
    std::sort(swings.begin(), swings.end());
    double kept = 0;
    for (const double f : far) kept += f / static_cast<double>(far.size());
    if (kept > 3 + 0.15 * usual + 2 * swings[swings.size() / 2]) bad.push_back("mean_ms");
}

} // namespace

bool sameDistribution(const Counts& left, const Counts& right) {
    const Counts a = withoutZeros(left), b = withoutZeros(right);
    const double n = total(a), m = total(b);
    if (n == 0 || m == 0) return n == m;
    const auto keys = keysOf(a, b);
    std::vector<std::pair<double, double>> rows;
    std::pair<double, double> pooled{0, 0};
    bool rare = false;
    for (const auto& key : keys) {
        const double x = at(a, key), y = at(b, key);
        if (x + y < 10) {
            rare = true;
            pooled.first += x;
            pooled.second += y;
        } else {
            rows.emplace_back(x, y);
        }
    }
    if (rare) rows.push_back(pooled);
    if (rows.size() < 2) return rare || keys.size() == 1 || sameKeys(a, b);
    double statistic = 0;
    for (const auto& [x, y] : rows)
        if (x + y > 0) statistic += std::pow(x * std::sqrt(m / n) - y * std::sqrt(n / m), 2) / (x + y);
    return statistic <= chiSquareCritical(static_cast<double>(rows.size() - 1));
}

bool countsAgree(const Counts& left, const Counts& right) {
    const Counts a = withoutZeros(left), b = withoutZeros(right);
    if (a.size() <= 1 && b.size() <= 1) return sameKeys(a, b);
    return sameDistribution(a, b);
}

std::vector<std::string> differingFields(const Outcome& recorded, const Outcome& engine, bool series) {
    std::vector<std::string> bad;
    auto compare = [&](const char* name, const Counts& a, const Counts& b) {
        if (!countsAgree(a, b)) bad.push_back(name);
    };
    compare("status", recorded.status, engine.status);
    compare("flags", recorded.flags, engine.flags);
    compare("clusters", recorded.clusters, engine.clusters);
    compare("tries", recorded.tries, engine.tries);
    compare("mirrors", recorded.mirrors, engine.mirrors);
    // which pod of a cluster answers one request is chance; over many, which workload answers is not
    if (recorded.count != 1) compare("workloads", recorded.workloads, engine.workloads);
    if (isCertain(recorded) && isCertain(engine)) {
        if (recorded.route != engine.route) bad.push_back("route");
        if (bodyOf(recorded) != bodyOf(engine)) bad.push_back("body");
    }
    if (!recorded.seen.empty() || !engine.seen.empty()) {
        compare("seen", variants(recorded), variants(engine));
    } else {
        if (recorded.response != engine.response) bad.push_back("response");
        if (recorded.upstream != engine.upstream) bad.push_back("upstream");
    }
    if (series && !recorded.series.empty()) compareSeries(recorded, engine, bad);
    return bad;
}

} // namespace meshwright::fidelity
