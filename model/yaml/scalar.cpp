#include "model/yaml/scalar.h"

#include "model/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace meshwright::model::yaml {

namespace {

using namespace std::string_view_literals;

constexpr std::array kTrue = {"y"sv,    "Y"sv,    "yes"sv, "Yes"sv, "YES"sv, "true"sv,
                              "True"sv, "TRUE"sv, "on"sv,  "On"sv,  "ON"sv};
constexpr std::array kFalse = {"n"sv,     "N"sv,     "no"sv,  "No"sv,  "NO"sv, "false"sv,
                               "False"sv, "FALSE"sv, "off"sv, "Off"sv, "OFF"sv};
constexpr std::array kNull = {""sv, "~"sv, "null"sv, "Null"sv, "NULL"sv};
constexpr std::array kNan = {".nan"sv, ".NaN"sv, ".NAN"sv};
constexpr std::array kInfinity = {".inf"sv, ".Inf"sv, ".INF"sv, "+.inf"sv, "+.Inf"sv, "+.INF"sv};
constexpr std::array kMinusInfinity = {"-.inf"sv, "-.Inf"sv, "-.INF"sv};

template <class Words> bool isOneOf(std::string_view text, const Words& words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

/// Go's strconv.ParseInt(text, 0, 64): an optional sign, then 0x, 0b, 0o, a leading 0 for octal, or decimal.
std::optional<Resolved> parseInteger(std::string_view text) {
    const bool negative = !text.empty() && text[0] == '-';
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    int base = 10;
    if (text.size() > 1 && text[0] == '0') {
        const char mark = static_cast<char>(text[1] | 0x20);
        base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
        text.remove_prefix(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
    }
    std::uint64_t magnitude = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, magnitude, base);
    if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (negative) {
        if (magnitude > kMax + 1) return std::nullopt;
        return static_cast<std::int64_t>(0 - magnitude);
    }
    if (magnitude <= kMax) return static_cast<std::int64_t>(magnitude);
    return magnitude;
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
bool hasFloatShape(std::string_view text) {
    std::size_t i = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    const auto digits = [&] {
        const std::size_t from = i;
        while (i < text.size() && isDigit(text[i])) ++i;
        return i - from;
    };
    const std::size_t whole = digits();
    if (i < text.size() && text[i] == '.') {
        ++i;
        if (digits() == 0 && whole == 0) return false;
    } else if (whole == 0) {
        return false;
    }
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
        if (digits() == 0) return false;
    }
    return i == text.size();
}

std::optional<double> parseDouble(std::string_view text) {
    if (!text.empty() && text[0] == '+') text.remove_prefix(1);
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (stop != text.data() + text.size()) return std::nullopt;
    if (error == std::errc::result_out_of_range) return std::nullopt; // Go refuses overflow too: stays text
    if (error != std::errc{}) return std::nullopt;
    return value;
}

} // namespace

Resolved resolvePlain(std::string_view text) {
    if (isOneOf(text, kNull)) return nullptr;
    const char first = text[0];
    const bool numeric = isDigit(first) || first == '+' || first == '-' || first == '.';
    if (!numeric) {
        if (isOneOf(text, kTrue)) return true;
        if (isOneOf(text, kFalse)) return false;
        return std::string(text);
    }
    if (isOneOf(text, kNan)) return std::numeric_limits<double>::quiet_NaN();
    if (isOneOf(text, kInfinity)) return std::numeric_limits<double>::infinity();
    if (isOneOf(text, kMinusInfinity)) return -std::numeric_limits<double>::infinity();
    std::string plain(text);
    if (first != '.') std::erase(plain, '_');
    if (first != '.')
        if (auto integer = parseInteger(plain)) return *integer;
    if (hasFloatShape(plain))
        if (const auto number = parseDouble(plain)) return *number;
    return std::string(text);
}

bool isTextWhenPlain(std::string_view text) {
    if (!std::holds_alternative<std::string>(resolvePlain(text))) return false;
    // Words that other readers (YAML 1.1 base 60 and timestamps, JSON) take for numbers, dates or merge keys.
    if (text == "=" || text == "<<" || text == "NaN" || text == "Infinity" || text == "-Infinity") return false;
    const char first = text[0];
    if (!isDigit(first) && first != '+' && first != '-' && first != '.') return true;
    if (text.find_first_of("0123456789") == std::string_view::npos) return true;
    return text.find_first_not_of("0123456789+-.:eEtTzZ_ ") != std::string_view::npos && text.substr(0, 2) != "0x" &&
           text.substr(0, 2) != "0o" && text.substr(0, 2) != "0b";
}

std::optional<std::string> keyText(std::string_view plain) {
    const Resolved value = resolvePlain(plain);
    if (std::holds_alternative<std::nullptr_t>(value)) return std::nullopt;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    if (const auto* large = std::get_if<std::uint64_t>(&value)) return std::to_string(*large);
    const double number = std::get<double>(value);
    if (std::isnan(number)) return ".nan";
    if (std::isinf(number)) return number > 0 ? ".inf" : "-.inf";
    std::array<char, 64> buffer{};
    const bool whole = number == std::floor(number) && std::fabs(number) < 1e15;
    const auto end =
        whole ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), static_cast<std::int64_t>(number)).ptr
              : std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    return std::string(buffer.data(), end);
}

} // namespace meshwright::model::yaml
