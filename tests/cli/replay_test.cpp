#include "tests/cli/support/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshwright::test {
namespace {

using nlohmann::json;

const char* const design = R"(apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop-v1}
spec:
  replicas: 1
  selector: {matchLabels: {app: shop}}
  template: {metadata: {labels: {app: shop}}}
)";

const char* const cases = R"([{"name": "one", "design": "shop.yaml", "requests": [
  {"name": "fine", "from": {"workload": "shop-v1"}, "port": 80, "authority": "shop", "path": "/", "repeat": 3},
  {"name": "nobody", "from": {"workload": "shop-v1"}, "port": 80, "authority": "nobody", "path": "/"}]}])";

TEST(Replay, PrintsOneOutcomeARequestInTheShapeOfTheRecordings) {
    const TemporaryFolder folder;
    folder.write("shop.yaml", design);
    const Result result = meshwright({"replay", folder.write("cases.json", cases)});
    ASSERT_EQ(result.status, 0) << result.err;
    const json outcomes = result.json();
    ASSERT_EQ(outcomes.size(), 2u) << result.out;
    EXPECT_EQ(outcomes[0]["case"], "one");
    EXPECT_EQ(outcomes[0]["request"], "fine");
    EXPECT_EQ(outcomes[0]["status"], (json{{"200", 3}}));
    EXPECT_EQ(outcomes[0]["workloads"], (json{{"shop-v1", 3}}));
    EXPECT_EQ(outcomes[0]["clusters"], (json{{"outbound|80||shop.default.svc.cluster.local", 3}}));
}

TEST(Replay, WritesTheSameToAFile) {
    const TemporaryFolder folder;
    folder.write("shop.yaml", design);
    const std::string file = folder.write("cases.json", cases), out = folder.path() / "ours.json";
    const Result printed = meshwright({"replay", file, "--seed", "5"});
    const Result written = meshwright({"replay", file, "--seed", "5", "-o", out});
    EXPECT_EQ(written.status, 0) << written.err;
    EXPECT_EQ(written.out, "");
    EXPECT_EQ(readFile(out), printed.out);
}

TEST(Replay, RefusesCasesThatAreNoJson) {
    const TemporaryFolder folder;
    const Result result = meshwright({"replay", folder.write("cases.json", "name: one\n")});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, testing::HasSubstr("cases.json"));
    EXPECT_EQ(result.out, "");
}

} // namespace
} // namespace meshwright::test
