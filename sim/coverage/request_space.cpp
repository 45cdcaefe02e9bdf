#include "sim/coverage/request_space.h"

#include "sim/routing/match/conditions.h"

#include <algorithm>
#include <set>

namespace meshwright::sim::coverage {

namespace {

using routing::HeaderMatcher;
using routing::RouteTable;
using routing::TextMatcher;
using routing::VirtualHost;

constexpr std::size_t mostRivals = 200; ///< domains of other virtual hosts that are told apart at once
constexpr std::size_t mostLines = 64;   ///< classes of a header, several lines included
constexpr std::size_t mostAuthorityStates = 20'000;

/// Domains that may take a request from `domain`: exact ones and longer wildcards within it.
std::vector<std::string> rivalsOf(const std::string& domain, const RouteTable& table, const VirtualHost& own) {
    std::vector<std::string> out;
    if (domain.front() != '*' && domain.back() != '*') return out;
    auto within = [&](const std::string& other) {
        if (domain == "*") return true;
        const std::string rest = domain.front() == '*' ? domain.substr(1) : domain.substr(0, domain.size() - 1);
        if (domain.front() == '*')
            return other.front() == '*' || other.back() == '*' ||
                   (other.size() > rest.size() && other.compare(other.size() - rest.size(), rest.size(), rest) == 0);
        return other.front() == '*' || other.back() == '*' || other.compare(0, rest.size(), rest) == 0;
    };
    for (const auto& host : table.virtualHosts)
        for (const auto& d : host->domains)
            if (host.get() != &own && d != "*" && d != domain && within(d)) out.push_back(d);
    return out;
}

} // namespace

std::string RequestSpace::Variable::inWords() const {
    switch (part) {
    case Part::Path:
        return "the path";
    case Part::Authority:
        return "the authority";
    case Part::Method:
        return "the method";
    case Part::Scheme:
        return "the scheme";
    case Part::Header:
        return "header " + name;
    case Part::Query:
        return "query parameter " + name;
    }
    return name;
}

std::uint32_t RequestSpace::Draft::add(const TextTest& test) {
    const auto known = std::find(tests.begin(), tests.end(), test);
    if (known != tests.end()) return static_cast<std::uint32_t>(known - tests.begin());
    tests.push_back(test);
    return static_cast<std::uint32_t>(tests.size()) - 1;
}

RequestSpace::RequestSpace(const RouteTable& table, const VirtualHost& host, routing::PathNormalization normalization,
                           bool tls)
    : routes_(host.routes.size()), needsClaim_(routes_), testsClaim_(routes_), opaque_(routes_) {
    drafts_[{Part::Authority, ""}];
    read(host);
    for (const auto& [key, draft] : drafts_) {
        switch (key.first) {
        case Part::Path:
            addVariable(key, draft, partitionTexts(pathLanguage(normalization, draft.tests), draft.tests), false);
            break;
        case Part::Authority:
            addAuthorities(table, host, draft);
            break;
        case Part::Method:
            addVariable(key, draft, partitionTexts(methodLanguage(), draft.tests), false);
            break;
        case Part::Scheme:
            addVariable(key, draft, partitionTexts(schemeLanguage(tls), draft.tests), false);
            break;
        case Part::Header:
            addVariable(
                key, draft,
                possibleHeaderName(key.second) ? partitionTexts(headerLanguage(), draft.tests) : TextPartition{}, true);
            break;
        case Part::Query:
            addVariable(key, draft,
                        possibleQueryName(key.second) ? partitionTexts(queryLanguage(), draft.tests) : TextPartition{},
                        true);
            break;
        }
    }
    drafts_.clear();
}

void RequestSpace::readHeader(std::size_t route, const HeaderMatcher& m) {
    Key key{Part::Header, m.name};
    if (m.name == ":method") key = {Part::Method, ""};
    if (m.name == ":authority" || m.name == "host") key = {Part::Authority, ""};
    if (m.name == ":scheme") key = {Part::Scheme, ""};
    if (m.name == ":path") {
        opaque_.set(route);
        return;
    }
    Draft& draft = drafts_[key];
    Condition c;
    c.route = route;
    c.invert = m.invert;
    c.presence = m.test.kind == TextMatcher::Kind::Present;
    // Envoy: header_utility.cc; the literal reading is in sim/routing/match/conditions.cpp
    c.whenMissing = c.presence ? m.invert : m.treatMissingAsEmpty && m.test.matches("") != m.invert;
    const Asked wanted = asked(m.test);
    c.constant = wanted.constant;
    if (wanted.test) c.test = draft.add(*wanted.test);
    draft.conditions.push_back(std::move(c));
}

void RequestSpace::read(const VirtualHost& host) {
    // many routes ask for different paths: look the tests up by their text
    std::map<std::tuple<TextTest::Kind, std::string, bool>, std::uint32_t> known;
    for (std::size_t r = 0; r < routes_; ++r) {
        const auto& match = host.routes[r]->match;
        const Asked path = asked(match.path);
        Condition c;
        c.route = r;
        c.constant = path.constant;
        Draft& draft = drafts_[{Part::Path, ""}];
        if (path.test) {
            const auto [it, fresh] = known.emplace(std::tuple{path.test->kind, path.test->value, path.test->ignoreCase},
                                                   static_cast<std::uint32_t>(draft.tests.size()));
            if (fresh) draft.tests.push_back(*path.test);
            c.test = it->second;
        }
        draft.conditions.push_back(std::move(c));
        for (const auto& h : match.headers) readHeader(r, h);
        for (const auto& q : match.query) {
            Draft& query = drafts_[{Part::Query, q.name}];
            Condition condition;
            condition.route = r;
            const Asked wanted = asked(q.test);
            condition.constant = wanted.constant;
            if (wanted.test) condition.test = query.add(*wanted.test);
            query.conditions.push_back(std::move(condition));
        }
        for (const auto& claim : match.claims) {
            testsClaim_.set(r);
            if (!claim.invert) needsClaim_.set(r);
        }
    }
}

RequestSpace::RouteSet RequestSpace::fulfilled(const Draft& draft, bool present,
                                               const std::vector<std::uint32_t>& holds) const {
    RouteSet out(routes_);
    out.set();
    for (const auto& c : draft.conditions) {
        bool ok = c.whenMissing;
        if (present) {
            const bool test = c.test ? std::binary_search(holds.begin(), holds.end(), *c.test) : c.constant;
            ok = test != c.invert;
        }
        if (!ok) out.reset(c.route);
    }
    return out;
}

void RequestSpace::addLines(std::vector<std::pair<std::vector<std::string>, std::vector<std::uint32_t>>>& values,
                            bool& complete) {
    std::set<std::vector<std::uint32_t>> known;
    for (const auto& [lines, holds] : values) known.insert(holds);
    const std::size_t single = values.size();
    for (std::size_t i = 0; i < values.size(); ++i)
        for (std::size_t k = 0; k < single; ++k) {
            std::vector<std::uint32_t> both;
            std::set_union(values[i].second.begin(), values[i].second.end(), values[k].second.begin(),
                           values[k].second.end(), std::back_inserter(both));
            if (!known.insert(both).second) continue;
            if (values.size() >= single + mostLines) {
                complete = false;
                return;
            }
            auto lines = values[i].first;
            lines.push_back(values[k].first.front());
            values.emplace_back(std::move(lines), std::move(both));
        }
}

void RequestSpace::addVariable(const Key& key, const Draft& draft, const TextPartition& partition, bool mayBeAbsent) {
    Variable v;
    v.part = key.first;
    v.name = key.second;
    v.complete = partition.complete;
    if (mayBeAbsent) v.options.push_back({{}, "", fulfilled(draft, false, {})});
    std::vector<std::pair<std::vector<std::string>, std::vector<std::uint32_t>>> values;
    for (const auto& c : partition.classes) values.push_back({{c.example}, c.holds});
    const bool inverted =
        std::any_of(draft.conditions.begin(), draft.conditions.end(), [](const Condition& c) { return c.invert; });
    // several lines of a header are tested one by one: together they fulfil more, so only an inverted test minds
    if (key.first == Part::Header && inverted) addLines(values, v.complete);
    for (auto& [lines, holds] : values) {
        RouteSet ok = fulfilled(draft, true, holds);
        v.options.push_back({std::move(lines), "", std::move(ok)});
    }
    variables_.push_back(std::move(v));
}

void RequestSpace::addAuthorities(const RouteTable& table, const VirtualHost& host, Draft draft) {
    Variable v;
    v.part = Part::Authority;
    const std::size_t own = draft.tests.size();
    for (const auto& domain : host.domains) {
        const TextLanguage language = authorityLanguage(domain, table.ignorePortInHost);
        auto takes = [&](const std::string& authority) { return routing::findVirtualHost(table, authority) == &host; };
        if (own == 0 && takes(language.preferred.front())) {
            v.options.push_back({{language.preferred.front()}, domain, fulfilled(draft, true, {})});
            continue;
        }
        auto tests = draft.tests;
        const auto rivals = rivalsOf(domain, table, host);
        for (const auto& rival : rivals) {
            if (tests.size() >= own + mostRivals) {
                v.complete = false;
                break;
            }
            TextTest t;
            t.kind = TextTest::Kind::Pattern;
            t.value = authorityLanguage(rival, table.ignorePortInHost).pattern;
            tests.push_back(std::move(t));
        }
        const TextPartition partition = partitionTexts(language, tests, mostAuthorityStates);
        v.complete = v.complete && partition.complete;
        for (const auto& c : partition.classes)
            if (takes(c.example)) v.options.push_back({{c.example}, domain, fulfilled(draft, true, c.holds)});
    }
    variables_.push_back(std::move(v));
}

} // namespace meshwright::sim::coverage
