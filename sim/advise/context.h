// What the questions of this folder share: the compiled tables, the coverage of rules, the legs of traffic, and the
// list of messages.
#pragma once

#include "model/base/codes.h"
#include "sim/advise/traffic_legs.h"
#include "sim/coverage/coverage.h"
#include "sim/routing/mesh_index.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace meshwright::sim::advise {

using model::Fix;
using model::Origin;
using model::Resource;
using model::ResourcePtr;

class Context {
public:
    Context(const model::Design& design, const routing::MeshConfig& config);

    const model::Design& design() const { return mesh_->design(); }
    const routing::MeshIndex& mesh() const { return *mesh_; }
    const routing::MeshIndexPtr& meshPtr() const { return mesh_; }
    const coverage::CoverageReport& coverage() const { return coverage_; }
    /// The tables of each proxy that coverage looked from.
    const std::vector<std::shared_ptr<const routing::ProxyTables>>& tables() const { return tables_; }
    const TrafficLegs& legs() const { return legs_; }

    /// Adds a message with the severity of its code, or a given one; the same message is said once.
    void say(const char* code, const Resource& resource, const std::string& field, std::string message,
             std::optional<Fix> fix = {}, std::optional<model::Severity> severity = {});
    void say(const char* code, const Origin& origin, std::string message, std::optional<Fix> fix = {}) {
        if (origin) say(code, *origin.resource, origin.field, std::move(message), std::move(fix));
    }
    /// Adds a message that somebody else made; where it is about `object`, its place is that object's in this design.
    void add(model::Diagnostic diagnostic, const Resource* object = nullptr);
    model::Diagnostics take();

private:
    routing::MeshIndexPtr mesh_;
    coverage::CoverageReport coverage_;
    std::vector<std::shared_ptr<const routing::ProxyTables>> tables_;
    TrafficLegs legs_;
    model::Diagnostics out_;
    std::set<std::string> said_;
};

/// The fix that writes one value.
Fix setValue(const Resource& resource, std::string field, model::edit::Value value, std::string title);
/// The fix that removes one field or list item.
Fix removeItem(const Resource& resource, std::string field, std::string title);
/// "1.5s", "250ms"
std::string inWords(model::Duration duration);

} // namespace meshwright::sim::advise
