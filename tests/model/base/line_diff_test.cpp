// A difference of lines makes the second text of the first, and is no longer than it must be.
#include "model/base/line_diff.h"

#include <gtest/gtest.h>
#include <random>

namespace meshwright::model {
namespace {

using Kind = DiffLine::Kind;

std::string shown(const std::vector<DiffLine>& lines) {
    std::string out;
    for (const auto& line : lines)
        out += (line.kind == Kind::Same      ? " "
                : line.kind == Kind::Added   ? "+"
                : line.kind == Kind::Removed ? "-"
                                             : "~" + std::to_string(line.skipped)) +
               line.text + "\n";
    return out;
}

std::pair<std::string, std::string> bothSides(const std::vector<DiffLine>& lines) {
    std::string a, b;
    for (const auto& line : lines) {
        if (line.kind != Kind::Added) a += line.text + "\n";
        if (line.kind != Kind::Removed) b += line.text + "\n";
    }
    return {a, b};
}

TEST(LineDiff, ShowsAChangedLineAsRemovedAndAdded) {
    EXPECT_EQ(shown(diffLines("a\nb\nc\n", "a\nB\nc\n")), " a\n-b\n+B\n c\n");
}

TEST(LineDiff, KeepsWhatIsCommonInBetween) {
    EXPECT_EQ(shown(diffLines("a\nb\nc\nd\n", "x\nb\nc\ny\n")), "-a\n+x\n b\n c\n-d\n+y\n");
}

TEST(LineDiff, OfNothingIsAllAdded) {
    EXPECT_EQ(shown(diffLines("", "a\nb\n")), "+a\n+b\n");
    EXPECT_EQ(shown(diffLines("a\n", "")), "-a\n");
    EXPECT_TRUE(diffLines("", "").empty());
}

TEST(LineDiff, SeesTheLastLineBreakWhereLineEndsAreKept) {
    EXPECT_EQ(shown(diffLines("a\nb", "a\nb\n")), " a\n b\n");
    EXPECT_EQ(shown(diffLines("a\nb", "a\nb\n", LineEnds::Kept)), " a\n\n-b\n+b\n\n");
}

TEST(LineDiff, ContextStandsAroundChangesOnly) {
    const auto lines = diffLines("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n");
    EXPECT_EQ(shown(withContext(lines, 1)), "~3\n 4\n-5\n+x\n 6\n~3\n");
    EXPECT_TRUE(withContext(diffLines("a\n", "a\n"), 3).empty());
}

TEST(LineDiff, MakesTheSecondTextOfTheFirstInTheFewestLines) {
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        std::vector<int> a, b;
        for (unsigned i = random() % 9; i > 0; --i) a.push_back(int(random() % 3));
        for (unsigned i = random() % 9; i > 0; --i) b.push_back(int(random() % 3));
        std::string x, y;
        for (const int line : a) x += std::to_string(line) + "\n";
        for (const int line : b) y += std::to_string(line) + "\n";
        const auto lines = diffLines(x, y);
        EXPECT_EQ(bothSides(lines), std::pair(x, y));
        // The longest common subsequence, the slow way.
        std::vector<std::vector<int>> best(a.size() + 1, std::vector<int>(b.size() + 1, 0));
        for (std::size_t i = 0; i < a.size(); ++i)
            for (std::size_t j = 0; j < b.size(); ++j)
                best[i + 1][j + 1] = a[i] == b[j] ? best[i][j] + 1 : std::max(best[i][j + 1], best[i + 1][j]);
        int same = 0;
        for (const auto& line : lines) same += line.kind == Kind::Same;
        EXPECT_GE(same, best[a.size()][b.size()]) << x << "--\n" << y;
    }
}

TEST(LineDiff, OfVeryDifferentTextsIsStillRightAndQuick) {
    std::string a, b;
    for (int i = 0; i < 20'000; ++i) {
        a += "a" + std::to_string(i) + "\n";
        b += "b" + std::to_string(i) + "\n";
    }
    EXPECT_EQ(bothSides(diffLines(a, b)), std::pair(a, b));
}

} // namespace
} // namespace meshwright::model
