#include "sim/coverage/text/text_space.h"

#include "sim/coverage/text/literal_trie.h"
#include "sim/coverage/text/pattern.h"

#include <algorithm>
#include <map>
#include <set>

namespace meshwright::sim::coverage {

namespace {

/// Characters that no automaton tells apart, as far as they are wanted as examples: the nicest first.
using Alphabet = std::vector<std::vector<char32_t>>;

/// Nicest characters first: what a reader would pick for an example.
std::u32string niceCharacters() {
    std::u32string out;
    for (char32_t c = 'a'; c <= 'z'; ++c) out += c;
    for (char32_t c = '0'; c <= '9'; ++c) out += c;
    for (char32_t c = 'A'; c <= 'Z'; ++c) out += c;
    for (char32_t c = '!'; c <= '~'; ++c)
        if (out.find(c) == std::u32string::npos) out += c;
    return out;
}

Alphabet alphabetOf(const std::vector<LazyDfa>& machines) {
    std::vector<const CharacterSet*> sets;
    std::set<char32_t> begins{0};
    for (const auto& m : machines)
        for (const auto& s : m.automaton().states)
            for (const auto& e : s.edges) {
                sets.push_back(&e.on);
                for (const auto& [from, to] : e.on.ranges()) {
                    begins.insert(from);
                    if (to < CharacterSet::last) begins.insert(to + 1);
                }
            }
    // sets repeat a lot: one membership bit for each different one
    std::sort(sets.begin(), sets.end(), [](auto* a, auto* b) { return a->ranges() < b->ranges(); });
    sets.erase(std::unique(sets.begin(), sets.end(), [](auto* a, auto* b) { return a->ranges() == b->ranges(); }),
               sets.end());
    std::map<std::vector<bool>, std::vector<char32_t>> classes;
    std::set<char32_t> placed;
    auto place = [&](char32_t c) {
        if (!placed.insert(c).second) return;
        std::vector<bool> member;
        for (const auto* s : sets) member.push_back(s->contains(c));
        classes[member].push_back(c);
    };
    for (const char32_t c : niceCharacters()) place(c);
    for (const char32_t c : begins) place(c);
    Alphabet out;
    for (auto& [member, characters] : classes)
        if (std::find(member.begin(), member.end(), true) != member.end()) out.push_back(std::move(characters));
    const std::u32string nice = niceCharacters();
    std::stable_sort(out.begin(), out.end(),
                     [&](const auto& a, const auto& b) { return nice.find(a.front()) < nice.find(b.front()); });
    return out;
}

/// All tests run side by side over one text. machines[0] is the language.
class Product {
public:
    Product(const TextLanguage& language, const std::vector<TextTest>& tests) : tests_(tests) {
        addMachine(language.pattern);
        for (std::uint32_t i = 0; i < tests.size(); ++i) {
            const TextTest& t = tests[i];
            if (t.kind == TextTest::Kind::Pattern) {
                addMachine(t.value);
                testOf_.push_back(i);
            } else {
                (t.ignoreCase ? folded_ : plain_).add(t.value, t.kind == TextTest::Kind::Prefix, i);
            }
        }
        if (understood) alphabet_ = alphabetOf(machines_);
    }

    bool understood = true; ///< every pattern could be read

    using State = std::vector<int>; ///< of both tries, then of the machines
    State start() const {
        State out{LiteralTrie::start, LiteralTrie::start};
        for (const auto& m : machines_) out.push_back(m.start());
        return out;
    }
    State step(const State& from, char32_t c) {
        State out{plain_.step(from[0], c), folded_.step(from[1], c)};
        for (std::size_t i = 0; i < machines_.size(); ++i) out.push_back(machines_[i].step(from[i + 2], c));
        return out;
    }
    bool inLanguage(const State& s) const { return machines_[0].accepts(s[2]); }
    bool dead(const State& s) const { return machines_[0].dead(s[2]); }

    std::vector<std::uint32_t> holding(const State& s) const {
        std::vector<std::uint32_t> out;
        plain_.appendHolding(s[0], out);
        folded_.appendHolding(s[1], out);
        for (std::size_t i = 1; i < machines_.size(); ++i)
            if (machines_[i].accepts(s[i + 2])) out.push_back(testOf_[i - 1]);
        std::sort(out.begin(), out.end());
        return out;
    }

    /// Characters to go on with: those of the tries, and one more of every class.
    std::vector<char32_t> next(const State& s) const {
        std::vector<char32_t> out;
        plain_.appendNext(s[0], out);
        folded_.appendNext(s[1], out);
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        const std::size_t ofTries = out.size();
        for (const auto& characters : alphabet_)
            for (const char32_t c : characters)
                if (!std::binary_search(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(ofTries), c)) {
                    out.push_back(c);
                    break;
                }
        return out;
    }

    /// Holds by the real matchers; true where the automata say the same.
    bool agrees(const std::string& text, const std::vector<std::uint32_t>& holds) const {
        return std::all_of(testOf_.begin(), testOf_.end(), [&](std::uint32_t i) {
            return !tests_[i].regex ||
                   re2::RE2::FullMatch(text, *tests_[i].regex) == std::binary_search(holds.begin(), holds.end(), i);
        });
    }

private:
    void addMachine(const std::string& pattern) {
        auto automaton = parsePattern(pattern);
        if (!automaton) {
            understood = false;
            return;
        }
        machines_.emplace_back(std::move(*automaton));
    }

    const std::vector<TextTest>& tests_;
    LiteralTrie plain_{false}, folded_{true};
    std::vector<LazyDfa> machines_;
    std::vector<std::uint32_t> testOf_; ///< of machines_[i + 1]
    Alphabet alphabet_;
};

/// Without automata: the literals themselves and the preferred texts are tried.
TextPartition tryTexts(const TextLanguage& language, const std::vector<TextTest>& tests) {
    TextPartition out;
    out.complete = false;
    const re2::RE2 inside(language.pattern, re2::RE2::Quiet);
    std::vector<std::string> texts = language.preferred;
    for (const auto& t : tests)
        if (t.kind != TextTest::Kind::Pattern)
            for (const char* more : {"", "a", "/a", "1"}) texts.push_back(t.value + more);
    std::set<std::vector<std::uint32_t>> known;
    for (const auto& text : texts) {
        if (!inside.ok() || !re2::RE2::FullMatch(text, inside)) continue;
        std::vector<std::uint32_t> holds;
        for (std::uint32_t i = 0; i < tests.size(); ++i) {
            const TextTest& t = tests[i];
            const routing::TextMatcher matcher{t.kind == TextTest::Kind::Exact    ? routing::TextMatcher::Kind::Exact
                                               : t.kind == TextTest::Kind::Prefix ? routing::TextMatcher::Kind::Prefix
                                                                                  : routing::TextMatcher::Kind::Regex,
                                               t.value, t.regex, t.ignoreCase};
            if (matcher.matches(text)) holds.push_back(i);
        }
        if (known.insert(holds).second) out.classes.push_back({text, std::move(holds)});
    }
    return out;
}

} // namespace

TextPartition partitionTexts(const TextLanguage& language, const std::vector<TextTest>& tests, std::size_t mostStates) {
    Product product(language, tests);
    if (!product.understood) return tryTexts(language, tests);
    TextPartition out;
    std::map<std::vector<std::uint32_t>, std::size_t> known;
    auto found = [&](const std::string& text, const Product::State& state) {
        if (!product.inLanguage(state)) return;
        auto holds = product.holding(state);
        if (!known.emplace(holds, out.classes.size()).second) return;
        if (product.agrees(text, holds))
            out.classes.push_back({text, std::move(holds)});
        else
            out.complete = false;
    };
    for (const auto& text : language.preferred) {
        Product::State state = product.start();
        for (std::string_view rest = text; !rest.empty();) state = product.step(state, takeUtf8(rest));
        found(text, state);
    }

    struct Visit {
        std::size_t from;
        char32_t by;
    };
    std::map<Product::State, std::size_t> seen;
    std::vector<std::map<Product::State, std::size_t>::const_iterator> order;
    std::vector<Visit> visits;
    auto visit = [&](Product::State state, Visit by) {
        const auto [it, fresh] = seen.emplace(std::move(state), order.size());
        if (!fresh) return;
        order.push_back(it);
        visits.push_back(by);
    };
    auto textOf = [&](std::size_t i) {
        std::u32string reversed;
        for (; i != 0; i = visits[i].from) reversed += visits[i].by;
        std::string text;
        for (auto it = reversed.rbegin(); it != reversed.rend(); ++it) appendUtf8(text, *it);
        return text;
    };
    visit(product.start(), {0, 0});
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (order.size() > mostStates) {
            out.complete = false;
            break;
        }
        const Product::State state = order[i]->first;
        if (product.inLanguage(state)) found(textOf(i), state);
        for (const char32_t c : product.next(state)) {
            auto to = product.step(state, c);
            if (!product.dead(to)) visit(std::move(to), {i, c});
        }
    }
    return out;
}

} // namespace meshwright::sim::coverage
