// A small mesh for tests of the running mesh: a client's sidecar, a service with versions, and what a test adds.
#pragma once

#include "model/design/design.h"
#include "sim/mesh/simulation.h"

#include <stdexcept>
#include <string>

namespace meshwright::tests {

/// YAML of a Service and its Deployments.
inline std::string service(const std::string& name, int replicas = 1, const std::string& version = "v1") {
    return "---\napiVersion: v1\nkind: Service\nmetadata: {name: " + name +
           ", namespace: default}\nspec: {selector: {app: " + name + "}, ports: [{name: http, port: 80}]}\n" +
           "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name + "-" + version +
           ", namespace: default}\nspec:\n  replicas: " + std::to_string(replicas) +
           "\n  template: {metadata: {labels: {app: " + name + ", version: " + version + "}}}\n";
}

inline std::string deployment(const std::string& app, const std::string& version, int replicas = 1) {
    return "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + app + "-" + version +
           ", namespace: default}\nspec:\n  replicas: " + std::to_string(replicas) +
           "\n  template: {metadata: {labels: {app: " + app + ", version: " + version + "}}}\n";
}

inline std::string rule(const std::string& kind, const std::string& name, const std::string& spec) {
    return "---\napiVersion: networking.istio.io/v1\nkind: " + kind + "\nmetadata: {name: " + name +
           ", namespace: default}\nspec: " + spec + "\n";
}

/// `spec` in flow style.
inline std::string scenario(const std::string& spec) {
    return "---\napiVersion: meshwright.dev/v1alpha1\nkind: Scenario\nmetadata: {name: run, namespace: "
           "default}\nspec: " +
           spec + "\n";
}

inline model::Design design(const std::string& text) {
    auto read = model::Design::fromText(text, "test.yaml");
    if (!read) throw std::runtime_error(model::toText(read.error().front()));
    return *read;
}

inline sim::mesh::Simulation simulation(const std::string& text, std::uint64_t seed = 1,
                                        sim::mesh::RunOptions options = {}) {
    options.seed = seed;
    auto made = sim::mesh::Simulation::create(design(text), options);
    if (!made) throw std::runtime_error(model::toText(made.error().front()));
    return std::move(*made);
}

/// The snapshot at the end of the run.
inline sim::metrics::Snapshot ran(const std::string& text, std::uint64_t seed = 1, sim::mesh::RunOptions options = {}) {
    auto run = simulation(text, seed, options);
    run.advanceTo(run.horizon());
    return run.snapshot();
}

inline std::uint64_t count(const std::map<std::string, std::uint64_t>& counts, const std::string& key) {
    const auto it = counts.find(key);
    return it == counts.end() ? 0 : it->second;
}

} // namespace meshwright::tests
