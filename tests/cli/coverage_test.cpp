#include "tests/cli/support/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshwright::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* design = R"(apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: app}]}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec:
  hosts: [web]
  http:
  - match: [{uri: {prefix: /a}}]
    route: [{destination: {host: web}}]
  - match: [{uri: {exact: /a/b}}]
    route: [{destination: {host: web}}]
)";

TEST(CoverageCommand, GivesARequestOrAReasonForEveryRule) {
    const TemporaryFolder folder;
    const std::string file = folder.write("design.yaml", design);
    const Result result = meshwright({"coverage", file});
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, HasSubstr("by GET http://web.default.svc.cluster.local/a on port 80 of workload web"));
    EXPECT_THAT(result.out, HasSubstr("taken before by " + file + ":19"));
    EXPECT_THAT(result.out, HasSubstr("never, 0 undecided."));
}

TEST(CoverageCommand, StrictEndsWithStatus1WhereARuleCanNeverBeReached) {
    const TemporaryFolder folder;
    const Result result = meshwright({"coverage", folder.write("design.yaml", design), "--json", "--strict"});
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(result.json()["summary"]["undecided"], 0);
    EXPECT_GT(result.json()["summary"]["unreachable"], 0);
}

TEST(CoverageCommand, SaysWhatTheRequestsOfACaseFileReach) {
    const TemporaryFolder folder;
    const std::string file = folder.write("design.yaml", design);
    const std::string cases =
        folder.write("cases.json", R"([{"name": "smoke", "design": "design.yaml", "requests": [{"name": "one",
        "from": {"workload": "web"}, "port": 80, "authority": "web", "path": "/a/b"}]}])");
    const Result result = meshwright({"coverage", file, "--cases", cases, "--json"});
    EXPECT_EQ(result.status, 0);
    const json report = result.json();
    EXPECT_EQ(report["summary"]["caseRequests"], 1);
    bool found = false;
    for (const json& item : report["items"])
        if (item["field"] == "spec.http[0].match[0]") found = item["reachedBy"] == json::array({"smoke/one"});
    EXPECT_TRUE(found) << result.out;
}

TEST(CoverageCommand, RefusesACaseFileAboutOtherDesigns) {
    const TemporaryFolder folder;
    const std::string file = folder.write("design.yaml", design);
    const std::string cases =
        folder.write("cases.json", R"([{"name": "other", "design": "other.yaml", "requests": []}])");
    const Result result = meshwright({"coverage", file, "--cases", cases});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("no case of this file is about"));
    EXPECT_EQ(result.out, "");
}

} // namespace
} // namespace meshwright::test
