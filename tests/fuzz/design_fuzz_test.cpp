// A damaged text is refused, or read as some design; never a crash, and what was read keeps its bytes.
#include "model/analyze/analyze.h"
#include "model/edit/edit.h"
#include "model/graph/mesh_graph.h"
#include "model/validate/validate.h"

#include "tests/model/support/designs.h"

#include <random>

namespace meshwright::model {
namespace {

constexpr int kMutations = 60; // per design

void readAll(const std::string& text) {
    const auto design = Design::fromText(text, "x.yaml");
    if (!design) {
        ASSERT_FALSE(design.error().empty());
        EXPECT_FALSE(design.error().front().message.empty());
        return;
    }
    EXPECT_EQ(design->textOf("x.yaml"), text);
    validate(*design);
    analyze(*design);
    graph::cycles(graph::meshGraph(*design));
}

TEST(Fuzz, EveryPrefixOfADesignIsReadOrRefused) {
    const std::string text = test::contentOf(test::recordedDesigns(200).at(1));
    for (std::size_t length = 0; length < text.size(); length += 3) readAll(text.substr(0, length));
}

TEST(Fuzz, ChangedBytesAreReadOrRefused) {
    std::mt19937 random(20261124);
    const std::string special = "\n\t :-[]{}&*!|>'\"#%,?@`\\0~<=.\x00\xff\xc2\x85";
    for (const auto& file : test::recordedDesigns(40)) {
        const std::string good = test::contentOf(file);
        for (int i = 0; i < kMutations; ++i) {
            std::string text = good;
            const std::size_t changes = 1 + random() % 3;
            for (std::size_t k = 0; k < changes; ++k) {
                const std::size_t at = random() % text.size();
                switch (random() % 3) {
                case 0:
                    text[at] = special[random() % special.size()];
                    break;
                case 1:
                    text.insert(at, 1, special[random() % special.size()]);
                    break;
                default:
                    text.erase(at, 1 + random() % 8);
                    break;
                }
            }
            readAll(text);
        }
    }
}

TEST(Fuzz, EditsOfDamagedDesignsDoWhatTheySayOrAreRefused) {
    std::mt19937 random(7);
    for (const auto& file : test::recordedDesigns(80)) {
        const std::string good = test::contentOf(file);
        for (int i = 0; i < kMutations / 4; ++i) {
            std::string text = good;
            text[random() % text.size()] = " \n-:'\"{}[],#"[random() % 12];
            const auto design = Design::fromText(text, "x.yaml");
            if (!design) continue;
            for (const auto& r : design->resources()) {
                const edit::Edit change{edit::SetField{r->id(), "spec.http[0].timeout", Duration::seconds(2)}, ""};
                const auto after = edit::apply(*design, change);
                if (!after) continue;
                const auto changed = after->find(r->id());
                ASSERT_TRUE(changed) << file;
                const auto* value = changed->root->at((changed->prefix.empty() ? "" : changed->prefix + ".") +
                                                      std::string("spec.http[0].timeout"));
                ASSERT_TRUE(value) << file;
                EXPECT_EQ(value->text, "2s");
            }
        }
    }
}

} // namespace
} // namespace meshwright::model
