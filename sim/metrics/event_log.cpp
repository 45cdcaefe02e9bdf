#include "sim/metrics/event_log.h"

#include <algorithm>

namespace meshwright::sim::metrics {

const char* toText(EventKind kind) {
    static constexpr std::array<const char*, eventKinds> names{
        "incident began", "incident ended", "design changed", "ejected",       "back in rotation", "limit reached",
        "limit free",     "rollout step",   "rollout ended",  "first failure", "run stopped"};
    return names[static_cast<std::size_t>(kind)];
}

void EventLog::add(TimePoint at, EventKind kind, std::string text, std::string node, std::string subject) {
    auto& events = kept_[static_cast<std::size_t>(kind)];
    if (events.size() == mostOfAKind) events.pop_front();
    events.push_back({at, kind, std::move(text), std::move(node), std::move(subject), next_++});
    ++counts_[static_cast<std::size_t>(kind)];
}

std::vector<LoggedEvent> EventLog::since(std::uint64_t from) const {
    std::vector<LoggedEvent> out;
    if (from >= next_) return out;
    for (const auto& events : kept_) {
        const auto first =
            std::find_if(events.rbegin(), events.rend(), [&](const LoggedEvent& e) { return e.number < from; }).base();
        out.insert(out.end(), first, events.end());
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return out;
}

} // namespace meshwright::sim::metrics
