// docs/codes.md lists every code of the program as the table of codes has it.
#include "model/base/codes.h"

#include "tests/model/support/designs.h"

namespace meshwright::model {
namespace {

std::string rowOf(const CodeInfo& info) {
    std::string out = "| ";
    for (const auto part : {info.code, std::string_view(toText(info.severity)), info.title, info.why})
        out.append(part).append(" | ");
    out.pop_back();
    return out + "\n";
}

TEST(CodeDocs, ListEveryCodeWithSeverityTitleAndReason) {
    const std::string text = test::contentOf(std::string(MESHWRIGHT_SOURCE_DIR) + "/docs/codes.md");
    std::string ours, istio;
    for (const auto& info : allCodes()) (info.code.starts_with("IST") ? istio : ours) += rowOf(info);
    EXPECT_NE(text.find(ours), std::string::npos) << "docs/codes.md should hold:\n" << ours;
    EXPECT_NE(text.find(istio), std::string::npos) << "docs/codes.md should hold:\n" << istio;
}

} // namespace
} // namespace meshwright::model
