// Small decisions by chance and by clock that several parts share: fault draws, mirror shares, effective timeouts.
#pragma once

#include "sim/routing/tables.h"

#include <algorithm>
#include <cstdint>

namespace meshwright::sim::resilience {

using model::Duration;
using model::TimePoint;

/// Envoy's fractional percent: a numerator above the denominator is always true.
inline bool hit(const routing::Fraction& f, std::uint64_t draw) {
    return draw % f.denominator < f.numerator;
}

/// The delay that the fault filter adds before the router sees the request; zero where none.
/// Envoy: source/extensions/filters/http/fault/fault_filter.cc.
inline Duration faultDelay(const routing::Fault& fault, std::uint64_t draw) {
    return fault.delayShare && hit(*fault.delayShare, draw) ? fault.delay : Duration{};
}

/// True where the fault filter answers itself. Drawn after the delay has passed, independently of it.
inline bool faultAborts(const routing::Fault& fault, std::uint64_t draw) {
    return fault.abortShare && hit(*fault.abortShare, draw);
}

/// Whether a mirror gets a copy. `streamDraw` is the request's one random value, which the weighted choice used too.
/// Envoy: source/common/router/router.cc, shadow_writer_impl.cc.
inline bool mirrors(const routing::Mirror& mirror, std::uint64_t streamDraw) {
    return hit(mirror.fraction, streamDraw);
}

/// Per-try timeout that is really armed: one that is no shorter than the route's is ignored. Zero = none.
/// Its clock starts when the connection is ready, so queueing and connecting are not in it.
inline Duration effectivePerTry(Duration perTry, Duration route) {
    return route.ns > 0 && perTry >= route ? Duration{} : perTry;
}

/// Local rate limit's bucket: starts full, refills continuously, shared by all requests of a proxy.
/// Envoy: source/common/common/token_bucket_impl.cc.
class TokenBucket {
public:
    /// `perFill` tokens each `interval`, at most `capacity`. A capacity of 0 refuses everything.
    TokenBucket(std::uint32_t capacity, std::uint32_t perFill, Duration interval)
        : capacity_(capacity), perFill_(perFill), interval_(std::max<std::int64_t>(1, interval.ns)) {}

    /// Takes one token at `now` (never before an earlier call), or refuses (429, flag RL).
    bool take(TimePoint now) {
        // The bucket is kept as the moment at which it would have been empty, in units of 1/perFill ns: exact integers.
        const Wide clock = static_cast<Wide>(now.ns) * perFill_;
        const Wide full = clock - static_cast<Wide>(capacity_) * interval_;
        if (!started_ || emptySince_ < full) {
            emptySince_ = full;
            started_ = true;
        }
        if (clock - emptySince_ < interval_) return false;
        emptySince_ += interval_;
        return true;
    }

private:
    __extension__ using Wide = __int128;
    std::uint32_t capacity_, perFill_;
    std::int64_t interval_;
    Wide emptySince_ = 0;
    bool started_ = false;
};

} // namespace meshwright::sim::resilience
