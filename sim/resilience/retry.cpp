#include "sim/resilience/retry.h"

#include <algorithm>
#include <limits>

namespace meshwright::sim::resilience {
namespace {

// gRPC status codes by their canonical numbers.
constexpr std::uint32_t grpcCancelled = 1, grpcDeadlineExceeded = 4, grpcResourceExhausted = 8, grpcInternal = 13,
                        grpcUnavailable = 14;

bool wantsGrpc(const routing::RetryPolicy& p, std::uint32_t status) {
    switch (status) {
    case grpcCancelled:
        return p.grpcCancelled;
    case grpcDeadlineExceeded:
        return p.grpcDeadlineExceeded;
    case grpcResourceExhausted:
        return p.grpcResourceExhausted;
    case grpcInternal:
        return p.grpcInternal;
    case grpcUnavailable:
        return p.grpcUnavailable;
    default:
        return false;
    }
}

} // namespace

std::uint32_t leastRetriableStatus(const routing::RetryPolicy& p) {
    if (!p.enabled) return std::numeric_limits<std::uint32_t>::max();
    if (p.retriableHeaders || p.envoyRatelimited) return 0;
    std::uint32_t least = p.retriable4xx ? 409 : 500;
    if (p.retriableStatusCodes)
        for (const std::uint32_t status : p.statusCodes) least = std::min(least, status);
    return least;
}

bool wantsRetry(const routing::RetryPolicy& p, const AnswerHead& a) {
    // Rate-limited answers are retried only where the policy names them; nothing else about them counts.
    if (a.ratelimited) return p.envoyRatelimited;
    if (p.on5xx && a.status >= 500 && a.status < 600) return true;
    if (p.gatewayError && a.status >= 502 && a.status <= 504) return true;
    if (p.retriable4xx && a.status == 409) return true;
    if (p.retriableStatusCodes &&
        std::find(p.statusCodes.begin(), p.statusCodes.end(), a.status) != p.statusCodes.end())
        return true;
    if (p.retriableHeaders && a.namedHeaderMatches) return true;
    return a.grpcStatus && wantsGrpc(p, *a.grpcStatus);
}

bool wantsRetry(const routing::RetryPolicy& p, Reset reset, bool anyByteSent) {
    if (reset == Reset::Overflow) return false;
    if ((reset == Reset::ConnectFailure || reset == Reset::ConnectTimeout) && p.connectFailure) return true;
    if (p.resetBeforeRequest && !anyByteSent) return true;
    if (p.reset || p.on5xx || p.gatewayError) return true;
    return reset == Reset::PeerRefusedStream && p.refusedStream;
}

Backoff::Backoff(Duration base)
    : boundMs(static_cast<std::uint64_t>(std::max<std::int64_t>(1, base.ns / 1'000'000))), maxMs(boundMs * 10) {}

Duration Backoff::next(std::uint64_t draw) {
    const std::uint64_t bound = boundMs;
    boundMs = bound < maxMs / 2 ? bound * 2 : maxMs;
    return Duration::milliseconds(static_cast<std::int64_t>(draw % bound));
}

RetryState::RetryState(const routing::RetryPolicy& policy)
    : remaining(policy.numRetries), enabled(policy.enabled), backoff(policy.backoffBase) {}

Verdict RetryState::judge(bool wanted, bool slotFree) {
    if (!enabled || !wanted) return Verdict::Forward;
    if (remaining == 0) return Verdict::Exhausted;
    --remaining;
    if (!slotFree) return Verdict::Breaker;
    holdsSlot = true;
    return Verdict::Again;
}

} // namespace meshwright::sim::resilience
