#include "sim/routing/match/route_index.h"

#include "model/base/text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <unordered_set>

namespace meshwright::sim::routing {

namespace {

void addLength(std::vector<std::size_t>& lengths, std::size_t length) {
    if (std::find(lengths.begin(), lengths.end(), length) == lengths.end()) lengths.push_back(length);
}

/// A condition that only requests with this very header line fulfil.
bool needsValue(const HeaderMatcher& h) {
    return h.test.kind == TextMatcher::Kind::Exact && !h.test.ignoreCase && !h.invert && !h.treatMissingAsEmpty;
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

RouteIndex::RouteIndex(VirtualHostPtr host)
    : host_(std::move(host)), routes_(host_->routes), regexSet_(routes_, regexes_) {
    for (std::uint32_t i = 0; i < routes_.size(); ++i) add(i, routes_[i]->match.path);
    for (auto* buckets : {&exact_, &exactIgnoringCase_, &prefixes_.byPath, &prefixesIgnoringCase_.byPath})
        for (auto& [path, bucket] : *buckets) sortByHeader(bucket);
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
        (path.ignoreCase ? exactIgnoringCase_ : exact_)[key].open.push_back(place);
        return;
    }
    Prefixes& prefixes = path.ignoreCase ? prefixesIgnoringCase_ : prefixes_;
    prefixes.byPath[key].open.push_back(place);
    addLength(prefixes.lengths, key.size());
}

void RouteIndex::sortByHeader(Bucket& bucket) const {
    if (bucket.open.size() <= shortList) return;
    // a route stands under the header that tells most routes apart
    std::unordered_map<std::string_view, std::unordered_set<std::string_view>> values;
    for (const std::uint32_t place : bucket.open)
        for (const auto& h : routes_[place]->match.headers)
            if (needsValue(h)) values[h.name].insert(h.test.value);
    Places open;
    for (const std::uint32_t place : bucket.open) {
        const HeaderMatcher* best = nullptr;
        for (const auto& h : routes_[place]->match.headers)
            if (needsValue(h) && (!best || values[h.name].size() > values[best->name].size())) best = &h;
        if (!best) {
            open.push_back(place);
            continue;
        }
        auto it = std::find_if(bucket.byHeader.begin(), bucket.byHeader.end(),
                               [&](const ByHeader& b) { return b.name == best->name; });
        if (it == bucket.byHeader.end()) it = bucket.byHeader.insert(it, {best->name, {}});
        it->byValue[best->test.value].push_back(place);
    }
    bucket.open = std::move(open);
}

template <class Take> void RouteIndex::visit(const Bucket& bucket, const Request& request, Take&& take) {
    take(bucket.open);
    for (const auto& header : bucket.byHeader)
        visitValues(request, header.name, [&](std::string_view value) {
            if (const auto it = header.byValue.find(value); it != header.byValue.end()) take(it->second);
        });
}

const Route* RouteIndex::find(const RequestView& request) const {
    Merged candidates;
    const auto take = [&](const Places& places) { candidates.add(places); };
    auto collect = [&](std::string_view path, const ByPath& exact, const Prefixes& prefixes) {
        if (const auto it = exact.find(path); it != exact.end()) visit(it->second, request.request, take);
        for (const std::size_t length : prefixes.lengths) {
            if (length > path.size()) break;
            if (const auto it = prefixes.byPath.find(path.substr(0, length)); it != prefixes.byPath.end())
                visit(it->second, request.request, take);
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

} // namespace meshwright::sim::routing
