#include "model/analyze/analyze.h"

#include "model/analyze/world.h"
#include "model/validate/validate.h"
#include "model/yaml/read.h"

#include <algorithm>
#include <map>

namespace meshwright::model {

Diagnostics analyze(const Design& design) {
    using namespace analysis;
    Diagnostics out;
    // A cluster refuses an object that cannot be read as its kind, so nothing else sees it; one message says so.
    std::vector<ResourcePtr> accepted;
    for (std::size_t i = 0; i < design.documents().size(); ++i) {
        const auto& document = design.documents()[i];
        const auto broken = [&](const ResourcePtr& r) {
            return std::find_if(document->diagnostics.begin(), document->diagnostics.end(), [&](const Diagnostic& d) {
                return (d.code == yaml::kUnknownField || d.code == yaml::kWrongType) && d.kind == r->kind &&
                       d.name == r->meta.name && d.ns == r->meta.ns;
            });
        };
        for (const auto& r : document->resources) {
            const auto found = broken(r);
            if (found == document->diagnostics.end()) {
                accepted.push_back(r);
            } else {
                out.push_back(*found);
                design.placeOf(i).place(out.back());
            }
        }
    }
    const Placement places(design);
    World world(std::move(accepted), places, out);
    for (const auto& resource : world.resources())
        for (auto& d : validate(*resource)) {
            // Istio's analyzers look at specs only, and not at what the API server refuses by schema.
            if (d.code.compare(0, 3, "IST") != 0 || d.field.compare(0, 20, "metadata.annotations") == 0) continue;
            places.find(*resource)->place(d);
            out.push_back(std::move(d));
        }
    analyzeRoutes(world);
    analyzeVirtualServiceHosts(world);
    analyzeGateways(world);
    analyzeServices(world);
    analyzeDestinationRules(world);
    analyzePolicies(world);
    analyzeSidecars(world);
    analyzeMetadata(world);
    std::map<std::string, std::size_t> order;
    for (const auto& file : design.files()) order.emplace(file, order.size());
    std::stable_sort(out.begin(), out.end(), [&](const Diagnostic& a, const Diagnostic& b) {
        const auto key = [&](const Diagnostic& d) {
            return std::make_tuple(order[d.file], d.document, d.position.line, d.position.column);
        };
        return key(a) < key(b);
    });
    return out;
}

} // namespace meshwright::model
