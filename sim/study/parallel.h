// Independent tasks on several threads. Each result stands at its task's number, so the number of threads shows
// nowhere.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace meshwright::sim::study {

/// Asked between tasks, on any thread: false = begin no more of them.
using KeepGoing = std::function<bool()>;

/// Calls `task(i)` for i in [0, n) on `threads` threads (0 = one a processor) and returns the results by number; those
/// of tasks that did not begin are empty. An exception of a task ends the others and is thrown here.
template <class Task>
auto runInParallel(std::size_t n, unsigned threads, Task&& task, const KeepGoing& keepGoing = {})
    -> std::vector<std::optional<decltype(task(std::size_t{}))>> {
    std::vector<std::optional<decltype(task(std::size_t{}))>> results(n);
    std::atomic<std::size_t> next{0};
    std::atomic<bool> stop{false};
    std::exception_ptr failure;
    std::mutex failureGuard;
    const auto work = [&] {
        for (;;) {
            if (stop || (keepGoing && !keepGoing())) return;
            const std::size_t i = next.fetch_add(1);
            if (i >= n) return;
            try {
                results[i].emplace(task(i));
            } catch (...) {
                const std::lock_guard lock(failureGuard);
                if (!failure) failure = std::current_exception();
                stop = true;
            }
        }
    };
    if (threads == 0) threads = std::thread::hardware_concurrency();
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads && i < n; ++i) others.emplace_back(work);
    work();
    others.clear(); // joins
    if (failure) std::rethrow_exception(failure);
    return results;
}

} // namespace meshwright::sim::study
