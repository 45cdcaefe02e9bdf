// Floor of the mesh: three hops coded by hand, with nothing but what the numbers need. Each hop picks the less busy of
// two of eight endpoints with sixteen places each, works for an exponential time, and fails with a small probability;
// a failed try is made again after a jittered wait, twice at most. Timeouts wait in one queue, since all are equal.
#pragma once

#include "sim/kernel/random.h"
#include "tests/bench/kernel_floor.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace meshwright::bench {

class MeshFloor {
public:
    MeshFloor(double rate, double failure, std::uint64_t seed) : rate_(rate), failure_(failure), random_(seed) {}

    /// Runs until `requests` have arrived and been answered; returns how many failed.
    std::uint64_t run(std::uint64_t requests) {
        push(exponential() / rate_, arrival, 0);
        std::uint64_t begun = 0;
        while (!heap_.empty()) {
            dropAnswered();
            const FloorKey key = heap_.top();
            heap_.pop();
            now_ = key.time;
            const std::uint32_t kind = key.what >> 30, call = key.what & 0x3fffffffu;
            if (kind == arrival) {
                if (++begun < requests) push(now_ + exponential() / rate_, arrival, 0);
                open(none, 0);
            } else if (kind == backOff) {
                attempt(call);
            } else {
                worked(call);
            }
        }
        return failed_;
    }

private:
    static constexpr std::uint32_t none = 0xffffffffu, arrival = 0, work = 1, backOff = 2;
    static constexpr std::array<double, 3> meanWork{2e-3, 3e-3, 5e-3};

    struct Call {
        double since = 0;
        std::uint32_t parent = none, generation = 0, next = none;
        std::uint16_t endpoint = 0;
        std::uint8_t hop = 0, tries = 0;
    };
    struct Endpoint {
        std::uint32_t head = none, tail = none, active = 0, places = 16;
    };
    struct Due {
        double time;
        std::uint32_t call, generation;
    };

    double exponential() { return -std::log(random_.positiveUnit()); }
    void push(double at, std::uint32_t kind, std::uint32_t call) { heap_.push({at, sequence_++, kind << 30 | call}); }
    void dropAnswered() {
        while (first_ < timeouts_.size() && calls_[timeouts_[first_].call].generation != timeouts_[first_].generation)
            ++first_;
        if (first_ > 4'096) {
            timeouts_.erase(timeouts_.begin(), timeouts_.begin() + static_cast<std::ptrdiff_t>(first_));
            first_ = 0;
        }
    }
    void open(std::uint32_t parent, std::uint8_t hop) {
        std::uint32_t i = 0;
        if (free_.empty()) {
            i = static_cast<std::uint32_t>(calls_.size());
            calls_.emplace_back();
        } else {
            i = free_.back();
            free_.pop_back();
        }
        const std::uint32_t generation = calls_[i].generation;
        calls_[i] = {now_, parent, generation, none, 0, hop, 0};
        attempt(i);
    }
    void attempt(std::uint32_t i) {
        Call& c = calls_[i];
        const std::uint64_t draw = random_.next();
        auto& row = endpoints_[c.hop];
        const std::uint32_t a = draw & 7, b = draw >> 3 & 7;
        c.endpoint = static_cast<std::uint16_t>(row[a].active <= row[b].active ? a : b);
        Endpoint& e = row[c.endpoint];
        ++e.active;
        if (e.places > 0) {
            --e.places;
            push(now_ + exponential() * meanWork[c.hop], work, i);
        } else {
            c.next = none;
            (e.tail == none ? e.head : calls_[e.tail].next) = i;
            e.tail = i;
        }
        timeouts_.push_back({now_ + 0.5, i, c.generation});
    }
    void worked(std::uint32_t i) {
        Endpoint& e = endpoints_[calls_[i].hop][calls_[i].endpoint];
        --e.active;
        if (e.head != none) {
            const std::uint32_t next = e.head;
            e.head = calls_[next].next;
            if (e.head == none) e.tail = none;
            push(now_ + exponential() * meanWork[calls_[next].hop], work, next);
        } else {
            ++e.places;
        }
        bool bad = random_.unit() < failure_;
        if (bad && calls_[i].tries < 2) {
            ++calls_[i].tries;
            ++calls_[i].generation;
            return push(now_ + 0.025 * random_.unit(), backOff, i);
        }
        if (!bad && calls_[i].hop < 2) return open(i, static_cast<std::uint8_t>(calls_[i].hop + 1));
        while (i != none) {
            ++calls_[i].generation;
            free_.push_back(i);
            i = calls_[i].parent;
        }
        if (bad) ++failed_;
    }

    double rate_, failure_, now_ = 0;
    sim::kernel::RandomStream random_;
    FloorHeap<4> heap_;
    std::uint32_t sequence_ = 0;
    std::vector<Call> calls_;
    std::vector<std::uint32_t> free_;
    std::array<std::array<Endpoint, 8>, 3> endpoints_;
    std::vector<Due> timeouts_;
    std::size_t first_ = 0;
    std::uint64_t failed_ = 0;
};

} // namespace meshwright::bench
