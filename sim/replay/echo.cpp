#include "sim/replay/echo.h"

#include "model/base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace meshwright::sim::replay {

namespace {

bool isIn(std::string_view name, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

bool startsWith(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}

/// Lines of one name joined with ",", in order.
HeaderMap joined(const HeaderLines& headers, bool (*leftOut)(std::string_view)) {
    HeaderMap out;
    for (const auto& [name, value] : headers) {
        if (leftOut(name)) continue;
        const auto [it, fresh] = out.emplace(name, value);
        if (!fresh) it->second += "," + value;
    }
    return out;
}

/// Where the host begins in "http://host/path"; 0 where the path is none of
/// these.
std::size_t absoluteHost(std::string_view path) {
    const std::size_t colon = path.find("://");
    const bool scheme = colon != std::string_view::npos && colon > 0 &&
                        std::all_of(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(colon),
                                    [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
    return scheme ? colon + 3 : 0;
}

bool isGrpc(const routing::Request& request) {
    const auto it = std::find_if(request.headers.begin(), request.headers.end(),
                                 [](const auto& h) { return h.first == "content-type"; });
    return it != request.headers.end() && startsWith(it->second, "application/grpc");
}

/// Envoy: source/common/grpc/status.cc (httpToGrpcStatus).
std::uint32_t grpcStatusOf(std::uint32_t http) {
    switch (http) {
    case 400:
        return 13;
    case 401:
        return 16;
    case 403:
        return 7;
    case 404:
        return 12;
    case 429:
    case 502:
    case 503:
    case 504:
        return 14;
    default:
        return 2;
    }
}

/// The sentence and the detail of each way in which the proxy itself ends a
/// forwarded request.
struct Words {
    std::uint32_t status;
    const char *flag, *details, *body;
};

Words wordsOf(Ending ending, bool retried) {
    switch (ending) {
    case Ending::NoHealthyHost:
        return {503, "UH", "no_healthy_upstream", "no healthy upstream"};
    case Ending::ConnectFailure:
        return {503, "UF",
                "upstream_reset_before_response_started{remote_connection_failure|"
                "delayed_connect_error:_Connection_"
                "refused}",
                retried ? "upstream connect error or disconnect/reset before "
                          "headers. retried and the latest reset reason: "
                          "remote connection failure"
                        : "upstream connect error or disconnect/reset before "
                          "headers. reset reason: remote connection failure"};
    case Ending::Overflow:
        return {503, "UO", "upstream_reset_before_response_started{overflow}",
                retried ? "upstream connect error or disconnect/reset before "
                          "headers. retried and the latest reset "
                          "reason: overflow"
                        : "upstream connect error or disconnect/reset before "
                          "headers. reset reason: overflow"};
    case Ending::RouteTimeout:
        return {504, "UT", "response_timeout", "upstream request timeout"};
    case Ending::PerTryTimeout:
        return {504, "UT", "upstream_per_try_timeout", "upstream request timeout"};
    case Ending::ProtocolError:
        return {502, "UPE", "upstream_reset_before_response_started{protocol_error}",
                "upstream connect error or disconnect/reset before headers. reset "
                "reason: protocol error"};
    case Ending::Disconnected:
        return {503, "UC", "upstream_reset_before_response_started{connection_termination}",
                retried ? "upstream connect error or disconnect/reset before "
                          "headers. retried and the latest reset reason: "
                          "connection termination"
                        : "upstream connect error or disconnect/reset before "
                          "headers. reset reason: connection termination"};
    default:
        return {0, "-", "", ""};
    }
}

std::string joinFlags(std::vector<std::string> flags) {
    std::string out;
    for (const auto& f : flags)
        if (f != "-") out += (out.empty() ? "" : ",") + f;
    return out.empty() ? "-" : out;
}

bool hasNoBody(const routing::Request& request, std::uint32_t status) {
    return request.method == "HEAD" || status == 204 || status == 304 || status < 200;
}

int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool isOneOf(unsigned char c, std::string_view marks) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != 0 && marks.find(static_cast<char>(c)) != std::string_view::npos);
}

/// Bytes of a path as Go's net/url writes them. Go: net/url (escape,
/// encodePath).
std::string escapedPath(std::string_view path) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char byte : path) {
        const auto c = static_cast<unsigned char>(byte);
        if (isOneOf(c, "-_.~$&+,/:;=@"))
            out += byte;
        else
            out += {'%', digits[c >> 4], digits[c & 15]};
    }
    return out;
}

/// A header's value without the blanks around it, which mean nothing on the
/// wire.
std::string trimmed(const std::string& value) {
    const std::size_t begin = value.find_first_not_of(" \t");
    if (begin == std::string::npos) return {};
    return value.substr(begin, value.find_last_not_of(" \t") - begin + 1);
}

/// A path as the recordings' client sends it: as it is, but one that begins
/// like a host is escaped anew.
std::string asSent(const std::string& path) {
    if (path.empty()) return "/";
    if (!startsWith(path, "//")) return path;
    const std::size_t query = std::min(path.find('?'), path.size());
    return escapedPath(std::string_view(path).substr(0, query)) + path.substr(query);
}

/// A path as the echo writes it again after reading it: as it was, unless it
/// holds what a URL may not.
std::string asParsed(const std::string& path) {
    const std::size_t query = std::min(path.find('?'), path.size());
    const std::string_view plain = std::string_view(path).substr(0, query);
    if (std::all_of(plain.begin(), plain.end(),
                    [](char c) { return isOneOf(static_cast<unsigned char>(c), "-_.~$&+,/:;=@!'()*[]%"); }))
        return path;
    std::string bytes;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const bool escape =
            plain[i] == '%' && i + 2 < plain.size() && hexValue(plain[i + 1]) >= 0 && hexValue(plain[i + 2]) >= 0;
        if (!escape) {
            bytes += plain[i];
            continue;
        }
        bytes += static_cast<char>(hexValue(plain[i + 1]) * 16 + hexValue(plain[i + 2]));
        i += 2;
    }
    return escapedPath(bytes) + path.substr(query);
}

} // namespace

routing::Request toRequest(const CaseRequest& from) {
    routing::Request out;
    out.port = from.port;
    out.method = from.method;
    out.authority = from.authority;
    out.path = asSent(from.path);
    for (const auto& [name, value] : from.headers) out.headers.emplace_back(model::lowerCase(name), trimmed(value));
    return out;
}

Upstream asSeen(const routing::Request& request) {
    Upstream out{
        request.method, asParsed(request.path), request.authority, joined(request.headers, [](std::string_view name) {
            return startsWith(name, "x-envoy") || startsWith(name, "x-forwarded") || startsWith(name, "x-b3") ||
                   isIn(name, {"x-request-id", "x-oracle-id", "user-agent", "accept-encoding", "content-length"});
        })};
    if (const std::size_t host = absoluteHost(request.path)) {
        const std::size_t slash = std::min(request.path.find('/', host), request.path.size());
        out.authority = request.path.substr(host, slash - host);
        out.path = slash == request.path.size() ? "/" : request.path.substr(slash);
    }
    return out;
}

bool refusesRequestLine(const std::string& path) {
    if (path.empty() || (path.front() != '/' && !absoluteHost(path))) return true;
    auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    const std::size_t end = std::min(path.find('?'), path.size());
    for (std::size_t i = 0; i < end; ++i)
        if (path[i] == '%' && (i + 2 >= end || !hex(path[i + 1]) || !hex(path[i + 2]))) return true;
    return false;
}

HeaderMap asReceived(const HeaderLines& headers) {
    return joined(headers, [](std::string_view name) {
        return isIn(name, {"date", "content-length", "server", "x-envoy-upstream-service-time", "content-type",
                           "x-workload", "connection"});
    });
}

void describe(Answer& answer, const routing::Decision& decision, Ending ending, std::uint32_t backendStatus,
              const std::vector<std::string>& flags) {
    HeaderLines headers;
    std::vector<std::string> all = flags;
    std::uint32_t status = backendStatus;
    bool finished = true; // header operations of the route are applied
    if (decision.route) answer.route = decision.route->name;
    if (ending == Ending::Answered) {
        answer.details = "via_upstream";
    } else if (ending == Ending::FaultAbort) {
        status = decision.route->fault->abortGrpcStatus ? 200 : decision.route->fault->abortStatus;
        all.push_back("FI");
        answer.details = "fault_filter_abort";
        answer.body = "fault filter abort";
    } else if (ending == Ending::LocalReply) {
        const auto& reply = *decision.reply;
        status = reply.status;
        headers = reply.headers;
        all.push_back(reply.flag);
        answer.details = reply.details;
        answer.body = reply.body;
        finished = reply.details == "direct_response" || reply.details == "cluster_not_found";
    } else {
        const bool retried = std::find(all.begin(), all.end(), "URX") != all.end() || answer.tries > 1;
        const Words words = wordsOf(ending, retried);
        status = words.status;
        all.push_back(words.flag);
        answer.details = words.details;
        answer.body = words.body;
        if (ending == Ending::Overflow) headers.emplace_back("x-envoy-overloaded", "true");
    }
    const bool localReply = ending != Ending::Answered && answer.details != "cors_response";
    if (localReply && isGrpc(decision.rewritten)) {
        const bool own = ending == Ending::FaultAbort && decision.route->fault->abortGrpcStatus;
        headers.emplace_back("grpc-status",
                             std::to_string(own ? *decision.route->fault->abortGrpcStatus : grpcStatusOf(status)));
        if (!answer.body.empty()) headers.emplace_back("grpc-message", answer.body);
        answer.body.clear();
        status = 200;
    }
    answer.flags = joinFlags(all);
    answer.status = std::to_string(status);
    if (ending == Ending::FaultAbort) {
        // the fault filter answers before the CORS filter has looked at the request
        routing::Decision withoutCors = decision;
        withoutCors.corsHeaders.clear();
        finishResponse(withoutCors, headers, answer.status, answer.flags);
    } else if (finished) {
        finishResponse(decision, headers, answer.status, answer.flags);
    }
    answer.response = asReceived(headers);
    if (hasNoBody(decision.rewritten, status)) answer.body.clear();
}

void describeRefusal(Answer& answer, const routing::Decision& decision, const std::string& details) {
    answer.status = "403";
    answer.body = "RBAC: access denied";
    answer.details = details;
    if (decision.cluster) answer.cluster = decision.cluster->name;
    if (decision.route) answer.route = decision.route->name;
    HeaderLines headers;
    finishResponse(decision, headers, answer.status);
    answer.response = asReceived(headers);
}

} // namespace meshwright::sim::replay
