// Our verdict about each recorded document is the one that Istio's own validators gave.
#include "model/validate/validate.h"

#include "model/yaml/read.h"
#include "model/yaml/text.h"
#include "tests/model/support/designs.h"

#include <map>
#include <nlohmann/json.hpp>

namespace meshwright::model {
namespace {

struct Verdict {
    bool istiod = true, server = true, warned = false;
    std::string why;
};

Verdict judge(std::string_view text, const std::string& file) {
    Verdict out;
    const auto design = Design::fromText(text, file);
    if (!design) return {false, false, false, toText(design.error().front())};
    const auto add = [&](const Diagnostic& d) {
        if (d.severity == Severity::Error) out.why += "\n" + toText(d);
        if (d.severity != Severity::Error) out.warned = true;
        if (d.severity == Severity::Error && d.code != kApiServerRefusal) out.istiod = false;
        if (d.severity == Severity::Error && d.code != "IST0106") out.server = false;
    };
    for (const auto& d : design->documents()[0]->diagnostics)
        if (d.severity == Severity::Error) add(d);
    for (const auto& r : design->resources())
        for (const auto& d : validate(*r)) add(d);
    return out;
}

/// Documents in which one field was given a value that it hardly expects, and corners of YAML.
TEST(Verdicts, OfMutatedDocumentsAreTheSame) {
    const std::string folder = std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/fidelity/recorded/validate-more/";
    const auto verdicts = nlohmann::json::parse(test::contentOf(folder + "verdicts.json"));
    std::map<std::string, std::string> texts;
    std::size_t accepted = 0;
    for (const auto& real : verdicts) {
        const std::string file = real["file"];
        auto [text, isNew] = texts.try_emplace(file);
        if (isNew) text->second = test::contentOf(folder + file);
        const auto span = yaml::splitDocuments(text->second).at(real["doc"].get<std::size_t>());
        const std::string document = text->second.substr(span.offset, span.size);
        const Verdict ours = judge(document, file);
        const bool valid = real["valid"], server = !real.contains("crd") || real["crd"]["valid"].get<bool>();
        EXPECT_EQ(ours.istiod && ours.server, valid && server)
            << document << real["errors"].dump() << (server ? "" : real["crd"].dump()) << ours.why;
        accepted += valid && server;
    }
    EXPECT_GT(accepted, 500u);
    EXPECT_GT(verdicts.size(), 1'200u);
}

TEST(Verdicts, AreThoseOfIstiodAndTheApiServer) {
    const std::string folder = std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/model/recorded/validate/";
    const auto verdicts = nlohmann::json::parse(test::contentOf(folder + "verdicts.json"));
    std::map<std::string, std::string> texts;
    std::size_t accepted = 0, istiod = 0;
    for (const auto& real : verdicts) {
        const std::string file = real["file"];
        auto [text, isNew] = texts.try_emplace(file);
        if (isNew) text->second = test::contentOf(folder + file);
        const auto span = yaml::splitDocuments(text->second).at(real["doc"].get<std::size_t>());
        const Verdict ours = judge(std::string_view(text->second).substr(span.offset, span.size), file);
        const bool valid = real["valid"], server = !real.contains("crd") || real["crd"]["valid"].get<bool>();
        const std::string where =
            file + " document " + std::to_string(real["doc"].get<int>()) + ", " + real["errors"].dump() + ours.why;
        EXPECT_EQ(ours.istiod && ours.server, valid && server) << where;
        if (valid && server) {
            EXPECT_EQ(ours.warned, !real["warnings"].empty()) << where;
        }
        accepted += valid && server;
        istiod += ours.istiod == valid;
    }
    EXPECT_GT(accepted, 700u);
    // A few documents are refused by both, but by istiod for a reason that we say in the API server's name.
    EXPECT_GE(istiod + 5, verdicts.size());
}

} // namespace
} // namespace meshwright::model
