#include "sim/metrics/histogram.h"

#include <algorithm>
#include <cmath>

namespace meshwright::sim::metrics {

Histogram& Histogram::operator=(const Histogram& other) {
    if (this == &other) return *this;
    for (std::uint32_t b = 0; b < Buckets::blocks; ++b) {
        blocks_[b] = other.blocks_[b] ? std::make_unique<Block>(*other.blocks_[b]) : nullptr;
    }
    count_ = other.count_;
    overflow_ = other.overflow_;
    least_ = other.least_;
    greatest_ = other.greatest_;
    sum_ = other.sum_;
    return *this;
}

void Histogram::merge(const Histogram& other) {
    for (std::uint32_t b = 0; b < Buckets::blocks; ++b) {
        if (!other.blocks_[b]) continue;
        Block& mine = block(b);
        for (std::uint32_t i = 0; i < Buckets::perBlock; ++i) mine[i] += (*other.blocks_[b])[i];
    }
    count_ += other.count_;
    overflow_ += other.overflow_;
    sum_ += other.sum_;
    least_ = std::min(least_, other.least_);
    greatest_ = std::max(greatest_, other.greatest_);
}

Histogram Histogram::since(const Histogram& earlier) const {
    Histogram result;
    forEachBucket([&](std::uint32_t index, std::uint64_t n) {
        const auto& before = earlier.blocks_[index / Buckets::perBlock];
        const std::uint64_t fresh = n - (before ? (*before)[index % Buckets::perBlock] : 0);
        result.record(Duration{Buckets::middleOf(index)}, fresh);
    });
    result.overflow_ = overflow_ - earlier.overflow_;
    result.count_ += result.overflow_;
    if (result.overflow_ > 0) result.greatest_ = greatest_;
    result.sum_ = sum_ - earlier.sum_;
    return result;
}

void Histogram::reset() {
    for (auto& block : blocks_) {
        if (block) block->fill(0);
    }
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
    for (std::uint32_t b = 0; b < Buckets::blocks; ++b) {
        if (!blocks_[b]) continue;
        for (std::uint32_t i = 0; i < Buckets::perBlock; ++i) {
            seen += (*blocks_[b])[i];
            if (seen >= rank) {
                const auto middle = Buckets::middleOf(b * Buckets::perBlock + i);
                return {std::clamp(middle, least().ns, greatest().ns)};
            }
        }
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
