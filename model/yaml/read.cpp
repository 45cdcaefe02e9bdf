#include "model/yaml/read.h"

#include "model/yaml/duration.h"
#include "model/yaml/scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace meshwright::model::yaml {

namespace {

std::string describe(const Node& node) {
    switch (node.kind) {
    case Node::Kind::Map:
        return "a map";
    case Node::Kind::Sequence:
        return "a list";
    case Node::Kind::Null:
        return "nothing";
    case Node::Kind::Scalar:
        break;
    }
    if (node.quoted) return "the text \"" + node.text.substr(0, 60) + "\"";
    const Resolved value = resolvePlain(node.text);
    if (std::holds_alternative<bool>(value)) return "the truth value " + node.text;
    if (std::holds_alternative<std::string>(value)) return "the text \"" + node.text.substr(0, 60) + "\"";
    return "the number " + node.text.substr(0, 60);
}

std::string fold(std::string_view key) {
    std::string out;
    for (const char c : key)
        if (c != '_' && c != '-') out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return out;
}

/// Levenshtein distance, for "did you mean".
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

} // namespace

std::string FieldPath::toText() const {
    if (!parent) return isIndex ? childPath({}, index) : std::string(key);
    return isIndex ? childPath(parent->toText(), index) : childPath(parent->toText(), key);
}

void Reader::report(const char* code, Severity severity, const FieldPath& path, Position where, std::string message,
                    std::optional<Fix> fix) {
    Diagnostic d = object_;
    d.code = code;
    d.severity = severity;
    d.field = path.toText();
    d.position = where;
    d.message = std::move(message);
    d.fix = std::move(fix);
    out_.push_back(std::move(d));
}

Fix Reader::setTo(const FieldPath& path, edit::Value value, std::string title) const {
    return {std::move(title),
            {edit::SetField{{object_.kind, object_.ns, object_.name}, path.toText(), std::move(value)}}};
}

std::optional<Fix> Reader::withoutQuotes(const FieldPath& path, const Resolved& value) const {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return setTo(path, *whole, "Remove the quotes");
    if (const auto* number = std::get_if<double>(&value); number && std::isfinite(*number))
        return setTo(path, *number, "Remove the quotes");
    return std::nullopt;
}

void Reader::wrongType(const Node& node, const FieldPath& path, std::string_view wanted) {
    report(kWrongType, Severity::Error, path, node.begin,
           "This must be " + std::string(wanted) + ", but it is " + describe(node) + ".");
}

void Reader::unknownField(const Node& map, const Node::Entry& entry, const FieldPath& path, const TypeInfo& type) {
    const std::string_view shown = std::string_view(entry.key).substr(0, 80);
    std::string message =
        type.name.empty() ? "" : std::string(type.name) + " has no field \"" + std::string(shown) + "\"";
    std::optional<Fix> fix;
    const std::string folded = fold(shown);
    for (const auto& f : type.fields)
        if (fold(f.key) == folded || (shown.size() > 3 && distance(folded, fold(f.key)) <= 2)) {
            message += "; did you mean \"" + std::string(f.key) + "\"?";
            fix = Fix{"Rename to " + std::string(f.key), {}};
            if (!map.find(f.key))
                fix->changes.push_back(
                    edit::RenameField{{object_.kind, object_.ns, object_.name}, path.toText(), std::string(f.key)});
            break;
        }
    if (!fix) message += "; Istio would refuse or ignore it.";
    report(kUnknownField, Severity::Error, path, entry.keyBegin, std::move(message), std::move(fix));
}

void Reader::readText(const Node& node, std::string& out, const FieldPath& path, const FieldTraits& traits) {
    if (!node.isScalar()) return wrongType(node, path, "text");
    const bool isChoice = !traits.values.empty() && !traits.freeText;
    if (isChoice && !node.quoted && std::holds_alternative<std::int64_t>(resolvePlain(node.text))) {
        // Istio's JSON reader takes the number of a choice, the API server only its name.
        report(kQuotedNumber, Severity::Error, path, node.begin, "This must be written by name, not as a number.");
        return;
    }
    out = node.text;
    if (!node.quoted) {
        const Resolved value = resolvePlain(node.text);
        const bool text = std::holds_alternative<std::string>(value);
        const bool integer = std::holds_alternative<std::int64_t>(value);
        if (text || (integer && traits.numberOrText)) {
            if (integer) out = std::to_string(std::get<std::int64_t>(value));
        } else {
            report(kWrongType, Severity::Error, path, node.begin,
                   "This must be text, but Kubernetes reads " + node.text.substr(0, 60) + " as a " +
                       (std::holds_alternative<bool>(value) ? "truth value" : "number") + "; put it in quotes.",
                   setTo(path, node.text, "Put the value in quotes"));
        }
    }
    if (!isChoice) return;
    if (std::find(traits.values.begin(), traits.values.end(), out) != traits.values.end()) return;
    std::string list;
    std::optional<Fix> fix;
    for (const auto value : traits.values) {
        list += (list.empty() ? "" : ", ") + std::string(value);
        if (!fix && out.size() < 60 && distance(fold(out), fold(value)) <= (out.size() > 4 ? 2 : 0))
            fix = setTo(path, std::string(value), "Write " + std::string(value));
    }
    report(kWrongType, Severity::Error, path, node.begin,
           "This must be one of " + list + "; \"" + out.substr(0, 60) + "\" is none of them.", std::move(fix));
}

void Reader::readFlag(const Node& node, bool& out, const FieldPath& path) {
    if (!node.isScalar()) return wrongType(node, path, "true or false");
    if (!node.quoted)
        if (const Resolved value = resolvePlain(node.text); const bool* flag = std::get_if<bool>(&value)) {
            out = *flag;
            return;
        }
    wrongType(node, path, "true or false");
}

std::optional<std::int64_t> Reader::readInteger(const Node& node, const FieldPath& path, const IntegerRange& range) {
    if (!node.isScalar()) return wrongType(node, path, "a whole number"), std::nullopt;
    // Istio's JSON reader takes a number in quotes, the API server does not: the value is read and the quotes reported.
    const Resolved value = resolvePlain(node.text);
    if (node.quoted)
        report(kQuotedNumber, Severity::Error, path, node.begin,
               "This must be a number; the API server refuses one in quotes.", withoutQuotes(path, value));
    std::optional<std::int64_t> whole;
    bool inRange = false;
    if (const auto* i = std::get_if<std::int64_t>(&value)) {
        whole = *i;
        inRange = *i >= range.min && (*i < 0 || static_cast<std::uint64_t>(*i) <= range.max);
    } else if (const auto* u = std::get_if<std::uint64_t>(&value)) {
        whole = static_cast<std::int64_t>(*u);
        inRange = *u <= range.max;
    } else if (const auto* d = std::get_if<double>(&value)) {
        if (*d == std::floor(*d) && std::fabs(*d) < 9.0e15) {
            whole = static_cast<std::int64_t>(*d);
            inRange = *whole >= range.min && (*whole < 0 || static_cast<std::uint64_t>(*whole) <= range.max);
        } else if (std::fabs(*d) >= 9.0e15) {
            whole = 0; // beyond every range
        }
    }
    if (!whole) {
        wrongType(node, path, "a whole number");
        return std::nullopt;
    }
    if (inRange) return whole;
    report(kWrongType, Severity::Error, path, node.begin,
           "The number " + node.text.substr(0, 60) + " is out of range; this field holds " + std::to_string(range.min) +
               " to " + std::to_string(range.max) + ".");
    return std::nullopt;
}

void Reader::readNumber(const Node& node, double& out, const FieldPath& path) {
    if (!node.isScalar()) return wrongType(node, path, "a number");
    const Resolved value = resolvePlain(node.text);
    if (node.quoted)
        report(kQuotedNumber, Severity::Error, path, node.begin,
               "This must be a number; the API server refuses one in quotes.", withoutQuotes(path, value));
    if (const auto* d = std::get_if<double>(&value)) {
        if (!std::isfinite(*d)) return wrongType(node, path, "a finite number");
        out = *d;
    } else if (const auto* i = std::get_if<std::int64_t>(&value)) {
        out = static_cast<double>(*i);
    } else if (const auto* u = std::get_if<std::uint64_t>(&value)) {
        out = static_cast<double>(*u);
    } else {
        wrongType(node, path, "a number");
    }
}

void Reader::readDuration(const Node& node, Duration& out, const FieldPath& path) {
    const bool text = node.isScalar() && (node.quoted || std::holds_alternative<std::string>(resolvePlain(node.text)));
    if (text)
        if (const auto duration = parseDuration(node.text)) {
            out = *duration;
            return;
        }
    wrongType(node, path, "a duration with its unit, such as 500ms, 1.5s or 1h30m");
}

} // namespace meshwright::model::yaml
