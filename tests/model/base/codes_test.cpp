// The table of codes: every code that the sources say is in it, once, with its reason.
#include "model/base/codes.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>

namespace meshwright::model {
namespace {

std::set<std::string> codesInSources() {
    std::set<std::string> out;
    const std::regex code(R"re("((?:MW|IST)\d{4})")re");
    for (const char* folder : {"model", "sim", "app", "ui"})
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(std::string(MESHWRIGHT_SOURCE_DIR) + "/" + folder)) {
            const auto name = entry.path().filename().string();
            if ((!name.ends_with(".cpp") && !name.ends_with(".h")) || name.starts_with("codes_")) continue;
            std::ostringstream text;
            text << std::ifstream(entry.path()).rdbuf();
            const std::string all = text.str();
            for (std::sregex_iterator it(all.begin(), all.end(), code), end; it != end; ++it) out.insert((*it)[1]);
        }
    return out;
}

TEST(Codes, AreAllInTheTableAndEachHasTitleAndReason) {
    for (const auto& code : codesInSources()) {
        const auto* info = codeInfo(code);
        ASSERT_TRUE(info) << code << " is said, but is not in the table of codes";
        EXPECT_FALSE(info->title.empty()) << code;
        EXPECT_GT(info->why.size(), 20u) << code;
        EXPECT_EQ(info->why.back(), '.') << code;
    }
}

TEST(Codes, AreSaidBySomebody) {
    const auto said = codesInSources();
    for (const auto& info : allCodes()) EXPECT_TRUE(said.count(std::string(info.code)) > 0) << info.code;
}

TEST(Codes, GiveTheReasonOfAMessageThatHasNoneOfItsOwn) {
    Diagnostic d;
    d.code = "IST0173";
    EXPECT_EQ(whyOf(d), codeInfo("IST0173")->why);
    d.why = "Half of the requests fail.";
    EXPECT_EQ(whyOf(d), "Half of the requests fail.");
    d = {};
    d.code = "MW9999";
    EXPECT_EQ(whyOf(d), "");
}

} // namespace
} // namespace meshwright::model
