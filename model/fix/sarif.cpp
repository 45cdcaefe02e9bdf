#include "model/fix/sarif.h"

#include "model/base/codes.h"
#include "model/fix/fix.h"
#include "model/fix/source.h"

#include <map>
#include <nlohmann/json.hpp>

namespace meshwright::model {

namespace {

using Json = nlohmann::ordered_json;

const char* levelOf(Severity severity) {
    switch (severity) {
    case Severity::Error:
        return "error";
    case Severity::Warning:
        return "warning";
    case Severity::Info:
        return "note";
    }
    return "none";
}

/// A path as a relative or file: URI. RFC 3986.
std::string uriOf(const std::string& path) {
    constexpr std::string_view kPlain = "-._~/";
    constexpr const char* kHex = "0123456789ABCDEF";
    std::string out = !path.empty() && path.front() == '/' ? "file://" : "";
    for (const char c : path) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kPlain.find(c) != kPlain.npos;
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += kHex[static_cast<unsigned char>(c) >> 4];
            out += kHex[static_cast<unsigned char>(c) & 15];
        }
    }
    return out;
}

Json ruleOf(const Diagnostic& d) {
    const CodeInfo* info = codeInfo(d.code);
    const std::string title = info ? std::string(info->title) : d.code;
    const std::string why(whyOf(d));
    Json rule{{"id", d.code},
              {"name", title},
              {"shortDescription", {{"text", title}}},
              {"help", {{"text", why.empty() ? title : why}}},
              {"defaultConfiguration", {{"level", levelOf(info ? info->severity : d.severity)}}}};
    if (!why.empty()) rule["fullDescription"] = {{"text", why}};
    return rule;
}

Json regionOf(const Source& source, const TextChange& change) {
    const auto [line, column] = source.placeOf(change.begin);
    const auto [endLine, endColumn] = source.placeOf(change.end);
    return {{"startLine", line}, {"startColumn", column}, {"endLine", endLine}, {"endColumn", endColumn}};
}

class Log {
public:
    Log(const Design& design) : design_(design) {}

    void add(const Diagnostic& d) {
        const auto [rule, isNew] = ruleIndex_.emplace(d.code, rules_.size());
        if (isNew) rules_.push_back(ruleOf(d));
        Json location{
            {"physicalLocation", {{"artifactLocation", {{"uri", uriOf(d.file.empty() ? "design" : d.file)}}}}}};
        if (d.position.known()) {
            const auto& source = sourceOf(d.file);
            Json region{{"startLine", d.position.line},
                        {"startColumn", source.charactersBefore(d.position.line, d.position.column)}};
            if (const auto end = endOf(design_, d); end > d.position.offset) {
                const auto [line, column] = source.placeOf(end);
                region["endLine"] = line;
                region["endColumn"] = column;
            }
            location["physicalLocation"]["region"] = std::move(region);
        }
        if (!d.name.empty())
            location["logicalLocations"] =
                Json::array({{{"fullyQualifiedName",
                               toText(ResourceId{d.kind, d.ns, d.name}) + (d.field.empty() ? "" : " " + d.field)},
                              {"kind", "object"}}});
        Json result{{"ruleId", d.code},
                    {"ruleIndex", rule->second},
                    {"level", levelOf(d.severity)},
                    {"message", {{"text", d.message}}},
                    {"locations", Json::array({std::move(location)})},
                    {"partialFingerprints", {{"problem/v1", d.kind + "/" + d.ns + "/" + d.name + "/" + d.field}}}};
        if (auto fix = fixOf(d); !fix.is_null()) result["fixes"] = Json::array({std::move(fix)});
        results_.push_back(std::move(result));
    }

    Json take(const std::string& version) {
        return {
            {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
            {"version", "2.1.0"},
            {"runs",
             Json::array(
                 {{{"tool", {{"driver", {{"name", "Meshwright"}, {"version", version}, {"rules", std::move(rules_)}}}}},
                   {"columnKind", "unicodeCodePoints"},
                   {"results", std::move(results_)}}})}};
    }

private:
    const Source& sourceOf(const std::string& file) {
        return sources_.try_emplace(file, design_.textOf(file)).first->second;
    }

    Json fixOf(const Diagnostic& d) {
        if (!d.fix || !d.fix->canBeApplied()) return nullptr;
        const auto after = applyFix(design_, d);
        if (!after) return nullptr;
        Json changes = Json::array();
        for (const auto& change : textChanges(design_, *after))
            changes.push_back(
                {{"artifactLocation", {{"uri", uriOf(change.file)}}},
                 {"replacements", Json::array({{{"deletedRegion", regionOf(sourceOf(change.file), change)},
                                                {"insertedContent", {{"text", change.text}}}}})}});
        if (changes.empty()) return nullptr;
        return {{"description", {{"text", d.fix->title}}}, {"artifactChanges", std::move(changes)}};
    }

    const Design& design_;
    std::map<std::string, std::size_t> ruleIndex_;
    std::map<std::string, Source> sources_;
    Json rules_ = Json::array(), results_ = Json::array();
};

} // namespace

Json toSarif(const Diagnostics& diagnostics, const Design& design, const std::string& version) {
    Log log(design);
    for (const auto& d : diagnostics) log.add(d);
    return log.take(version);
}

} // namespace meshwright::model
