// The HTTP rules of one VirtualService against single requests, without the mesh around them.
#pragma once

#include "model/istio/virtual_service.h"
#include "sim/routing/explain.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::probe {

/// What a match block makes of a request.
struct Verdict {
    bool matches = false;
    std::string why; ///< one sentence: the condition that fails and what the request has, or that all hold
    /// The rule that takes the request, from 0: the first whose match holds. None where no rule does.
    std::optional<std::size_t> takenBy;
};

/// Judges by path, host, method, scheme, headers and query. `port`, `gateways`, `sourceLabels` and `sourceNamespace`
/// say for which proxies a block counts, not for which requests: they are taken as fulfilled.
class RuleProbe {
public:
    explicit RuleProbe(const model::istio::VirtualService& service);

    /// A request that the block takes (rules without a match have one block that takes everything). None where its
    /// conditions contradict each other, or ask for a token.
    std::optional<routing::Request> example(std::size_t rule, std::size_t block) const;
    /// A request that also reaches the rule, past the rules before it. None where there is none or it was not found.
    std::optional<routing::Request> reaching(std::size_t rule, std::size_t block) const;
    Verdict judge(std::size_t rule, std::size_t block, const routing::Request& request) const;

private:
    struct Block {
        std::size_t rule = 0, block = 0;
    };
    std::optional<std::size_t> find(std::size_t rule, std::size_t block) const;
    std::optional<routing::Request> solve(std::vector<routing::RoutePtr> routes, std::size_t route) const;

    std::vector<Block> blocks_;
    std::vector<routing::RoutePtr> routes_; ///< one for each block
    std::string host_;
};

/// "GET /v2/items, header end-user: jason": the parts of a request that a person would type.
std::string inWords(const routing::Request& request);

} // namespace meshwright::sim::probe
