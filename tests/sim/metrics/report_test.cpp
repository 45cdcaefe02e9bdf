#include "sim/metrics/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace meshwright::sim::metrics {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;

Totals totals(std::uint64_t arrived, std::uint64_t failed, std::uint32_t inFlight) {
    Totals t;
    t.arrived = arrived;
    t.failed = failed;
    t.inFlight = inFlight;
    t.completed = arrived - inFlight;
    t.retries = 7;
    t.p50 = Duration::milliseconds(5);
    t.p99 = Duration::microseconds(123'456);
    t.flags = {{"-", t.completed - failed}, {"UO", failed}};
    t.statuses = {{"200", t.completed - failed}, {"503", failed}};
    return t;
}

Snapshot example() {
    Snapshot s;
    s.now = {10'000'000'000};
    s.finished = true;
    s.total = totals(12'345, 45, 5);
    s.services = {{"reviews", "default", totals(100, 1, 0)}};
    s.versions = {{"reviews", "v1", "reviews-v1", "default", totals(90, 0, 0)},
                  {"reviews", "v2", "reviews-v2", "default", totals(10, 1, 0)}};
    PodState pod;
    pod.pod = "reviews-v1-0";
    pod.ejected = true;
    pod.ejectedLeft = Duration::milliseconds(2'500);
    s.pods = {pod};
    EdgeState edge;
    edge.from = "gateway/istio-system/edge";
    edge.to = "workload/default/reviews-v1";
    edge.virtualService = "default/reviews";
    edge.rule = 1;
    s.edges = {edge};
    Series series;
    series.name = "total";
    series.points = {{{0}, 100, 0.5, Duration::milliseconds(1), Duration::milliseconds(2), Duration::milliseconds(3)}};
    s.series = {series};
    s.events = 999;
    return s;
}

const RunInfo info{42, Duration::seconds(10), 0xabcdefULL, {}, {}};

const CsvFile& file(const std::vector<CsvFile>& files, const std::string& name) {
    for (const auto& f : files)
        if (f.name == name) return f;
    throw std::runtime_error("no file " + name);
}

TEST(RunReportJson, SaysWhatTheRunWas) {
    const Json json = toJson(example(), info);
    EXPECT_EQ(json["seed"], 42);
    EXPECT_EQ(json["duration_s"], 10.0);
    EXPECT_EQ(json["hash"], "0000000000abcdef");
    EXPECT_EQ(json["events"], 999);
    EXPECT_FALSE(json.contains("stopped"));
}

TEST(RunReportJson, ConservesRequests) {
    const Json requests = toJson(example(), info)["requests"];
    EXPECT_EQ(requests["arrived"], 12'345);
    EXPECT_EQ(requests["completed"], 12'295);
    EXPECT_EQ(requests["failed"], 45);
    EXPECT_EQ(requests["in_flight"], 5);
}

TEST(RunReportJson, ListsEveryPopulationAndSeries) {
    const Json json = toJson(example(), info);
    EXPECT_EQ(json["services"][0]["service"], "reviews");
    EXPECT_EQ(json["versions"][1]["version"], "v2");
    EXPECT_EQ(json["versions"][1]["completed"], 9);
    EXPECT_EQ(json["versions"][1]["flags"]["UO"], 1);
    EXPECT_NEAR(json["versions"][0]["p99_ms"].get<double>(), 123.456, 1e-9);
    EXPECT_EQ(json["pods"][0]["ejected_left_s"], 2.5);
    EXPECT_EQ(json["edges"][0]["virtual_service"], "default/reviews");
    EXPECT_EQ(json["series"][0]["points"][0]["success_rate"], 0.5);
}

TEST(RunReportJson, SaysWhyARunStoppedEarly) {
    Snapshot s = example();
    s.stopped = "too many events at one instant";
    EXPECT_EQ(toJson(s, info)["stopped"], "too many events at one instant");
}

TEST(RunReportText, GivesTotalsAndOneLineAVersion) {
    const std::string text = toText(example(), info);
    EXPECT_THAT(text, HasSubstr("Simulated 10 s with seed 42: 12,345 requests, 99.64 % answered well, 45 failed"));
    EXPECT_THAT(text, HasSubstr("reviews        v2             10     1.0   90.00 %"));
    EXPECT_THAT(text, HasSubstr("UO 45"));
}

CauseTotal cause(const std::string& text, std::uint64_t failed, std::uint64_t slow) {
    CauseTotal c;
    c.text = text;
    c.failed = failed;
    c.slow = slow;
    return c;
}

RunInfo abortedRollout() {
    RolloutResult r;
    r.ending = RolloutResult::Ending::Aborted;
    r.step = 1;
    r.at = {25'000'000'000};
    r.reason = "success 91.2 % is below 99 %";
    r.canaryRequests = 1'500;
    r.canaryFailed = 132;
    r.usersWithError = 120;
    RolloutStepResult step;
    step.weight = 10;
    step.checks = {
        {{5'000'000'000}, RolloutCheck::Verdict::TooFewRequests, 12, 0, {}, {}, "12 requests are fewer than 100"}};
    r.steps = {step};
    RunInfo with = info;
    with.rollout = r;
    return with;
}

TEST(RunReportText, SaysWhyRequestsFailedTheMostFrequentCauseFirst) {
    RunInfo with = info;
    for (int i = 0; i < 10; ++i) with.causes.push_back(cause("reason " + std::to_string(i), 20 - i, 0));
    with.causes.push_back(cause("only slow", 0, 50));
    const std::string text = toText(example(), with);
    EXPECT_THAT(text, HasSubstr("Why requests failed:\n  20 × reason 0\n  19 × reason 1\n"));
    EXPECT_THAT(text, HasSubstr("  23 × for other reasons\n")); // 12 + 11
    EXPECT_THAT(text, Not(HasSubstr("only slow")));
}

TEST(RunReportText, SaysHowTheRolloutWent) {
    EXPECT_THAT(toText(example(), abortedRollout()),
                HasSubstr("Rollout: aborted at 25 s in step 2, because success 91.2 % is below 99 %; the new version "
                          "answered 1,500 requests, 132 badly; 120 users saw an error\n"));
    EXPECT_THAT(toText(example(), info), Not(HasSubstr("Rollout")));
}

TEST(RunReportJson, HoldsCausesAndTheRolloutWithItsChecks) {
    RunInfo with = abortedRollout();
    with.causes = {cause("reviews-v1-0 answered 503", 3, 1)};
    const Json json = toJson(example(), with);
    EXPECT_EQ(json["causes"][0]["text"], "reviews-v1-0 answered 503");
    EXPECT_EQ(json["causes"][0]["failed"], 3);
    EXPECT_EQ(json["rollout"]["ending"], "aborted");
    EXPECT_EQ(json["rollout"]["steps"][0]["checks"][0]["verdict"], "too few requests");
    EXPECT_FALSE(toJson(example(), info).contains("rollout"));
}

TEST(RunReportText, ShowsDashesWhereNothingWasMeasured) {
    Snapshot s;
    s.versions = {{"reviews", "v1", "reviews-v1", "default", {}}};
    const std::string text = toText(s, info);
    EXPECT_THAT(text, Not(HasSubstr("nan")));
    EXPECT_THAT(text, Not(HasSubstr("inf")));
    EXPECT_THAT(text, HasSubstr(" - "));
}

TEST(RunReport, TellsTheChainOfTheLatestFailedRequest) {
    Ledger ledger;
    for (const std::uint64_t request : {7u, 8u}) {
        std::uint32_t chain = ledger.add(Ledger::none, {.at = {1'500'000'000},
                                                        .what = Cause::Answered,
                                                        .tryNumber = 1,
                                                        .status = 503,
                                                        .pod = ledger.name("web-v1-0"),
                                                        .cluster = ledger.name("outbound|80||web")});
        ledger.close(chain, {.request = request, .source = ledger.name("shoppers"), .status = 503, .flags = "URX"});
    }
    RunInfo told = info;
    told.causes = ledger.causes();
    told.examples = ledger.stories();
    const std::string text = toText(example(), told);
    EXPECT_THAT(text, HasSubstr("request 8 of shoppers"));
    EXPECT_THAT(text, HasSubstr("1.500 s  try 1: web-v1-0 answered 503"));
    const Json json = toJson(example(), told)["examples"];
    ASSERT_EQ(json.size(), 2u);
    EXPECT_EQ(json[0]["request"], 7);
    EXPECT_EQ(json[0]["flags"], "URX");
    EXPECT_EQ(json[0]["chain"][0]["text"], "try 1: web-v1-0 answered 503");
}

TEST(RunReportCsv, HasOneLineAVersionUnderAHeader) {
    const std::string text = file(toCsv(example(), info), "versions.csv").text;
    EXPECT_THAT(text, testing::StartsWith("namespace,service,version,workload,arrived,completed,failed,in_flight,"));
    EXPECT_THAT(text, HasSubstr("\r\ndefault,reviews,v2,reviews-v2,10,9,1,0,"));
}

TEST(RunReportCsv, MakesFormulasHarmlessAndQuotesSeparators) {
    const std::pair<const char*, const char*> cells[] = {
        {"=cmd|'/c calc'!A1", "\r\ndefault,'=cmd|'/c calc'!A1,"},
        {"+1", "\r\ndefault,'+1,"},
        {"-1", "\r\ndefault,'-1,"},
        {"@SUM(A1)", "\r\ndefault,'@SUM(A1),"},
        {"a,b", "\r\ndefault,\"a,b\","},
        {"say \"hi\"", "\r\ndefault,\"say \"\"hi\"\"\","},
    };
    for (const auto& [name, line] : cells) {
        Snapshot s = example();
        s.services[0].service = name;
        EXPECT_THAT(file(toCsv(s, info), "services.csv").text, HasSubstr(line)) << name;
    }
}

TEST(RunReportCsv, HasSummaryServicesVersionsPodsEdgesAndSeries) {
    std::vector<std::string> names;
    for (const auto& f : toCsv(example(), info)) names.push_back(f.name);
    EXPECT_THAT(names, testing::ElementsAre("summary.csv", "services.csv", "versions.csv", "pods.csv", "edges.csv",
                                            "series.csv"));
}

} // namespace
} // namespace meshwright::sim::metrics
