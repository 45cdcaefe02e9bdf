// Measuring our code beside a floor, in the same run.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace meshwright::bench {

/// What one round did. `seconds` covers the loop alone, without setting up.
struct Round {
    std::uint64_t items = 0;
    double seconds = 0;
    double check = 0; ///< some result of the work, so that it is neither optimised away nor wrong unnoticed
};

/// Monotonic seconds.
double now();

/// Runs `work` and takes its time; `work` returns {items, check}.
template <class Work> Round timed(Work&& work) {
    const double start = now();
    const auto [items, check] = work();
    return {items, now() - start, check};
}

/// Keeps a value that is otherwise unused.
template <class T> void keep(const T& value) {
    asm volatile("" : : "r,m"(value) : "memory");
}

class Runner {
public:
    using Work = std::function<Round()>;

    Runner(std::string filter, int rounds) : filter_(std::move(filter)), rounds_(rounds) {}

    /// Alternates rounds of both and prints {"bench", "unit", "ns", "floor_ns", "ratio", "limit", …} of the fastest.
    void compare(std::string_view name, std::string_view unit, const Work& ours, const Work& floor, double limit = 0);
    /// Without a floor: prints {"bench", "unit", "ns", "per_second", …}.
    void measure(std::string_view name, std::string_view unit, const Work& ours);

private:
    bool wanted(std::string_view name) const { return name.find(filter_) != std::string_view::npos; }

    std::string filter_;
    int rounds_;
};

/// A file-level object of this type adds a function to the program.
struct Suite {
    explicit Suite(void (*run)(Runner&));
    void (*run)(Runner&);
    Suite* next;
};

} // namespace meshwright::bench
