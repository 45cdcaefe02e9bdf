// The records of a running mesh: plain data in pools, named by index and generation.
#pragma once

#include "sim/kernel/pool.h"
#include "sim/kernel/random.h"
#include "sim/mesh/app.h"
#include "sim/mesh/plan.h"
#include "sim/mesh/rate_limit.h"
#include "sim/mesh/server_side.h"
#include "sim/resilience/breakers.h"
#include "sim/resilience/connection_pool.h"
#include "sim/resilience/grpc_status.h"
#include "sim/resilience/merge_window.h"
#include "sim/resilience/outlier.h"
#include "sim/resilience/retry.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::mesh {

using kernel::Handle;

/// Who waits for a request's answer.
enum class Parent : std::uint8_t { Driver, Program, Mirror };

enum class StreamState : std::uint8_t {
    Delayed,  ///< by the fault filter
    Waiting,  ///< for a connection
    Running,  ///< a try is at its host
    BackOff,  ///< between two tries
    Answered, ///< the answer is known and only has to be delivered
};

/// How a request ended, as far as the answer's text depends on it.
enum class Ending : std::uint8_t {
    Answered,   ///< by a pod
    LocalReply, ///< by the route itself
    FaultAbort,
    NoHealthyHost,
    ConnectFailure,
    Overflow,
    RouteTimeout,
    PerTryTimeout,
    ProtocolError,
    Disconnected,
    CallerGaveUp,
    RateLimited,
};

/// One request at one proxy, with its try that runs just now (there is never more than one).
struct Stream {
    const Plan* plan = nullptr;
    std::uint64_t request = 0; ///< number of the outside request that caused it
    std::uint64_t draw = 0;    ///< Envoy's one random value per request
    TimePoint start;
    Handle parent;
    std::uint32_t tag = 0; ///< the parent's own
    std::uint32_t proxy = nobody;
    Parent parentKind = Parent::Driver;
    std::uint8_t depth = 0;
    // What begins alike for all of them is together, so that it is set in a few wide stores.
    StreamState state = StreamState::Delayed;
    Ending ending = Ending::Answered;
    bool anyByteSent = false, mirrored = false;
    std::uint16_t status = 0, tries = 0;
    Flags flags = 0;
    const Choice* choice = nullptr;
    Handle job;
    kernel::TimerHandle timeout, step, deadline; ///< `step`: per-try timeout, back-off or fault delay
    std::uint32_t cluster = nobody, host = nobody;
    std::uint32_t connection = nobody; ///< or the place in the queue while waiting
    std::uint32_t lastHost = nobody;   ///< that Envoy would report: kept after the try ended
    std::uint32_t chain = nobody;      ///< first step of the causal chain, newest first

    Cell* cell = nullptr; ///< where the try is counted
    TimePoint tryStart, connectedAt;
    resilience::RetryState retry;
    std::vector<std::uint32_t> attempted; ///< hosts of earlier tries, where the retry policy avoids them
};

struct Inbound;

/// One request inside a pod.
struct Job {
    Handle stream; ///< the try that it serves; stale where the proxy has given up
    const Plan* plan = nullptr;
    const Choice* choice = nullptr;
    std::uint64_t request = 0;
    TimePoint sent;
    const Denial* denial = nullptr; ///< what the pod's sidecar does instead of passing the request on
    std::uint32_t pod = nobody, podLife = 0;
    std::uint8_t depth = 0;
    bool holdsSlot = false, failed = false, waitsInbound = false;
    std::uint16_t status = 200;
    std::uint32_t waitingFor = 0;                  ///< calls that run now
    std::uint32_t group = 0, call = 0, repeat = 0; ///< the next call to make
    TimePoint begun;
    Duration work;
    std::uint32_t next = nobody;
    std::uint32_t chain = nobody;
    Inbound* limits = nullptr;      ///< that it counts against at its pod; null = none
    std::uint32_t inbound = nobody; ///< connection from the sidecar to the program, or the place in its queue
};

/// From `at` on a pod answers so (recorded cases script their back ends).
struct Phase {
    TimePoint at;
    Duration work;
    std::uint16_t status = 200;
};

/// The limits of the sidecar in front of a pod's program: those of its Service's DestinationRule.
/// Istio: pilot/pkg/networking/core/cluster_builder.go (buildInboundCluster).
struct Inbound {
    std::uint32_t port = 0; ///< the program's own
    resilience::Breakers breakers;
    resilience::ConnectionPool pool;
};

struct Pod {
    std::uint32_t workload = nobody, service = nobody;
    std::shared_ptr<const App> app;
    kernel::RandomStream random;
    std::vector<Phase> script; ///< by rising time; empty = the app decides
    std::uint32_t active = 0, queued = 0, queueHead = nobody, queueTail = nobody;
    std::uint32_t life = 0; ///< counts crashes
    std::uint32_t proxy = nobody;
    std::vector<std::unique_ptr<Inbound>> inbounds; ///< by port; a port without one has no limits
    std::unique_ptr<RateLimiter> rateLimit;         ///< of its sidecar's inbound side; null = none
    double slow = 1;
    std::optional<model::scenario::ErrorRate> errors; ///< an incident's, instead of the app's
    bool up = true, reachable = true, listed = true, present = true;
    TimePoint readySince;
};

struct alignas(64) Host {
    std::uint32_t pod = nobody;
    std::uint32_t place = nobody;   ///< in the balancer's list
    Cell* cell = nullptr;           ///< of the latest try here
    const Denial* denial = nullptr; ///< that such a try meets here; null = none
    std::uint32_t cellOf = 0;       ///< the choice that both belong to
    Handshake handshake = Handshake::Stands;
    bool watched = false;            ///< an event will look at the age of its connections
    bool listed = true;              ///< among the cluster's endpoints
    bool ejected = false;            ///< as the balancer knows it
    resilience::ConnectionPool pool; ///< its active requests are the host's
    TimePoint since;
    routing::Endpoint endpoint;
};

/// A gateway, or the sidecar of one pod.
struct Proxy {
    std::uint32_t kind = nobody, pod = nobody;
    kernel::RandomStream random;
    std::vector<std::uint32_t> clusters;    ///< running cluster by slot; nobody = not used yet
    std::unique_ptr<RateLimiter> rateLimit; ///< of what it sends on; null = none
};

/// A connection being opened.
struct Opening {
    std::uint32_t cluster = nobody, host = nobody, connection = nobody;
    std::uint32_t life = 0; ///< of the pod when it began
    bool refused = false, timedOut = false, handshakeFails = false;
};

} // namespace meshwright::sim::mesh
