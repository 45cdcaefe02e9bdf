// Why a connection went where it went: every chain, policy and rule tried, in order.
#pragma once

#include "model/design/resource.h"

#include <string>
#include <vector>

namespace meshwright::sim::routing {

/// One thing that was tried. `depth` nests it below the nearest earlier step of a smaller depth.
struct ExplanationStep {
    int depth = 0;
    std::string subject; ///< "filter chain 0.0.0.0_8080", "policy ns[shop]-policy[p]-rule[0]"
    bool matched = false;
    std::string reason; ///< one plain phrase: what was asked and what it met
    model::Origin origin;
};
using Explanation = std::vector<ExplanationStep>;

/// Collects steps where somebody wants them; without a sink every call is a no-op.
class Explainer {
public:
    explicit Explainer(Explanation* sink = nullptr, int depth = 0) : sink_(sink), depth_(depth) {}

    bool wanted() const { return sink_ != nullptr; }
    void say(std::string subject, bool matched, std::string reason, model::Origin origin = {}) const {
        if (sink_) sink_->push_back({depth_, std::move(subject), matched, std::move(reason), std::move(origin)});
    }
    Explainer nested() const { return Explainer(sink_, depth_ + 1); }

private:
    Explanation* sink_;
    int depth_;
};

} // namespace meshwright::sim::routing
