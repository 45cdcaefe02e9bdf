#include "sim/metrics/histogram.h"

#include <algorithm>
#include <cmath>

namespace meshwright::sim::metrics {

void Histogram::cover(std::uint32_t index) {
    const std::uint32_t block = index / Buckets::perBlock * Buckets::perBlock;
    if (buckets_.empty()) {
        first_ = block;
        buckets_.resize(Buckets::perBlock);
    } else if (block < first_) {
        buckets_.insert(buckets_.begin(), first_ - block, 0);
        first_ = block;
    } else {
        buckets_.resize(block + Buckets::perBlock - first_);
    }
}

std::uint64_t Histogram::findCarry(std::uint32_t index) const {
    const auto at = std::find_if(carries_.begin(), carries_.end(), [&](const auto& c) { return c.first == index; });
    return at == carries_.end() ? 0 : at->second;
}

void Histogram::carry(std::uint32_t index, std::uint64_t times) {
    const auto at = std::find_if(carries_.begin(), carries_.end(), [&](const auto& c) { return c.first == index; });
    if (at == carries_.end())
        carries_.emplace_back(index, times);
    else
        at->second += times;
}

void Histogram::merge(const Histogram& other) {
    other.forEachBucket([&](std::uint32_t index, std::uint64_t n) { addToBucket(index, n); });
    count_ += other.count_;
    overflow_ += other.overflow_;
    sum_ += other.sum_;
    least_ = std::min(least_, other.least_);
    greatest_ = std::max(greatest_, other.greatest_);
}

Histogram Histogram::since(const Histogram& earlier) const {
    Histogram result;
    forEachBucket([&](std::uint32_t index, std::uint64_t n) {
        const std::uint32_t offset = index - earlier.first_;
        const std::uint64_t before =
            offset < earlier.buckets_.size() ? earlier.buckets_[offset] + earlier.carried(index) : 0;
        result.record(Duration{Buckets::middleOf(index)}, n - before);
    });
    result.overflow_ = overflow_ - earlier.overflow_;
    result.count_ += result.overflow_;
    if (result.overflow_ > 0) result.greatest_ = greatest_;
    result.sum_ = sum_ - earlier.sum_;
    return result;
}

void Histogram::reset() {
    std::fill(buckets_.begin(), buckets_.end(), 0);
    carries_.clear();
    count_ = overflow_ = greatest_ = 0;
    least_ = ~0ull;
    sum_ = 0;
}

Duration Histogram::mean() const {
    return count_ == 0 ? Duration{} : Duration{static_cast<std::int64_t>((sum_ + count_ / 2) / count_)};
}

Duration Histogram::percentile(double p) const {
    if (count_ == 0) return {};
    const double wanted = std::ceil(std::clamp(p, 0.0, 1.0) * static_cast<double>(count_));
    const std::uint64_t rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1, count_);
    if (rank == count_) return greatest();
    std::uint64_t seen = 0;
    for (std::uint32_t i = 0; i < buckets_.size(); ++i) {
        seen += buckets_[i] + carried(first_ + i);
        if (seen >= rank) return {std::clamp(Buckets::middleOf(first_ + i), least().ns, greatest().ns)};
    }
    return greatest(); // the rank lies in the overflow bucket
}

bool Histogram::enoughSamples(std::uint64_t count, double p) {
    // The slack forgives the rounding of 1 − p: p99 of exactly 100 values is known.
    return count > 0 && static_cast<double>(count) * (1 - p) >= 1 - 1e-9;
}

std::optional<Duration> Histogram::knownPercentile(double p) const {
    if (!enoughSamples(count_, p)) return std::nullopt;
    return percentile(p);
}

} // namespace meshwright::sim::metrics
