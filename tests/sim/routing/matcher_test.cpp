// What Envoy does with a request, one rule at a time.
#include "sim/routing/match/cors.h"
#include "sim/routing/match/path.h"
#include "tests/sim/routing/fixture.h"

namespace meshwright::sim::routing::testing {
namespace {

struct PathCase {
    const char *written, *base;
};
void PrintTo(const PathCase& c, std::ostream* out) {
    *out << c.written;
}
class PathNormalizing : public ::testing::TestWithParam<PathCase> {};

TEST_P(PathNormalizing, ResolvesDotsAndUnreservedEscapesButNotSlashes) {
    EXPECT_EQ(normalizePath(GetParam().written, PathNormalization::Base).value_or("refused"), GetParam().base);
}

INSTANTIATE_TEST_SUITE_P(Of, PathNormalizing,
                         ::testing::Values(PathCase{"/a/../b", "/b"}, PathCase{"/a/./b/", "/a/b/"},
                                           PathCase{"/..", "/"}, PathCase{"/%2e%2e/x", "/x"},
                                           PathCase{"/%45xact", "/Exact"}, PathCase{"//x//y", "//x//y"},
                                           PathCase{"/x%2fy", "/x%2fy"}, PathCase{"/x\\y", "/x/y"},
                                           PathCase{"/p|q^r", "/p%7Cq%5Er"}, PathCase{"/a%zz", "/a%zz"},
                                           PathCase{"/...", "/..."}, PathCase{"/x?a=%41&b=../c", "/x?a=%41&b=../c"},
                                           PathCase{"/x#frag", "refused"}, PathCase{"/%00", "refused"}));

TEST(PathNormalization, MergesSlashesOnlyWhereAskedTo) {
    EXPECT_EQ(normalizePath("//x%2F%2Fy", PathNormalization::MergeSlashes), "/x%2F%2Fy");
    EXPECT_EQ(normalizePath("//x%2F%2Fy", PathNormalization::DecodeAndMergeSlashes), "/x/y");
    EXPECT_EQ(normalizePath("/a/../b", PathNormalization::None), "/a/../b");
}

Decision decide(const std::string& http, const Request& request, std::uint64_t draw = 0) {
    static std::vector<std::shared_ptr<const ProxyTables>> kept; // decisions point into their tables
    kept.push_back(compile(meshOf(web + virtualService("v", "a.example.com", http)), ingress()));
    return Matcher(kept.back()).decide(request, draw);
}

TEST(Deciding, SplitsByTheDrawOverTheSumOfWeights) {
    const char* split = R"(  - route:
    - {destination: {host: web, subset: v1}, weight: 1}
    - {destination: {host: web, subset: v2}, weight: 2}
)";
    for (std::uint64_t draw = 0; draw < 6; ++draw)
        EXPECT_EQ(decide(split, get("a.example.com"), draw).destination->cluster,
                  draw % 3 == 0 ? "outbound|80|v1|web.default.svc.cluster.local"
                                : "outbound|80|v2|web.default.svc.cluster.local");
}

TEST(Deciding, RewritesHostHeadersAndPathInEnvoysOrder) {
    const auto d = decide(R"(  - match: [{uri: {prefix: /api}}]
    rewrite: {uri: /}
    headers: {request: {set: {x-path: "%REQ(:PATH)%", host: other.example}, remove: [x-gone]}}
    route:
    - {destination: {host: web}, headers: {request: {add: {x-path: added}}}}
)",
                          [] {
                              Request r = get("a.example.com", "/api/x?q=1");
                              r.headers = {{"x-gone", "1"}, {"x-path", "mine"}};
                              return r;
                          }());
    EXPECT_EQ(d.rewritten.path, "//x?q=1");
    EXPECT_EQ(d.rewritten.authority, "other.example");
    using Headers = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(d.rewritten.headers, (Headers{{"x-path", "/api/x?q=1"}, {"x-path", "added"}}));
}

TEST(Deciding, LeadsRedirectsWhereEnvoyDoes) {
    const char* rules = R"(  - {match: [{uri: {prefix: /a}}], redirect: {uri: /n, redirectCode: 308}}
  - {match: [{uri: {prefix: /b}}], redirect: {scheme: https}}
  - {match: [{uri: {prefix: /c}}], redirect: {authority: h.example, port: 8443}}
  - {match: [{uri: {prefix: /d}}], redirect: {uri: noslash}}
)";
    auto location = [&](const std::string& path, const std::string& host) {
        const auto d = decide(rules, get(host, path));
        return std::to_string(d.reply->status) + " " + d.reply->headers.at(0).second;
    };
    EXPECT_EQ(location("/a/x?q=1", "a.example.com"), "308 http://a.example.com/n?q=1");
    EXPECT_EQ(location("/b", "a.example.com:80"), "301 https://a.example.com/b");
    EXPECT_EQ(location("/b", "a.example.com:81"), "301 https://a.example.com:81/b");
    EXPECT_EQ(location("/c", "a.example.com"), "301 http://h.example:8443/c");
    EXPECT_EQ(location("/d", "a.example.com"), "301 http://a.example.com/noslash");
}

TEST(Deciding, AnswersWithTheFlagOfWhatIsMissing) {
    EXPECT_EQ(decide("  - route: [{destination: {host: web, subset: v9}}]\n", get("a.example.com")).reply->flag, "NC");
    const auto unknown = decide("  - route: [{destination: {host: web}}]\n", get("b.example.com"));
    EXPECT_EQ(unknown.reply->status, 404u);
    EXPECT_EQ(unknown.reply->flag, "NR");
}

TEST(Compiling, RefusesARegularExpressionWithItsPlace) {
    const auto tables = compile(
        meshOf(web + virtualService("v", "a.example.com",
                                    "  - match: [{uri: {regex: '/a(b'}}]\n    route: [{destination: {host: web}}]\n")),
        ingress());
    ASSERT_EQ(tables->diagnostics.size(), 1u);
    EXPECT_EQ(tables->diagnostics[0].field, "spec.http[0].match[0].uri.regex");
    EXPECT_GT(tables->diagnostics[0].position.line, 0);
    const auto tooLong = compile(meshOf(web + virtualService("v", "a.example.com",
                                                             "  - match: [{uri: {regex: '" + std::string(1025, 'a') +
                                                                 "'}}]\n    route: [{destination: {host: web}}]\n")),
                                 ingress());
    ASSERT_EQ(tooLong->diagnostics.size(), 1u);
    EXPECT_NE(tooLong->diagnostics[0].message.find("1024"), std::string::npos);
}

TEST(Compiling, AppendsRulesOfSeveralVirtualServicesAndMovesCatchAllsLast) {
    const auto tables = compile(
        meshOf(web + virtualService("a", "a.example.com", "  - {name: all, route: [{destination: {host: web}}]}\n") +
               virtualService("b", "a.example.com",
                              "  - {name: late, match: [{uri: {prefix: /x}}], route: [{destination: {host: web}}]}\n")),
        ingress());
    const auto& routes = tables->http.at(80)->virtualHosts.at(0)->routes;
    ASSERT_EQ(routes.size(), 2u);
    EXPECT_EQ(routes[0]->name, "late");
    EXPECT_EQ(routes[1]->name, "all");
}

TEST(Cors, AnswersPreflightsOnlyForOriginsOfTheList) {
    Cors cors;
    cors.allowOrigins = {{TextMatcher::Kind::Prefix, "https://a", nullptr, false}};
    cors.allowMethods = "*";
    Request r = get("x");
    r.method = "OPTIONS";
    r.headers = {{"origin", "https://a.com"}, {"access-control-request-method", "PUT"}};
    const auto verdict = corsVerdict(cors, r);
    ASSERT_TRUE(verdict.preflightReply);
    EXPECT_NE(std::find(verdict.preflightReply->begin(), verdict.preflightReply->end(),
                        std::pair<std::string, std::string>{"access-control-allow-methods", "PUT"}),
              verdict.preflightReply->end());
    r.headers[0].second = "https://evil.com";
    EXPECT_FALSE(corsVerdict(cors, r).preflightReply);
}

} // namespace
} // namespace meshwright::sim::routing::testing
