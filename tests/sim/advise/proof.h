// A design with a fault, its near twin without, and what of the running or routed mesh shows the difference.
#pragma once

#include "model/edit/edit.h"
#include "sim/advise/advise.h"
#include "sim/routing/mesh_index.h"
#include "tests/sim/support/small_mesh.h"

#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace meshwright::tests {

struct Proof {
    const char* name;
    const char* code;
    const char* field;       ///< where the message stands
    std::string fault, twin; ///< designs as YAML
    /// Runs or routes the design: true where the effect that the message tells of is there.
    std::function<bool(const std::string& design)> shows;
};

inline std::string said(const model::Diagnostics& diagnostics) {
    std::string out;
    for (const auto& d : diagnostics) out += "\n" + model::toText(d);
    return out;
}

inline std::size_t countOf(const model::Diagnostics& diagnostics, const std::string& code, const std::string& field) {
    std::size_t n = 0;
    for (const auto& d : diagnostics) n += d.code == code && (field.empty() || d.field == field);
    return n;
}

/// The message is there where the effect is, and neither is in the twin.
inline void prove(const Proof& proof) {
    SCOPED_TRACE(std::string(proof.code) + ": " + proof.name);
    const auto about = sim::advise::advise(design(proof.fault));
    EXPECT_EQ(countOf(about, proof.code, proof.field), 1u) << said(about);
    EXPECT_TRUE(proof.shows(proof.fault)) << "the fault has no effect";
    const auto twin = sim::advise::advise(design(proof.twin));
    EXPECT_EQ(countOf(twin, proof.code, ""), 0u) << said(twin);
    EXPECT_FALSE(proof.shows(proof.twin)) << "the twin has the effect, too";
}

/// What a fix promises: applied, its message is gone. The number of fixes that the faults offer.
inline std::size_t expectGoneOnceFixed(const std::vector<Proof>& proofs) {
    std::size_t fixes = 0;
    for (const auto& proof : proofs) {
        const auto before = design(proof.fault);
        for (const auto& d : sim::advise::advise(before)) {
            if (!d.fix || !d.fix->canBeApplied()) continue;
            ++fixes;
            const auto after = model::edit::apply(before, model::edit::editOf(*d.fix));
            EXPECT_TRUE(after) << toText(d);
            if (!after) continue;
            for (const auto& left : sim::advise::advise(*after))
                EXPECT_FALSE(left.code == d.code && left.field == d.field && left.message == d.message) << toText(left);
        }
    }
    return fixes;
}

/// Decides a request as the sidecar of client-v1.
class Sender {
public:
    explicit Sender(const std::string& text, sim::routing::ProxyRef proxy = {{}, "client-v1", "default"})
        : matcher_(sim::routing::compile(sim::routing::indexMesh(design(text)), proxy)) {}

    sim::routing::Decision get(const std::string& host, const std::string& path = "/", std::uint64_t draw = 0,
                               std::vector<std::pair<std::string, std::string>> headers = {}) const {
        sim::routing::Request request;
        request.authority = host;
        request.path = path;
        request.headers = std::move(headers);
        return matcher_.decide(request, draw);
    }
    /// "VirtualService.field" of the rule, "" where none decides.
    std::string rule(const std::string& host, const std::string& path = "/") const {
        const auto decision = get(host, path);
        if (!decision.route || !decision.route->matchOrigin.resource) return {};
        return decision.route->matchOrigin.resource->meta.name + "." + decision.route->matchOrigin.field;
    }
    std::string cluster(const std::string& host, const std::string& path = "/", std::uint64_t draw = 0) const {
        const auto decision = get(host, path, draw);
        return decision.destination ? decision.destination->cluster : "";
    }
    const sim::routing::Matcher& matcher() const { return matcher_; }

private:
    sim::routing::Matcher matcher_;
};

} // namespace meshwright::tests
