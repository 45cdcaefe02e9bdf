#include "sim/routing/inbound/authorization_matchers.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

using Kind = TextMatcher::Kind;

/// Envoy: source/extensions/path/uri_template_lib/uri_template_internal.cc (literals of a path segment).
constexpr const char* segmentCharacters = "a-zA-Z0-9-._~%!$&'()+,;:@=";

TextMatcher plain(Kind kind, std::string value, bool ignoreCase = false) {
    return {.kind = kind, .value = std::move(value), .regex = nullptr, .ignoreCase = ignoreCase};
}

TextMatcher regex(const std::string& pattern) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    return {.kind = Kind::Regex, .value = pattern, .regex = std::make_shared<const re2::RE2>(pattern, options)};
}

std::string escaped(std::string_view text) {
    return re2::RE2::QuoteMeta(re2::StringPiece(text.data(), text.size()));
}

TextMatcher anyText() {
    return regex(".+");
}

std::string withoutLeadingStar(std::string_view text) {
    return std::string(text.substr(text.starts_with('*') ? 1 : 0));
}
std::string withoutTrailingStar(std::string_view text) {
    return std::string(text.substr(0, text.size() - (text.ends_with('*') ? 1 : 0)));
}

std::string templatePattern(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        const auto taken = [&](std::string_view token) {
            if (!path.starts_with(token)) return false;
            path.remove_prefix(token.size());
            return true;
        };
        if (taken("{**}") || taken("**"))
            out += std::string("[") + segmentCharacters + "/]*";
        else if (taken("{*}") || taken("*"))
            out += std::string("[") + segmentCharacters + "]+";
        else {
            out += escaped(path.substr(0, 1));
            path.remove_prefix(1);
        }
    }
    return out;
}

} // namespace

TextMatcher wildcardText(std::string_view value, std::string_view prefix) {
    if (value == "*") return anyText();
    if (value.starts_with('*')) {
        if (prefix.empty()) return plain(Kind::Suffix, withoutLeadingStar(value));
        return regex(std::string(prefix) + ".*" + escaped(withoutLeadingStar(value)));
    }
    if (value.ends_with('*')) return plain(Kind::Prefix, std::string(prefix) + withoutTrailingStar(value));
    return plain(Kind::Exact, std::string(prefix) + std::string(value));
}

TextMatcher headerText(std::string_view value, bool ignoreCase) {
    if (value == "*") return plain(Kind::Present, {});
    if (value.starts_with('*')) return plain(Kind::Suffix, withoutLeadingStar(value), ignoreCase);
    if (value.ends_with('*')) return plain(Kind::Prefix, withoutTrailingStar(value), ignoreCase);
    return plain(Kind::Exact, std::string(value), ignoreCase);
}

TextMatcher pathText(std::string_view value) {
    const bool isTemplate = value.find("{*}") != value.npos || value.find("{**}") != value.npos;
    return isTemplate ? regex(templatePattern(value)) : wildcardText(value);
}

TextMatcher principalText(std::string_view value) {
    return wildcardText(value, "spiffe://");
}

TextMatcher namespaceText(std::string_view value) {
    std::string pattern = ".*/ns/";
    for (const char c : value) pattern += c == '*' ? ".*" : escaped(std::string_view(&c, 1));
    return regex(pattern + "/.*");
}

TextMatcher serviceAccountText(std::string_view value, std::string_view policyNamespace) {
    const auto slash = value.find('/');
    const std::string_view ns = slash == value.npos ? policyNamespace : value.substr(0, slash);
    const std::string_view account = slash == value.npos ? value : value.substr(slash + 1);
    return regex("spiffe://.+/ns/" + escaped(ns) + "/(.+/|)sa/" + escaped(account) + "(/.+)?");
}

TextMatcher trustDomainText(std::string_view value) {
    if (value == "*") return plain(Kind::Prefix, "spiffe://");
    const auto star = value.find('*');
    if (star == value.npos) return plain(Kind::Prefix, "spiffe://" + std::string(value) + "/");
    return regex("spiffe://" + escaped(value.substr(0, star)) + "[^/]*" + escaped(value.substr(star + 1)) + "/.*");
}

RequestPrincipalMatcher requestPrincipalMatcher(std::string_view value) {
    const auto slash = value.rfind('/'); // the last one: an issuer may be a URL
    const bool both = slash != value.npos;
    const std::string_view issuer = both ? value.substr(0, slash) : value;
    const std::string_view subject = both ? value.substr(slash + 1) : std::string_view();
    const auto exact = [](std::string_view text) { return plain(Kind::Exact, std::string(text)); };
    if (value == "*") return {anyText(), anyText()};
    if (value.starts_with('*')) {
        if (!both) return {anyText(), plain(Kind::Suffix, withoutLeadingStar(value))};
        return {issuer == "*" ? anyText() : plain(Kind::Suffix, withoutLeadingStar(issuer)), exact(subject)};
    }
    if (value.ends_with('*')) {
        if (!both) return {plain(Kind::Prefix, withoutTrailingStar(value)), anyText()};
        return {exact(issuer), subject == "*" ? anyText() : plain(Kind::Prefix, withoutTrailingStar(subject))};
    }
    return {exact(issuer), exact(subject)};
}

std::optional<std::string> nameInBrackets(std::string_view text) {
    if (!text.starts_with('[') || !text.ends_with(']')) return std::nullopt;
    std::string name(text.substr(1, text.size() - (text.size() > 1 ? 2 : 1)));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return name;
}

std::optional<std::vector<std::string>> namesInNestedBrackets(std::string_view text) {
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto next = text[begin] == '[' ? text.find_first_of("[]", begin + 1) : text.npos;
        if (next == text.npos || text[next] == '[') {
            if (!text.starts_with('[') || !text.ends_with(']')) return std::nullopt;
            return std::vector<std::string>{std::string(text.substr(1, text.size() - 2))};
        }
        names.emplace_back(text.substr(begin + 1, next - begin - 1));
        begin = next + 1;
    }
    return names;
}

} // namespace meshwright::sim::routing
