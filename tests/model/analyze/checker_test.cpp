// Judging only what an edit may have changed gives what judging everything gives.
#include "model/analyze/checker.h"

#include "model/analyze/analyze.h"
#include "model/validate/validate.h"
#include "model/yaml/text.h"
#include "tests/model/support/designs.h"

#include <random>

namespace meshwright::model {
namespace {

std::vector<std::string> textOf(const Diagnostics& all) {
    std::vector<std::string> out;
    for (const auto& d : all)
        out.push_back(toText(d) + " (document " + std::to_string(d.document) + ")" + (d.fix ? " " + d.fix->title : ""));
    return out;
}

/// A number below `n`, the same on every machine.
std::size_t pick(std::mt19937_64& random, std::size_t n) {
    return static_cast<std::size_t>(random() % n);
}

/// Documents that refer to each other in many ways, each on its own.
std::vector<std::string> pool() {
    std::vector<std::string> out;
    const std::filesystem::path folder = std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/model/recorded/analyze";
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        const std::string text = test::contentOf(file);
        for (const auto& span : yaml::splitDocuments(text)) {
            std::string one = text.substr(span.offset, span.size);
            if (one.back() != '\n') one += '\n';
            if (Design::fromText(one, "a.yaml")) out.push_back(std::move(one));
        }
    }
    return out;
}

std::string joined(const std::vector<std::string>& documents) {
    std::string out;
    for (const auto& d : documents) out += (d.compare(0, 3, "---") == 0 ? "" : "---\n") + d;
    return out;
}

/// A random edit: a document exchanged, removed, added, or a word of it replaced by one of another document.
Design edited(const Design& design, const std::vector<std::string>& documents, std::mt19937_64& random) {
    const std::size_t at = pick(random, design.documents().size());
    const std::string& other = documents[pick(random, documents.size())];
    switch (pick(random, 5)) {
    case 0:
        if (auto next = design.withDocument(at, other)) return *next;
        break;
    case 1:
        if (design.documents().size() > 3) return design.withoutDocument(at);
        break;
    case 2:
        if (auto next = design.withNewDocument("design.yaml", other, at)) return *next;
        break;
    case 3: // a line more, so that everything below moves
        if (auto next = design.withDocument(at, "# note\n" + design.documents()[at]->text)) return *next;
        break;
    default: {
        static const std::string words[] = {"reviews", "ratings", "default", "v1", "v2",
                                            "80",      "9080",    "mesh",    "*",  "enabled"};
        std::string text = design.documents()[at]->text;
        const std::string& word = words[pick(random, std::size(words))];
        const std::size_t found = text.find(word, pick(random, text.size() + 1));
        if (found == std::string::npos) break;
        text.replace(found, word.size(), words[pick(random, std::size(words))]);
        if (auto next = design.withDocument(at, text)) return *next;
    }
    }
    return design;
}

TEST(Checker, SaysAfterAnyEditsWhatJudgingEverythingSays) {
    const auto documents = pool();
    ASSERT_GT(documents.size(), 150u);
    std::size_t messages = 0;
    for (unsigned seed = 1; seed <= 40; ++seed) {
        std::mt19937_64 random(seed);
        std::vector<std::string> chosen;
        const std::size_t size = 5 + pick(random, 60);
        for (std::size_t i = 0; i < size; ++i) chosen.push_back(documents[pick(random, documents.size())]);
        Design design = test::designOf(joined(chosen));
        Checker checker;
        for (int step = 0; step < 25; ++step) {
            checker.update(design);
            const auto validation = validate(design), analysis = analyze(design);
            ASSERT_EQ(textOf(checker.validation()), textOf(validation)) << "seed " << seed << " step " << step;
            ASSERT_EQ(textOf(checker.analysis()), textOf(analysis)) << "seed " << seed << " step " << step;
            messages += validation.size() + analysis.size();
            design = edited(design, documents, random);
        }
    }
    EXPECT_GT(messages, 10'000u);
}

std::string shopOf(int services) {
    std::string out;
    for (int i = 0; i < services; ++i) {
        const std::string k = std::to_string(i);
        out +=
            "---\napiVersion: v1\nkind: Service\nmetadata: {name: s" + k + "}\nspec:\n  selector: {app: s" + k +
            "}\n  ports:\n  - {name: http, port: 80}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: s" +
            k + "}\nspec:\n  selector: {matchLabels: {app: s" + k + "}}\n  template:\n    metadata: {labels: {app: s" +
            k + "}}\n    spec: {containers: [{name: a, image: a}]}\n---\n" +
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: s" + k +
            "}\nspec:\n  hosts: [s" + k + "]\n  http:\n  - route:\n    - destination: {host: s" + k + "}\n";
    }
    return out;
}

TEST(Checker, AsksOnlyAboutWhatAnEditMayChange) {
    const Design design = test::designOf(shopOf(200));
    Checker checker;
    checker.update(design);
    EXPECT_EQ(checker.asked(), 600u);
    EXPECT_TRUE(checker.analysis().empty());

    std::string text = design.documents()[0]->text;
    text.replace(text.find("port: 80"), 8, "port: 81");
    checker.update(*design.withDocument(0, text));
    EXPECT_LT(checker.asked(), 5u); // the Service, its Deployment and its VirtualService

    checker.update(design.withoutDocument(0));
    EXPECT_LT(checker.asked(), 5u);
    const auto left = checker.analysis();
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left[0].code, "IST0101");
    EXPECT_EQ(left[0].name, "s0");
}

TEST(Checker, KeepsLinesRightBelowAnEdit) {
    const Design design = test::designOf(shopOf(3) + "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\n"
                                                     "metadata: {name: lost}\nspec:\n  hosts: [lost]\n  http:\n"
                                                     "  - route:\n    - destination: {host: nowhere}\n");
    Checker checker;
    checker.update(design);
    const int line = checker.analysis().at(0).position.line;
    checker.update(*design.withDocument(0, "# one\n# two\n" + design.documents()[0]->text));
    EXPECT_EQ(checker.asked(), 3u);
    EXPECT_EQ(checker.analysis().at(0).position.line, line + 2);
}

TEST(Suppression, ByAnnotationSilencesTheCodesItNames) {
    const auto service = [](const std::string& annotation) {
        return "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations: {galley.istio.io/analyze-suppress: "
               "'" +
               annotation + "'}\nspec:\n  ports:\n  - {name: foo, port: 80}\n";
    };
    EXPECT_EQ(analyze(test::designOf(service("IST0101"))).size(), 1u);
    EXPECT_EQ(analyze(test::designOf(service("IST0101,IST0118"))).size(), 0u);
    EXPECT_EQ(analyze(test::designOf(service("*"))).size(), 0u);
    EXPECT_EQ(analyze(test::designOf(service("IST0101, IST0118"))).size(), 1u); // Istio takes the blank as part of it
}

TEST(Suppression, NeverHidesWhatAClusterRefuses) {
    const Design design = test::designOf(
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: a\n  annotations:\n"
        "    galley.istio.io/analyze-suppress: '*'\nspec:\n  hosts: [a]\n  http:\n  - route:\n"
        "    - {destination: {host: a}, weight: -5}\n");
    EXPECT_TRUE(hasErrors(validate(design)));
    Checker checker;
    checker.update(design);
    EXPECT_TRUE(hasErrors(checker.all()));
    EXPECT_TRUE(analyze(design).empty()); // as istioctl
}

} // namespace
} // namespace meshwright::model
