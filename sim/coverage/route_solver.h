// Finds a request that reaches one route of a virtual host, or proves that there is none.
#pragma once

#include "sim/coverage/request_space.h"
#include "sim/routing/engine.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::coverage {

/// What is known of one route. Exactly one of `request`, `never` and `unknown` says something.
struct RouteVerdict {
    std::optional<routing::Request> request; ///< reaches the route, as the matcher confirmed

    /// Why no request can.
    struct Never {
        /// Earlier routes that together take every request; no smaller set of them does.
        std::vector<const routing::Route*> shadows;
        /// What the route's own conditions contradict each other about, where they do: "header end-user".
        std::string contradiction;
        bool hostTaken = false; ///< every host name of the virtual host belongs to another one
    };
    std::optional<Never> never;
    std::string unknown; ///< why neither was found
};

/// Works on one virtual host of one table. A request is seen as independent parts (path, method, authority, scheme,
/// each header, each query parameter), each split into the classes that the routes' conditions can tell apart; a route
/// is reached by a choice of classes that fulfils it and fails one condition of every earlier route. The search is
/// complete, so finding nothing is a proof, where the classes are.
class RouteSolver {
public:
    /// All must outlive the solver. `port` and `tls` are those of the requests.
    RouteSolver(const routing::Matcher& matcher, const routing::RouteTable& table, const routing::VirtualHost& host,
                std::uint32_t port, bool tls);

    /// `domain` as in the virtual host: only requests that this domain takes; empty: any.
    /// `also`: only requests that fulfil this route's conditions, too.
    RouteVerdict solve(std::size_t route, const std::string& domain = {}, std::optional<std::size_t> also = {}) const;

private:
    using RouteSet = RequestSpace::RouteSet;
    struct Search;

    std::optional<routing::Request> assemble(const std::vector<std::size_t>& choice) const;
    std::vector<const routing::Route*> smallestShadow(const std::vector<std::vector<std::size_t>>& candidates,
                                                      RouteSet blockers) const;

    const routing::Matcher& matcher_;
    const routing::RouteTable& table_;
    const routing::VirtualHost& host_;
    std::uint32_t port_;
    bool tls_;
    RequestSpace space_;
};

} // namespace meshwright::sim::coverage
