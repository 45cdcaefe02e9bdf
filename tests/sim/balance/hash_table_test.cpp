#include "sim/balance/hash_table.h"

#include "sim/balance/host_sets.h"
#include "sim/balance/request_hash.h"

#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace meshwright::sim::balance {
namespace {

// Vectors of the xxHash project's own tests (XXH64).
TEST(XxHash64, HasItsPublishedValues) {
    EXPECT_EQ(xxHash64(""), 0xef46db3751d8e999u);
    EXPECT_EQ(xxHash64("a"), 0xd24ec4f1a98c6e5bu);
    EXPECT_EQ(xxHash64("abc"), 0x44bc2cf5ad770999u);
    EXPECT_EQ(xxHash64("", 1), 0xd5afba1336a3be4bu);
}

struct Hosts {
    std::vector<std::string> keys;
    std::vector<WeightedHost> weighted;
};

Hosts equalHosts(std::uint32_t n, const std::string& port = "80") {
    Hosts hosts;
    for (std::uint32_t i = 0; i < n; ++i) hosts.keys.push_back("127.1.1." + std::to_string(i + 1) + ":" + port);
    for (std::uint32_t i = 0; i < n; ++i) hosts.weighted.push_back({i, hosts.keys[i], 1.0 / n});
    return hosts;
}

nlohmann::json readRecording(const std::string& path) {
    std::ifstream in(MESHWRIGHT_SOURCE_DIR "/tests/fidelity/recorded/" + path);
    return nlohmann::json::parse(in);
}

/// A recorded case whose pods are replicas of the design's first Deployment.
struct Recorded {
    const char* folder;
    const char* name;
    std::uint32_t replicas;
    const char* port;
    std::uint64_t maglevSize; ///< 0 = ring
    routing::HashPolicy policy;
};
void PrintTo(const Recorded& r, std::ostream* out) {
    *out << r.folder << "/" << r.name;
}

class RecordedHashing : public testing::TestWithParam<Recorded> {};

TEST_P(RecordedHashing, PicksThePodThatTheRealEnvoyPicked) {
    const Recorded& recorded = GetParam();
    const Hosts hosts = equalHosts(recorded.replicas, recorded.port);
    const RingTable ring(hosts.weighted, 1024, 8u << 20);
    const MaglevTable maglev(hosts.weighted, recorded.maglevSize);
    std::map<std::string, std::string> pods;
    for (const auto& outcome : readRecording(std::string(recorded.folder) + "/outcomes.json")) {
        if (outcome["case"] != recorded.name || outcome["pods"].size() != 1) continue;
        pods[outcome["request"]] = outcome["pods"].begin().key();
    }
    int compared = 0;
    for (const auto& oneCase : readRecording(std::string(recorded.folder) + "/cases.json")) {
        if (oneCase["name"] != recorded.name) continue;
        for (const auto& r : oneCase["requests"]) {
            routing::Request request;
            request.path = r["path"];
            const auto headers = r.value("headers", nlohmann::json::object());
            for (const auto& [name, value] : headers.items()) {
                request.headers.emplace_back(name, value);
            }
            const auto hash = requestHash(std::span(&recorded.policy, 1), request, {}).hash;
            if (!hash) continue;
            const auto host = recorded.maglevSize > 0 ? maglev.pick(*hash) : ring.pick(*hash);
            const std::string pod = pods.at(r["name"]);
            EXPECT_EQ(pod.substr(pod.rfind('-') + 1), std::to_string(host.value())) << r["name"];
            ++compared;
        }
    }
    EXPECT_GT(compared, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, RecordedHashing,
    testing::Values(Recorded{"seed", "hash-header", 4, "8080", 0, {routing::HashPolicy::Kind::Header, "x-user"}},
                    Recorded{"seed", "hash-maglev", 5, "8080", 65'537, {routing::HashPolicy::Kind::Query, "id"}},
                    Recorded{"seed", "lb-hash-cookie", 3, "80", 0, {routing::HashPolicy::Kind::Cookie, "sid"}},
                    Recorded{"seed", "lb-hash-maglev", 4, "80", 1'021, {routing::HashPolicy::Kind::Header, "x-user"}},
                    Recorded{
                        "seed", "lb-consistent-hash-query", 4, "80", 0, {routing::HashPolicy::Kind::Query, "user"}},
                    Recorded{"seed", "lb-consistent-hash", 4, "80", 0, {routing::HashPolicy::Kind::Header, "x-user"}},
                    Recorded{"runtime", "hash-50-users", 4, "8080", 0, {routing::HashPolicy::Kind::Header, "x-user"}}));

// Three equal hosts: scale = ceil(1024/3) × 3 = 1026. A weight of 1/4 gets a whole number, others what follows.
TEST(RingTable, HasTheSizeThatEnvoyGivesIt) {
    EXPECT_EQ(RingTable(equalHosts(3).weighted, 1024, 8u << 20).size(), 1026u);
    EXPECT_EQ(RingTable(equalHosts(3).weighted, 1, 8u << 20).size(), 3u);
    EXPECT_EQ(RingTable(equalHosts(3).weighted, 1024, 2).size(), 2u);
    EXPECT_EQ(RingTable(equalHosts(1).weighted, 1024, 8u << 20).size(), 1024u);
    EXPECT_EQ(RingTable({}, 1024, 8u << 20).size(), 0u);
    EXPECT_EQ(RingTable(equalHosts(3).weighted, 0, 8u << 20).pick(1), std::nullopt);
}

TEST(RingTable, GivesPointsByWeight) {
    const std::vector<WeightedHost> hosts = {{0, "a:1", 0.25}, {1, "b:1", 0.75}};
    const RingTable ring(hosts, 1024, 8u << 20);
    EXPECT_EQ(ring.size(), 1024u);
    int heavy = 0;
    for (std::uint32_t attempt = 0; attempt < 1024; ++attempt) heavy += ring.pick(0, attempt) == 1u ? 1 : 0;
    EXPECT_EQ(heavy, 768);
}

TEST(RingTable, WrapsAfterItsLastPoint) {
    const RingTable ring(equalHosts(3).weighted, 1024, 8u << 20);
    EXPECT_EQ(ring.pick(~0ull), ring.pick(0));
    EXPECT_EQ(ring.pick(5, 1026), ring.pick(5, 0));
}

TEST(RingTable, MovesOnlyTheKeysOfAHostThatLeaves) {
    const Hosts hosts = equalHosts(4);
    const RingTable four(hosts.weighted, 1024, 8u << 20);
    auto left = equalHosts(3);
    const RingTable three(left.weighted, 768, 8u << 20);
    for (int i = 0; i < 2'000; ++i) {
        const auto hash = xxHash64("user" + std::to_string(i));
        if (const auto before = four.pick(hash); before != 3u) {
            ASSERT_EQ(three.pick(hash), before);
        }
    }
}

TEST(MaglevTable, FillsEverySlotByWeight) {
    const std::vector<WeightedHost> hosts = {{0, "a:1", 0.2}, {1, "b:1", 0.6}, {2, "c:1", 0.2}};
    const MaglevTable table(hosts, 65'537);
    std::map<std::uint32_t, int> slots;
    for (std::uint64_t i = 0; i < 65'537; ++i) ++slots[table.pick(i).value()];
    EXPECT_NEAR(slots[0], 65'537 * 0.2, 2);
    EXPECT_NEAR(slots[1], 65'537 * 0.6, 2);
    EXPECT_EQ(MaglevTable({}, 65'537).pick(3), std::nullopt);
}

TEST(MaglevTable, DoesNotDependOnTheOrderOfItsHosts) {
    Hosts hosts = equalHosts(5);
    const MaglevTable table(hosts.weighted, 1'009);
    std::reverse(hosts.weighted.begin(), hosts.weighted.end());
    const MaglevTable reversed(hosts.weighted, 1'009);
    for (std::uint64_t i = 0; i < 1'009; ++i) ASSERT_EQ(table.pick(i), reversed.pick(i));
}

TEST(MaglevTable, LooksElsewhereOnARetry) {
    const MaglevTable table(equalHosts(5).weighted, 65'537);
    std::set<std::uint32_t> seen;
    for (std::uint32_t attempt = 0; attempt < 20; ++attempt) seen.insert(table.pick(12'345, attempt).value());
    EXPECT_GT(seen.size(), 2u);
}

} // namespace
} // namespace meshwright::sim::balance
