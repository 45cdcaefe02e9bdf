#include "model/recipes/recipe.h"

#include "model/recipes/policies.h"
#include "model/recipes/versions.h"

#include <array>

namespace meshwright::model::recipes {

std::span<const Recipe> recipes() {
    static const std::array<Recipe, 8> all{canaryRecipe,     blueGreenRecipe, abTestRecipe, mirrorRecipe,
                                           resilienceRecipe, exposeRecipe,    egressRecipe, strictMtlsRecipe};
    return all;
}

const Recipe* findRecipe(std::string_view id) {
    for (const auto& recipe : recipes())
        if (recipe.id == id) return &recipe;
    return nullptr;
}

} // namespace meshwright::model::recipes
