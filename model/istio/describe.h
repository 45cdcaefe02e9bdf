// Rules of a VirtualService and policies of a DestinationRule in plain words, for cards, forms and reports.
#pragma once

#include "model/istio/destination_rule.h"
#include "model/istio/virtual_service.h"

#include <string>
#include <vector>

namespace meshwright::model::istio {

/// "1.5 s", "200 ms", "2 min": the largest unit that needs at most three digits after the point.
std::string describe(Duration duration);
/// "= beta", "starts with b", "matches ^b.*$", or "is present" where nothing is set.
std::string describe(const StringMatch& match);
/// All conditions of one match, joined by "and": "path /v2/* and header user = beta". Empty where it has none.
std::string describe(const HttpMatch& match);
/// When a rule applies: its matches joined by "or"; "every request" where it has none.
std::string describeCondition(const HttpRoute& route);
/// Where a rule sends: "v1 90 · v2 10", "redirect to /new", "answer 503", "delegate reviews". A destination is named
/// by its subset, or by its host where it has none.
std::string describeAction(const HttpRoute& route);
/// What else a rule does, one phrase each: "timeout 500 ms", "3 retries", "abort 10 %", "mirror to v3".
std::vector<std::string> describeExtras(const HttpRoute& route);

/// Kinds of policy that a DestinationRule's band shows.
enum class PolicyKind { Balancer, Limits, Ejection, Tls };

struct PolicyWords {
    PolicyKind kind;
    std::string brief; ///< for a chip: "least request"
    std::string full;  ///< for a tooltip: "Load balancer: the pod with the fewest requests of two drawn"
};

/// The policies that are set, in the order of PolicyKind.
std::vector<PolicyWords> describe(const TrafficPolicy& policy);

} // namespace meshwright::model::istio
