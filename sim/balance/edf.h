// Earliest deadline first: hosts are picked in proportion to weights that may change from pick to pick.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace meshwright::sim::balance {

/// Envoy: source/common/upstream/edf_scheduler.h. Deadlines are `now + 1/weight`, ties go by insertion; the picked
/// entry is put back with the weight it has then. Allocates only when it is built.
class EdfScheduler {
public:
    EdfScheduler() = default;

    /// Over entries 0 … n−1 with positive weights, as if `picks` entries had been picked before. `weight(i)` is asked
    /// for each entry, and again where a left-over pick is made.
    template <class Weight> EdfScheduler(std::uint32_t n, std::uint64_t picks, Weight&& weight) {
        std::vector<double> weights(n);
        double sum = 0;
        for (std::uint32_t i = 0; i < n; ++i) sum += weights[i] = weight(i);
        std::uint64_t made = 0;
        heap_.reserve(n);
        for (std::uint32_t i = 0; i < n; ++i) {
            const double floor = std::floor(static_cast<double>(picks) * weights[i] / sum);
            now_ = std::max(now_, floor / weights[i]);
            made += static_cast<std::uint64_t>(floor);
            heap_.push_back({(floor + 1) / weights[i], order_++, i});
        }
        std::make_heap(heap_.begin(), heap_.end(), later);
        for (; made < picks; ++made) pick(weight);
    }

    bool empty() const { return heap_.empty(); }

    /// The next entry. Precondition: not empty.
    template <class Weight> std::uint32_t pick(Weight&& weight) {
        std::pop_heap(heap_.begin(), heap_.end(), later);
        Entry& entry = heap_.back();
        const std::uint32_t picked = entry.index;
        now_ = entry.deadline;
        entry = {now_ + 1 / weight(picked), order_++, picked};
        std::push_heap(heap_.begin(), heap_.end(), later);
        return picked;
    }

private:
    struct Entry {
        double deadline;
        std::uint64_t order;
        std::uint32_t index;
    };
    static bool later(const Entry& a, const Entry& b) {
        return a.deadline == b.deadline ? a.order > b.order : a.deadline > b.deadline;
    }

    std::vector<Entry> heap_;
    double now_ = 0;
    std::uint64_t order_ = 0;
};

} // namespace meshwright::sim::balance
