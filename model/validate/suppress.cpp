#include "model/validate/suppress.h"

#include <string_view>

namespace meshwright::model {

namespace {

constexpr const char* kAnnotation = "galley.istio.io/analyze-suppress";

/// `*` stands for any characters. Two marks suffice: where the last star stood, and what it has swallowed.
bool globMatches(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0, star = std::string_view::npos, swallowed = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            swallowed = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p, ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++swallowed;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

} // namespace

bool silences(const istio::Labels& annotations, const std::string& code) {
    const auto found = annotations.find(kAnnotation);
    if (found == annotations.end() || found->second.empty()) return false;
    const std::string& list = found->second;
    for (std::size_t from = 0; from <= list.size();) {
        const auto comma = std::min(list.find(',', from), list.size());
        const std::string_view one = std::string_view(list).substr(from, comma - from);
        if (one == "*" || one == code) return true;
        from = comma + 1;
    }
    return false;
}

tl::expected<Suppression, std::string> parseSuppression(const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || text.find('=', equals + 1) != std::string::npos)
        return tl::unexpected("\"" + text.substr(0, 80) +
                              "\" is no suppression; write CODE=OBJECT, such as \"IST0102=Namespace frodo\".");
    return Suppression{text.substr(0, equals), text.substr(equals + 1)};
}

bool silences(const Suppression& suppression, const Diagnostic& d) {
    if (suppression.code != d.code) return false;
    if (d.ns.empty()) return globMatches(suppression.object, d.kind + " " + d.name);
    return globMatches(suppression.object, d.kind + " " + d.ns + "/" + d.name) ||
           globMatches(suppression.object, d.kind + " " + d.name + "." + d.ns);
}

} // namespace meshwright::model
