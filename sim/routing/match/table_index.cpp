#include "sim/routing/match/table_index.h"

#include "model/base/text.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <span>

namespace meshwright::sim::routing {

namespace {

void addLength(std::vector<std::size_t>& lengths, std::size_t length) {
    if (std::find(lengths.begin(), lengths.end(), length) == lengths.end()) lengths.push_back(length);
}

/// Several ascending lists read as one ascending list.
class Merged {
public:
    void add(std::span<const std::uint32_t> list) {
        if (list.empty()) return;
        if (count_ < few_.size())
            few_[count_] = {list.data(), list.data() + list.size()};
        else
            many_.push_back({list.data(), list.data() + list.size()});
        ++count_;
    }
    /// The next place, or false at the end.
    bool next(std::uint32_t& place) {
        Cursor* best = nullptr;
        for (std::size_t i = 0; i < count_; ++i) {
            Cursor& c = i < few_.size() ? few_[i] : many_[i - few_.size()];
            if (c.at != c.end && (!best || *c.at < *best->at)) best = &c;
        }
        if (!best) return false;
        place = *best->at++;
        return true;
    }

private:
    struct Cursor {
        const std::uint32_t *at = nullptr, *end = nullptr;
    };
    std::array<Cursor, 16> few_;
    std::vector<Cursor> many_;
    std::size_t count_ = 0;
};

/// Everything of a route but its path.
bool othersMatch(const RouteMatch& m, const RequestView& view) {
    auto holds = [&](const auto& condition) { return matches(condition, view); };
    return std::all_of(m.headers.begin(), m.headers.end(), holds) &&
           std::all_of(m.query.begin(), m.query.end(), holds) &&
           std::all_of(m.claims.begin(), m.claims.end(), [](const ClaimMatcher& c) { return c.invert; });
}

} // namespace

RouteIndex::RouteIndex(const VirtualHost& host) : routes_(host.routes), regexSet_(routes_, regexes_) {
    for (std::uint32_t i = 0; i < routes_.size(); ++i) add(i, routes_[i]->match.path);
    std::sort(prefixes_.lengths.begin(), prefixes_.lengths.end());
    std::sort(prefixesIgnoringCase_.lengths.begin(), prefixesIgnoringCase_.lengths.end());
}

void RouteIndex::add(std::uint32_t place, const PathMatcher& path) {
    if (path.kind == PathMatcher::Kind::Regex) return regexes_.push_back(place);
    std::string_view key = path.value;
    if (path.ignoreCase) {
        ignoresCase_ = true;
        lowered_.push_back(std::make_unique<const std::string>(model::lowerCase(path.value)));
        key = *lowered_.back();
    }
    if (path.kind == PathMatcher::Kind::Exact) {
        (path.ignoreCase ? exactIgnoringCase_ : exact_)[key].push_back(place);
        return;
    }
    Prefixes& prefixes = path.ignoreCase ? prefixesIgnoringCase_ : prefixes_;
    prefixes.byPath[key].push_back(place);
    addLength(prefixes.lengths, key.size());
}

const Route* RouteIndex::find(const RequestView& request) const {
    Merged candidates;
    auto collect = [&](std::string_view path, const ByPath& exact, const Prefixes& prefixes) {
        if (const auto it = exact.find(path); it != exact.end()) candidates.add(it->second);
        for (const std::size_t length : prefixes.lengths) {
            if (length > path.size()) break;
            if (const auto it = prefixes.byPath.find(path.substr(0, length)); it != prefixes.byPath.end())
                candidates.add(it->second);
        }
    };
    collect(request.path, exact_, prefixes_);
    std::string lowered;
    if (ignoresCase_) {
        lowered = model::lowerCase(request.path);
        collect(lowered, exactIgnoringCase_, prefixesIgnoringCase_);
    }
    // many expressions are tested together, and not before the first of them has its turn
    const bool together = regexes_.size() >= RegexSet::fewest;
    bool waiting = together, regexKnown = together;
    std::optional<Places> matching;
    candidates.add(std::span(regexes_).first(together ? 1 : regexes_.size()));
    for (std::uint32_t place = 0; candidates.next(place);) {
        const Route& route = *routes_[place];
        const auto kind = route.match.path.kind;
        if (waiting && kind == PathMatcher::Kind::Regex) {
            waiting = false;
            matching = regexSet_.matching(request.path);
            regexKnown = matching.has_value();
            candidates.add(regexKnown ? *matching : regexes_);
            continue;
        }
        const bool pathKnown = kind == PathMatcher::Kind::Exact || kind == PathMatcher::Kind::Prefix ||
                               (kind == PathMatcher::Kind::Regex && regexKnown);
        if ((pathKnown || matches(route.match.path, request.path)) && othersMatch(route.match, request)) return &route;
    }
    return nullptr;
}

TableIndex::TableIndex(const RouteTable& table) : table_(table) {
    for (const auto& vh : table.virtualHosts) {
        for (const std::string& d : vh->domains) {
            const std::string_view text = d;
            if (d == "*") {
                if (!any_) any_ = vh.get();
            } else if (d.front() == '*') {
                suffixes_.byText.emplace(text.substr(1), vh.get());
                addLength(suffixes_.lengths, d.size() - 1);
            } else if (d.back() == '*') {
                prefixes_.byText.emplace(text.substr(0, d.size() - 1), vh.get());
                addLength(prefixes_.lengths, d.size() - 1);
            } else {
                exact_.emplace(text, vh.get());
            }
        }
        if (vh->routes.size() > RouteIndex::shortList) routes_.try_emplace(vh.get(), *vh);
    }
    std::sort(suffixes_.lengths.begin(), suffixes_.lengths.end(), std::greater<>());
    std::sort(prefixes_.lengths.begin(), prefixes_.lengths.end(), std::greater<>());
}

const VirtualHost* TableIndex::findHost(std::string_view authority) const {
    const std::string key = hostKey(authority, table_.ignorePortInHost);
    const std::string_view host = key;
    if (const auto it = exact_.find(host); it != exact_.end()) return it->second;
    // a wildcard stands for at least one character
    for (const std::size_t length : suffixes_.lengths)
        if (length < host.size())
            if (const auto it = suffixes_.byText.find(host.substr(host.size() - length)); it != suffixes_.byText.end())
                return it->second;
    for (const std::size_t length : prefixes_.lengths)
        if (length < host.size())
            if (const auto it = prefixes_.byText.find(host.substr(0, length)); it != prefixes_.byText.end())
                return it->second;
    return any_;
}

const Route* TableIndex::findRoute(const VirtualHost& host, const RequestView& request) const {
    const auto it = routes_.find(&host);
    return it == routes_.end() ? routing::findRoute(host, request) : it->second.find(request);
}

} // namespace meshwright::sim::routing
