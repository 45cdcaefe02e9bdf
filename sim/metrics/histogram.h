// A log-linear histogram of times: each power of two is cut into 64 equal buckets.
#pragma once

#include "model/base/units.h"

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>

namespace meshwright::sim::metrics {

using model::Duration;

/// Index and middle of the buckets: 0 … 127 ns exactly, then 64 buckets for each power of two up to 2^43 ns (2.4 h).
/// The middle is at most 1/128 of the value away from it.
struct Buckets {
    static constexpr int bits = 6;
    static constexpr std::uint32_t perBlock = 1u << bits;
    static constexpr int topBit = 43;
    static constexpr std::uint32_t blocks = topBit - bits + 1;
    static constexpr std::uint32_t count = blocks * perBlock;
    static constexpr std::uint64_t limit = 1ull << topBit; ///< from here on a value is counted as overflow

    static constexpr std::uint32_t indexOf(std::uint64_t ns) {
        if (ns < perBlock) return static_cast<std::uint32_t>(ns);
        const int shift = std::bit_width(ns) - 1 - bits;
        return static_cast<std::uint32_t>(shift) * perBlock + static_cast<std::uint32_t>(ns >> shift);
    }
    static constexpr std::int64_t middleOf(std::uint32_t index) {
        if (index < 2 * perBlock) return index;
        const int shift = static_cast<int>(index / perBlock) - 1;
        const std::int64_t low = static_cast<std::int64_t>(index % perBlock + perBlock) << shift;
        return low + ((std::int64_t{1} << shift) >> 1);
    }
};

/// Counts times. Memory is taken by the power of two in use (512 bytes each) and never after warm-up.
class Histogram {
public:
    Histogram() = default;
    Histogram(const Histogram& other) { *this = other; }
    Histogram& operator=(const Histogram& other);
    Histogram(Histogram&&) noexcept = default;
    Histogram& operator=(Histogram&&) noexcept = default;

    /// A negative time counts as 0.
    void record(Duration time, std::uint64_t times = 1) {
        add(time.ns > 0 ? static_cast<std::uint64_t>(time.ns) : 0, times);
    }
    void merge(const Histogram& other);
    /// What was recorded after `earlier`, a former state of this one. Its least and greatest are known to a bucket.
    Histogram since(const Histogram& earlier) const;
    /// Forgets every value and keeps the memory.
    void reset();

    std::uint64_t count() const { return count_; }
    std::uint64_t overflow() const { return overflow_; }
    Duration mean() const;
    Duration least() const { return count_ == 0 ? Duration{} : Duration{static_cast<std::int64_t>(least_)}; }
    Duration greatest() const { return Duration{static_cast<std::int64_t>(greatest_)}; }

    /// The nearest-rank percentile, p in [0, 1], within 0.8 %; 0 where there is no value.
    Duration percentile(double p) const;
    /// As above, or nothing where too few values are known to say: at least one must lie beyond the percentile.
    std::optional<Duration> knownPercentile(double p) const;
    static bool enoughSamples(std::uint64_t count, double p);

    /// Calls `visit(index, count)` for each bucket in use, by rising index.
    template <class Visit> void forEachBucket(Visit&& visit) const {
        for (std::uint32_t b = 0; b < Buckets::blocks; ++b) {
            if (!blocks_[b]) continue;
            for (std::uint32_t i = 0; i < Buckets::perBlock; ++i) {
                if ((*blocks_[b])[i] != 0) visit(b * Buckets::perBlock + i, (*blocks_[b])[i]);
            }
        }
    }

private:
    using Block = std::array<std::uint64_t, Buckets::perBlock>;
    __extension__ using Wide = unsigned __int128;

    void add(std::uint64_t ns, std::uint64_t times) {
        if (times == 0) return;
        count_ += times;
        sum_ += static_cast<Wide>(ns) * times;
        if (ns < least_) least_ = ns;
        if (ns > greatest_) greatest_ = ns;
        if (ns >= Buckets::limit) {
            overflow_ += times;
            return;
        }
        const std::uint32_t index = Buckets::indexOf(ns);
        block(index / Buckets::perBlock)[index % Buckets::perBlock] += times;
    }
    Block& block(std::uint32_t b) {
        if (!blocks_[b]) blocks_[b] = std::make_unique<Block>();
        return *blocks_[b];
    }

    std::uint64_t count_ = 0, overflow_ = 0, least_ = ~0ull, greatest_ = 0;
    Wide sum_ = 0;
    std::array<std::unique_ptr<Block>, Buckets::blocks> blocks_;
};

} // namespace meshwright::sim::metrics
