#include "tests/cli/support/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshwright::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

struct Traced {
    const char* name;
    const char* sample;
    std::vector<std::string> request;
    const char* status; ///< the key of "status"; empty where several are possible
    const char* flag;
    std::vector<std::string> clusters;
};

void PrintTo(const Traced& traced, std::ostream* out) {
    *out << traced.name;
}

const std::vector<std::string> edge{"--from", "gateway:istio=ingressgateway"};

std::vector<std::string> command(const Traced& traced, bool json) {
    std::vector<std::string> out{"trace", sample(traced.sample)};
    out.insert(out.end(), traced.request.begin(), traced.request.end());
    if (json) out.push_back("--json");
    return out;
}

class TraceOfASample : public testing::TestWithParam<Traced> {};

TEST_P(TraceOfASample, NamesStatusFlagAndCluster) {
    const Result result = meshwright(command(GetParam(), true));
    ASSERT_EQ(result.status, 0) << result.err;
    const json outcome = result.json();
    ASSERT_TRUE(outcome.is_object()) << result.out;
    EXPECT_TRUE(outcome["status"].contains(GetParam().status)) << outcome["status"];
    EXPECT_TRUE(outcome["flags"].contains(GetParam().flag)) << outcome["flags"];
    for (const auto& cluster : GetParam().clusters) EXPECT_THAT(result.out, HasSubstr(cluster));
    EXPECT_TRUE(outcome.contains("explanation"));
}

TEST_P(TraceOfASample, ExplainsItselfToPeople) {
    const Result result = meshwright(command(GetParam(), false));
    EXPECT_EQ(result.status, 0) << result.err;
    for (const auto& cluster : GetParam().clusters) EXPECT_THAT(result.out, HasSubstr(cluster));
    EXPECT_FALSE(result.json().is_object());
}

std::vector<std::string> at(std::initializer_list<std::string> rest) {
    std::vector<std::string> out = edge;
    out.insert(out.end(), rest);
    return out;
}

const Traced traces[] = {
    {"Bookinfo",
     "bookinfo",
     at({"--host", "bookinfo.example.com", "--path", "/productpage"}),
     "200",
     "-",
     {"outbound|9080||productpage.default.svc.cluster.local"}},
    {"BookinfoUnknownHost", "bookinfo", at({"--host", "other.example.com"}), "404", "NR", {}},
    {"BookinfoUnknownPath", "bookinfo", at({"--host", "bookinfo.example.com", "--path", "/admin"}), "404", "NR", {}},
    {"BookinfoJason",
     "bookinfo",
     {"--from", "workload:productpage-v1", "--port", "9080", "--host", "reviews", "-H", "end-user: jason"},
     "200",
     "-",
     {"outbound|9080|v2|reviews.default.svc.cluster.local"}},
    {"BookinfoEverybody",
     "bookinfo",
     {"--from", "workload:productpage-v1", "--port", "9080", "--host", "reviews"},
     "200",
     "-",
     {"outbound|9080|v1|reviews.default.svc.cluster.local", "outbound|9080|v3|reviews.default.svc.cluster.local"}},
    {"HostApi",
     "host-routing",
     at({"--host", "api.example.com"}),
     "200",
     "-",
     {"outbound|8080||my-service.default.svc.cluster.local"}},
    {"PathV2",
     "path-routing",
     at({"--host", "shop.example.com", "--path", "/v2/products"}),
     "200",
     "-",
     {"outbound|8080|v2|api.default.svc.cluster.local"}},
    {"PathLogin",
     "path-routing",
     at({"--host", "shop.example.com", "--path", "/login"}),
     "200",
     "-",
     {"outbound|8080||login.default.svc.cluster.local"}},
    {"PathAnythingElse",
     "path-routing",
     at({"--host", "shop.example.com", "--path", "/loginx"}),
     "200",
     "-",
     {"outbound|8080||web.default.svc.cluster.local"}},
    {"HeaderBeta",
     "header-routing",
     at({"--host", "shop.example.com", "--header", "user:beta"}),
     "200",
     "-",
     {"outbound|8080|v2|catalog.default.svc.cluster.local"}},
    {"HeaderAlpha",
     "header-routing",
     at({"--host", "shop.example.com", "-H", "user:alpha"}),
     "200",
     "-",
     {"outbound|8080|v1|catalog.default.svc.cluster.local"}},
};

INSTANTIATE_TEST_SUITE_P(Samples, TraceOfASample, testing::ValuesIn(traces),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Trace, SaysFromWhichLineTheRuleCame) {
    const Result result = meshwright({"trace", sample("bookinfo"), "--from", "workload:productpage-v1", "--port",
                                      "9080", "--host", "reviews", "-H", "end-user:jason"});
    EXPECT_THAT(result.out, HasSubstr("bookinfo.yaml:"));
    EXPECT_THAT(result.out, HasSubstr("end-user"));
}

TEST(Trace, FollowsAConnectionThroughTheListeners) {
    const std::vector<std::string> base{"trace",      sample("bookinfo"),
                                        "--from",     "workload:productpage-v1",
                                        "--port",     "9080",
                                        "--host",     "reviews",
                                        "--protocol", "auto",
                                        "-H",         "end-user:jason"};
    const Result text = meshwright(base);
    EXPECT_EQ(text.status, 0) << text.err;
    EXPECT_THAT(text.out, HasSubstr("listener "));
    EXPECT_THAT(text.out, HasSubstr("outbound|9080|v2|reviews.default.svc.cluster.local"));
    EXPECT_THAT(text.out, HasSubstr("bookinfo.yaml:"));
    std::vector<std::string> asJson = base;
    asJson.push_back("--json");
    const json outcome = meshwright(asJson).json();
    ASSERT_TRUE(outcome.is_object());
    EXPECT_TRUE(outcome["explanation"].is_array());
    EXPECT_TRUE(outcome["http"]["routes"].is_array());
}

TEST(Trace, FollowsARequestToAWorkloadsOwnSidecar) {
    const Result result = meshwright({"trace", sample("bookinfo"), "--from", "workload:productpage-v1", "--to",
                                      "workload:reviews-v1", "--port", "9080", "--client-tls", "mtls"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("filter chain"));
}

} // namespace
} // namespace meshwright::test
