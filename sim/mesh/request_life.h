// The whole life of one request, as the journal keeps it: plain data, shared between threads.
#pragma once

#include "sim/metrics/snapshot.h"
#include "sim/routing/engine.h"

#include <memory>
#include <string>
#include <vector>

namespace meshwright::sim::mesh {

using model::Duration;
using model::TimePoint;

/// What a proxy decided about one kind of request, and by which rule.
struct HopDecision {
    routing::ProxyRef proxy;
    std::string node;         ///< of the proxy, named as in EdgeState
    routing::Request request; ///< as it reached the proxy
    std::string sourceIp;
    std::string virtualHost;    ///< that matched; empty = none
    std::string virtualService; ///< "ns/name" of the rule; empty = nobody wrote one
    int rule = -1;              ///< index in spec.http
    model::Origin route, destination;
    std::string cluster;        ///< chosen; empty where the proxy answered by itself
    double probability = 1;     ///< of this destination, 0 to 1
    std::string reply;          ///< the proxy's own answer: "404 NR"
    std::uint32_t epoch = 0;    ///< number of the configuration
    bool mirror = false;        ///< the copy, not the request itself
    routing::MeshIndexPtr mesh; ///< the rules of that moment, for a full explanation
};
using HopDecisionPtr = std::shared_ptr<const HopDecision>;
/// "bookinfo.yaml:41 (VirtualService reviews.default, spec.http[0])" of the rule, or that there is none.
std::string whereOf(const HopDecision& decision);

enum class SpanKind : std::uint8_t {
    Request,    ///< the client's wait, all in all
    Hop,        ///< at one proxy, from arrival to answer
    FaultDelay, ///< an injected delay
    Try,        ///< one try: a host, and its answer
    PoolWait,   ///< for a connection
    QueueWait,  ///< for one of the pod's places
    Work,       ///< the program's own work
    BackOff,    ///< between two tries
};
/// "request", "hop", …
const char* toText(SpanKind kind);

struct LifeSpan {
    static constexpr int none = -1;
    SpanKind kind = SpanKind::Request;
    int parent = none; ///< index among the request's spans; parents come first
    TimePoint start, end;
    bool open = false; ///< had not ended when the request was looked at; `end` is that moment
    int tryNumber = 0;
    int status = 0;    ///< of Request, Hop and Try; 0 = no answer
    std::string flags; ///< Envoy's, "-" where none
    std::string pod;   ///< of Try, QueueWait and Work
    std::string node;  ///< of the pod's workload, named as in EdgeState
    bool retried = false, mirrored = false;
    HopDecisionPtr decision; ///< of a Hop
};

struct RequestLife {
    using Outcome = metrics::Flight::Outcome;
    std::uint64_t request = 0;
    std::string source; ///< of the traffic
    TimePoint start, end;
    bool open = false, slow = false, failed = false;
    int status = 0, retries = 0;
    std::string flags;
    Outcome outcome = Outcome::Fine;
    bool truncated = false;      ///< there were more spans than are kept
    std::vector<LifeSpan> spans; ///< the first is the Request
};
using RequestLifePtr = std::shared_ptr<const RequestLife>;

/// One line: "#1042 503 URX,UF after 153 ms, 2 retries".
std::string toText(const RequestLife& life);
/// The waterfall as text, one line a span, indented, with the rule of each hop. Ends in a newline.
std::string waterfallText(const RequestLife& life);

} // namespace meshwright::sim::mesh
