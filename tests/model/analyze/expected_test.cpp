// The messages about each recorded design are those of Istio's own analyzers.
#include "model/analyze/analyze.h"
#include "model/design/salvage.h"

#include "tests/model/support/designs.h"

#include <nlohmann/json.hpp>

namespace meshwright::model {
namespace {

TEST(Analyze, GivesTheCodesOfIstiosAnalyzers) {
    const std::string folder = std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/model/recorded/analyze/";
    const auto expected = nlohmann::json::parse(test::contentOf(folder + "expected.json"));
    ASSERT_GT(expected.size(), 80u);
    for (const auto& [file, messages] : expected.items()) {
        std::vector<std::string> real, ours;
        bool refused = false;
        for (const auto& m : messages) {
            if (m.contains("code")) real.push_back(m["code"]);
            refused = refused || m.contains("parseError");
        }
        const auto read = readAround({folder + file});
        std::string said;
        ASSERT_TRUE(read) << file << ": " << toText(read.error().front());
        bool refusedByUs = !read->broken.empty();
        for (const auto& d : analyze(read->design)) {
            if (d.code.compare(0, 3, "IST") == 0)
                ours.push_back(d.code);
            else
                refusedByUs = true;
            said += "\n" + toText(d);
        }
        std::sort(real.begin(), real.end());
        std::sort(ours.begin(), ours.end());
        EXPECT_TRUE(refused || !refusedByUs) << file << said;
        EXPECT_EQ(ours, real) << file << said;
    }
}

} // namespace
} // namespace meshwright::model
