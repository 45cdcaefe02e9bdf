// The running mesh: proxies, connections, pods and their programs, driven by one scheduler. Requests come from a
// Driver (the clients of a scenario, or the sender of a recorded case), which is told of each answer.
#pragma once

#include "sim/kernel/scheduler.h"
#include "sim/mesh/journal.h"
#include "sim/mesh/running_cluster.h"
#include "sim/mesh/tally.h"
#include "sim/mesh/world.h"
#include "sim/metrics/event_log.h"
#include "sim/metrics/ledger.h"
#include "sim/resilience/draws.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace meshwright::sim::mesh {

/// Kinds of events of the mesh; a driver's own begin at `driver`.
namespace event {
enum : std::uint16_t {
    workDone,     ///< job: the program has done its own work (or refuses)
    arrive,       ///< job: the request reaches the pod
    answer,       ///< job: the answer reaches the proxy
    connected,    ///< opening
    routeTimeout, ///< stream
    tryTimeout,   ///< stream
    backOffOver,  ///< stream
    delayOver,    ///< stream: the fault filter's delay
    deliver,      ///< stream: an answer that the proxy itself gives
    deadline,     ///< stream: its caller gives up
    sweep,        ///< running cluster; tag = its generation
    mergeFlush,   ///< running cluster; tag = the window's generation
    second,       ///< rates move on
    expire,       ///< opening: names a host whose idle or old connections may have to be closed
    driver = 64,
};
}

/// Times between a proxy and a pod that no scenario states.
struct Network {
    Duration oneWay;   ///< of each message between a proxy and a pod
    Duration proxyAge; ///< how long before the run's start the proxies started (phase of ejection sweeps)
    struct ZoneDelay {
        std::string from, to; ///< "" = any
        Duration delay;
    };
    std::vector<ZoneDelay> zones; ///< added to oneWay, both ways
    bool serverSidecars = true;   ///< pods have a sidecar of their own, with its limits (recorded back ends have none)
};

/// Bounds of a run. Beyond them it stops, names the culprit and keeps what it has.
struct EngineLimits {
    kernel::RunLimits events;
    std::size_t inFlight = 1'000'000; ///< requests at proxies at once
    int hops = 64;                    ///< calls below calls
};

/// Who sends requests into the mesh.
class Driver {
public:
    virtual ~Driver() = default;
    /// A request that was begun with Parent::Driver has its answer; the stream's use ends after this call.
    virtual void answered(Stream& stream) = 0;
    /// An event of a kind from event::driver on.
    virtual void happened(const kernel::Event& event) = 0;
    /// A request (or a mirrored copy) reached a pod. A status other than 0 is what the pod's server answers at once,
    /// without its program. Only called where `watchesPods`.
    virtual std::uint16_t reachedPod(const Stream&, std::uint32_t /*pod*/) { return 0; }
    /// What reachedPod returns where the pod's server does not speak the connection's protocol.
    static constexpr std::uint16_t otherProtocol = 1;
    /// A pod exists from now on.
    virtual void podAppeared(std::uint32_t /*pod*/) {}
    bool watchesPods = false;
};

class Engine {
public:
    Engine(std::uint64_t seed, Network network, EngineLimits limits, Driver& driver);

    /// Changes what istiod would send before a proxy gets it (a recorder's own additions); null = nothing.
    std::function<std::shared_ptr<const routing::ProxyTables>(const std::shared_ptr<const routing::ProxyTables>&)>
        adaptTables;

    /// Configures the mesh, or changes its configuration during a run: rules are recompiled, pods and the connections
    /// of clusters that are as before keep their state.
    tl::expected<void, model::Diagnostics> configure(const model::Design& design, routing::MeshIndexPtr index,
                                                     const std::vector<model::scenario::Behaviour>& behaviours);

    /// The proxies of a gateway (one for each pod that its labels select, else one) or of a workload's pods.
    /// Empty where there are none.
    const std::vector<std::uint32_t>& proxiesOf(const routing::ProxyRef& ref);
    /// What a proxy does with one kind of request; made once. Valid until the next configure().
    const Plan* planFor(std::uint32_t proxy, const routing::Request& request,
                        const std::string& sourceIp = "127.0.0.1");
    bool listens(std::uint32_t proxy, std::uint32_t port) const {
        return kinds_[proxies_[proxy].kind]->tables->http.count(port) > 0;
    }
    bool speaksHttp2(const Stream& s) const { return s.cluster != nobody && clusters_[s.cluster]->config->http2; }
    /// The rules of a proxy as they are now.
    const routing::Matcher& matcherOf(std::uint32_t proxy) const { return *kinds_[proxies_[proxy].kind]->matcher; }
    /// "gateway/istio-system/shop" or "workload/default/client".
    const std::string& nodeOf(std::uint32_t proxy) const { return kinds_[proxies_[proxy].kind]->node; }

    /// A request arrives at a proxy from outside. `deadline` zero = the caller waits for ever.
    Handle begin(std::uint32_t proxy, const Plan* plan, std::uint64_t request, std::uint32_t tag,
                 Duration deadline = {});

    /// Runs events up to `until`, at most `budget` of them. False where the run has to stop (see stopped()).
    kernel::Stop run(TimePoint until, std::uint64_t budget);
    const std::string& stopped() const { return stopped_; }
    TimePoint now() const { return scheduler_.now(); }

    kernel::Scheduler& scheduler() { return scheduler_; }
    Tally& tally() { return tally_; }
    const Tally& tally() const { return tally_; }
    metrics::Ledger& ledger() { return ledger_; }
    const metrics::Ledger& ledger() const { return ledger_; }
    const World& world() const { return world_; }
    Pod& pod(std::uint32_t i) { return pods_[i]; }
    std::uint64_t hopLimitHits() const { return hopLimitHits_; } ///< calls refused because they were too deep
    Duration slowWork; ///< own work of a pod that takes this long is noted for the ledger; zero = never
    std::size_t inFlight() const { return streams_.inUse(); }
    Network& network() { return network_; }
    std::uint32_t epoch() const { return epochs_.back()->number; }

    // Watching: engine_watch.cpp. Nothing of it changes what happens.
    void keepJournal(const JournalOptions& options) { journal_ = std::make_unique<Journal>(options); }
    Journal* journal() { return journal_.get(); } ///< null = none is kept
    RequestLifePtr lifeOf(std::uint64_t request) const;
    std::vector<RequestLifePtr> drainLives(std::size_t most);
    const metrics::EventLog& events() const { return events_; }
    void log(metrics::EventKind kind, std::string text, std::string node = {}, std::string subject = {});
    /// What ends a call of run(): bits of event kinds, and of answers to the outside.
    struct HaltOn {
        std::uint32_t events = 0; ///< 1 << kind
        bool answer = false, failure = false;
    };
    HaltOn haltOn;
    void outsideAnswered(bool failed) {
        if (haltOn.answer || (haltOn.failure && failed)) [[unlikely]]
            scheduler_.halt();
    }
    const model::Design& design() const { return design_; } ///< as the mesh is configured now

    // Incidents. Pods by index; all take effect now.
    void crash(std::uint32_t pod,
               bool reachable = true); ///< connections break; unreachable ones hang instead of refusing
    void revive(std::uint32_t pod);
    void list(std::uint32_t pod, bool listed); ///< as endpoint of its services

    void fill(metrics::Snapshot& snapshot, bool withSeries = true) const;
    /// What all pods of a workload have counted, also those that are gone.
    metrics::Population countOfWorkload(std::uint32_t workload) const;

    // For a driver that reports single requests.
    std::string podName(const Stream& stream) const;      ///< of the host that Envoy would log; "-" where none
    std::string workloadName(const Stream& stream) const; ///< likewise

private:
    /// What proxies of one configuration share.
    struct Kind {
        routing::ProxyRef ref;
        std::shared_ptr<const routing::ProxyTables> compiled; ///< before adaptTables
        std::shared_ptr<const routing::ProxyTables> tables;
        std::optional<routing::Matcher> matcher;
        std::vector<std::string> clusterNames; ///< by slot
        std::map<std::string, std::uint32_t> slots;
        std::vector<std::shared_ptr<const routing::Cluster>> clusters;     ///< by slot; null where it is gone
        std::vector<std::shared_ptr<const balance::HostSets>> healthySets; ///< by slot: with every host in rotation
        std::unordered_map<std::string, const Plan*> plans;
        std::vector<std::uint32_t> proxies;
        std::string node, zone;
        Caller caller;
    };

    void dispatch(const kernel::Event& e);
    void stop(std::string why);
    std::string culprit() const;

    // Requests at a proxy: engine_streams.cpp
    Handle open(std::uint32_t proxy, const Plan* plan, std::uint64_t request, Parent kind, Handle parent,
                std::uint32_t tag, int depth);
    void start(std::uint32_t stream);
    void afterDelay(std::uint32_t stream);
    void route(std::uint32_t stream);
    void mirror(const Stream& primary);
    void reply(std::uint32_t stream, std::uint16_t status, Flags flags, Ending ending);
    void finish(std::uint32_t stream);
    void cutShort(std::uint32_t stream, std::uint16_t status, Flags flags); ///< ends whatever the request is doing
    void routeTimeout(std::uint32_t stream);
    void deadline(std::uint32_t stream);

    // Tries: engine_tries.cpp
    void beginTry(std::uint32_t stream);
    void attached(std::uint32_t stream, std::uint32_t connection);
    /// A connection may have become free, or may be needed.
    void pump(RunningCluster& cluster, std::uint32_t host) {
        if (cluster.hosts[host].pool.wantsAttention()) serveWaiting(cluster, host);
    }
    void serveWaiting(RunningCluster& cluster, std::uint32_t host);
    void openConnections(std::uint32_t cluster, std::uint32_t host);
    void connectionEnds(std::uint32_t opening);
    void watchConnections(RunningCluster& cluster, std::uint32_t host);
    void expireConnections(std::uint32_t opening);
    void tryTimeout(std::uint32_t stream);
    /// `passedOn`: the chain already says why the pod failed.
    void answered(std::uint32_t stream, std::uint16_t status, bool passedOn);
    void detach(Stream& stream, bool keepConnection);
    void tryFailed(std::uint32_t stream, resilience::Reset reason);
    bool again(std::uint32_t stream, bool wanted, Flags& flags);
    void tryOver(std::uint32_t stream, std::uint16_t status, Flags flags, bool retried);

    // Pods and programs: engine_pods.cpp
    void send(std::uint32_t stream);
    void arrive(std::uint32_t job);
    void enter(std::uint32_t job);
    void refuse(std::uint32_t job, std::uint16_t status);
    void denied(std::uint32_t job);
    void cutOff(std::uint32_t job, resilience::Reset reason); ///< the server ends the connection unanswered
    void releaseInbound(std::uint32_t job, bool keepConnection);
    void pumpInbound(std::uint32_t pod, Inbound& inbound);
    void forgetInbound(std::uint32_t pod, bool goOn);
    void beginWork(std::uint32_t job);
    void workDone(std::uint32_t job);
    void makeCalls(std::uint32_t job);
    bool call(std::uint32_t job, const AppCall& call);
    void callAnswered(Stream& stream);
    void respond(std::uint32_t job);
    void answerArrives(std::uint32_t job);
    const Plan* planOfCall(Job& job, const AppCall& call, const App& app, std::uint32_t proxy);
    void dropJob(std::uint32_t job);
    Duration workOf(Pod& pod);

    // Watching: engine_watch.cpp
    void noteHop(std::uint32_t stream);
    void noteWork(const Job& job);
    HopDecisionPtr decisionOf(const Stream& stream) const;
    Journal::Names journalNames() const;
    void noteFirstFailure(const Stream& stream, std::uint16_t status, Flags flags);
    std::string hostSubject(const RunningCluster& cluster, std::uint32_t pod) const;
    void noteEjection(const RunningCluster& cluster, std::uint32_t host);
    void rememberEjected(const RunningCluster& cluster);
    void noteReturns(const RunningCluster& cluster);
    void noteRefusal(const RunningCluster& cluster, const char* limit);
    void noteInboundRefusal(std::uint32_t pod, const char* limit);
    bool refusedBefore(std::uint64_t who, const char* limit);
    void noteLimit(std::uint64_t who, const char* limit, std::string text, std::string node);
    void notePassedLimits();
    /// The limit that has refused something on this edge within the last second; "" where none has.
    const char* limitOf(const EdgeName& edge) const;

    // Clusters: engine_clusters.cpp
    std::uint32_t runningCluster(std::uint32_t proxy, std::uint32_t slot) {
        const auto& known = proxies_[proxy].clusters;
        return slot < known.size() && known[slot] != nobody ? known[slot] : openCluster(proxy, slot);
    }
    std::uint32_t openCluster(std::uint32_t proxy, std::uint32_t slot);
    void setHosts(RunningCluster& cluster, const std::vector<routing::Endpoint>& endpoints);
    void refreshBalancer(RunningCluster& cluster);
    void report(RunningCluster& cluster, std::uint32_t host, resilience::HostReport what);
    void reportStatus(RunningCluster& cluster, std::uint32_t host, std::uint16_t status);
    void healthChanged(RunningCluster& cluster);
    void deliverHealth(RunningCluster& cluster);
    void sweep(std::uint32_t cluster, std::uint16_t generation);
    void leave(RunningCluster& cluster) {
        if (--cluster.users == 0 && cluster.draining) closeCluster(cluster);
    }
    void closeCluster(RunningCluster& cluster);
    std::uint32_t podOf(const routing::Cluster& cluster, const routing::Endpoint& endpoint);
    void syncPods();
    /// `before`: the mesh of the tables that the kind has; null where it has none.
    void syncKind(Kind& kind, const routing::MeshIndexPtr& before);
    void syncClusters();
    void syncInbound();
    void syncRateLimits();
    void limitRateOf(Proxy& proxy);
    void limitRate(std::unique_ptr<RateLimiter>& limiter, RateLimitRule::Context side, const std::string& ns,
                   const model::istio::Labels& labels);
    std::uint32_t proxyOfPod(std::uint32_t pod);
    std::uint32_t kindOf(const routing::ProxyRef& ref);
    std::uint32_t addProxy(std::uint32_t kind, std::uint32_t pod);
    Duration oneWay(std::uint32_t proxy, std::uint32_t pod) const {
        return network_.zones.empty() ? network_.oneWay : oneWayBetweenZones(proxy, pod);
    }
    Duration oneWayBetweenZones(std::uint32_t proxy, std::uint32_t pod) const;
    Cell& cellOf(const Stream& stream, Host& host);
    const Denial* denialAt(const Stream& stream, const Host& host);
    void dropEpochs();
    std::uint32_t chooseHost(RunningCluster& cluster, Stream& stream);
    void nameSeries(std::uint32_t workload);
    std::uint32_t podLedgerName(std::uint32_t pod) const { return podNames_[pod]; }
    std::uint32_t clusterLedgerName(const Stream& s) const {
        return s.cluster == nobody ? 0 : clusters_[s.cluster]->ledgerName;
    }
    static std::uint8_t tryNumber(const Stream& s) { return static_cast<std::uint8_t>(std::min<int>(s.tries, 255)); }

    std::uint64_t seed_;
    Network network_;
    EngineLimits limits_;
    Driver& driver_;
    kernel::Scheduler scheduler_;
    Tally tally_;
    metrics::Ledger ledger_;
    std::unique_ptr<Journal> journal_;
    metrics::EventLog events_;
    /// A limit that has refused something since it was last free.
    struct OpenLimit {
        std::uint64_t who = 0;
        const char* limit = nullptr;
        TimePoint last;
        std::string text, node;
    };
    std::vector<OpenLimit> openLimits_;
    std::vector<std::uint32_t> ejectedBefore_; ///< scratch
    World world_;
    routing::MeshIndexPtr index_;
    std::optional<ServerSide> serverSide_; ///< nothing: servers have no sidecars
    std::vector<RateLimitRule> rateLimits_;
    std::deque<Denial> denials_; ///< distinct ones, at stable addresses
    model::Design design_;
    std::vector<std::unique_ptr<Kind>> kinds_;
    std::map<routing::ProxyRef, std::uint32_t> kindByRef_;
    std::vector<Proxy> proxies_;
    std::vector<Pod> pods_;
    std::vector<std::unique_ptr<RunningCluster>> clusters_;
    std::vector<std::uint32_t> freeClusters_;
    std::vector<std::unique_ptr<Epoch>> epochs_;
    std::vector<std::pair<const Epoch*, std::unique_ptr<Plan>>> plans_;
    std::vector<std::pair<const Epoch*, std::shared_ptr<const routing::ProxyTables>>> oldTables_;
    kernel::Pool<Stream> streams_;
    kernel::Pool<Job> jobs_;
    kernel::Pool<Opening> openings_;
    std::vector<std::uint32_t> podNames_;        ///< in the ledger
    std::vector<std::uint32_t> attemptedPlaces_; ///< scratch
    TimePoint configuredAt_;
    std::string stopped_;
    std::uint64_t hopLimitHits_ = 0;
    std::uint32_t choices_ = 0; ///< numbered so far
};

} // namespace meshwright::sim::mesh
