// A design after an edit: the same objects wherever nothing changed, and the same lines as if it were read anew.
#include "model/analyze/analyze.h"
#include "model/base/diagnostic_json.h"
#include "model/validate/validate.h"
#include "tests/model/support/designs.h"

namespace meshwright::model {
namespace {

const std::string kService = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n";
const std::string kRule = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\nspec:\n"
                          "  hosts: [s]\n  http:\n  - timeout: 5\n    route: [{destination: {host: s}}]\n";

std::string object(const std::string& kind, const std::string& name) {
    return "---\napiVersion: v1\nkind: " + kind + "\nmetadata: {name: " + name + "}\n";
}

/// Everything that is said about a design, with its places.
std::vector<std::string> saidOf(const Design& design) {
    std::vector<std::string> out;
    for (const auto& list : {validate(design), analyze(design)})
        for (const auto& d : list)
            out.push_back(toText(d) + " " + std::to_string(d.document) + " " + std::to_string(d.position.column) + " " +
                          std::to_string(d.position.offset));
    return out;
}

std::vector<int> linesOf(const Design& design) {
    const Placement places(design);
    std::vector<int> out;
    for (const auto& r : design.resources()) out.push_back(places.positionOf(*r, "metadata.name").line);
    return out;
}

Design readAnew(const Design& design) {
    Limits limits;
    Design out;
    for (const auto& file : design.files()) out = out.withText(file, design.textOf(file), limits).value();
    return out;
}

TEST(DesignAfterAnEdit, HasTheVerySameObjectsInAllOtherDocuments) {
    const Design before =
        test::designOf(kService + object("Service", "a") + object("Service", "b") + object("Service", "c"));
    const Design after = before.withDocument(1, "---\n\n\n" + kRule).value();
    ASSERT_EQ(after.documents().size(), 4u);
    for (const std::size_t i : {0u, 2u, 3u}) {
        EXPECT_EQ(after.documents()[i], before.documents()[i]) << i;
        EXPECT_EQ(after.documents()[i]->resources[0], before.documents()[i]->resources[0]) << i;
    }
    EXPECT_NE(after.documents()[1], before.documents()[1]);
    EXPECT_EQ(linesOf(before), (std::vector<int>{3, 8, 12, 16}));
    EXPECT_EQ(linesOf(after), (std::vector<int>{3, 10, 19, 23}));
}

TEST(DesignAfterAnEdit, KeepsTheObjectsBehindARemovedOrInsertedDocument) {
    const Design before = test::designOf(kService + object("Service", "a") + object("Service", "b"));
    const Design without = before.withoutDocument(1);
    EXPECT_EQ(without.documents()[1], before.documents()[2]);
    EXPECT_EQ(without.placeOf(1).index, 1);
    EXPECT_EQ(linesOf(without), (std::vector<int>{3, 8}));
    const Design with = before.withNewDocument("design.yaml", object("Pod", "p"), 1).value();
    EXPECT_EQ(with.documents()[3], before.documents()[2]);
    EXPECT_EQ(with.placeOf(3).index, 3);
    EXPECT_EQ(linesOf(with), (std::vector<int>{3, 8, 12, 16}));
}

TEST(DesignAfterAnEdit, OfOneFileLeavesOtherFilesAlone) {
    Design design = test::designOf(kService, "a.yaml");
    design = design.withNewDocument("b.yaml", kService + object("Pod", "p")).value();
    design = design.withNewDocument("c.yaml", kService).value();
    const Design edited = design.withDocument(1, "# one line more\n" + kService).value();
    EXPECT_EQ(edited.files(), (std::vector<std::string>{"a.yaml", "b.yaml", "c.yaml"}));
    EXPECT_EQ(linesOf(edited), (std::vector<int>{3, 4, 9, 3}));
    const Design without = edited.withoutDocument(1).withoutDocument(1);
    EXPECT_EQ(without.files(), (std::vector<std::string>{"a.yaml", "c.yaml"}));
    EXPECT_EQ(without.rangeOf("c.yaml"), (std::pair<std::size_t, std::size_t>{1, 2}));
    EXPECT_EQ(without.textOf("c.yaml"), kService);
}

TEST(DesignAfterAnEdit, OfItsWholeTextKeepsTheDocumentsWhoseTextIsTheSame) {
    const Design before = test::designOf(kService + object("Service", "a") + object("Service", "b"));
    const Design after =
        before.withText("design.yaml", kService + object("Pod", "new") + object("Service", "b") + object("Pod", "c"))
            .value();
    ASSERT_EQ(after.documents().size(), 4u);
    EXPECT_EQ(after.documents()[0], before.documents()[0]);
    EXPECT_EQ(after.documents()[2], before.documents()[2]);
    EXPECT_EQ(linesOf(after), (std::vector<int>{3, 8, 12, 16}));
    const auto refused = before.withText("design.yaml", kService + "---\na: [\n");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error()[0].document, 1);
    EXPECT_GE(refused.error()[0].position.line, 6);
}

TEST(DesignAfterAnEdit, SaysTheSameAtTheSameLinesAsWhenReadAnew) {
    std::size_t messages = 0;
    for (const auto& path : test::recordedDesigns(7)) {
        const auto read = Design::fromText(test::contentOf(path) + "---\n" + kService + "---\n" + kRule, path);
        if (!read) continue; // one of those that are there to be refused
        Design design = *read;
        for (std::size_t i = 0; i < design.documents().size(); i += 2)
            design = design.withDocument(i, design.documents()[i]->text + "# more\n\n").value();
        const auto kept = saidOf(design);
        EXPECT_EQ(kept, saidOf(*Design::fromText(design.textOf(path), path))) << path;
        EXPECT_EQ(linesOf(design), linesOf(readAnew(design))) << path;
        messages += kept.size();
    }
    EXPECT_GT(messages, 100u);
}

} // namespace
} // namespace meshwright::model
