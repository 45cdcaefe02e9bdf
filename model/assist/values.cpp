#include "model/assist/values.h"

#include "model/yaml/duration.h"

#include <charconv>
#include <cmath>
#include <re2/re2.h>

namespace meshwright::model::assist {

using Kind = yaml::TypeInfo::Kind;
using yaml::FieldTraits;
using yaml::TypeInfo;

namespace {

/// Longest regular expression that Istio accepts, in bytes. Istio: pkg/config/validation/validation.go.
constexpr std::size_t kLongestRegex = 1024;

template <class Number> std::optional<Number> number(std::string_view text) {
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    Number out{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return out;
}

bool isWholeNumber(std::string_view text) {
    const auto digits = !text.empty() && text.front() == '-' ? text.substr(1) : text;
    return !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<std::string> whyNoInteger(const FieldTraits& traits, std::string_view text) {
    if (!isWholeNumber(text)) return "Write a whole number, such as 3.";
    const auto value = number<std::int64_t>(text);
    const bool below = value ? *value < traits.range.min : text.front() == '-';
    if (below) return "The smallest number that fits here is " + std::to_string(traits.range.min) + ".";
    if (!value || (*value > 0 && static_cast<std::uint64_t>(*value) > traits.range.max))
        return "The largest number that fits here is " + std::to_string(traits.range.max) + ".";
    return std::nullopt;
}

} // namespace

std::optional<std::string> regexProblem(std::string_view pattern) {
    if (pattern.size() > kLongestRegex)
        return "The expression has " + std::to_string(pattern.size()) + " bytes; Istio takes at most " +
               std::to_string(kLongestRegex) + ".";
    re2::RE2::Options options;
    options.set_log_errors(false);
    const re2::RE2 compiled(re2::StringPiece(pattern.data(), pattern.size()), options);
    if (compiled.ok()) return std::nullopt;
    const std::string at = compiled.error_arg();
    return "RE2 does not take this expression: " + compiled.error() + (at.empty() ? "." : ", at \"" + at + "\".");
}

std::optional<std::string> whyNot(const TypeInfo& type, const FieldTraits& traits, std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return "A YAML text cannot hold this character.";
    switch (type.kind) {
    case Kind::Integer:
        return whyNoInteger(traits, text);
    case Kind::Number:
    case Kind::Percent:
        if (const auto value = number<double>(text); !value || !std::isfinite(*value))
            return "Write a number, such as 12.5.";
        return std::nullopt;
    case Kind::Flag:
        if (text != "true" && text != "false") return "Write true or false.";
        return std::nullopt;
    case Kind::Duration:
        if (!yaml::parseDuration(text)) return "Write a time with its unit, such as 500ms, 2s or 1m30s.";
        return std::nullopt;
    case Kind::Text:
        if (traits.format == yaml::Format::Regex) return regexProblem(text);
        if (traits.format != yaml::Format::Lines && text.find('\n') != std::string_view::npos)
            return "This is one line; take the line break out.";
        return std::nullopt;
    case Kind::Message:
    case Kind::List:
    case Kind::Map:
        break;
    }
    return "This holds fields of its own; set those.";
}

edit::Value valueOf(const TypeInfo& type, const FieldTraits& traits, std::string_view text) {
    switch (type.kind) {
    case Kind::Integer:
        if (const auto value = number<std::int64_t>(text)) return *value;
        break;
    case Kind::Number:
    case Kind::Percent:
        if (isWholeNumber(text))
            if (const auto value = number<std::int64_t>(text)) return *value;
        if (const auto value = number<double>(text)) return *value;
        break;
    case Kind::Flag:
        return text == "true";
    case Kind::Text:
        if (traits.numberOrText && isWholeNumber(text) && text.size() < 10)
            if (const auto value = number<std::int64_t>(text); value && std::to_string(*value) == text) return *value;
        break;
    default:
        break;
    }
    return std::string(text);
}

std::string_view defaultOf(const FieldTraits& traits) {
    constexpr std::string_view kWords = " where absent";
    const auto at = traits.doc.find(kWords);
    if (at == std::string_view::npos) return {};
    const auto from = traits.doc.find_last_of(" ,;.", at - 1);
    const auto word = traits.doc.substr(from == std::string_view::npos ? 0 : from + 1,
                                        at - (from == std::string_view::npos ? 0 : from + 1));
    return word == "own" || word == "object's" ? std::string_view{} : word;
}

std::string exampleOf(const TypeInfo& type, const FieldTraits& traits) {
    if (!traits.values.empty()) return std::string(traits.values.front());
    switch (type.kind) {
    case Kind::Integer:
        switch (traits.format) {
        case yaml::Format::Port:
            return "80";
        case yaml::Format::Status:
            return "503";
        default:
            return "1";
        }
    case Kind::Number:
        return "1";
    case Kind::Percent:
        return "100";
    case Kind::Flag:
        return "true";
    case Kind::Duration:
        return "1s";
    default:
        return traits.format == yaml::Format::Method ? "GET" : traits.format == yaml::Format::Regex ? ".*" : "";
    }
}

} // namespace meshwright::model::assist
