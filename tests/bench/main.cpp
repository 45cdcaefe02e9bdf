#include "tests/bench/bench.h"
#include "tests/bench/check/shop.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

namespace meshwright::bench {

namespace {

Suite*& suites() {
    static Suite* first = nullptr;
    return first;
}

struct Fastest {
    double ns = 0, check = 0;
    std::uint64_t items = 0;

    void take(const Round& round) {
        const double perItem = round.seconds * 1e9 / static_cast<double>(std::max<std::uint64_t>(round.items, 1));
        if (ns == 0 || perItem < ns) ns = perItem;
        items = round.items;
        check = round.check;
    }
};

long residentKib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

} // namespace

Suite::Suite(void (*function)(Runner&)) : run(function), next(suites()) {
    suites() = this;
}

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void Runner::compare(std::string_view name, std::string_view unit, const Work& ours, const Work& floor, double limit) {
    if (!wanted(name)) return;
    Fastest mine, least;
    for (int i = 0; i < rounds_; ++i) {
        least.take(floor());
        mine.take(ours());
    }
    const double ratio = mine.ns / least.ns;
    std::printf("{\"bench\":\"%.*s\",\"unit\":\"%.*s\",\"items\":%llu,\"ns\":%.2f,\"floor_ns\":%.2f,\"ratio\":%.2f,"
                "\"limit\":%.1f,\"within\":%s,\"check\":%.6g,\"floor_check\":%.6g,\"rss_kib\":%ld}\n",
                static_cast<int>(name.size()), name.data(), static_cast<int>(unit.size()), unit.data(),
                static_cast<unsigned long long>(mine.items), mine.ns, least.ns, ratio, limit,
                limit == 0 || ratio <= limit ? "true" : "false", mine.check, least.check, residentKib());
    std::fflush(stdout);
}

void Runner::measure(std::string_view name, std::string_view unit, const Work& ours) {
    if (!wanted(name)) return;
    Fastest mine;
    for (int i = 0; i < rounds_; ++i) mine.take(ours());
    std::printf("{\"bench\":\"%.*s\",\"unit\":\"%.*s\",\"items\":%llu,\"ns\":%.2f,\"per_second\":%.0f,\"check\":%.6g,"
                "\"rss_kib\":%ld}\n",
                static_cast<int>(name.size()), name.data(), static_cast<int>(unit.size()), unit.data(),
                static_cast<unsigned long long>(mine.items), mine.ns, 1e9 / mine.ns, mine.check, residentKib());
    std::fflush(stdout);
}

} // namespace meshwright::bench

int main(int argc, char** argv) {
    using namespace meshwright::bench;
    std::string filter;
    int rounds = 5;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        const bool hasValue = i + 1 < argc;
        if (argument == "--filter" && hasValue) {
            filter = argv[++i];
        } else if (argument == "--rounds" && hasValue) {
            rounds = std::max(1, std::atoi(argv[++i]));
        } else if (argument == "--design" && hasValue) { // for programs that are measured from outside
            std::fputs(shop(static_cast<std::size_t>(std::max(1, std::atoi(argv[++i])))).c_str(), stdout);
            return 0;
        } else {
            std::fprintf(stderr, "usage: meshwright_bench [--filter TEXT] [--rounds N] [--design RESOURCES]\n");
            return 2;
        }
    }
    Runner runner(filter, rounds);
    for (Suite* suite = suites(); suite != nullptr; suite = suite->next) suite->run(runner);
    return 0;
}
