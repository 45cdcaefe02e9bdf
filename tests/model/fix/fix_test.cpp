// A fix that is offered helps: its message goes away, nothing else breaks, and nothing else is touched.
#include "model/fix/fix.h"

#include "model/analyze/checker.h"
#include "model/fix/sarif.h"
#include "model/yaml/text.h"
#include "tests/model/support/designs.h"

#include <map>
#include <nlohmann/json.hpp>
#include <random>

namespace meshwright::model {
namespace {

Diagnostics messagesOf(const Design& design) {
    Checker checker;
    checker.update(design);
    return checker.all();
}

/// How often a code is said about an object: an index of a field may move when an item is removed.
std::size_t said(const Diagnostics& all, const Diagnostic& like) {
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const Diagnostic& d) {
        return d.code == like.code && d.kind == like.kind && d.ns == like.ns && d.name == like.name;
    }));
}

std::multiset<std::string> commentsOf(const std::string& text) {
    std::multiset<std::string> out;
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        const auto line = text.substr(from, end - from);
        if (const auto first = line.find_first_not_of(' '); first != std::string::npos && line[first] == '#')
            out.insert(line);
        from = end + 1;
    }
    return out;
}

/// Applies each offered fix by itself; returns how many there were.
std::size_t checkFixes(const Design& design, const std::string& where) {
    std::size_t fixes = 0;
    const auto before = messagesOf(design);
    for (const auto& d : before) {
        if (!d.fix || !d.fix->canBeApplied()) continue;
        ++fixes;
        const auto fixed = applyFix(design, d);
        if (!fixed) {
            ADD_FAILURE() << where << ": " << toText(d) << "\n"
                          << d.fix->title << ": " << toText(fixed.error().front());
            continue;
        }
        const auto after = messagesOf(*fixed);
        EXPECT_LT(said(after, d), said(before, d)) << where << ": " << toText(d) << "\nfix: " << d.fix->title;
        EXPECT_TRUE(helped(d, before, after)) << where << ": " << toText(d) << "\nfix: " << d.fix->title;
        for (const auto& change : textChanges(design, *fixed)) {
            const std::string was = design.textOf(change.file), now = fixed->textOf(change.file);
            EXPECT_EQ(was.substr(0, change.begin) + change.text + was.substr(change.end), now) << where;
            EXPECT_EQ(commentsOf(was), commentsOf(now)) << where << ": " << d.fix->title;
        }
        for (const auto& document : design.documents()) {
            const bool own = std::any_of(document->resources.begin(), document->resources.end(), [&](const auto& r) {
                return std::any_of(d.fix->changes.begin(), d.fix->changes.end(), [&](const auto& change) {
                    return std::visit(
                        [&](const auto& c) {
                            if constexpr (requires { c.object; })
                                return c.object == r->id();
                            else
                                return false;
                        },
                        change);
                });
            });
            const auto& now = fixed->documents();
            const bool kept = std::any_of(now.begin(), now.end(), [&](const auto& other) {
                return other == document || other->text == document->text || other->text == document->text + "\n";
            });
            EXPECT_TRUE(own || kept) << where << ": " << d.fix->title;
        }
    }
    return fixes;
}

TEST(Fix, OfEveryRecordedDocumentMakesItsMessageGoAway) {
    const std::string folder = std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/model/recorded/validate/";
    const auto verdicts = nlohmann::json::parse(test::contentOf(folder + "verdicts.json"));
    std::map<std::string, std::string> texts;
    std::size_t fixes = 0;
    for (const auto& real : verdicts) {
        const std::string file = real["file"];
        auto [text, isNew] = texts.try_emplace(file);
        if (isNew) text->second = test::contentOf(folder + file);
        const auto span = yaml::splitDocuments(text->second).at(real["doc"].get<std::size_t>());
        const auto design = Design::fromText(std::string_view(text->second).substr(span.offset, span.size), file);
        if (design) fixes += checkFixes(*design, file + " " + real["name"].get<std::string>());
    }
    EXPECT_GT(fixes, 50u);
}

TEST(Fix, OfEveryRecordedDesignMakesItsMessageGoAway) {
    const std::filesystem::path folder = std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/model/recorded/analyze";
    std::size_t fixes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".yaml")
            if (const auto design = Design::fromPath(entry.path().string()))
                fixes += checkFixes(*design, entry.path().filename().string());
    EXPECT_GE(fixes, 10u);
}

TEST(Fix, OfDesignsWithAMistakeMakesItsMessageGoAway) {
    const auto designs = test::recordedDesigns(23);
    std::mt19937_64 random(5);
    for (const auto& path : designs) {
        const std::string text = test::contentOf(path);
        for (int i = 0; i < 4; ++i) { // a letter changed somewhere: a field misspelt, a subset or host unknown
            std::string mutant = text;
            const std::size_t at = static_cast<std::size_t>(random() % mutant.size());
            if (mutant[at] < 'a' || mutant[at] > 'z') continue;
            mutant[at] = static_cast<char>('a' + random() % 26);
            if (const auto design = Design::fromText(mutant, "design.yaml"))
                checkFixes(*design, path + " changed at " + std::to_string(at));
        }
    }
}

const char* kTypos = "# shop\napiVersion: networking.istio.io/v1\nkind: VirtualService # the one\nmetadata: {name: a}\n"
                     "spec:\n  hosts: [a]\n  http:\n  - route:\n    - destination: {host: a}\n    timeot: 5s # grüße\n";

TEST(Fix, HasNotHelpedWhereItMakesAnotherError) {
    const Design one = test::designOf(kTypos), two = test::designOf("# shop\n" + std::string(kTypos).substr(7));
    const auto all = messagesOf(one);
    EXPECT_FALSE(helped(all[0], all, messagesOf(two)));
    Diagnostic other = all[0];
    other.name = "b";
    EXPECT_TRUE(helped(all[0], all, {}));
    EXPECT_FALSE(helped(all[0], all, {other, other}));
}

TEST(Fixes, AreAppliedOneAfterTheOtherUntilNoneIsLeft) {
    const Design design = test::designOf(kTypos);
    const auto fixed = applyFixes(design);
    EXPECT_EQ(fixed.done.size(), 1u);
    std::string wanted = kTypos;
    wanted.replace(wanted.find("timeot"), 6, "timeout");
    EXPECT_EQ(fixed.design.textOf("design.yaml"), wanted);
}

TEST(Sarif, HasWhatReadersOfItNeed) {
    const Design design = test::designOf(kTypos, "my designs/ä.yaml");
    Diagnostics all = messagesOf(design);
    ASSERT_FALSE(all.empty());
    const auto log = toSarif(all, design, "1.2.3");
    EXPECT_EQ(log["version"], "2.1.0");
    const auto& run = log["runs"][0];
    EXPECT_EQ(run["tool"]["driver"]["name"], "Meshwright");
    for (const auto& rule : run["tool"]["driver"]["rules"]) {
        EXPECT_FALSE(rule["id"].get<std::string>().empty());
        EXPECT_FALSE(rule["help"]["text"].get<std::string>().empty());
    }
    ASSERT_EQ(run["results"].size(), all.size());
    for (const auto& result : run["results"]) {
        EXPECT_EQ(run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()]["id"], result["ruleId"]);
        const auto& place = result["locations"][0]["physicalLocation"];
        EXPECT_EQ(place["artifactLocation"]["uri"], "my%20designs/%C3%A4.yaml");
        EXPECT_GE(place["region"]["startLine"], 1);
        EXPECT_GE(place["region"]["startColumn"], 1);
    }
    const auto fix = run["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    EXPECT_EQ(fix["deletedRegion"]["startLine"], 10);
    EXPECT_EQ(fix["insertedContent"]["text"], "u");
}

} // namespace
} // namespace meshwright::model
