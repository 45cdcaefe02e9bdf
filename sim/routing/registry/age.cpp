#include "sim/routing/registry/age.h"

#include <cstdio>
#include <tuple>

namespace meshwright::sim::routing {

namespace {
/// The moment that stands for "no time stamp" on Istio's objects: before any mesh that this program can draw.
constexpr std::int64_t istioEpoch = 1'700'000'000;

/// Days since 1970-01-01 of a proleptic Gregorian date.
std::int64_t daysFromCivil(std::int64_t year, unsigned month, unsigned day) {
    year -= month <= 2;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto yearOfEra = static_cast<unsigned>(year - era * 400);
    const unsigned dayOfYear = (153 * (month + (month > 2 ? -3u : 9u)) + 2) / 5 + day - 1;
    const unsigned dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + static_cast<std::int64_t>(dayOfEra) - 719468;
}

/// RFC 3339; zero where it is none.
std::int64_t parseTime(const std::string& text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, read = 0;
    if (std::sscanf(text.c_str(), "%4d-%2d-%2d%*1[Tt ]%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second,
                    &read) != 6)
        return 0;
    std::int64_t seconds = daysFromCivil(year, static_cast<unsigned>(month), static_cast<unsigned>(day)) * 86400 +
                           hour * 3600 + minute * 60 + second;
    std::size_t at = static_cast<std::size_t>(read);
    if (at < text.size() && text[at] == '.')
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9';) ++at;
    int zoneHour = 0, zoneMinute = 0;
    if (at < text.size() && (text[at] == '+' || text[at] == '-') &&
        std::sscanf(text.c_str() + at + 1, "%2d:%2d", &zoneHour, &zoneMinute) == 2) {
        const std::int64_t zone = zoneHour * 3600 + zoneMinute * 60;
        seconds += text[at] == '+' ? -zone : zone;
    }
    return seconds;
}
} // namespace

std::int64_t creationSeconds(const model::Resource& resource) {
    if (!resource.meta.creationTimestamp.empty())
        if (const std::int64_t t = parseTime(resource.meta.creationTimestamp)) return t;
    return resource.apiVersion.find("istio.io") != std::string::npos ? istioEpoch : 0;
}

bool olderThan(const model::Resource& a, const model::Resource& b) {
    const auto ta = creationSeconds(a), tb = creationSeconds(b);
    return std::tie(ta, a.meta.name, a.meta.ns) < std::tie(tb, b.meta.name, b.meta.ns);
}

} // namespace meshwright::sim::routing
