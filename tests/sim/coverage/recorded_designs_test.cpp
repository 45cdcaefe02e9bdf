// Over the recorded designs: whatever a request reaches is reported as reachable, whatever is reported as reachable is
// reached by its request, and nothing stays undecided.
#include "sim/coverage/coverage.h"
#include "sim/kernel/random.h"
#include "sim/routing/l4/proxy_connections.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <map>

namespace meshwright::sim::coverage {
namespace {

struct Recorded {
    model::Design design;
    routing::MeshConfig config;
    std::vector<const replay::Case*> cases;
};

/// The designs of a folder of recorded cases, with their cases.
std::vector<Recorded> recordedDesigns(const std::string& folder, const std::vector<replay::Case>& cases) {
    std::map<std::pair<std::string, std::string>, std::vector<const replay::Case*>> byDesign;
    for (const auto& c : cases) byDesign[{c.design, c.meshConfig}].push_back(&c);
    std::vector<Recorded> out;
    for (auto& [key, list] : byDesign) {
        auto design = model::Design::fromPath((std::filesystem::path(folder) / key.first).string());
        auto config = routing::MeshConfig::fromYaml(key.second);
        if (design && config) out.push_back({std::move(*design), std::move(*config), std::move(list)});
    }
    return out;
}

/// Other requests made of the parts of the recorded ones.
replay::Case shuffled(const replay::Case& original, kernel::RandomStream& random, int count) {
    replay::Case out = original;
    out.name += " shuffled";
    out.requests.clear();
    std::vector<const replay::CaseRequest*> plain;
    for (const auto& r : original.requests)
        if (r.from && !r.direct()) plain.push_back(&r);
    if (plain.empty()) return out;
    const auto any = [&]() -> const replay::CaseRequest& { return *plain[random.below(plain.size())]; };
    for (int i = 0; i < count; ++i) {
        replay::CaseRequest r = any();
        r.name = "s" + std::to_string(i);
        if (random.below(2)) r.path = any().path;
        if (random.below(2)) r.headers = any().headers;
        if (random.below(3) == 0) r.method = any().method;
        if (random.below(3) == 0) r.authority = any().authority;
        out.requests.push_back(std::move(r));
    }
    return out;
}

class RecordedDesigns : public testing::TestWithParam<const char*> {
protected:
    const std::string folder = std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/fidelity/recorded/" + GetParam();

    void SetUp() override {
        auto read = replay::readCases(folder + "/cases.json");
        ASSERT_TRUE(read);
        cases = std::move(*read);
        designs = recordedDesigns(folder, cases);
        ASSERT_FALSE(designs.empty());
    }
    std::vector<replay::Case> cases;
    std::vector<Recorded> designs;
};

TEST_P(RecordedDesigns, RequestsReachOnlyWhatIsReportedAsReachable) {
    kernel::RandomStream random(11);
    std::size_t followed = 0, plain = 0;
    for (const auto& recorded : designs) {
        std::vector<replay::Case> more;
        for (const auto* c : recorded.cases) {
            more.push_back(shuffled(*c, random, 40));
            for (const auto& r : c->requests) plain += r.from && !r.direct();
        }
        CoverageOptions options{recorded.cases};
        for (const auto& c : more) options.cases.push_back(&c);
        const CoverageReport report = coverage(recorded.design, recorded.config, options);
        followed += report.caseRequests;
        for (const auto& item : report.items)
            EXPECT_TRUE(item.reachedBy.empty() || item.reachable())
                << report.places.toText(item.origin) << " by " << item.reachedBy.front();
    }
    EXPECT_GE(followed, plain);
}

TEST_P(RecordedDesigns, EveryReportedRequestArrives) {
    for (const auto& recorded : designs) {
        const CoverageReport report = coverage(recorded.design, recorded.config, {recorded.cases});
        const auto mesh = routing::indexMesh(recorded.design, recorded.config);
        std::map<routing::ProxyRef, routing::ProxyConnections> proxies;
        for (const auto& item : report.items) {
            const auto* witness = std::get_if<Witness>(&item.verdict);
            if (!witness || witness->table.empty()) continue;
            auto at = proxies.find(witness->proxy);
            if (at == proxies.end())
                at = proxies.emplace(witness->proxy, routing::ProxyConnections::outbound(mesh, witness->proxy)).first;
            const auto tables = at->second.tables();
            const routing::Matcher matcher(tables);
            const auto decision = matcher.decide(*tables->named.at(witness->table), witness->request, 0);
            ASSERT_TRUE(decision.route) << report.places.toText(item.origin);
            if (item.kind != ItemKind::MatchBlock || decision.route->origin.resource != item.origin.resource) continue;
            EXPECT_EQ(decision.route->matchOrigin.field, item.origin.field) << report.places.toText(item.origin);
        }
    }
}

TEST_P(RecordedDesigns, NothingStaysUndecided) {
    for (const auto& recorded : designs) {
        const CoverageReport report = coverage(recorded.design, recorded.config, {recorded.cases});
        for (const auto& item : report.items)
            if (const auto* open = std::get_if<Undecided>(&item.verdict))
                ADD_FAILURE() << report.places.toText(item.origin) << ": " << open->reason;
    }
}

INSTANTIATE_TEST_SUITE_P(Folders, RecordedDesigns, testing::Values("seed", "random", "tcp-tls"), [](const auto& info) {
    std::string name = info.param;
    name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
    return name;
});

} // namespace
} // namespace meshwright::sim::coverage
