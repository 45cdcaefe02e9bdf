// A design in the words of another program: Gateway API, Argo Rollouts, Flagger; or as it is, for Istio.
#pragma once

#include "model/exporters/bundle.h"

#include <span>
#include <string_view>

namespace meshwright::model::exporters {

/// Files to be written, and what the target cannot say: warnings with the place in the design.
struct Exported {
    std::vector<BundleFile> files;
    Diagnostics notes;
};

struct Target {
    std::string_view id;      ///< "gateway-api": what `export --to` takes
    std::string_view title;   ///< "Gateway API"
    std::string_view summary; ///< one sentence: what is written
    Exported (*write)(const Design& design);
};

/// Every target, Istio first.
std::span<const Target> targets();
const Target* findTarget(std::string_view id);

/// All files as one multi-document text.
std::string textOf(const Exported& exported);

/// The design's own manifests, byte for byte.
Exported istio(const Design& design);
/// Gateways and HTTPRoutes of gateway.networking.k8s.io/v1, and a Service for each subset that a route names, as
/// Gateway API has none. Routes for the mesh have the Service as parent (GAMMA).
Exported gatewayApi(const Design& design);
/// The rollout plan of each scenario as an Argo Rollout that shifts the virtual service's weights, with an
/// AnalysisTemplate where the plan checks something; and the Istio objects it refers to.
Exported argoRollouts(const Design& design);
/// The rollout plan as a Flagger Canary; Flagger makes the destination rules and the virtual service itself.
Exported flagger(const Design& design);

} // namespace meshwright::model::exporters
