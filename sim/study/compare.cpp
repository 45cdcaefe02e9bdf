#include "sim/study/compare.h"

#include "sim/study/runs.h"

#include <map>

namespace meshwright::sim::study {

Comparison comparePairs(Study first, Study second, double confidence) {
    Comparison result;
    std::map<std::uint64_t, const RunRecord*> bySeed;
    for (const auto& run : second.runs) bySeed[run.seed] = &run;
    std::map<std::string, std::vector<double>> differences;
    for (const auto& run : first.runs) {
        const auto partner = bySeed.find(run.seed);
        if (partner == bySeed.end()) continue;
        const std::map<std::string, double> theirs(partner->second->measures.begin(), partner->second->measures.end());
        for (const auto& [name, value] : run.measures) {
            if (const auto other = theirs.find(name); other != theirs.end()) {
                differences[name].push_back(other->second - value);
            }
        }
    }
    for (const auto& metric : first.metrics) {
        const auto* other = second.find(metric.name);
        if (other == nullptr) continue;
        result.metrics.push_back(
            {metric.name, metric.interval, other->interval, meanInterval(differences[metric.name], confidence)});
    }
    result.first = std::move(first);
    result.second = std::move(second);
    return result;
}

tl::expected<Comparison, model::Diagnostics> compare(const model::Design& first, const model::Design& second,
                                                     const StudyOptions& options) {
    auto studies = runAll({&first, &second}, options);
    if (!studies) return tl::unexpected(studies.error());
    return comparePairs(std::move(studies->at(0)), std::move(studies->at(1)), options.confidence);
}

tl::expected<std::vector<SweepPoint>, model::Diagnostics> sweep(const std::vector<Variant>& variants,
                                                                const StudyOptions& options) {
    std::vector<const model::Design*> designs;
    designs.reserve(variants.size());
    for (const auto& variant : variants) designs.push_back(&variant.design);
    auto studies = runAll(designs, options);
    if (!studies) return tl::unexpected(studies.error());
    std::vector<SweepPoint> points;
    for (std::size_t i = 0; i < variants.size(); ++i) {
        points.push_back({variants[i].label, std::move(studies->at(i))});
    }
    return points;
}

} // namespace meshwright::sim::study
