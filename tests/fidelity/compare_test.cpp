// The comparison itself: strict where there is one possible outcome, fair where chance decides.
#include "compare.h"

#include <gtest/gtest.h>

namespace meshwright::fidelity {
namespace {

using sim::replay::Counts;
using sim::replay::Outcome;

TEST(Comparison, TakesTwoSamplesOfOneSplitAsEqual) {
    EXPECT_TRUE(sameDistribution({{"v1", 90}, {"v2", 110}}, {{"v1", 108}, {"v2", 92}}));
}

TEST(Comparison, TellsAnEvenSplitFromAnUnevenOne) {
    EXPECT_FALSE(sameDistribution({{"v1", 100}, {"v2", 100}}, {{"v1", 150}, {"v2", 50}}));
}

TEST(Comparison, PoolsWhatIsSeenRarely) {
    EXPECT_TRUE(sameDistribution({{"200", 197}, {"503", 3}}, {{"200", 195}, {"504", 5}}));
}

TEST(Comparison, DemandsTheSameKeyWhereThereIsOnlyOne) {
    EXPECT_FALSE(countsAgree({{"200", 1}}, {{"503", 1}}));
    EXPECT_TRUE(countsAgree({{"200", 1}}, {{"200", 7}}));
    EXPECT_FALSE(countsAgree({{"200", 1}}, {}));
}

Outcome answered() {
    Outcome o;
    o.status = {{"200", 1}};
    o.flags = {{"-", 1}};
    o.clusters = {{"outbound|80||web.default.svc.cluster.local", 1}};
    o.tries = {{"1", 1}};
    o.response = {{"x-tag", "a"}};
    o.route = "first";
    return o;
}

TEST(Comparison, NamesEachFieldThatDiffers) {
    Outcome other = answered();
    other.response = {{"x-tag", "b"}};
    other.route = "second";
    EXPECT_EQ(differingFields(answered(), other, false), (std::vector<std::string>{"route", "response"}));
    EXPECT_TRUE(differingFields(answered(), answered(), false).empty());
}

TEST(Comparison, LeavesOutWhichSocketErrorEndedTheLastTry) {
    Outcome a = answered(), b = answered();
    a.body = "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure\n";
    b.body = "upstream connect error or disconnect/reset before headers. reset reason: connection timeout";
    EXPECT_TRUE(differingFields(a, b, false).empty());
}

TEST(Comparison, ReadsPairsOfHeadersAsJsonAndNotAsText) {
    Outcome a = answered(), b = answered();
    a.count = b.count = 200;
    a.seen = {{R"({"response":{"a":"1","b":"2"},"upstream":null})", 100}, {R"({"response":{},"upstream":null})", 100}};
    b.seen = {{R"({"response":{"b":"2","a":"1"}})", 95}, {R"({"upstream":null,"response":{}})", 105}};
    EXPECT_TRUE(differingFields(a, b, false).empty());
}

TEST(Comparison, SeesWhereLatencyOverTimeIsAnother) {
    auto withLatency = [](double ms) {
        Outcome o = answered();
        for (int i = 0; i < 12; ++i)
            o.series.push_back({i * 0.25, {{"200", 50}}, {{"-", 50}}, {{"a", 25}, {"b", 25}}, ms});
        return o;
    };
    EXPECT_TRUE(differingFields(withLatency(20), withLatency(23), true).empty());
    EXPECT_EQ(differingFields(withLatency(20), withLatency(40), true), std::vector<std::string>{"mean_ms"});
}

} // namespace
} // namespace meshwright::fidelity
