// Where a cluster refuses a document, we refuse it at the same field: each of its errors has one of ours there.
#include "model/validate/validate.h"
#include "model/yaml/text.h"
#include "tests/model/support/designs.h"
#include "tests/model/validate/named_fields.h"

#include <map>
#include <nlohmann/json.hpp>
#include <re2/re2.h>

namespace meshwright::model {
namespace {

using nlohmann::json;

/// "spec.http[0].match[1].headers[end-user]" as steps, each without its brackets.
std::vector<std::string> stepsOf(const std::string& path) {
    std::vector<std::string> out;
    for (const auto& step : yaml::splitPath(path)) out.push_back(step.text);
    return out;
}

/// The same without indices: "spec.http.match.headers.end-user".
std::string keysOf(const std::string& path) {
    std::string out;
    for (const auto& step : yaml::splitPath(path))
        if (!step.index()) out += (out.empty() ? "" : ".") + step.text;
    return out;
}

/// `ours` is the field, or lies in it.
bool within(const std::string& ours, const std::string& theirs) {
    const auto a = stepsOf(ours), b = stepsOf(theirs);
    return a.size() >= b.size() && std::equal(b.begin(), b.end(), a.begin());
}

/// The paths that the API server prints.
std::vector<std::string> pathsOf(const std::string& error) {
    std::vector<std::string> out;
    re2::StringPiece rest = error;
    std::string path;
    static const re2::RE2 stated(R"((?:: |\[|, )((?:spec|metadata)[^\s:]*): )");
    while (re2::RE2::FindAndConsume(&rest, stated, &path)) {
        out.push_back(path);
        rest = re2::StringPiece(rest.data() - 2, rest.size() + 2); // the next one begins where this one ends
    }
    rest = error;
    static const re2::RE2 unknown(R"(unknown fields \[([^\]]+))");
    if (re2::RE2::PartialMatch(rest, unknown, &path)) {
        for (std::size_t from = 0; from <= path.size();) {
            const auto space = std::min(path.find(' ', from), path.size());
            out.push_back(path.substr(from, space - from));
            from = space + 1;
        }
    }
    rest = error;
    static const re2::RE2 quoted(R"re("(spec\.[^"]+)" must validate)re"), typed(R"( in (spec\.\S+?)[,\]]?$)");
    while (re2::RE2::FindAndConsume(&rest, quoted, &path)) out.push_back(path);
    if (re2::RE2::PartialMatch(error, typed, &path)) out.push_back(path);
    return out;
}

/// What stands at the field, or at its nearest ancestor: keys and values.
void valuesOf(const yaml::Node& node, std::vector<std::string>& out) {
    if (node.isScalar()) out.push_back(node.text);
    for (const auto& item : node.items) valuesOf(item, out);
    for (const auto& entry : node.entries) {
        out.push_back(entry.key);
        valuesOf(entry.value, out);
    }
}

/// Istio's message quotes something that stands at our field.
bool quotes(const std::string& message, const Diagnostic& d, const Resource& resource) {
    const auto* node = resource.root->at(d.field);
    if (!node) return false;
    std::vector<std::string> values;
    valuesOf(*node, values);
    return std::any_of(values.begin(), values.end(), [&](const std::string& v) {
        return v.empty() ? message.find("empty") != std::string::npos : message.find(v) != std::string::npos;
    });
}

/// Istio's reader of JSON names neither field nor value; such an error is ours where a value has the wrong type.
bool isOfReading(const std::string& message) {
    return message.find("cannot parse proto message") != std::string::npos;
}

enum class Placed { Same, Elsewhere, Unnamed };

Placed place(const std::string& message, const Diagnostics& ours, const Resource& resource) {
    const auto any = [&](auto fits) {
        return std::any_of(ours.begin(), ours.end(), fits) ? Placed::Same : Placed::Elsewhere;
    };
    for (const auto& row : kNamedFields) {
        const re2::RE2 words(row.words);
        std::string name;
        const bool fits = words.NumberOfCapturingGroups() > 0 ? re2::RE2::PartialMatch(message, words, &name)
                                                              : re2::RE2::PartialMatch(message, words);
        if (!fits) continue;
        std::string end = row.field;
        if (const auto at = end.find("\\1"); at != std::string::npos) end.replace(at, 2, re2::RE2::QuoteMeta(name));
        std::string flags;
        if (end.compare(0, 4, "(?i)") == 0) flags = "(?i)", end.erase(0, 4);
        const re2::RE2 field(flags + "(?:.*\\.)?(?:" + end + ")");
        return any([&](const Diagnostic& d) { return re2::RE2::FullMatch(keysOf(d.field), field); });
    }
    if (isOfReading(message)) return any([&](const Diagnostic& d) { return resource.root->at(d.field) != nullptr; });
    const auto named = any([&](const Diagnostic& d) { return quotes(message, d, resource); });
    return named == Placed::Same ? named : Placed::Unnamed;
}

struct Judged {
    std::shared_ptr<const Resource> resource;
    Diagnostics errors;
};

/// Nothing where the text is no YAML.
std::optional<Judged> judged(std::string_view text, const std::string& file) {
    const auto design = Design::fromText(text, file);
    if (!design) return std::nullopt;
    Judged out{design->resources().front(), {}};
    for (auto& d : validate(*design))
        if (d.severity == Severity::Error) out.errors.push_back(std::move(d));
    return out;
}

std::string said(const Diagnostics& ours) {
    std::string out;
    for (const auto& d : ours) out += "\n  " + toText(d);
    return out;
}

TEST(Agreement, EachErrorOfTheClusterHasOneOfOursAtTheSameField) {
    const std::string folder = std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/model/recorded/validate/";
    const auto verdicts = json::parse(test::contentOf(folder + "verdicts.json"));
    std::map<std::string, std::string> texts;
    std::size_t same = 0, unnamed = 0, paths = 0;
    for (const auto& real : verdicts) {
        const std::string file = real["file"];
        auto [text, isNew] = texts.try_emplace(file);
        if (isNew) text->second = test::contentOf(folder + file);
        const auto span = yaml::splitDocuments(text->second).at(real["doc"].get<std::size_t>());
        const auto document = judged(std::string_view(text->second).substr(span.offset, span.size), file);
        if (!document) continue; // no YAML, or larger than what we read: refused as a whole
        const std::string where = file + " document " + std::to_string(real["doc"].get<int>()) + ": ";
        for (const std::string message : real["errors"]) {
            const auto placed = place(message, document->errors, *document->resource);
            same += placed == Placed::Same;
            unnamed += placed == Placed::Unnamed;
            EXPECT_NE(placed, Placed::Elsewhere) << where << message << said(document->errors);
            EXPECT_FALSE(placed == Placed::Unnamed && document->errors.empty()) << where << message;
        }
        if (!real.contains("crd") || real["crd"]["valid"].get<bool>()) continue;
        for (const auto& path : pathsOf(real["crd"]["error"])) {
            ++paths;
            const bool found = std::any_of(document->errors.begin(), document->errors.end(),
                                           [&](const Diagnostic& d) { return within(d.field, path); });
            EXPECT_TRUE(found) << where << real["crd"]["error"] << " at " << path << said(document->errors);
        }
    }
    EXPECT_GT(same, 850u);
    EXPECT_LT(unnamed, 40u);
    EXPECT_GT(paths, 330u);
    RecordProperty("same", static_cast<int>(same));
    RecordProperty("unnamed", static_cast<int>(unnamed));
}

TEST(Agreement, NoFieldIsRefusedTwiceInTheSameWords) {
    const std::string folder = std::string(MESHWRIGHT_SOURCE_DIR) + "/tests/model/recorded/validate/";
    const auto verdicts = json::parse(test::contentOf(folder + "verdicts.json"));
    std::map<std::string, std::string> texts;
    for (const auto& real : verdicts) {
        const std::string file = real["file"];
        auto [text, isNew] = texts.try_emplace(file);
        if (isNew) text->second = test::contentOf(folder + file);
        const auto span = yaml::splitDocuments(text->second).at(real["doc"].get<std::size_t>());
        const auto document = judged(std::string_view(text->second).substr(span.offset, span.size), file);
        if (!document) continue;
        std::set<std::pair<std::string, std::string>> seen;
        for (const auto& d : document->errors)
            EXPECT_TRUE(seen.emplace(d.field, d.message).second) << file << said(document->errors);
    }
}

} // namespace
} // namespace meshwright::model
