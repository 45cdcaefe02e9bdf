// What Istio does not say: traffic, service behaviour, call graph, incidents, rollout plan; and where nodes stand
// on the canvas. apiVersion meshwright.dev/v1alpha1, kinds Scenario and Canvas.
#pragma once

#include "model/istio/common.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::model::scenario {

using istio::Labels;

/// A distribution of times. `type`: deterministic (default), exponential, lognormal, gamma, uniform, empirical.
struct TimeDistribution {
    std::string type;
    std::optional<Duration> mean;     ///< all but uniform and empirical
    std::optional<Duration> stddev;   ///< lognormal, gamma
    std::optional<double> shape;      ///< gamma: instead of stddev
    std::optional<Duration> min, max; ///< uniform; elsewhere they cut the draw
    std::optional<Duration> p50, p99; ///< lognormal: instead of mean and stddev
    std::vector<Duration> values;     ///< empirical: drawn with equal chance, or by `weights`
    std::vector<double> weights;
};

/// Who sends: a gateway (by its pods' labels) lets traffic in from outside, or a workload's sidecar sends.
struct TrafficFrom {
    Labels gateway;
    std::string ns, workload; ///< YAML keys `namespace`, `workload`
};

/// From `at` on, the rate is `rate`; `ramp: true` reaches it linearly from the step before.
struct RateStep {
    Duration at;
    double rate = 0;
    bool ramp = false;
};

/// Closed loop: `count` users, each thinks after each answer.
struct Users {
    std::int64_t count = 0;
    std::optional<TimeDistribution> thinkTime;
};

struct ClientRetries {
    std::int64_t attempts = 0;
    std::optional<Duration> backoff; ///< doubled for each further attempt
};

/// Session keys for consistent hashing: `count` distinct values of a header, cookie, query parameter or source IP.
struct Sessions {
    std::int64_t count = 0;
    std::string header, cookie, queryParameter;
    bool sourceIp = false;
};

/// One weighted kind of request of a source; unset fields are the source's.
struct RequestShape {
    double weight = 1;
    std::string method, path, host;
    Labels headers;
};

/// One source of requests.
struct Traffic {
    std::string name;
    TrafficFrom from;
    std::int64_t port = 80;
    std::string host, path, method; ///< path "/" and method GET where empty
    Labels headers;
    std::vector<RequestShape> mix; ///< several kinds of request by weight; empty = one kind
    std::string arrivals;          ///< poisson (default), constant, users
    double rate = 0;               ///< requests a second
    std::vector<RateStep> profile;
    std::optional<Users> users;
    std::optional<Duration> start, stop;
    std::optional<Duration> deadline; ///< the client gives up
    std::optional<ClientRetries> retries;
    std::optional<Sessions> sessions;
};

/// One call that a service makes while it serves a request.
struct Call {
    std::string host, path, method;
    std::int64_t port = 0; ///< 0 = the service's only port
    Labels headers;        ///< headers listed in `forward` of the behaviour are copied from the incoming request
    double probability = 1;
    std::int64_t count = 1;
    bool optional = false; ///< a failure of this call does not fail the caller
};

/// Calls of one group run at once where `parallel`, else one after another; groups run in order.
struct CallGroup {
    bool parallel = false;
    std::vector<Call> calls;
};

/// A share of answers that fail.
struct ErrorRate {
    Percent percent;
    std::int64_t status = 500;
};

/// How the pods of a workload (Deployment) behave; a more specific entry (pod before workload before service) wins.
struct Behaviour {
    std::string workload, pod, service, ns;  ///< exactly one of the first three; YAML key `namespace`
    std::optional<TimeDistribution> latency; ///< own work per request, before its calls
    std::int64_t concurrency = 0;            ///< requests served at once; 0 = no limit
    std::int64_t queue = -1;                 ///< waiting beyond that; -1 = no limit; a full queue answers 503
    std::optional<ErrorRate> errors;
    std::vector<CallGroup> calls;
    std::vector<std::string> forward;    ///< names of headers passed on to the calls
    std::optional<Duration> connectTime; ///< of a new connection to a pod; default 0
};

/// Something that happens to the mesh. `type`: crash, restart, slow, errors, outage, scale, delay, apply.
struct Incident {
    std::string name, type;
    Duration at;
    std::optional<Duration> lasting; ///< absent = to the end (or until another incident undoes it)
    std::string workload, pod, service, ns;
    double factor = 1;                    ///< slow: service times are multiplied
    std::optional<ErrorRate> errors;      ///< errors
    std::optional<std::int64_t> replicas; ///< scale
    std::string fromZone, toZone;         ///< delay between zones
    std::optional<Duration> delay;
    std::string patch; ///< apply: YAML documents that replace those of the same name
};

struct Analysis {
    std::optional<Percent> minSuccess;
    std::optional<Duration> maxP99, maxP50;
    std::int64_t minRequests = 0; ///< fewer decide nothing
    std::int64_t failures = 1;    ///< failed checks before the plan aborts
    std::optional<Duration> interval;
};

struct RolloutStep {
    std::optional<Percent> weight, mirror;
    std::optional<Duration> pause;
    std::optional<Analysis> analysis;
};

/// `strategy`: canary (default), blueGreen, mirroredCanary.
struct Rollout {
    std::string strategy, virtualService, ns, route; ///< `route`: the rule's name; empty = the rule with both subsets
    std::string stable, canary;                      ///< subset names
    std::optional<Duration> start;
    std::vector<RolloutStep> steps;
    std::optional<Analysis> analysis; ///< where a step has none
};

struct Scenario {
    std::string description;
    std::uint64_t seed = 1;
    std::optional<Duration> duration; ///< default 60 s
    std::vector<Traffic> traffic;
    std::vector<Behaviour> services;
    std::vector<Incident> incidents;
    std::optional<Rollout> rollout;
};

/// Where one node's card stands, in canvas units. `node` is "kind/namespace/name", e.g. "Service/default/reviews".
struct Placement {
    std::string node;
    double x = 0, y = 0;
};

struct Canvas {
    std::vector<Placement> nodes;
};

} // namespace meshwright::model::scenario
