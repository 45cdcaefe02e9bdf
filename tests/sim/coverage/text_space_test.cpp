#include "sim/coverage/text/text_space.h"

#include "sim/coverage/text/pattern.h"
#include "sim/kernel/random.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <re2/re2.h>
#include <set>

namespace meshwright::sim::coverage {
namespace {

bool accepts(LazyDfa& dfa, std::string_view text) {
    int state = dfa.start();
    while (!text.empty()) state = dfa.step(state, takeUtf8(text));
    return dfa.accepts(state);
}

/// Every text over an alphabet up to a length.
std::vector<std::string> allTexts(const std::string& alphabet, std::size_t longest) {
    std::vector<std::string> out{""};
    for (std::size_t from = 0, length = 0; length < longest; ++length) {
        const std::size_t to = out.size();
        for (std::size_t i = from; i < to; ++i)
            for (const char c : alphabet) out.push_back(out[i] + c);
        from = to;
    }
    return out;
}

TEST(Pattern, AcceptsWhatRe2Accepts) {
    const std::vector<std::string> patterns{
        "",
        "a",
        ".*",
        ".+",
        "a|b|",
        "(a|b)*b",
        "a{2}",
        "a{2,}",
        "a{1,3}b?",
        "a{,2}",
        "(?:ab)+",
        "(?i)aB",
        "(?i:a)b",
        "a(?i)b|a",
        "[a-b]+",
        "[^a]",
        "[^a-b1]*",
        "[]a]+",
        "[a\\]-]+",
        "[[:digit:]]+",
        "[[:^digit:]]+",
        "\\d+",
        "\\D",
        "\\w\\W",
        "[\\d.]+",
        "\\Qa.\\E+",
        "\\Qa*",
        "\\x61\\.",
        "\\x{61}1",
        "^a$",
        "^$",
        "a^b",
        "a$|b",
        "(^a|b)$",
        "(^|b)a(b|$)",
        "\\Aa\\z",
        "a*?b",
        "(?P<name>a)1",
        "(?s).",
        "(?-s).",
        "(a*)*",
        "(a*b*)*1",
        "a.b",
        "((a)|b){2}",
        "\\*",
        "[.*]",
        "/api/v[0-9]+/.*",
        "^(.*?;)?(a=b)(;.*)?$",
    };
    const auto texts = allTexts("aAb1.*-", 4);
    for (const auto& pattern : patterns) {
        const re2::RE2 real(pattern, re2::RE2::Quiet);
        ASSERT_TRUE(real.ok()) << pattern;
        auto automaton = parsePattern(pattern);
        ASSERT_TRUE(automaton) << pattern;
        LazyDfa dfa(std::move(*automaton));
        for (const auto& text : texts)
            ASSERT_EQ(accepts(dfa, text), re2::RE2::FullMatch(text, real)) << pattern << " on '" << text << "'";
    }
}

TEST(Pattern, SaysSoWhereItDoesNotUnderstand) {
    for (const char* pattern : {"a\\b", "\\Ba", "\\pN", "[\\p{Greek}]", "\\C", "(a{1000}){1000}"})
        EXPECT_FALSE(parsePattern(pattern)) << pattern;
}

TEST(Pattern, QuotedTextMatchesOnlyItself) {
    const std::string text = "a.b*c[d]{1}(e)|f^$\\g?+";
    auto automaton = parsePattern(quotePattern(text));
    ASSERT_TRUE(automaton);
    LazyDfa dfa(std::move(*automaton));
    EXPECT_TRUE(accepts(dfa, text));
    EXPECT_FALSE(accepts(dfa, "aXb*c[d]{1}(e)|f^$\\g?+"));
}

TextTest exact(std::string value, bool ignoreCase = false) {
    return {TextTest::Kind::Exact, std::move(value), ignoreCase, nullptr};
}
TextTest prefix(std::string value, bool ignoreCase = false) {
    return {TextTest::Kind::Prefix, std::move(value), ignoreCase, nullptr};
}
TextTest pattern(std::string value) {
    auto regex = std::make_shared<const re2::RE2>(value);
    return {TextTest::Kind::Pattern, std::move(value), false, std::move(regex)};
}

std::vector<std::uint32_t> holding(const std::vector<TextTest>& tests, const std::string& text) {
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < tests.size(); ++i) {
        const auto kind = tests[i].kind == TextTest::Kind::Exact    ? routing::TextMatcher::Kind::Exact
                          : tests[i].kind == TextTest::Kind::Prefix ? routing::TextMatcher::Kind::Prefix
                                                                    : routing::TextMatcher::Kind::Regex;
        if (routing::TextMatcher{kind, tests[i].value, tests[i].regex, tests[i].ignoreCase}.matches(text))
            out.push_back(i);
    }
    return out;
}

/// Draws a set of tests over the letters a, A and b.
std::vector<TextTest> randomTests(kernel::RandomStream& random) {
    const auto word = [&] {
        std::string out;
        for (auto n = random.below(4); n > 0; --n) out += "aAb"[random.below(3)];
        return out;
    };
    const std::vector<std::string> patterns{"a*", "[ab]+", "a.*", ".*b", "(?i)ab*", "[^a]*", "(a|b)(A|b)?", ".?A.?"};
    std::vector<TextTest> out;
    for (auto n = 1 + random.below(6); n > 0; --n) {
        switch (random.below(3)) {
        case 0:
            out.push_back(exact(word(), random.below(2) == 0));
            break;
        case 1:
            out.push_back(prefix(word(), random.below(2) == 0));
            break;
        default:
            out.push_back(pattern(patterns[random.below(patterns.size())]));
        }
    }
    return out;
}

TEST(TextSpace, FindsEveryClassOfRandomTestsAndNoOther) {
    kernel::RandomStream random(7);
    const auto texts = allTexts("aAb", 7);
    for (int round = 0; round < 150; ++round) {
        const auto tests = randomTests(random);
        const TextPartition found = partitionTexts({"[aAb]*", {}}, tests);
        ASSERT_TRUE(found.complete);
        std::set<std::vector<std::uint32_t>> classes;
        for (const auto& c : found.classes) {
            EXPECT_EQ(c.holds, holding(tests, c.example)) << c.example;
            EXPECT_TRUE(classes.insert(c.holds).second) << "the same class twice";
        }
        std::set<std::vector<std::uint32_t>> real;
        for (const auto& text : texts) real.insert(holding(tests, text));
        EXPECT_EQ(classes, real);
    }
}

TEST(TextSpace, PrefersTheExamplesItIsGiven) {
    const auto found = partitionTexts({"[A-Z]+", {"GET", "POST"}}, {exact("POST"), prefix("P")});
    ASSERT_EQ(found.classes.size(), 3u);
    EXPECT_EQ(found.classes[0].example, "GET");
    EXPECT_EQ(found.classes[1].example, "POST");
    EXPECT_EQ(found.classes[2].example, "P");
}

TEST(TextSpace, AdmitsThatAPatternBeyondItLeavesTheAnswerOpen) {
    const auto found = partitionTexts({"[a-z]*", {"x"}}, {pattern("\\bab"), exact("q")});
    EXPECT_FALSE(found.complete);
    EXPECT_FALSE(found.classes.empty());
}

TEST(TextSpace, StopsAtItsLimit) {
    EXPECT_FALSE(partitionTexts({"[a-z]*", {}}, {pattern("(.*a.{12}|.*b.{9})")}, 500).complete);
}

TEST(TextSpace, HoldsManyLiteralsAtOnce) {
    std::vector<TextTest> tests;
    for (int i = 0; i < 2000; ++i)
        tests.push_back(i % 2 ? exact("/p/" + std::to_string(i)) : prefix("/p/" + std::to_string(i)));
    const auto found = partitionTexts({"/[a-z0-9/]*", {}}, tests);
    EXPECT_TRUE(found.complete);
    EXPECT_GT(found.classes.size(), 2000u);
}

} // namespace
} // namespace meshwright::sim::coverage
