#include "sim/routing/match/rewrite.h"

#include "sim/routing/match/path.h"

namespace meshwright::sim::routing {

namespace {

/// `path` with what the route matched replaced: the prefix, or the whole path of exact and regex matches.
std::string replaceMatched(const RouteMatch& match, const std::string& replacement, const std::string& path) {
    const bool prefix =
        match.path.kind == PathMatcher::Kind::Prefix || match.path.kind == PathMatcher::Kind::SeparatedPrefix;
    const std::size_t matched = prefix ? match.path.value.size() : pathOnly(path).size();
    return replacement + path.substr(matched);
}

/// Host without its port where another port is named, or where it is the old scheme's own port.
/// Envoy: utility.cc (processRequestHost).
std::string hostFor(const Request& request, const std::string& scheme, bool otherPort) {
    const std::string& host = request.authority;
    std::size_t colon = host.rfind(':');
    if (!host.empty() && host.front() == '[') {
        colon = host.rfind("]:");
        if (colon != std::string::npos) ++colon;
    }
    if (colon == std::string::npos) return host;
    const std::string port = host.substr(colon), old = request.tls ? "https" : "http";
    const bool standard = scheme != old && ((old == "https" && port == ":443") || (old == "http" && port == ":80"));
    return otherPort || standard ? host.substr(0, colon) : host;
}

} // namespace

std::string rewritePath(const RouteMatch& match, const Forward& forward, const std::string& path) {
    if (forward.prefixRewrite) return replaceMatched(match, *forward.prefixRewrite, path);
    if (!forward.regexRewrite) return path;
    std::string plain(pathOnly(path));
    const std::string rest = path.substr(plain.size());
    re2::RE2::GlobalReplace(&plain, *forward.regexRewrite, forward.regexSubstitution);
    return plain + rest;
}

std::string redirectLocation(const RouteMatch& match, const Redirect& redirect, const Request& request) {
    const std::string scheme = redirect.scheme.value_or(request.scheme);
    const std::string port = redirect.port ? ":" + std::to_string(*redirect.port) : "";
    const std::string host =
        redirect.authority ? *redirect.authority : hostFor(request, scheme, redirect.port.has_value());
    std::string path =
        redirect.prefixRewrite ? replaceMatched(match, *redirect.prefixRewrite, request.path) : request.path;
    const std::size_t question = path.find('?');
    if (redirect.path) {
        const bool ownQuery = redirect.path->find('?') != std::string::npos;
        const std::string query = question == std::string::npos || redirect.stripQuery ? "" : path.substr(question);
        path = ownQuery ? *redirect.path : *redirect.path + query;
    } else if (redirect.stripQuery && question != std::string::npos) {
        path.resize(question);
    }
    if (path.empty() || path.front() != '/') path.insert(0, "/");
    return scheme + "://" + host + port + path;
}

std::string requestUri(const Request& request) {
    return request.scheme + "://" + request.authority + request.path;
}

std::string httpsLocation(const Request& request) {
    return "https://" + request.authority + request.path;
}

} // namespace meshwright::sim::routing
