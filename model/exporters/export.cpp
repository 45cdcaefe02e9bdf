#include "model/exporters/export.h"

#include <array>

namespace meshwright::model::exporters {

std::span<const Target> targets() {
    static constexpr std::array<Target, 4> all{{
        {"istio", "Istio", "The design's own manifests, as a cluster with Istio takes them.", istio},
        {"gateway-api", "Gateway API", "Gateways and HTTPRoutes that any implementation of Gateway API takes.",
         gatewayApi},
        {"argo-rollouts", "Argo Rollouts", "The rollout plan as a Rollout that shifts the weights step by step.",
         argoRollouts},
        {"flagger", "Flagger", "The rollout plan as a Canary that Flagger carries out.", flagger},
    }};
    return all;
}

const Target* findTarget(std::string_view id) {
    for (const auto& target : targets())
        if (target.id == id) return &target;
    return nullptr;
}

std::string textOf(const Exported& exported) {
    std::string out;
    for (const auto& file : exported.files) {
        if (!out.empty() && file.text.rfind("---", 0) != 0) out += "---\n";
        out += file.text;
    }
    return out;
}

Exported istio(const Design& design) {
    return {bundleFiles(design), {}};
}

} // namespace meshwright::model::exporters
