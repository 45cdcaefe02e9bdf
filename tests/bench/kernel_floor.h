// Floors of the kernel: a double clock, a heap of 16-byte keys, the library's logarithm, and nothing else.
#pragma once

#include "sim/kernel/random.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace meshwright::bench {

struct FloorKey {
    double time;
    std::uint32_t sequence, what;
    friend bool operator<(const FloorKey& a, const FloorKey& b) {
        return a.time < b.time || (a.time == b.time && a.sequence < b.sequence);
    }
};

template <unsigned Arity> class FloorHeap {
public:
    bool empty() const { return keys_.empty(); }
    const FloorKey& top() const { return keys_[0]; }
    void push(FloorKey key) {
        std::size_t i = keys_.size();
        keys_.push_back(key);
        for (; i > 0; i = (i - 1) / Arity) {
            if (!(key < keys_[(i - 1) / Arity])) break;
            keys_[i] = keys_[(i - 1) / Arity];
        }
        keys_[i] = key;
    }
    void replaceTop(FloorKey key) {
        std::size_t i = 0;
        for (;;) {
            std::size_t child = i * Arity + 1;
            if (child >= keys_.size()) break;
            const std::size_t last = std::min(child + Arity, keys_.size());
            std::size_t least = child;
            while (++child < last) least = keys_[child] < keys_[least] ? child : least;
            if (!(keys_[least] < key)) break;
            keys_[i] = keys_[least];
            i = least;
        }
        keys_[i] = key;
    }
    void pop() {
        const FloorKey last = keys_.back();
        keys_.pop_back();
        if (!keys_.empty()) replaceTop(last);
    }

private:
    std::vector<FloorKey> keys_;
};

inline double floorExponential(sim::kernel::RandomStream& random) {
    return -std::log(random.positiveUnit());
}

/// M/M/c with rate rho × c and service rate 1, first come, first served. Returns the mean wait.
inline double floorStation(std::uint64_t customers, std::uint32_t servers, double rho, std::uint64_t seed,
                           std::uint64_t& events) {
    sim::kernel::RandomStream random(seed);
    FloorHeap<2> heap;
    std::vector<double> line(1024);
    std::size_t head = 0, waiting = 0;
    std::uint32_t idle = servers, sequence = 0;
    std::uint64_t arrived = 0, begun = 0;
    double waited = 0;
    const double gap = 1 / (rho * servers);
    heap.push({floorExponential(random) * gap, sequence++, 0});
    events = 0;
    while (!heap.empty()) {
        const FloorKey key = heap.top();
        ++events;
        if (key.what == 0) {
            if (++arrived < customers) {
                heap.replaceTop({key.time + floorExponential(random) * gap, sequence++, 0});
            } else {
                heap.pop();
            }
            if (idle > 0) {
                --idle;
                ++begun;
                heap.push({key.time + floorExponential(random), sequence++, 1});
            } else {
                if (waiting == line.size()) {
                    std::vector<double> longer(line.size() * 2);
                    for (std::size_t i = 0; i < waiting; ++i) longer[i] = line[(head + i) & (line.size() - 1)];
                    line.swap(longer);
                    head = 0;
                }
                line[(head + waiting++) & (line.size() - 1)] = key.time;
            }
        } else if (waiting > 0) {
            waited += key.time - line[head];
            head = (head + 1) & (line.size() - 1);
            --waiting;
            ++begun;
            heap.replaceTop({key.time + floorExponential(random), sequence++, 1});
        } else {
            heap.pop();
            ++idle;
        }
    }
    return waited / static_cast<double>(begun);
}

} // namespace meshwright::bench
