#include "model/base/host.h"

#include <arpa/inet.h>

namespace meshwright::model {

namespace {
bool endsWith(std::string_view text, std::string_view suffix) {
    return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}
} // namespace

bool Host::matches(const Host& other) const {
    const bool a = isWildcard(), b = other.isWildcard();
    const std::string_view s = text, o = other.text;
    if (a && b) return s.size() < o.size() ? endsWith(o.substr(1), s.substr(1)) : endsWith(s.substr(1), o.substr(1));
    if (a) return endsWith(o, s.substr(1));
    if (b) return endsWith(s, o.substr(1));
    return s == o;
}

bool Host::subsetOf(const Host& other) const {
    const bool a = isWildcard(), b = other.isWildcard();
    const std::string_view s = text, o = other.text;
    if (a && b) return s.size() >= o.size() && endsWith(s.substr(1), o.substr(1));
    if (a) return false;
    if (b) return endsWith(s, o.substr(1));
    return s == o;
}

bool moreSpecific(const Host& a, const Host& b) {
    const bool wa = a.isWildcard(), wb = b.isWildcard();
    if (wa != wb) return !wa;
    if (a.text.size() != b.text.size()) return a.text.size() > b.text.size();
    return a.text < b.text;
}

bool isIpLiteral(std::string_view text) {
    unsigned char buffer[sizeof(in6_addr)];
    const std::string copy(text);
    return inet_pton(AF_INET, copy.c_str(), buffer) == 1 || inet_pton(AF_INET6, copy.c_str(), buffer) == 1;
}

Host resolveShortName(const Host& name, std::string_view ns, std::string_view domain) {
    const std::string_view t = name.text;
    if (t == "*" || t.find('.') != std::string_view::npos || isIpLiteral(t)) return name;
    return {std::string(t) + "." + std::string(ns) + ".svc." + std::string(domain)};
}

} // namespace meshwright::model
