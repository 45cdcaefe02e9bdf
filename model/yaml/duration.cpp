#include "model/yaml/duration.h"

#include "model/base/text.h"

#include <array>
#include <limits>
#include <utility>

namespace meshwright::model::yaml {

namespace {

using Unit = std::pair<std::string_view, std::int64_t>;
constexpr std::array<Unit, 8> kUnits = {
    Unit{"ns", 1},         Unit{"us", 1'000},        Unit{"\u00b5s", 1'000},    Unit{"\u03bcs", 1'000},
    Unit{"ms", 1'000'000}, Unit{"s", 1'000'000'000}, Unit{"m", 60'000'000'000}, Unit{"h", 3'600'000'000'000}};

/// Takes a unit off the front of `text`; its length in nanoseconds, or 0.
std::int64_t takeUnit(std::string_view& text) {
    std::size_t length = 0;
    while (length < text.size() && !isDigit(text[length]) && text[length] != '.') ++length;
    const auto name = text.substr(0, length);
    text.remove_prefix(length);
    for (const auto& [unit, ns] : kUnits)
        if (unit == name) return ns;
    return 0;
}

} // namespace

std::optional<Duration> parseDuration(std::string_view text) {
    const bool negative = !text.empty() && text[0] == '-';
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    if (text == "0") return Duration{};
    if (text.empty()) return std::nullopt;
    __extension__ using Wide = __int128;
    constexpr auto kMax = static_cast<Wide>(std::numeric_limits<std::int64_t>::max());
    Wide total = 0;
    while (!text.empty()) {
        Wide whole = 0, fraction = 0, scale = 1;
        std::size_t i = 0;
        bool any = false;
        for (; i < text.size() && isDigit(text[i]); ++i, any = true) {
            whole = whole * 10 + (text[i] - '0');
            if (whole > kMax) return std::nullopt;
        }
        if (i < text.size() && text[i] == '.')
            for (++i; i < text.size() && isDigit(text[i]); ++i, any = true)
                if (scale < 1'000'000'000'000'000) {
                    fraction = fraction * 10 + (text[i] - '0');
                    scale *= 10;
                }
        if (!any) return std::nullopt;
        text.remove_prefix(i);
        const std::int64_t unit = takeUnit(text);
        if (unit == 0) return std::nullopt;
        total += whole * unit + fraction * unit / scale;
        if (total > kMax) return std::nullopt;
    }
    const auto ns = static_cast<std::int64_t>(total);
    return Duration{negative ? -ns : ns};
}

std::string toText(Duration duration) {
    if (duration.ns == 0) return "0s";
    const bool negative = duration.ns < 0;
    const std::uint64_t ns =
        negative ? 0 - static_cast<std::uint64_t>(duration.ns) : static_cast<std::uint64_t>(duration.ns);
    const std::string sign = negative ? "-" : "";
    const auto decimal = [&](std::uint64_t unit, const char* name) {
        std::string digits = std::to_string(ns % unit);
        digits.insert(0, std::to_string(unit).size() - 1 - digits.size(), '0');
        digits.erase(digits.find_last_not_of('0') + 1);
        return sign + std::to_string(ns / unit) + (digits.empty() ? "" : "." + digits) + name;
    };
    if (ns >= 1'000'000'000) return decimal(1'000'000'000, "s");
    if (ns >= 1'000'000) return decimal(1'000'000, "ms");
    if (ns >= 1'000) return decimal(1'000, "us");
    return sign + std::to_string(ns) + "ns";
}

} // namespace meshwright::model::yaml
