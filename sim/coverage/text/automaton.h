// Finite automata over characters: what a regular expression accepts as a whole text.
#pragma once

#include "sim/coverage/text/character_set.h"

#include <map>
#include <vector>

namespace meshwright::sim::coverage {

/// Thompson's construction: states with edges on characters and free edges. Some free edges are open only at the
/// begin or the end of the text.
struct Automaton {
    enum class Free { Always, AtBegin, AtEnd };
    struct Edge {
        CharacterSet on;
        int to = 0;
    };
    struct FreeEdge {
        Free when = Free::Always;
        int to = 0;
    };
    struct State {
        std::vector<Edge> edges;
        std::vector<FreeEdge> free;
    };
    std::vector<State> states;
    int start = 0, accept = 0;
};

/// The same made deterministic, one state at a time as it is asked for.
class LazyDfa {
public:
    explicit LazyDfa(Automaton automaton);

    int start() const { return start_; }
    int step(int state, char32_t c);
    bool accepts(int state) const { return accepting_[static_cast<std::size_t>(state)]; }
    /// True where no text that goes on from here is accepted for want of any state.
    bool dead(int state) const { return sets_[static_cast<std::size_t>(state)].empty(); }
    const Automaton& automaton() const { return automaton_; }

private:
    using Set = std::vector<int>;
    Set closure(Set from, bool begin, bool end) const;
    int idOf(const Set& set, bool begin);

    Automaton automaton_;
    std::map<std::pair<Set, bool>, int> ids_;
    std::vector<Set> sets_;
    std::vector<bool> accepting_;
    std::map<std::pair<int, char32_t>, int> steps_;
    int start_ = 0;
};

} // namespace meshwright::sim::coverage
