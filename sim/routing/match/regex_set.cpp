#include "sim/routing/match/regex_set.h"

#include <algorithm>

namespace meshwright::sim::routing {

void RegexSet::build() const {
    std::unique_ptr<re2::RE2::Set> set;
    int flags = 0;
    for (const std::uint32_t place : places_) {
        const Regex& regex = routes_[place]->match.path.regex;
        if (!regex || !regex->ok()) continue; // takes no path
        if (!set) {
            re2::RE2::Options options = regex->options();
            options.set_max_mem(memory);
            options.set_log_errors(false);
            flags = options.ParseFlags();
            set = std::make_unique<re2::RE2::Set>(options, re2::RE2::ANCHOR_BOTH);
        }
        const re2::RE2::Options own = regex->options();
        if (own.ParseFlags() != flags || set->Add(regex->pattern(), nullptr) < 0) return;
        placeOf_.push_back(place);
    }
    if (set && set->Compile()) set_ = std::move(set);
}

std::optional<RegexSet::Places> RegexSet::matching(std::string_view path) const {
    if (asked_.load(std::memory_order_relaxed) < patience) {
        asked_.fetch_add(1, std::memory_order_relaxed);
        return std::nullopt;
    }
    std::call_once(once_, [this] { build(); });
    if (!set_) return std::nullopt;
    std::vector<int> numbers;
    re2::RE2::Set::ErrorInfo error{};
    if (!set_->Match(re2::StringPiece(path.data(), path.size()), &numbers, &error)) {
        if (error.kind != re2::RE2::Set::kNoError) return std::nullopt;
        return Places{};
    }
    Places out;
    out.reserve(numbers.size());
    for (const int n : numbers) out.push_back(placeOf_[static_cast<std::size_t>(n)]);
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace meshwright::sim::routing
