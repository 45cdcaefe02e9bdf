#include "model/validate/judge.h"

#include "model/validate/validate.h"

#include <algorithm>

namespace meshwright::model::validation {

std::string at(const std::string& base, std::string_view field) {
    return base + "." + std::string(field);
}
std::string at(const std::string& base, std::size_t index) {
    return yaml::childPath(base, index);
}
std::string atKey(const std::string& base, std::string_view key) {
    return yaml::childPath(base, key);
}

void Judge::say(const char* code, Severity severity, const std::string& field, std::string message,
                std::optional<Fix> fix) {
    if (severity == Severity::Warning && muted_ > 0) return;
    Diagnostic d;
    d.code = code;
    d.severity = severity;
    d.file = resource_.file;
    d.kind = resource_.kind;
    d.ns = resource_.meta.ns;
    d.name = resource_.meta.name;
    d.field = field;
    d.position = resource_.positionInDocument(field);
    d.message = std::move(message);
    std::replace(d.message.begin(), d.message.end(), '\n', ' '); // of a value that is quoted
    d.fix = std::move(fix);
    out_.push_back(std::move(d));
}

void Judge::error(const std::string& field, std::string message, std::optional<Fix> fix) {
    say("IST0106", Severity::Error, field, std::move(message), std::move(fix));
}

void Judge::check(const std::string& field, const Problem& problem) {
    if (!problem.empty()) error(field, problem);
}

void Judge::warning(const std::string& field, std::string message, std::optional<Fix> fix) {
    say("IST0133", Severity::Warning, field, std::move(message), std::move(fix));
}

void Judge::refusal(const std::string& field, std::string message, std::optional<Fix> fix) {
    say(kApiServerRefusal, Severity::Error, field, std::move(message), std::move(fix));
}

const yaml::Node* Judge::node(const std::string& field) const {
    if (!resource_.root) return nullptr;
    const std::string path = resource_.prefix.empty() ? field : resource_.prefix + "." + field;
    const yaml::Node* found = resource_.root->at(path);
    return found && !found->isNull() ? found : nullptr;
}

} // namespace meshwright::model::validation
