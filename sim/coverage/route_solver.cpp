#include "sim/coverage/route_solver.h"

#include <algorithm>

namespace meshwright::sim::coverage {

namespace {
constexpr std::size_t mostSteps = 200'000; ///< of one search
}

/// Chooses one option per variable so that no blocker is fulfilled whole.
struct RouteSolver::Search {
    enum class Result { Found, None, GaveUp };

    /// `allowed`: per variable, the options that the route allows.
    Search(const std::vector<RequestSpace::Variable>& all, const std::vector<std::vector<std::size_t>>& allowed)
        : variables(all), candidates(allowed) {}

    Result run(const RouteSet& blockers) {
        choice.assign(variables.size(), 0);
        order.resize(variables.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return candidates[a].size() < candidates[b].size(); });
        // blockers that no choice in the variables from i on can fail
        sure.assign(order.size() + 1, RouteSet(blockers.size()).set());
        for (std::size_t i = order.size(); i-- > 0;) {
            sure[i] = sure[i + 1];
            for (const std::size_t o : candidates[order[i]]) sure[i] &= variables[order[i]].options[o].fulfils;
        }
        steps = 0;
        return descend(0, blockers);
    }

    std::vector<std::size_t> choice; ///< option per variable

private:
    Result descend(std::size_t depth, const RouteSet& remaining) {
        if (remaining.intersects(sure[depth])) return Result::None;
        if (remaining.none()) {
            for (; depth < order.size(); ++depth) choice[order[depth]] = candidates[order[depth]].front();
            return Result::Found;
        }
        if (depth == order.size()) return Result::None;
        const std::size_t v = order[depth];
        struct Next {
            std::size_t option, count;
            RouteSet remaining;
        };
        std::vector<Next> nexts;
        for (const std::size_t o : candidates[v]) {
            if (++steps > mostSteps) return Result::GaveUp;
            RouteSet left = remaining & variables[v].options[o].fulfils;
            const std::size_t count = left.count();
            nexts.push_back({o, count, std::move(left)});
            if (count == 0) break;
        }
        std::stable_sort(nexts.begin(), nexts.end(), [](const Next& a, const Next& b) { return a.count < b.count; });
        std::vector<const Next*> tried;
        for (const auto& n : nexts) {
            // an option that leaves more than one that failed already cannot do better
            if (std::any_of(tried.begin(), tried.end(),
                            [&](const Next* t) { return t->remaining.is_subset_of(n.remaining); }))
                continue;
            choice[v] = n.option;
            const Result r = descend(depth + 1, n.remaining);
            if (r != Result::None) return r;
            tried.push_back(&n);
        }
        return Result::None;
    }

    const std::vector<RequestSpace::Variable>& variables;
    const std::vector<std::vector<std::size_t>>& candidates;
    std::vector<std::size_t> order;
    std::vector<RouteSet> sure;
    std::size_t steps = 0;
};

RouteSolver::RouteSolver(const routing::Matcher& matcher, const routing::RouteTable& table,
                         const routing::VirtualHost& host, std::uint32_t port, bool tls)
    : matcher_(matcher), table_(table), host_(host), port_(port), tls_(tls),
      space_(table, host, matcher.tables().pathNormalization, tls) {}

std::optional<routing::Request> RouteSolver::assemble(const std::vector<std::size_t>& choice) const {
    routing::Request out;
    out.port = port_;
    out.tls = tls_;
    out.scheme = tls_ ? "https" : "http";
    std::string query;
    const auto& variables = space_.variables();
    for (std::size_t v = 0; v < variables.size(); ++v) {
        const auto& values = variables[v].options[choice[v]].values;
        switch (variables[v].part) {
        case RequestSpace::Part::Path:
            out.path = values.front();
            break;
        case RequestSpace::Part::Authority:
            out.authority = values.front();
            break;
        case RequestSpace::Part::Method:
            out.method = values.front();
            break;
        case RequestSpace::Part::Scheme:
            out.scheme = values.front();
            break;
        case RequestSpace::Part::Header:
            for (const auto& line : values) out.headers.emplace_back(variables[v].name, line);
            break;
        case RequestSpace::Part::Query:
            for (const auto& value : values)
                query += (query.empty() ? "?" : "&") + variables[v].name + (value.empty() ? "" : "=" + value);
            break;
        }
    }
    out.path += query;
    // Envoy refuses a QUERY that does not say what it brings
    if (out.method == "QUERY") {
        const bool said = std::any_of(out.headers.begin(), out.headers.end(),
                                      [](const auto& h) { return h.first == "content-type"; });
        if (!said) out.headers.emplace_back("content-type", "text/plain");
    }
    return out;
}

std::vector<const routing::Route*> RouteSolver::smallestShadow(const std::vector<std::vector<std::size_t>>& candidates,
                                                               RouteSet blockers) const {
    Search search(space_.variables(), candidates);
    auto enough = [&](const RouteSet& set) { return search.run(set) == Search::Result::None; };
    auto routesOf = [&](const RouteSet& set) {
        std::vector<const routing::Route*> out;
        for (auto r = set.find_first(); r != RouteSet::npos; r = set.find_next(r)) out.push_back(host_.routes[r].get());
        return out;
    };
    RouteSet one(blockers.size());
    for (auto r = blockers.find_first(); r != RouteSet::npos; r = blockers.find_next(r)) {
        one.reset();
        one.set(r);
        if (enough(one)) return routesOf(one);
    }
    // drop whatever the proof can do without; the later ones first, so that the earliest remain
    for (std::size_t r = blockers.size(); r-- > 0;) {
        if (!blockers.test(r)) continue;
        blockers.reset(r);
        if (!enough(blockers)) blockers.set(r);
    }
    return routesOf(blockers);
}

RouteVerdict RouteSolver::solve(std::size_t route, const std::string& domain, std::optional<std::size_t> also) const {
    const auto& variables = space_.variables();
    RouteVerdict out;
    bool complete = !space_.opaque().test(route);
    std::vector<std::vector<std::size_t>> candidates(variables.size());
    for (std::size_t v = 0; v < variables.size(); ++v) {
        const auto& variable = variables[v];
        complete = complete && variable.complete;
        const bool authority = variable.part == RequestSpace::Part::Authority;
        bool taken = authority;
        for (std::size_t o = 0; o < variable.options.size(); ++o) {
            if (authority && !domain.empty() && variable.options[o].domain != domain) continue;
            taken = false;
            const auto& fulfils = variable.options[o].fulfils;
            if (fulfils.test(route) && (!also || fulfils.test(*also))) candidates[v].push_back(o);
        }
        if (!candidates[v].empty()) continue;
        if (!variable.complete) {
            out.unknown = "a regular expression on " + variable.inWords() + " could not be taken apart";
        } else {
            out.never.emplace();
            out.never->hostTaken = taken;
            if (!taken) out.never->contradiction = variable.inWords();
        }
        return out;
    }

    RouteSet earlier(host_.routes.size());
    for (std::size_t r = 0; r < route; ++r) earlier.set(r);
    Search search(variables, candidates);
    auto result = search.run(earlier - space_.needsClaim());
    if (result == Search::Result::Found) {
        if (space_.needsClaim().test(route)) {
            out.unknown = "only a request whose validated token has the claims that it asks for can reach it";
            return out;
        }
        auto request = assemble(search.choice);
        if (request && matcher_.decide(table_, *request, 0).route == host_.routes[route].get())
            out.request = std::move(request);
        else
            out.unknown = "the request that was worked out for it goes elsewhere";
        return out;
    }
    if (result == Search::Result::GaveUp) {
        out.unknown = "too many combinations of conditions before it";
        return out;
    }
    const RouteSet certain = earlier - space_.testsClaim() - space_.opaque();
    if (search.run(certain) != Search::Result::None) {
        out.unknown = "only a request with a validated token might reach it";
        return out;
    }
    if (!complete) {
        out.unknown = "a regular expression in its way could not be taken apart";
        return out;
    }
    out.never.emplace();
    out.never->shadows = smallestShadow(candidates, certain);
    return out;
}

} // namespace meshwright::sim::coverage
