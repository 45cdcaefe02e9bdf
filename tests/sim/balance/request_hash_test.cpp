#include "sim/balance/request_hash.h"

#include "sim/balance/hash_table.h"

#include <bit>
#include <gtest/gtest.h>

namespace meshwright::sim::balance {
namespace {

using routing::HashPolicy;
using Kind = HashPolicy::Kind;

routing::Request request() {
    routing::Request r;
    r.path = "/cart?user=alice&user=bob&empty=&bare";
    r.headers = {{"x-user", "zoe"}, {"X-User", "amy"}, {"cookie", "a=1; sid=\"abc\"; b=2"}, {"cookie", "sid=other"}};
    return r;
}
constexpr Downstream client{"10.0.0.1", "10.0.0.1:5000", "10.0.0.9:80"};

std::optional<std::uint64_t> hashOf(std::vector<HashPolicy> policies) {
    return requestHash(policies, request(), client).hash;
}

TEST(RequestHash, SortsAndChainsTheLinesOfAHeader) {
    EXPECT_EQ(hashOf({{Kind::Header, "x-user"}}), xxHash64("zoe", xxHash64("amy")));
    EXPECT_EQ(hashOf({{Kind::Header, "x-none"}}), std::nullopt);
}

TEST(RequestHash, TakesTheFirstCookieWithoutItsQuotes) {
    EXPECT_EQ(hashOf({{Kind::Cookie, "sid"}}), xxHash64("abc"));
    EXPECT_EQ(hashOf({{Kind::Cookie, "b"}}), xxHash64("2"));
    EXPECT_EQ(hashOf({{Kind::Cookie, "none"}}), std::nullopt);
}

TEST(RequestHash, MakesACookieWhereItHasALifetime) {
    const HashPolicy policy{Kind::Cookie, "none", model::Duration::seconds(60), "/shop"};
    const RequestHash result = requestHash(std::span(&policy, 1), request(), client);
    ASSERT_TRUE(result.cookie.has_value());
    EXPECT_EQ(result.cookie->value.size(), 16u);
    EXPECT_EQ(result.cookie->path, "/shop");
    EXPECT_EQ(result.hash, xxHash64(result.cookie->value));
    const HashPolicy session{Kind::Cookie, "none", model::Duration{}};
    EXPECT_TRUE(requestHash(std::span(&session, 1), request(), client).hash.has_value());
}

TEST(RequestHash, TakesTheFirstValueOfAQueryParameterAsItStands) {
    EXPECT_EQ(hashOf({{Kind::Query, "user"}}), xxHash64("alice"));
    EXPECT_EQ(hashOf({{Kind::Query, "empty"}}), xxHash64(""));
    EXPECT_EQ(hashOf({{Kind::Query, "bare"}}), xxHash64(""));
    EXPECT_EQ(hashOf({{Kind::Query, "none"}}), std::nullopt);
}

TEST(RequestHash, HashesTheSourceWithoutItsPort) {
    EXPECT_EQ(hashOf({{Kind::SourceIp, ""}}), xxHash64("10.0.0.1"));
}

TEST(RequestHash, TurnsTheOldValueBeforeItAddsTheNext) {
    const auto user = xxHash64("alice"), source = xxHash64("10.0.0.1");
    EXPECT_EQ(hashOf({{Kind::Query, "user"}, {Kind::Header, "x-none"}, {Kind::SourceIp, ""}}),
              std::rotl(user, 1) ^ source);
}

TEST(RequestHash, StopsAtATerminalPolicyThatGaveOne) {
    HashPolicy missing{Kind::Header, "x-none"}, query{Kind::Query, "user"};
    missing.terminal = query.terminal = true;
    EXPECT_EQ(hashOf({missing, query, {Kind::SourceIp, ""}}), xxHash64("alice"));
}

TEST(RequestHash, IsNoneWithoutPolicies) {
    EXPECT_EQ(hashOf({}), std::nullopt);
}

} // namespace
} // namespace meshwright::sim::balance
