// Which failures of one try are tried again, how often, and after what wait. Pure rules: no clock, no queue.
// Envoy: source/common/router/retry_state_impl.cc, source/common/common/backoff_strategy.cc.
#pragma once

#include "sim/routing/tables.h"

#include <cstdint>
#include <optional>

namespace meshwright::sim::resilience {

using model::Duration;

/// How a try ended where it did not end with an answer.
enum class Reset : std::uint8_t {
    Overflow,          ///< a limit refused it
    ConnectFailure,    ///< the connection was refused
    ConnectTimeout,    ///< the connection did not come up in time
    PeerClosed,        ///< the connection ended before response headers (flag UC)
    PeerReset,         ///< the peer reset the stream (flag UR)
    PeerRefusedStream, ///< HTTP/2 REFUSED_STREAM
    PerTryTimeout,     ///< a local reset, not a 504
    ProtocolError,     ///< the peer's answer is no HTTP of the wanted version (flag UPE, 502)
};

/// Response headers of one try, as far as they decide a retry.
struct AnswerHead {
    std::uint32_t status = 200;
    std::optional<std::uint32_t> grpcStatus; ///< in the response headers, not in trailers
    bool ratelimited = false;                ///< x-envoy-ratelimited present
    bool namedHeaderMatches = false;         ///< any `retriable-headers` matcher holds
};

/// No plain HTTP answer with a lower status than this is one that the policy tries again.
std::uint32_t leastRetriableStatus(const routing::RetryPolicy& policy);
/// True where the policy wants another try after this answer.
bool wantsRetry(const routing::RetryPolicy& policy, const AnswerHead& answer);
/// True where the policy wants another try after this reset. `anyByteSent`: a byte went upstream in any try so far.
bool wantsRetry(const routing::RetryPolicy& policy, Reset reset, bool anyByteSent);

/// The wait before the next try: a draw below a bound that doubles from the base to ten times the base.
struct Backoff {
    std::uint64_t boundMs = 0, maxMs = 0;

    Backoff() = default;
    explicit Backoff(Duration base);
    /// `draw` is a fresh uniform 64-bit value; the bound grows with each call.
    Duration next(std::uint64_t draw);
};

/// What the retry loop says of a try that failed.
enum class Verdict : std::uint8_t {
    Forward,   ///< not retriable: the answer or failure goes to the caller
    Exhausted, ///< retriable, but no try is left (flag URX)
    Breaker,   ///< retriable, but the retry limit refuses (flag UO, the answer's code is kept)
    Again,     ///< wait the back-off, choose a host, try again
};

/// The retry loop of one request. A retry slot is held from Verdict::Again until the outcome of that try.
struct RetryState {
    std::uint32_t remaining = 0;
    bool enabled = false, holdsSlot = false;
    Backoff backoff;

    RetryState() = default;
    explicit RetryState(const routing::RetryPolicy& policy);

    /// `wanted` is wantsRetry's answer for the try; `slotFree` whether the cluster's retry limit has room. A remaining
    /// try is spent even where the limit refuses. The caller releases a held slot before it asks.
    Verdict judge(bool wanted, bool slotFree);
};

} // namespace meshwright::sim::resilience
