// A log-linear histogram of times: each power of two is cut into 64 equal buckets.
#pragma once

#include "model/base/units.h"

#include <bit>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

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

/// Counts times. Memory covers the powers of two between the least and the greatest time (256 bytes each) and is taken
/// only when that range grows.
class Histogram {
public:
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
        for (std::uint32_t i = 0; i < buckets_.size(); ++i) {
            if (const std::uint64_t n = buckets_[i] + carried(first_ + i); n != 0) visit(first_ + i, n);
        }
    }

private:
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
        addToBucket(Buckets::indexOf(ns), times);
    }
    void addToBucket(std::uint32_t index, std::uint64_t times) {
        if (index - first_ >= buckets_.size()) cover(index);
        std::uint32_t& bucket = buckets_[index - first_];
        const std::uint64_t sum = bucket + times;
        bucket = static_cast<std::uint32_t>(sum);
        if (sum >> 32 != 0) carry(index, sum >> 32 << 32);
    }
    /// What of a bucket's count does not fit into its 32 bits.
    std::uint64_t carried(std::uint32_t index) const { return carries_.empty() ? 0 : findCarry(index); }
    std::uint64_t findCarry(std::uint32_t index) const;
    void carry(std::uint32_t index, std::uint64_t times);
    void cover(std::uint32_t index);

    std::vector<std::uint32_t> buckets_; ///< whole powers of two, from bucket `first_` on
    std::uint32_t first_ = 0;
    std::uint64_t count_ = 0, least_ = ~0ull, greatest_ = 0;
    Wide sum_ = 0;
    std::uint64_t overflow_ = 0;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> carries_;
};

} // namespace meshwright::sim::metrics
