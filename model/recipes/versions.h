// Recipes about versions of one service: who gets which.
#pragma once

#include "model/recipes/recipe.h"

namespace meshwright::model::recipes {

/// A share of the requests goes to a new version. What is missing (workloads, subsets, the virtual service) is made.
struct CanaryInput {
    ResourceId service;
    std::string stable, canary;
    int percent = 10;
    bool steps = false; ///< a rollout plan in the scenario that raises the share while answers are good
};
Planned canary(const Design& design, const CanaryInput& input);

/// A whole canary from nothing: client, gateway, virtual service, service with two versions, and its rollout plan.
struct NewCanaryInput {
    std::string name, host, stable, canary;
    int percent = 10;
    std::int64_t port = 8080, rate = 50;
    bool steps = false;
};
Planned newCanary(const Design& design, const NewCanaryInput& input);

/// All requests go to one of two versions; those with the preview header reach the other one.
struct BlueGreenInput {
    ResourceId service;
    std::string blue, green;
    bool greenLive = false;
    std::string previewHeader; ///< empty = no way to look at the idle version
};
Planned blueGreen(const Design& design, const BlueGreenInput& input);

/// Requests with a header's value go to one version, all others to another.
struct AbTestInput {
    ResourceId service;
    std::string header, value;
    std::string match; ///< exact, prefix or regex
    std::string with, without;
};
Planned abTest(const Design& design, const AbTestInput& input);

/// One version answers, another gets copies of a share of the requests, and its answers are thrown away.
struct MirrorInput {
    ResourceId service;
    std::string live, shadow;
    int percent = 100;
};
Planned mirror(const Design& design, const MirrorInput& input);

extern const Recipe canaryRecipe, blueGreenRecipe, abTestRecipe, mirrorRecipe;

} // namespace meshwright::model::recipes
