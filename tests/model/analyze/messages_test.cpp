// Every message says what, where, and why it matters.
#include "model/analyze/checker.h"
#include "model/base/codes.h"
#include "model/yaml/text.h"
#include "tests/model/support/designs.h"

namespace meshwright::model {
namespace {

void check(const Design& design, const std::string& where) {
    Checker checker;
    checker.update(design);
    for (const auto& d : checker.all()) {
        const std::string said = where + ": " + toText(d);
        EXPECT_TRUE(codeInfo(d.code)) << said;
        EXPECT_FALSE(whyOf(d).empty()) << said;
        EXPECT_TRUE(d.position.known()) << said;
        EXPECT_GT(d.position.column, 0) << said;
        EXPECT_GE(d.document, 0) << said;
        EXPECT_FALSE(d.file.empty()) << said;
        ASSERT_FALSE(d.message.empty()) << said;
        EXPECT_TRUE(d.message.back() == '.' || d.message.back() == '?') << said;
        EXPECT_EQ(d.message.find('\n'), std::string::npos) << said;
        EXPECT_FALSE(d.fix && d.fix->title.empty()) << said;
        // The place is that of the field, or of the nearest thing above it that there is.
        const auto [begin, end] = design.rangeOf(d.file);
        ASSERT_LT(begin + static_cast<std::size_t>(d.document), end) << said;
        const auto& place = design.placeOf(begin + static_cast<std::size_t>(d.document));
        EXPECT_GE(d.position.line, place.firstLine) << said;
    }
}

TEST(Message, SaysWhatWhereAndWhy) {
    const std::string recorded = std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/model/recorded/";
    for (const char* folder : {"validate", "analyze"})
        for (const auto& entry : std::filesystem::directory_iterator(recorded + folder)) {
            if (entry.path().extension() != ".yaml") continue;
            const std::string text = test::contentOf(entry.path());
            if (const auto design = Design::fromText(text, entry.path().filename().string()))
                check(*design, entry.path().filename().string());
        }
}

} // namespace
} // namespace meshwright::model
