// What a real Envoy refused of istiod's configuration is what we say it refuses, and nothing else.
#include "model/analyze/envoy_refusals.h"

#include "model/edit/edit.h"
#include "model/validate/validate.h"
#include "tests/model/support/designs.h"

#include <nlohmann/json.hpp>

namespace meshwright::model {
namespace {

TEST(EnvoyRefusals, AreThoseOfARealEnvoy) {
    const auto cases = nlohmann::json::parse(
        test::contentOf(std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/model/recorded/envoy/refusals.json"));
    std::size_t refused = 0;
    for (const auto& c : cases) {
        const auto design = Design::fromText(c["design"].get<std::string>(), "case.yaml");
        ASSERT_TRUE(design) << c["name"] << toText(design.error().front());
        EXPECT_FALSE(hasErrors(validate(*design))) << c["name"] << ": Istio accepts it";
        const auto said = envoyRefusals(*design);
        EXPECT_EQ(!said.empty(), c["refused"].get<bool>())
            << c["name"] << (said.empty() ? "" : ": " + toText(said.front()));
        for (const auto& d : said) {
            EXPECT_TRUE(d.position.known()) << toText(d);
            if (!d.fix) continue;
            const auto fixed = edit::apply(*design, edit::editOf(*d.fix));
            ASSERT_TRUE(fixed) << toText(d);
            EXPECT_TRUE(envoyRefusals(*fixed).empty()) << toText(d);
        }
        refused += c["refused"].get<bool>();
    }
    EXPECT_GT(refused, 20u);
}

} // namespace
} // namespace meshwright::model
