#include "sim/study/bad_canary.h"

#include "model/edit/edit.h"
#include "model/yaml/writer.h"

namespace meshwright::sim::study {

using model::scenario::Scenario;

tl::expected<model::Design, model::Diagnostics> degradeCanary(const model::Design& design,
                                                              const model::Resource& scenario, const BadCanary& bad) {
    const auto workloads = mesh::canaryWorkloads(design, scenario);
    if (!workloads) return tl::unexpected(workloads.error());
    model::edit::Sequence sequence;
    std::size_t index = scenario.as<Scenario>()->incidents.size();
    for (const mesh::WorkloadRef& workload : *workloads) {
        const std::string target = "at: 0s\nworkload: " + model::yaml::scalarText(workload.name) +
                                   "\nnamespace: " + model::yaml::scalarText(workload.ns) + "\n";
        const auto add = [&](const std::string& what) {
            sequence.edits.push_back(
                {model::edit::InsertItem{scenario.id(), "spec.incidents", index++, what + target}, "Break the canary"});
        };
        if (bad.errors.value > 0) {
            add("name: bad-canary-errors\ntype: errors\nerrors: {percent: " +
                model::yaml::numberText(bad.errors.value) + ", status: " + std::to_string(bad.status) + "}\n");
        }
        if (bad.slow != 1) {
            add("name: bad-canary-slow\ntype: slow\nfactor: " + model::yaml::numberText(bad.slow) + "\n");
        }
    }
    return model::edit::apply(design, {std::move(sequence), "Break the canary"});
}

} // namespace meshwright::sim::study
