#include "sim/coverage/text/automaton.h"

#include <algorithm>

namespace meshwright::sim::coverage {

LazyDfa::LazyDfa(Automaton automaton) : automaton_(std::move(automaton)) {
    start_ = idOf(closure({automaton_.start}, true, false), true);
}

LazyDfa::Set LazyDfa::closure(Set from, bool begin, bool end) const {
    std::vector<bool> seen(automaton_.states.size());
    Set out;
    while (!from.empty()) {
        const int s = from.back();
        from.pop_back();
        if (seen[static_cast<std::size_t>(s)]) continue;
        seen[static_cast<std::size_t>(s)] = true;
        out.push_back(s);
        for (const auto& edge : automaton_.states[static_cast<std::size_t>(s)].free) {
            const bool open = edge.when == Automaton::Free::Always ||
                              (edge.when == Automaton::Free::AtBegin && begin) ||
                              (edge.when == Automaton::Free::AtEnd && end);
            if (open) from.push_back(edge.to);
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

int LazyDfa::idOf(const Set& set, bool begin) {
    const auto [it, fresh] = ids_.emplace(std::pair{set, begin}, static_cast<int>(sets_.size()));
    if (fresh) {
        sets_.push_back(set);
        const Set atEnd = closure(set, begin, true);
        accepting_.push_back(std::binary_search(atEnd.begin(), atEnd.end(), automaton_.accept));
    }
    return it->second;
}

int LazyDfa::step(int state, char32_t c) {
    if (const auto known = steps_.find({state, c}); known != steps_.end()) return known->second;
    Set next;
    for (const int s : sets_[static_cast<std::size_t>(state)])
        for (const auto& edge : automaton_.states[static_cast<std::size_t>(s)].edges)
            if (edge.on.contains(c)) next.push_back(edge.to);
    const int id = idOf(closure(std::move(next), false, false), false);
    steps_.emplace(std::pair{state, c}, id);
    return id;
}

} // namespace meshwright::sim::coverage
