#include "tests/cli/support/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace meshwright::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class EverySample : public testing::TestWithParam<std::string> {};

TEST_P(EverySample, RunsAndConservesRequests) {
    const Result run = meshwright({"simulate", GetParam(), "--for", "3s", "--json"});
    ASSERT_EQ(run.status, 0) << run.err;
    const json result = run.json();
    ASSERT_TRUE(result.is_object()) << run.out;
    const json& requests = result["requests"];
    EXPECT_GT(requests["arrived"], 50);
    EXPECT_EQ(requests["arrived"].get<int>(),
              requests["completed"].get<int>() + requests["failed"].get<int>() + requests["in_flight"].get<int>());
    EXPECT_EQ(result["duration_s"], 3.0);
}

TEST_P(EverySample, GivesTheSameBytesForTheSameSeed) {
    const std::vector<std::string> command{"simulate", GetParam(), "--for", "2s", "--seed", "7", "--json"};
    const Result first = meshwright(command), second = meshwright(command);
    ASSERT_EQ(first.status, 0) << first.err;
    EXPECT_EQ(first.out, second.out);
}

INSTANTIATE_TEST_SUITE_P(Gallery, EverySample, testing::ValuesIn(allSamples()), sampleTestName);

json run(const std::string& name, const std::string& time) {
    const Result result = meshwright({"simulate", sample(name), "--for", time, "--json"});
    EXPECT_EQ(result.status, 0) << result.err;
    return result.json();
}

/// The population whose `field` is `value`.
json population(const json& result, const char* list, const char* field, const std::string& value) {
    for (const auto& entry : result[list])
        if (entry[field] == value) return entry;
    ADD_FAILURE() << "no " << field << " '" << value << "' in " << list;
    return json{};
}

double arrived(const json& result, const std::string& workload) {
    return population(result, "versions", "workload", workload)["arrived"].get<double>();
}

/// Requests of `workload` as a share of those of all named workloads.
double share(const json& result, const std::string& workload, const std::vector<std::string>& all) {
    double sum = 0;
    for (const auto& name : all) sum += arrived(result, name);
    return arrived(result, workload) / sum;
}

// The seeds are fixed, so each share below is one number; the margins are four standard deviations of the split, so
// that a change of the random streams does not break what the sample promises.

TEST(SampleBookinfo, SendsATenthOfTheReviewsToV3AndJasonToV2) {
    const json result = run("bookinfo", "30s");
    const std::vector<std::string> reviews{"reviews-v1", "reviews-v2", "reviews-v3"};
    EXPECT_NEAR(share(result, "reviews-v2", reviews), 0.05, 0.016);
    EXPECT_NEAR(share(result, "reviews-v3", reviews), 0.095, 0.022);
    EXPECT_NEAR(share(result, "reviews-v1", reviews), 0.855, 0.026);
    EXPECT_GT(population(result, "services", "service", "ratings")["failed"], 0);
    EXPECT_EQ(result["requests"]["failed"], 0); // the page does without its ratings
}

TEST(SampleHostRouting, SendsEachHostToItsService) {
    const json result = run("host-routing", "20s");
    EXPECT_NEAR(share(result, "my-service-v1", {"my-service-v1", "web-v1"}), 0.3, 0.03);
    EXPECT_EQ(result["requests"]["failed"], 0);
}

TEST(SamplePathRouting, SendsEachPathWhereItsRuleSays) {
    const json result = run("path-routing", "20s");
    const std::vector<std::string> all{"api-v1", "api-v2", "login-v1", "checkout-v1", "web-v1"};
    EXPECT_NEAR(share(result, "api-v1", all), 0.3, 0.03);
    EXPECT_NEAR(share(result, "api-v2", all), 0.2, 0.03);
    EXPECT_NEAR(share(result, "login-v1", all), 0.1, 0.02);
    EXPECT_NEAR(share(result, "checkout-v1", all), 0.1, 0.02);
    EXPECT_NEAR(share(result, "web-v1", all), 0.3, 0.03);
}

TEST(SampleHeaderRouting, SendsBetaUsersToV2) {
    EXPECT_NEAR(share(run("header-routing", "20s"), "catalog-v2", {"catalog-v1", "catalog-v2"}), 0.2, 0.03);
}

TEST(SampleCanary, SplitsNinetyToTenAtFirst) {
    EXPECT_NEAR(share(run("canary", "19s"), "catalog-v2", {"catalog-v1", "catalog-v2"}), 0.1, 0.02);
}

TEST(SampleCanary, GivesTheNewVersionMoreAndMore) {
    const double early = arrived(run("canary", "20s"), "catalog-v2");
    const double late = arrived(run("canary", "80s"), "catalog-v2");
    EXPECT_GT(late, 10 * early); // 20 s at 10, 25, 50 and 100 %: 18.5 times as many
    EXPECT_EQ(run("canary", "90s")["rollout"]["ending"], "promoted");
}

TEST(SampleBlueGreen, SwitchesEveryRequestAtOnce) {
    const json before = run("blue-green", "29s"), after = run("blue-green", "60s");
    EXPECT_EQ(arrived(before, "catalog-green"), 0);
    EXPECT_EQ(after["rollout"]["ending"], "promoted");
    EXPECT_NEAR(share(after, "catalog-green", {"catalog-blue", "catalog-green"}), 0.5, 0.03);
    EXPECT_NEAR(arrived(after, "catalog-blue"), arrived(before, "catalog-blue") * 30 / 29, 100);
}

TEST(SampleRetries, HidesNearlyAllErrorsOfThePaymentService) {
    const json result = run("retries", "30s");
    const double requests = result["requests"]["arrived"];
    const json payment = population(result, "services", "service", "payment");
    // A fifth of the tries fail; each failure but the last is tried again: 0.2 + 0.04 + 0.008 retries a request.
    EXPECT_NEAR(payment["retries"].get<double>() / requests, 0.248, 0.04);
    EXPECT_LT(result["requests"]["failed"].get<double>() / requests, 0.006); // 0.2^4 = 0.16 % remain
}

TEST(SampleTimeouts, CutsTheSlowTenthOff) {
    const json result = run("timeouts", "30s");
    EXPECT_EQ(result["requests"]["failed"], 0);
    EXPECT_LT(result["requests"]["p99_ms"], 350);
    const double slow = population(result, "services", "service", "recommend")["flags"]["UT"];
    EXPECT_NEAR(slow / result["requests"]["arrived"].get<double>(), 0.1, 0.03);
}

TEST(SampleCircuitBreaking, TurnsTheRushAwayAndEjectsTheSickPod) {
    const json calm = run("circuit-breaking", "7s");
    EXPECT_EQ(calm["requests"]["flags"].value("UO", 0), 0);
    const json rush = run("circuit-breaking", "13s");
    EXPECT_GT(rush["requests"]["flags"]["UO"], 100);
    EXPECT_GT(rush["requests"]["statuses"]["503"], 100);
    const json sick = run("circuit-breaking", "25s");
    EXPECT_TRUE(population(sick, "pods", "pod", "inventory-v1-0")["ejected"]);
    EXPECT_FALSE(population(sick, "pods", "pod", "inventory-v1-1")["ejected"]);
    const json pod = population(sick, "pods", "pod", "inventory-v1-0");
    const int errors = pod["statuses"]["503"].get<int>() - pod["flags"]["UO"].get<int>();
    EXPECT_GE(errors, 5); // then it is ejected; what was on its way still fails
    EXPECT_LE(errors, 15);
}

TEST(SampleMirroring, CopiesEveryRequestToV3AndIgnoresItsAnswers) {
    const json result = run("mirroring", "20s");
    EXPECT_EQ(arrived(result, "catalog-v1"), result["requests"]["arrived"].get<double>());
    EXPECT_EQ(arrived(result, "catalog-v3"), arrived(result, "catalog-v1"));
    EXPECT_EQ(result["requests"]["failed"], 0);
    EXPECT_GT(population(result, "versions", "workload", "catalog-v3")["failed"], 0);
}

TEST(SampleSubsets, GivesASlowPodFewerRequestsOnlyByLeastRequest) {
    const json result = run("subsets", "30s");
    const auto slowShare = [&](const std::string& workload) {
        return population(result, "pods", "pod", workload + "-0")["arrived"].get<double>() / arrived(result, workload);
    };
    EXPECT_NEAR(slowShare("search-v1"), 0.25, 0.005);
    EXPECT_LT(slowShare("search-v2"), 0.2);
}

TEST(SampleMtls, LetsTheCheckoutCharge) {
    const json result = run("mtls", "20s");
    EXPECT_EQ(result["requests"]["failed"], 0);
    EXPECT_GT(arrived(result, "ledger-v1"), 1'000);
}

TEST(SampleFlows, LeavesTheMeshOncePerRequest) {
    const json result = run("flows", "20s");
    EXPECT_EQ(result["requests"]["failed"], 0);
    EXPECT_NEAR(population(result, "services", "service", "api.payments.example.com")["arrived"].get<double>(),
                result["requests"]["arrived"].get<double>(), 60);
}

TEST(SampleRetryStorm, OutlastsItsCause) {
    const json before = run("retry-storm", "14s"), whole = run("retry-storm", "60s");
    EXPECT_EQ(before["requests"]["failed"], 0);
    EXPECT_LT(before["requests"]["p99_ms"], 500);
    const auto amplification = [](const json& result) {
        return population(result, "services", "service", "stock")["arrived"].get<double>() /
               result["requests"]["arrived"].get<double>();
    };
    EXPECT_LT(amplification(before), 1.1);
    EXPECT_GT(amplification(whole), 2);
    const auto& points = whole["series"][0]["points"];
    ASSERT_EQ(whole["series"][0]["name"], "total");
    EXPECT_LT(points[30]["success_rate"], 0.9); // five seconds after the slow disk is well again
}

TEST(Simulate, ResultsDependOnTheSeed) {
    const auto hash = [](const char* seed) {
        return meshwright({"simulate", sample("bookinfo"), "--for", "1s", "--seed", seed, "--json"}).json()["hash"];
    };
    EXPECT_NE(hash("1"), hash("2"));
    EXPECT_EQ(hash("3"), hash("3"));
}

TEST(Simulate, PrintsATableForPeopleAndNothingElse) {
    const Result result = meshwright({"simulate", sample("bookinfo"), "--for", "2s"});
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.out, HasSubstr("Simulated 2 s with seed 1: "));
    EXPECT_THAT(result.out, HasSubstr("reviews"));
    EXPECT_EQ(result.err, "");
}

TEST(Simulate, ShowsProgressOnStandardErrorOnlyWhereAsked) {
    const Result result = meshwright({"simulate", sample("bookinfo"), "--for", "2s", "--progress"});
    EXPECT_THAT(result.err, HasSubstr("100 %  2 of 2 s simulated\n"));
    EXPECT_THAT(result.out, testing::Not(HasSubstr("of 2 s simulated")));
}

TEST(Simulate, WritesCsvFilesAndReplacesNone) {
    const TemporaryFolder folder;
    const std::string target = folder.path() / "run";
    const std::vector<std::string> command{"simulate", sample("bookinfo"), "--for", "2s", "--csv", target};
    ASSERT_EQ(meshwright(command).status, 0);
    const std::string versions = readFile(folder.path() / "run/versions.csv");
    EXPECT_THAT(versions, testing::StartsWith("namespace,service,version,workload,arrived,"));
    EXPECT_THAT(versions, HasSubstr("default,reviews,v1,reviews-v1,"));

    folder.write("run/versions.csv", "mine");
    const Result again = meshwright(command);
    EXPECT_EQ(again.status, 2);
    EXPECT_THAT(again.err, HasSubstr("exists with other content"));
    EXPECT_EQ(readFile(folder.path() / "run/versions.csv"), "mine");

    auto forced = command;
    forced.push_back("--force");
    EXPECT_EQ(meshwright(forced).status, 0);
    EXPECT_EQ(readFile(folder.path() / "run/versions.csv"), versions);
}

} // namespace
} // namespace meshwright::test
