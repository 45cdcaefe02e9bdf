// What would have to change about a request so that it reaches a certain version; or about the rules, where no request
// does.
#pragma once

#include "sim/coverage/coverage.h"

#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::coverage {

/// A version as people name it: a subset of a service.
struct Target {
    std::string service; ///< full host name
    std::string subset;
};

/// The subsets of a design that its rules define, in its order.
std::vector<Target> targetsOf(const model::Design& design);

struct Reach {
    double share = 0;        ///< of the given request that goes there already, 0 to 1
    bool found = false;      ///< a request reaches it: `proxy` and `request` say which is nearest to the given one
    routing::ProxyRef proxy; ///< its sender
    routing::Request request;
    double foundShare = 0; ///< of that request
    /// The differences to the given request, one phrase each: "send the header end-user: jason".
    std::vector<std::string> changes;
    std::string reason;    ///< why no request reaches it; one sentence without its full stop
    model::Origin culprit; ///< the rule or field to change in that case
};

/// The share of a request that goes to a target by the rules of one proxy; 0 where it goes elsewhere.
double shareOf(const routing::Matcher& matcher, const routing::Request& request, const Target& target);

/// `report`: the coverage of the same design; its witnesses are what is tried.
Reach reach(const routing::MeshIndexPtr& mesh, const CoverageReport& report, const routing::ProxyRef& proxy,
            const routing::Request& request, const Target& target);

} // namespace meshwright::sim::coverage
