#include "app/output.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace meshwright::app {

void say(const std::string& sentence) {
    std::fflush(stdout); // so that on a terminal the data stand before what is said about them
    std::fprintf(stderr, "meshwright: %s\n", sentence.c_str());
}

void say(const model::Diagnostics& diagnostics) {
    for (const auto& d : diagnostics) std::fprintf(stderr, "%s\n", model::toText(d).c_str());
}

void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string toText(const nlohmann::ordered_json& json) {
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

void print(const nlohmann::ordered_json& json) {
    print(toText(json));
}

Progress::Progress(std::string unit, Lines elsewhere)
    : unit_(std::move(unit)), elsewhere_(elsewhere), terminal_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
    if (terminal_ && shown_ >= 0) std::fputs("\r\033[K", stderr);
}

void Progress::show(double done, double whole) {
    if (whole <= 0) return;
    const int percent = static_cast<int>(std::clamp(100.0 * done / whole, 0.0, 100.0));
    const bool due = terminal_ ? percent != shown_ : elsewhere_ == Lines::Tenths && percent / 10 > shown_ / 10;
    if (!due) return;
    shown_ = percent;
    constexpr int width = 40;
    std::string bar;
    for (int i = 0; i < width; ++i) bar += i < percent * width / 100 ? "█" : "░";
    std::fprintf(stderr, "%s%s %3d %%  %g of %g %s%s", terminal_ ? "\r\033[K" : "", bar.c_str(), percent, done, whole,
                 unit_.c_str(), terminal_ ? "" : "\n");
    std::fflush(stderr);
}

} // namespace meshwright::app
