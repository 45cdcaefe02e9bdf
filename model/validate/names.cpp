#include "model/validate/names.h"

#include "model/base/go_regex.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <re2/re2.h>
#include <set>

namespace meshwright::model::validation {

namespace {

constexpr std::size_t kLabelLength = 63, kDomainLength = 255, kRegexLength = 1024;

bool isAlnum(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string quoted(std::string_view text) {
    return "\"" + std::string(text.substr(0, 80)) + "\"";
}

bool isWildcardLabel(std::string_view text) {
    if (text.size() > kLabelLength) return false;
    if (text == "*") return true;
    if (text.substr(0, 2) == "*-") return isDnsLabel(text.substr(2));
    return isDnsLabel(!text.empty() && text[0] == '*' ? text.substr(1) : text);
}

bool isInteger(std::string_view text) {
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos && text.size() < 19;
}

/// The labels of a domain, a trailing dot allowed.
Problem checkDomainLabels(std::string_view whole, std::string_view domain) {
    const auto lastDot = domain.rfind('.');
    const auto top = lastDot == std::string_view::npos ? domain : domain.substr(lastDot + 1);
    if (isInteger(top))
        return "The host " + quoted(whole) +
               " ends in a label of digits only; such a name is taken for a broken address.";
    while (true) {
        const auto dot = domain.find('.');
        const auto label = domain.substr(0, dot);
        if (dot == std::string_view::npos && label.empty()) return {};
        if (!isDnsLabel(label))
            return "The host " + quoted(whole) + " has the label " + quoted(label) +
                   "; a label is 1 to 63 letters, digits or dashes and begins and ends with a letter or digit.";
        if (dot == std::string_view::npos) return {};
        domain.remove_prefix(dot + 1);
    }
}

Problem checkLength(std::string_view domain) {
    if (domain.empty()) return "A host is missing; give one.";
    if (domain.size() > kDomainLength) return "The host is longer than 255 bytes; give a shorter one.";
    return {};
}

/// `(prefix/)?name` of a label key.
bool isLabelKey(std::string_view key) {
    const auto slash = key.find('/');
    if (slash != std::string_view::npos) {
        std::string_view prefix = key.substr(0, slash);
        if (prefix.size() > 253) return false;
        key.remove_prefix(slash + 1);
        while (true) {
            const auto dot = prefix.find('.');
            const auto label = prefix.substr(0, dot);
            if (label.empty() || !isAlnum(label.front()) || !isAlnum(label.back())) return false;
            if (!std::all_of(label.begin(), label.end(), [](char c) { return isAlnum(c) || c == '-'; })) return false;
            if (dot == std::string_view::npos) break;
            prefix.remove_prefix(dot + 1);
        }
    }
    return !key.empty() && key.size() <= kLabelLength && isAlnum(key.front()) && isAlnum(key.back()) &&
           std::all_of(key.begin(), key.end(), [](char c) { return isAlnum(c) || c == '-' || c == '_' || c == '.'; });
}

bool isLabelValue(std::string_view value) {
    if (value.empty()) return true;
    return isAlnum(value.front()) && isAlnum(value.back()) && std::all_of(value.begin(), value.end(), [](char c) {
               return isAlnum(c) || c == '-' || c == '_' || c == '.';
           });
}

} // namespace

bool isDnsLabel(std::string_view text) {
    return !text.empty() && text.size() <= kLabelLength && isAlnum(text.front()) && isAlnum(text.back()) &&
           std::all_of(text.begin(), text.end(), [](char c) { return isAlnum(c) || c == '-'; });
}

bool isIpAddress(std::string_view text) {
    const auto zone = text.find('%');
    if (zone != std::string_view::npos) {
        if (zone + 1 == text.size() || text.find(':') == std::string_view::npos) return false;
        text = text.substr(0, zone);
    }
    return isIpLiteral(text);
}

bool isCidr(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos || text.find('%') != std::string_view::npos) return false;
    const auto address = text.substr(0, slash), bits = text.substr(slash + 1);
    int length = -1;
    const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), length);
    if (error != std::errc{} || end != bits.data() + bits.size() || bits.empty() || bits[0] == '-' ||
        (bits.size() > 1 && bits[0] == '0'))
        return false;
    return isIpLiteral(address) && length <= (address.find(':') == std::string_view::npos ? 32 : 128);
}

Problem checkDuration(Duration d) {
    if (d.ns < 1'000'000) return "A duration must be at least 1ms.";
    if (d.ns % 1'000'000 != 0) return "A duration must be whole milliseconds.";
    return {};
}

Problem checkPort(std::int64_t port) {
    if (port >= 1 && port <= 65535) return {};
    return "The port " + std::to_string(port) + " is out of range; a port is 1 to 65535.";
}

Problem checkDomain(std::string_view domain) {
    if (auto problem = checkLength(domain); !problem.empty()) return problem;
    return checkDomainLabels(domain, domain);
}

Problem checkWildcardDomain(std::string_view domain) {
    if (auto problem = checkLength(domain); !problem.empty()) return problem;
    const auto dot = domain.find('.');
    const auto first = domain.substr(0, dot);
    if (!isWildcardLabel(first))
        return "The host " + quoted(domain) + " has the label " + quoted(first) +
               "; a label is 1 to 63 letters, digits or dashes, and * may stand only at the begin.";
    return dot == std::string_view::npos ? Problem{} : checkDomainLabels(domain, domain.substr(dot + 1));
}

Problem checkGatewayDomain(std::string_view domain, bool sni) {
    constexpr std::string_view kOutbound = "outbound_";
    if (!sni || domain.substr(0, kOutbound.size()) != kOutbound || domain.size() > kDomainLength)
        return checkWildcardDomain(domain);
    std::vector<std::string_view> parts;
    for (std::string_view rest = domain;;) {
        const auto bar = rest.find('_');
        parts.push_back(rest.substr(0, bar));
        if (bar == std::string_view::npos) break;
        rest.remove_prefix(bar + 1);
    }
    const bool digit = parts.size() >= 4 && parts[1].find_first_of("0123456789") != std::string_view::npos;
    const bool letter = parts.size() >= 4 && std::any_of(parts[3].begin(), parts[3].end(),
                                                         [](char c) { return isAlnum(c) && (c < '0' || c > '9'); });
    if (digit && letter) return {};
    return "The server name " + quoted(domain) + " must have the form outbound_.PORT_.SUBSET_.HOST.";
}

Problem checkPartialWildcard(std::string_view host) {
    if (host.find('*') == std::string_view::npos || host.size() == 1 || host.substr(0, 2) == "*.") return {};
    return "In " + quoted(host) + " the * stands for part of a label; write *. and the rest of the name.";
}

std::vector<Problem> checkNamespacedHost(std::string_view host, bool gateway) {
    std::vector<Problem> problems;
    const auto add = [&](Problem p) {
        if (!p.empty()) problems.push_back(std::move(p));
    };
    const auto slash = host.find('/');
    std::string_view name = host;
    if (slash != std::string_view::npos) {
        const auto ns = host.substr(0, slash);
        name = host.substr(slash + 1);
        if (ns.empty() || name.empty()) add("A host with / needs a namespace before it and a name after it.");
        const auto plain = !gateway && !ns.empty() && ns[0] == '~' ? ns.substr(1) : ns;
        const bool special = plain == "*" || plain == "." || (!gateway && plain.empty());
        if (!special && !isDnsLabel(plain))
            add(quoted(ns) + " is no namespace; write its name, . for this one, or * for all.");
    } else if (!gateway) {
        return {
            "A host of a Sidecar has the form namespace/name, such as ./* or other/reviews.other.svc.cluster.local."};
    }
    if (name != "*" && name.find('.') == std::string_view::npos)
        add("Short names are not allowed here; write the whole host, such as reviews.default.svc.cluster.local.");
    if (const auto problem = checkWildcardDomain(name); !problem.empty() && (!gateway || !isIpAddress(name)))
        add(problem);
    add(checkPartialWildcard(name));
    return problems;
}

Problem checkIp(std::string_view text) {
    return isIpAddress(text) ? Problem{} : quoted(text) + " is no IP address.";
}

Problem checkIpOrCidr(std::string_view text) {
    if (std::count(text.begin(), text.end(), '/') == 1)
        return isCidr(text) ? Problem{} : quoted(text) + " is no block of addresses such as 10.0.0.0/8.";
    return checkIp(text);
}

Problem checkUnixAddress(std::string_view path) {
    if (path.empty()) return "The path of the socket is missing.";
    if (path[0] == '@') return {};
    if (path[0] != '/' || path.back() == '/') return quoted(path) + " is no absolute path of a socket.";
    return {};
}

Problem checkLabels(const istio::Labels& labels) {
    for (const auto& [key, value] : labels) {
        if (!isLabelKey(key)) return quoted(key) + " is no key of a label.";
        if (!isLabelValue(value))
            return quoted(value) + " is no value of a label: letters, digits, dashes, dots and underscores, with a "
                                   "letter or digit at both ends.";
    }
    return {};
}

Problem checkSubsetName(std::string_view name) {
    if (name.empty()) return "A subset needs a name.";
    if (!isDnsLabel(name)) return quoted(name) + " is no name of a subset: 1 to 63 letters, digits or dashes.";
    return {};
}

Problem checkPortName(std::string_view name) {
    return isDnsLabel(name) ? Problem{} : quoted(name) + " is no name of a port: 1 to 63 letters, digits or dashes.";
}

Problem checkProtocol(std::string_view protocol) {
    if (protocol.empty() || Protocol::parse(protocol).known) return {};
    return quoted(protocol) +
           " is no known protocol; use HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, TCP, TLS, MONGO, MYSQL or REDIS.";
}

Problem checkPercent(std::int64_t percent) {
    return percent >= 0 && percent <= 100 ? Problem{}
                                          : "The percentage " + std::to_string(percent) + " is not in 0 to 100.";
}

Problem checkPercentage(const std::optional<istio::PercentValue>& percentage) {
    if (!percentage) return {};
    const double v = percentage->value.value;
    return v == 0 || (v >= 0.0001 && v <= 100) ? Problem{} : "A percentage must be 0, or 0.0001 to 100.";
}

Problem checkRegex(std::string_view expression) {
    if (expression.size() > kRegexLength) return "The expression is longer than 1024 bytes, the limit of Istio.";
    RE2::Options options;
    options.set_log_errors(false);
    const RE2 re(asRe2(expression), options);
    if (asksForBytes(expression)) return "The expression is not valid RE2 as Istio reads it (\\C is unknown).";
    // One that is only too large for RE2's memory is fine for Go; Envoy is the one that refuses it.
    if (re.ok() || re.error_code() == RE2::ErrorPatternTooLarge) return {};
    return "The expression is not valid RE2 (" + re.error() + ").";
}

void checkGatewayNames(Judge& judge, const std::vector<std::string>& names, const std::string& field) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string& name = names[i];
        const std::string where = at(field, i);
        const auto slash = name.find('/');
        if (slash == std::string::npos) {
            if (const auto dot = name.find('.'); dot != std::string::npos) {
                const auto rest = name.substr(dot + 1);
                const std::string wanted = rest.substr(0, rest.find('.')) + "/" + name.substr(0, dot);
                judge.warning(where,
                              "The form " + quoted(name) + " of a gateway's name is old; write " + quoted(wanted) + ".",
                              Fix{"Write " + wanted, {edit::SetField{judge.resource().id(), where, wanted}}});
            }
            judge.check(where, checkDomain(name));
            return; // the names after a plain one are not looked at
        }
        const auto ns = name.substr(0, slash), rest = name.substr(slash + 1);
        if (ns.empty() || rest.empty())
            judge.error(where, "A gateway's name with / needs a namespace before it and a name after it.");
        if (!isDnsLabel(ns)) judge.error(where, quoted(ns) + " is no namespace.");
        if (!isDnsLabel(rest)) judge.error(where, quoted(rest) + " is no name of a gateway.");
    }
}

void checkExportTo(Judge& judge, const std::vector<std::string>& exportTo, bool serviceEntry, bool withSelector) {
    const std::string field = "spec.exportTo";
    std::set<std::string> seen;
    for (std::size_t i = 0; i < exportTo.size(); ++i) {
        const std::string& entry = exportTo[i];
        const std::string key = entry == "." ? judge.ns() : entry;
        if (seen.count(key) > 0) {
            judge.error(at(field, i), quoted(entry) + " stands twice in exportTo.",
                        Fix{"Remove it", {edit::RemoveField{judge.resource().id(), at(field, i)}}});
            continue;
        }
        if (entry == "~" && !serviceEntry)
            judge.error(at(field, i), "exportTo ~ (nobody) is only for a ServiceEntry.");
        else if (key != "*" && key != "~" && !isDnsLabel(key))
            judge.error(at(field, i), "exportTo holds ., * or the name of a namespace.");
        else
            seen.insert(key);
    }
    if (withSelector && !seen.empty()) {
        if (seen.count(judge.ns()) == 0)
            judge.error(field, "With a workloadSelector this can be exported only to its own namespace.");
        else if (seen.size() > 1)
            judge.error(field, "With a workloadSelector exportTo may hold only one entry.");
    }
    if (seen.count("*") > 0 && exportTo.size() > 1) judge.error(field, "exportTo * (everybody) must stand alone.");
    if (seen.count("~") > 0 && exportTo.size() > 1) judge.error(field, "exportTo ~ (nobody) must stand alone.");
}

void checkDestination(Judge& judge, const istio::Destination& destination, const std::string& field) {
    if (destination.host.text == "*")
        judge.error(at(field, "host"), "A destination needs a host of its own, not *.");
    else
        judge.check(at(field, "host"), checkWildcardDomain(destination.host.text));
    if (!destination.subset.empty()) judge.check(at(field, "subset"), checkSubsetName(destination.subset));
    if (destination.port) judge.check(at(field, "port.number"), checkPort(destination.port->number));
}

std::string labelOf(const istio::WorkloadSelector& selector, const std::string& field, const std::string& key,
                    const std::string& value) {
    const std::string labels = at(field, selector.matchLabels.empty() ? "labels" : "matchLabels");
    return key.empty() || value.find('*') == std::string::npos ? labels : atKey(labels, key);
}

bool checkSelector(Judge& judge, const std::optional<istio::WorkloadSelector>& selector, const std::string& field) {
    if (!selector) return true;
    bool fine = true;
    for (const auto& [key, value] : selector->effective()) {
        const std::string where = labelOf(*selector, field, key, value);
        if (key.empty()) judge.error(where, "A label of a selector needs a key."), fine = false;
        if (key.find('*') != std::string::npos || value.find('*') != std::string::npos)
            judge.error(where, "A selector takes no wildcard; " + quoted(key + "=" + value) + " has one."),
                fine = false;
    }
    if (selector->effective().empty())
        judge.warning(field, "The selector has no labels, so it selects every pod of the namespace.");
    return fine;
}

Protocol Protocol::parse(std::string_view text) {
    std::string p;
    for (const char c : text) p += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    Protocol out;
    out.http = p == "http" || p == "http2" || p == "http_proxy" || p == "grpc" || p == "grpc-web";
    out.tls = p == "https" || p == "tls";
    out.tcp = out.tls || p == "tcp" || p == "mongo" || p == "redis" || p == "mysql";
    out.known = out.http || out.tcp || p == "udp";
    return out;
}

} // namespace meshwright::model::validation
