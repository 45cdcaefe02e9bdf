// What became of a request, in the shape of the recordings.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace meshwright::sim::replay {

using Counts = std::map<std::string, std::uint32_t>;
using HeaderMap = std::map<std::string, std::string>; ///< several lines of one name joined with ","

/// A request as its back end saw it; headers that proxies add for tracing are left out.
struct Upstream {
    std::string method, path, authority;
    HeaderMap headers;
    friend bool operator==(const Upstream&, const Upstream&) = default;
};

/// Counts of the requests sent in one stretch of 250 ms.
struct Bucket {
    double atSeconds = 0;
    Counts status, flags, pods;
    double meanMs = 0;
};

struct Outcome {
    std::string caseName, request;
    std::uint32_t count = 1;
    Counts status, flags, clusters, workloads, tries, mirrors, pods;
    HeaderMap response;                        ///< of the last request
    std::optional<Upstream> upstream;          ///< of the last request that reached a back end
    std::map<std::string, std::uint32_t> seen; ///< JSON of {response, upstream} → how often; only where they varied
    std::string body, route, details;
    std::vector<Bucket> series;
    int medianMs = 0, p99Ms = 0;
};

/// One answered request, for OutcomeBuilder.
struct Answer {
    std::string status = "error"; ///< code, "ok", "closed" or "error"
    std::string flags = "-", cluster = "-", workload = "-", pod = "-";
    std::uint32_t tries = 0;
    std::vector<std::string> mirrors; ///< workloads that got a copy
    HeaderMap response;
    std::optional<Upstream> upstream;
    std::string body, route, details;
    double sentAtSeconds = 0, tookMs = 0; ///< since the request's first repetition
};

/// Sums up the repetitions of one request.
class OutcomeBuilder {
public:
    OutcomeBuilder(std::string caseName, std::string request, bool rated = false);
    void add(const Answer& answer);
    Outcome finish();

private:
    Outcome outcome_;
    bool rated_;
    std::map<std::string, std::uint32_t> seen_;
    std::vector<double> took_;
};

nlohmann::ordered_json toJson(const Outcome& outcome);
nlohmann::ordered_json toJson(const std::vector<Outcome>& outcomes);
/// Reads a file of outcomes; the error is one sentence.
tl::expected<std::vector<Outcome>, std::string> readOutcomes(const std::string& path);

} // namespace meshwright::sim::replay
