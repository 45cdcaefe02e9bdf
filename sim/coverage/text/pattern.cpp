#include "sim/coverage/text/pattern.h"

#include "sim/coverage/text/pattern_class.h"

#include <memory>
#include <utility>

namespace meshwright::sim::coverage {

namespace {

constexpr std::size_t mostStates = 20'000;
constexpr int noLimit = -1;

/// A part of an automaton under construction.
struct Fragment {
    int in = 0, out = 0;
};

/// Syntax tree: repetition needs to build its operand several times.
struct Node;
using NodePtr = std::shared_ptr<const Node>;
struct Node {
    enum class Kind { Empty, Set, Begin, End, Sequence, Choice, Repeat };
    Kind kind = Kind::Empty;
    CharacterSet set;
    std::vector<NodePtr> parts;
    int least = 0, most = noLimit;
};

NodePtr make(Node::Kind kind, std::vector<NodePtr> parts = {}) {
    auto out = std::make_shared<Node>();
    out->kind = kind;
    out->parts = std::move(parts);
    return out;
}

NodePtr makeSet(CharacterSet set) {
    auto out = std::make_shared<Node>();
    out->kind = Node::Kind::Set;
    out->set = std::move(set);
    return out;
}

struct Flags {
    bool ignoreCase = false, dotTakesNewline = false;
};

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    NodePtr parse() {
        NodePtr out = choice(Flags{});
        return ok_ && text_.empty() ? out : nullptr;
    }

private:
    bool at(std::string_view what) const { return text_.substr(0, what.size()) == what; }
    bool take(std::string_view what) {
        if (!at(what)) return false;
        text_.remove_prefix(what.size());
        return true;
    }
    NodePtr fail() {
        ok_ = false;
        text_ = {};
        return make(Node::Kind::Empty);
    }

    NodePtr choice(Flags flags) {
        std::vector<NodePtr> options;
        do options.push_back(sequence(flags)); // flags set in one option hold in the next
        while (take("|"));
        return options.size() == 1 ? options.front() : make(Node::Kind::Choice, std::move(options));
    }

    NodePtr sequence(Flags& flags) {
        std::vector<NodePtr> parts;
        while (!text_.empty() && !at("|") && !at(")")) {
            if (take("\\Q")) {
                quoted(parts, flags);
                continue;
            }
            parts.push_back(repeated(atom(flags)));
        }
        return make(Node::Kind::Sequence, std::move(parts));
    }

    void quoted(std::vector<NodePtr>& parts, const Flags& flags) {
        while (!text_.empty() && !take("\\E")) parts.push_back(repeatedAfterQuote(literal(takeUtf8(text_), flags)));
    }
    /// An operator after \E belongs to the last quoted character.
    NodePtr repeatedAfterQuote(NodePtr node) { return take("\\E") ? repeated(std::move(node)) : node; }

    NodePtr literal(char32_t c, const Flags& flags) {
        const CharacterSet set = CharacterSet::of(c);
        return makeSet(flags.ignoreCase ? set.ignoringCase() : set);
    }

    NodePtr atom(Flags& flags) {
        if (take("(")) return group(flags);
        if (take("[")) {
            auto set = takeBracket(text_);
            if (!set) return fail();
            return makeSet(flags.ignoreCase && !set->negated ? set->characters.ignoringCase() : finish(*set, flags));
        }
        if (take("."))
            return makeSet(flags.dotTakesNewline ? CharacterSet::all() : CharacterSet::of('\n').complement());
        if (take("^") || take("\\A")) return make(Node::Kind::Begin);
        if (take("$") || take("\\z")) return make(Node::Kind::End);
        if (at("\\")) {
            const auto set = takeEscape(text_);
            if (!set) return fail();
            return makeSet(flags.ignoreCase ? set->ignoringCase() : *set);
        }
        return literal(takeUtf8(text_), flags);
    }

    static CharacterSet finish(const Bracket& bracket, const Flags& flags) {
        const CharacterSet set = flags.ignoreCase ? bracket.characters.ignoringCase() : bracket.characters;
        return bracket.negated ? set.complement() : set;
    }

    NodePtr group(Flags& flags) {
        Flags inner = flags;
        if (take("?")) {
            if (take("P<") || take("<")) {
                const auto end = text_.find('>');
                if (end == std::string_view::npos) return fail();
                text_.remove_prefix(end + 1);
            } else {
                bool value = true;
                for (;; text_.remove_prefix(1)) {
                    if (text_.empty()) return fail();
                    const char c = text_.front();
                    if (c == ':' || c == ')') break;
                    if (c == '-') value = false;
                    if (c == 'i') inner.ignoreCase = value;
                    if (c == 's') inner.dotTakesNewline = value;
                    // m and U change nothing: texts hold no newline, and greed does not decide a whole match
                }
                if (take(")")) { // "(?i)": from here to the end of the group around it
                    flags = inner;
                    return make(Node::Kind::Empty);
                }
                text_.remove_prefix(1);
            }
        }
        NodePtr out = choice(inner);
        return take(")") ? out : fail();
    }

    int number() {
        int out = 0;
        while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9' && out <= 1000) {
            out = out * 10 + (text_.front() - '0');
            text_.remove_prefix(1);
        }
        return out;
    }

    /// {n}, {n,} or {n,m}; anything else is literal text.
    bool counted(int& least, int& most) {
        const std::string_view before = text_;
        auto literalText = [&] {
            text_ = before;
            return false;
        };
        auto digit = [&] { return !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; };
        if (!take("{") || !digit()) return literalText();
        least = most = number();
        if (take(",")) most = digit() ? number() : noLimit;
        return take("}") || literalText();
    }

    NodePtr repeated(NodePtr node) {
        for (;;) {
            int least = 0, most = noLimit;
            if (take("*")) {
            } else if (take("+")) {
                least = 1;
            } else if (take("?")) {
                most = 1;
            } else if (!counted(least, most)) {
                return node;
            }
            take("?");
            auto out = std::make_shared<Node>();
            out->kind = Node::Kind::Repeat;
            out->parts = {std::move(node)};
            out->least = least;
            out->most = most;
            node = std::move(out);
        }
    }

    std::string_view text_;
    bool ok_ = true;
};

class Builder {
public:
    Automaton out;
    bool tooLarge() const { return out.states.size() > mostStates; }

    Fragment build(const Node& node) {
        if (tooLarge()) return {0, 0};
        switch (node.kind) {
        case Node::Kind::Empty:
            return free(Automaton::Free::Always);
        case Node::Kind::Begin:
            return free(Automaton::Free::AtBegin);
        case Node::Kind::End:
            return free(Automaton::Free::AtEnd);
        case Node::Kind::Set: {
            const Fragment f{add(), add()};
            state(f.in).edges.push_back({node.set, f.out});
            return f;
        }
        case Node::Kind::Sequence: {
            Fragment f = free(Automaton::Free::Always);
            for (const auto& p : node.parts) f = then(f, build(*p));
            return f;
        }
        case Node::Kind::Choice: {
            const Fragment f{add(), add()};
            for (const auto& p : node.parts) {
                const Fragment option = build(*p);
                link(f.in, option.in);
                link(option.out, f.out);
            }
            return f;
        }
        case Node::Kind::Repeat:
            return repeat(node);
        }
        return {0, 0};
    }

private:
    Automaton::State& state(int s) { return out.states[static_cast<std::size_t>(s)]; }
    int add() {
        out.states.emplace_back();
        return static_cast<int>(out.states.size()) - 1;
    }
    void link(int from, int to) { state(from).free.push_back({Automaton::Free::Always, to}); }
    Fragment free(Automaton::Free when) {
        const Fragment f{add(), add()};
        state(f.in).free.push_back({when, f.out});
        return f;
    }
    Fragment then(const Fragment& a, const Fragment& b) {
        link(a.out, b.in);
        return {a.in, b.out};
    }
    Fragment repeat(const Node& node) {
        const Node& part = *node.parts.front();
        Fragment f = free(Automaton::Free::Always);
        for (int i = 0; i < node.least; ++i) f = then(f, build(part));
        if (node.most == noLimit) {
            const Fragment loop = build(part);
            link(f.out, loop.in);
            link(loop.out, f.out);
            return f;
        }
        const int end = add();
        link(f.out, end);
        for (int i = node.least; i < node.most && !tooLarge(); ++i) {
            f = then(f, build(part));
            link(f.out, end);
        }
        return {f.in, end};
    }
};

} // namespace

std::optional<Automaton> parsePattern(std::string_view pattern) {
    const NodePtr tree = Parser(pattern).parse();
    if (!tree) return std::nullopt;
    Builder builder;
    const Fragment whole = builder.build(*tree);
    if (builder.tooLarge()) return std::nullopt;
    builder.out.start = whole.in;
    builder.out.accept = whole.out;
    return std::move(builder.out);
}

std::string quotePattern(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

} // namespace meshwright::sim::coverage
