#include "sim/routing/compile/route_translation.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace meshwright::sim::routing {

namespace {

/// Codes that have a name in Go's net/http; only these count as codes in `retryOn`.
bool isKnownStatus(int code) {
    static constexpr std::array<int, 62> known{
        100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307,
        308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421,
        422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511};
    return std::binary_search(known.begin(), known.end(), code);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// One name of Envoy's x-envoy-retry-on or x-envoy-retry-grpc-on; unknown ones do nothing.
void apply(std::string_view token, RetryPolicy& p) {
    if (token == "5xx")
        p.on5xx = true;
    else if (token == "gateway-error")
        p.gatewayError = true;
    else if (token == "connect-failure")
        p.connectFailure = true;
    else if (token == "retriable-4xx")
        p.retriable4xx = true;
    else if (token == "refused-stream")
        p.refusedStream = true;
    else if (token == "retriable-status-codes")
        p.retriableStatusCodes = true;
    else if (token == "retriable-headers")
        p.retriableHeaders = true;
    else if (token == "reset")
        p.reset = true;
    else if (token == "reset-before-request")
        p.resetBeforeRequest = true;
    else if (token == "envoy-ratelimited")
        p.envoyRatelimited = true;
    else if (token == "http3-post-connect-failure")
        p.http3PostConnectFailure = true;
    else if (token == "cancelled")
        p.grpcCancelled = true;
    else if (token == "deadline-exceeded")
        p.grpcDeadlineExceeded = true;
    else if (token == "internal")
        p.grpcInternal = true;
    else if (token == "resource-exhausted")
        p.grpcResourceExhausted = true;
    else if (token == "unavailable")
        p.grpcUnavailable = true;
}

void applyList(std::string_view list, RetryPolicy& p) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::string_view token = trimmed(list.substr(0, comma));
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
        const bool number = !token.empty() && token.size() <= 3 &&
                            std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
        const int code = number ? std::stoi(std::string(token)) : 0;
        if (number && isKnownStatus(code))
            p.statusCodes.push_back(static_cast<std::uint32_t>(code));
        else
            apply(token, p);
    }
    if (!p.statusCodes.empty()) p.retriableStatusCodes = true;
}

} // namespace

RetryPolicy translateRetries(const model::istio::HttpRetry* written, bool hashed) {
    static constexpr std::string_view defaults =
        "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";
    RetryPolicy out;
    if (written && written->attempts <= 0) return out;
    out.enabled = true;
    out.numRetries = 2;
    out.hostSelectionAttempts = 5;
    out.previousHosts = !hashed;
    if (!written) {
        applyList(defaults, out);
        return out;
    }
    out.numRetries = static_cast<std::uint32_t>(written->attempts);
    applyList(written->retryOn.empty() ? defaults : std::string_view(written->retryOn), out);
    if (written->perTryTimeout) out.perTryTimeout = *written->perTryTimeout;
    if (written->retryIgnorePreviousHosts) out.previousHosts = *written->retryIgnorePreviousHosts;
    out.previousPriorities = written->retryRemoteLocalities.value_or(false);
    if (written->backoff) out.backoffBase = *written->backoff;
    return out;
}

} // namespace meshwright::sim::routing
