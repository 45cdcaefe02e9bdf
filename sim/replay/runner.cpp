#include "sim/replay/runner.h"

#include "sim/mesh/case_runner.h"
#include "sim/replay/connection_evaluator.h"
#include "sim/routing/inbound/http_policies.h"

#include <filesystem>
#include <map>
#include <tuple>

namespace meshwright::sim::replay {

namespace {

model::Diagnostic about(const Case& testCase, std::string message) {
    model::Diagnostic d;
    d.code = "MW0020";
    d.file = testCase.design;
    d.message = "Case " + testCase.name + ": " + std::move(message);
    return d;
}

/// Requests of one sender, with what tells senders apart: the proxy, or the one
/// that is called directly.
std::vector<SenderRun> senders(const Case& testCase, const routing::MeshIndexPtr& mesh, std::uint64_t seed) {
    using Key = std::tuple<bool, std::string, std::string, routing::ProxyRef>;
    std::vector<SenderRun> out;
    std::map<Key, std::size_t> index;
    for (const auto& request : testCase.requests) {
        Key key{request.direct(), "", "", {}};
        if (request.to)
            key = {true, request.to->workload, request.to->ns, {}};
        else if (request.from)
            std::get<3>(key) = *request.from;
        const auto [it, fresh] = index.emplace(key, out.size());
        if (fresh) out.push_back({testCase, mesh, {}, seed});
        out[it->second].requests.push_back(&request);
    }
    return out;
}

} // namespace

Evaluators standardEvaluators() {
    return {mesh::simulateHttp, evaluateConnections};
}

tl::expected<std::vector<Outcome>, model::Diagnostics> runCase(const Case& testCase, const model::Design& design,
                                                               std::uint64_t seed, const Evaluators& evaluators) {
    routing::MeshConfig config;
    if (!testCase.meshConfig.empty()) {
        auto read = routing::MeshConfig::fromYaml(testCase.meshConfig);
        if (!read) return tl::unexpected(std::move(read.error()));
        config = std::move(*read);
    }
    const auto mesh = routing::indexMesh(design, config);
    std::vector<Outcome> out;
    for (const auto& run : senders(testCase, mesh, seed)) {
        const bool direct = run.requests.front()->direct();
        const SenderEvaluator& evaluate = direct ? evaluators.connection : evaluators.http;
        if (!evaluate)
            return tl::unexpected(model::Diagnostics{
                about(testCase, std::string("request ") + run.requests.front()->name + " asks for " +
                                    (direct ? "connections" : "HTTP") + ", which this build does not evaluate.")});
        for (auto& o : evaluate(run)) out.push_back(std::move(o));
    }
    return out;
}

tl::expected<std::vector<Outcome>, model::Diagnostics>
replay(const std::string& casesPath, std::uint64_t seed, const Evaluators& evaluators,
       const std::function<void(std::size_t, std::size_t)>& onCase) {
    auto cases = readCases(casesPath);
    if (!cases) return tl::unexpected(std::move(cases.error()));
    const auto folder = std::filesystem::path(casesPath).parent_path();
    std::vector<Outcome> out;
    for (std::size_t i = 0; i < cases->size(); ++i) {
        const Case& c = (*cases)[i];
        const auto design = model::Design::fromPath((folder / c.design).string());
        if (!design) return tl::unexpected(design.error());
        auto outcomes = runCase(c, *design, seed, evaluators);
        if (!outcomes) return tl::unexpected(std::move(outcomes.error()));
        for (auto& o : *outcomes) out.push_back(std::move(o));
        if (onCase) onCase(i + 1, cases->size());
    }
    return out;
}

} // namespace meshwright::sim::replay
