// Scalars: what Kubernetes' reader makes of them, and how they are written so that it makes of them what they are.
#include "model/yaml/scalar.h"

#include "model/yaml/duration.h"
#include "model/yaml/parser.h"
#include "model/yaml/writer.h"

#include <gtest/gtest.h>

namespace meshwright::model::yaml {
namespace {

TEST(Scalar, ThatIsNoTextForKubernetesIsWrittenInQuotes) {
    for (const char* text : {"no",   "NO",       "y",          "n",      "on",      "off",  "yes",      "true",
                             "True", "1.10",     "1.0",        "2",      "+1",      ".5",   "5.",       "-0",
                             "1e3",  "0e0",      "1_000",      "1__0",   "12e4567", "0123", "0o17",     "08",
                             "0x1F", "0b101",    "null",       "Null",   "~",       "",     ".inf",     "-.Inf",
                             ".nan", "12:30:45", "2026-01-01", "=",      "<<",      "NaN",  "Infinity", "---",
                             "...",  "- a",      "? a",        ": a",    "#a",      "&a",   "*a",       "!a",
                             "|",    ">",        "%a",         "@a",     "`a",      "{a",   "[a",       "*.example.com",
                             "a: b", "a #b",     " a",         "a ",     "   ",     "a\nb", "a\tb",     "a\"b\nc",
                             "\\\n", "\x01",     "\u202e",     "\u200b", "a,b",     "a:",   "-"}) {
        const std::string written = scalarText(text);
        EXPECT_TRUE(written.front() == '"' || written.front() == '\'') << text << " → " << written;
    }
    for (const char* text : {"a", "reviews.default.svc.cluster.local", "/api/v1", "500ms", "1.5s", "v1", "a-b_c.d",
                             "über", "a:b", "x=y", "10.0.0.0/8x"})
        EXPECT_EQ(scalarText(text), text);
}

TEST(Scalar, ReadsBackAsTheSameText) {
    const Limits limits;
    for (const std::string text : {"no", "1.10", "it's", "a\\b", "\"", "a\nb\n", "\t", "tab\there", "\u202e", "\x7f",
                                   "emoji \U0001F600", "# no comment", "", " ", "key: value"})
        for (const Quotes quotes : {Quotes::None, Quotes::Single, Quotes::Double}) {
            const std::string document = "- " + scalarText(text, quotes) + "\n";
            const auto parsed = parseDocument(document, {0, document.size(), 1}, limits, 100);
            ASSERT_TRUE(parsed) << document << parsed.error().message;
            const Node& node = parsed->root.items.at(0);
            EXPECT_EQ(node.text, text) << document;
            EXPECT_TRUE(node.quoted || std::holds_alternative<std::string>(resolvePlain(node.text))) << document;
        }
}

TEST(Duration, IsReadAsGoDoes) {
    const std::pair<const char*, std::int64_t> good[] = {{"5s", 5'000'000'000},
                                                         {"1h30m", 5'400'000'000'000},
                                                         {"1.5s", 1'500'000'000},
                                                         {"500ms", 500'000'000},
                                                         {"0s", 0},
                                                         {"0", 0},
                                                         {"-1s", -1'000'000'000},
                                                         {"500us", 500'000},
                                                         {"1ns", 1},
                                                         {".5s", 500'000'000},
                                                         {"1.s", 1'000'000'000},
                                                         {"1m0.001s", 60'001'000'000},
                                                         {"+3s", 3'000'000'000}};
    for (const auto& [text, ns] : good) {
        const auto duration = parseDuration(text);
        ASSERT_TRUE(duration) << text;
        EXPECT_EQ(duration->ns, ns) << text;
    }
    for (const char* text : {"", "5", "s", "5 s", "1e3s", "99999999h", "\u0665s", "1d", "-", ".s", "1s5"})
        EXPECT_FALSE(parseDuration(text)) << text;
}

TEST(Duration, IsWrittenShortAndExact) {
    for (const std::int64_t ns : {0L, 1L, 999L, 1'000L, 1'500'000L, 25'000'000L, 1'000'000'000L, 1'234'567'890L,
                                  5'400'000'000'000L, -1'500'000'000L})
        EXPECT_EQ(parseDuration(toText(Duration{ns}))->ns, ns) << toText(Duration{ns});
    EXPECT_EQ(toText(Duration::milliseconds(1500)), "1.5s");
    EXPECT_EQ(toText(Duration::seconds(90)), "90s");
}

TEST(Number, IsWrittenInTheFewestDigits) {
    EXPECT_EQ(numberText(0.1), "0.1");
    EXPECT_EQ(numberText(0.1 + 0.2), "0.30000000000000004");
    EXPECT_EQ(numberText(50), "50");
}

} // namespace
} // namespace meshwright::model::yaml
