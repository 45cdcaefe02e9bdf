// Expressions that Go's package and RE2 write differently.
#include "model/base/go_regex.h"

#include <gtest/gtest.h>

namespace meshwright::model {
namespace {

TEST(GoRegex, WritesNamedGroupsAsEveryRe2KnowsThem) {
    EXPECT_EQ(asRe2("/(?<id>\\d+)/(?P<x>a)(?:b)"), "/(?P<id>\\d+)/(?P<x>a)(?:b)");
    EXPECT_EQ(asRe2("\\(?<a>[(?<b>]\\Q(?<c>\\E(?<d>e)"), "\\(?<a>[(?<b>]\\Q(?<c>\\E(?P<d>e)");
    EXPECT_EQ(asRe2("(?<=a)(?<!b)[]](?<c>d)"), "(?<=a)(?<!b)[]](?P<c>d)");
}

TEST(GoRegex, FindsBytesThatGoDoesNotKnow) {
    EXPECT_TRUE(asksForBytes("a\\C"));
    EXPECT_FALSE(asksForBytes("a\\\\C"));
    EXPECT_FALSE(asksForBytes("[\\C]"));
    EXPECT_FALSE(asksForBytes("\\Q\\C\\E"));
}

} // namespace
} // namespace meshwright::model
