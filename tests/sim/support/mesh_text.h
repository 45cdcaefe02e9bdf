// Designs written as text in tests.
#pragma once

#include "sim/routing/mesh_index.h"

#include <gtest/gtest.h>
#include <string>

namespace meshwright::tests {

/// The index of a design ("" is an empty one); fails the test where the text is refused.
inline sim::routing::MeshIndexPtr meshOf(const std::string& text, const sim::routing::MeshConfig& config = {}) {
    if (text.empty()) return std::make_shared<const sim::routing::MeshIndex>(model::Design{}, config);
    const auto design = model::Design::fromText(text, "test.yaml");
    EXPECT_TRUE(design) << (design ? "" : toText(design.error().front()));
    return std::make_shared<const sim::routing::MeshIndex>(design ? *design : model::Design{}, config);
}

/// A Deployment of one pod with the label app=NAME, and its Service.
inline std::string workloadText(const std::string& name, const std::string& ns, const std::string& ports) {
    return "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name + ", namespace: " + ns +
           "}\nspec:\n  template:\n    metadata: {labels: {app: " + name +
           "}}\n    spec: {serviceAccountName: " + name +
           ", containers: [{name: app, ports: [{containerPort: 9999}]}]}\n" +
           "---\napiVersion: v1\nkind: Service\nmetadata: {name: " + name + ", namespace: " + ns +
           "}\nspec:\n  selector: {app: " + name + "}\n  ports:\n" + ports;
}

} // namespace meshwright::tests
