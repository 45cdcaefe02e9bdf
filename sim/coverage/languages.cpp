#include "sim/coverage/languages.h"

#include "sim/coverage/text/pattern.h"
#include "sim/routing/match/path.h"

#include <algorithm>

namespace meshwright::sim::coverage {

namespace {

using routing::PathNormalization;

// of a host name, without the colon that begins a port
constexpr const char* authorityCharacter = "[0-9A-Za-z._~!$&'()*+,;=\\[\\]%\\-]";
constexpr const char* portCharacters = "[0-9A-Za-z._~!$&'()*+,;=%\\-]*";

std::string classMember(char c) {
    const bool word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return (word ? "" : "\\") + std::string(1, c);
}

/// Characters besides '/', '.' and '%' that a path still has after normalization.
std::string plainCharacters(PathNormalization mode) {
    std::string out;
    for (char c = '!'; c <= '~'; ++c) {
        if (std::string_view("/.%?#").find(c) != std::string_view::npos) continue;
        const std::string path = std::string("/") + c;
        if (routing::isValidRequestLine("GET", path) && routing::normalizePath(path, mode) == path)
            out += classMember(c);
    }
    return out;
}

/// The escaped bytes that normalization leaves as they are.
std::string escapedBytes(PathNormalization mode) {
    static constexpr std::string_view digits = "0123456789ABCDEFabcdef";
    std::string out;
    for (const char high : digits) {
        std::string lows;
        for (const char low : digits) {
            const std::string path = std::string("/%") + high + low;
            if (routing::normalizePath(path, mode) == path) lows += low;
        }
        if (!lows.empty()) out += (out.empty() ? "" : "|") + std::string(1, high) + "[" + lows + "]";
    }
    return "%(?:" + out + ")";
}

/// True where a test might tell '%' from every other character. Without that, any path with an escaped byte has a
/// plain one that is tested alike.
bool mentionsPercent(const std::vector<TextTest>& tests) {
    std::vector<CharacterSet> sets;
    for (const auto& t : tests) {
        if (t.kind != TextTest::Kind::Pattern) {
            if (t.value.find('%') != std::string::npos) return true;
            continue;
        }
        const auto automaton = parsePattern(t.value);
        if (!automaton) continue;
        for (const auto& state : automaton->states)
            for (const auto& edge : state.edges) sets.push_back(edge.on);
    }
    const std::string_view likely = "~!$'()|,;";
    return std::none_of(likely.begin(), likely.end(), [&](char c) {
        const bool inText = std::any_of(tests.begin(), tests.end(), [&](const TextTest& t) {
            return t.kind != TextTest::Kind::Pattern && t.value.find(c) != std::string::npos;
        });
        return !inText && std::all_of(sets.begin(), sets.end(), [&](const CharacterSet& s) {
            return s.contains('%') == s.contains(static_cast<char32_t>(c));
        });
    });
}

/// What follows the last colon of a name counts as its port, brackets of IPv6 apart.
bool endsInPort(const std::string& domain) {
    const std::size_t colon = domain.rfind(':'), bracket = domain.rfind(']');
    return colon != std::string::npos && (bracket == std::string::npos || bracket < colon);
}

std::string lettersOfBothCases(const TextTest& t) {
    return t.ignoreCase ? "(?i)" : "";
}

} // namespace

TextLanguage pathLanguage(PathNormalization mode, const std::vector<TextTest>& tests) {
    TextLanguage out;
    out.preferred = {"/", "/a"};
    const std::string plain = plainCharacters(mode);
    if (mode == PathNormalization::None) {
        out.pattern = "/[/.%" + plain + "]*";
        return out;
    }
    std::string visible = "[" + plain + "]", any = "[." + plain + "]";
    if (mentionsPercent(tests)) {
        const std::string escaped = escapedBytes(mode);
        visible = "(?:" + visible + "|" + escaped + ")";
        any = "(?:" + any + "|" + escaped + ")";
    }
    // neither "." nor ".."
    const std::string segment = "(?:" + visible + any + "*|\\." + visible + any + "*|\\.\\." + any + "+)";
    out.pattern = mode == PathNormalization::Base ? "(?:/" + segment + "?)+" : "/|(?:/" + segment + ")+/?";
    return out;
}

TextLanguage methodLanguage() {
    std::string known;
    for (const auto method : routing::requestMethods()) known += (known.empty() ? "" : "|") + std::string(method);
    return {known, {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"}};
}

TextLanguage schemeLanguage(bool tls) {
    return {"https?", tls ? std::vector<std::string>{"https", "http"} : std::vector<std::string>{"http", "https"}};
}

TextLanguage headerLanguage() {
    return {"(?:[!-~\\x{80}-\\x{10ffff}](?:[\\t -~\\x{80}-\\x{10ffff}]*[!-~\\x{80}-\\x{10ffff}])?)?", {"1", "x"}};
}

TextLanguage queryLanguage() {
    return {"[!\"$%'-~]*", {"1", "x"}};
}

TextLanguage authorityLanguage(const std::string& domain, bool ignorePort) {
    const std::string any = std::string(authorityCharacter) + "+";
    std::string key;
    std::string example = domain;
    std::string rest = domain;
    if (domain == "*") {
        key = any;
        example = "anything.example";
    } else if (domain.front() == '*') {
        rest = domain.substr(1);
        key = any + quotePattern(rest);
        example = "www" + rest;
    } else if (domain.back() == '*') {
        rest = domain.substr(0, domain.size() - 1);
        key = quotePattern(rest) + any;
        example = rest + "www";
    } else {
        key = quotePattern(domain);
    }
    TextLanguage out;
    if (ignorePort && endsInPort(rest)) {
        out.pattern = "(?i)" + key + ":" + portCharacters;
        example += ":80";
    } else {
        out.pattern = "(?i)" + key + (ignorePort ? "(?::" + std::string(portCharacters) + ")?" : "");
    }
    out.preferred = {example};
    return out;
}

bool possibleHeaderName(const std::string& name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

bool possibleQueryName(const std::string& name) {
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return c > ' ' && c <= '~' && c != '&' && c != '=' && c != '#'; });
}

Asked asked(const routing::TextMatcher& m) {
    using Kind = routing::TextMatcher::Kind;
    TextTest t;
    t.value = m.value;
    t.ignoreCase = m.ignoreCase;
    switch (m.kind) {
    case Kind::Present:
        return {};
    case Kind::Exact:
        return {t, true};
    case Kind::Prefix:
        t.kind = TextTest::Kind::Prefix;
        return {t, true};
    case Kind::Suffix:
        t.value = lettersOfBothCases(t) + "(?s).*" + quotePattern(m.value);
        break;
    case Kind::Contains:
        t.value = "(?s).*" + quotePattern(m.value) + ".*";
        break;
    case Kind::Regex:
        if (!m.regex) return {std::nullopt, false};
        t.regex = m.regex;
        break;
    }
    t.kind = TextTest::Kind::Pattern;
    t.ignoreCase = false;
    return {t, true};
}

Asked asked(const routing::PathMatcher& m) {
    using Kind = routing::PathMatcher::Kind;
    TextTest t;
    t.value = m.value;
    t.ignoreCase = m.ignoreCase;
    switch (m.kind) {
    case Kind::Exact:
        return {t, true};
    case Kind::Prefix:
        t.kind = TextTest::Kind::Prefix;
        return {t, true};
    case Kind::SeparatedPrefix:
        t.value = lettersOfBothCases(t) + "(?s)" + quotePattern(m.value) + "(?:/.*)?";
        break;
    case Kind::Regex:
        if (!m.regex) return {std::nullopt, false};
        t.regex = m.regex;
        break;
    }
    t.kind = TextTest::Kind::Pattern;
    t.ignoreCase = false;
    return {t, true};
}

} // namespace meshwright::sim::coverage
