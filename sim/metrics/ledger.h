// Why requests failed or were slow: the causal chain of each, bounded in number, and totals by cause that are not.
#pragma once

#include "model/base/units.h"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace meshwright::sim::metrics {

using model::Duration;
using model::TimePoint;

/// One link of a causal chain.
enum class Cause : std::uint8_t {
    Answered,         ///< a pod answered with an error of its own
    SlowWork,         ///< a pod's own work took long
    QueueFull,        ///< a pod's queue was full
    QueueWait,        ///< waited in a pod's queue
    PoolWait,         ///< waited for a connection
    ConnectFailed,    ///< a pod refused the connection
    ConnectTimedOut,  ///< a connection did not come up
    ConnectionLost,   ///< a pod went away during the request
    PerTryTimeout,    ///< one try took too long
    RouteTimeout,     ///< the whole request took too long
    CallerGaveUp,     ///< the client's deadline
    NoHealthyHost,    ///< every host is ejected or gone
    PendingLimit,     ///< max_pending_requests refused
    RequestLimit,     ///< max_requests refused
    RetryLimit,       ///< max_retries (or the budget) refused a retry
    RetriesExhausted, ///< no try left
    RetriedAfter,     ///< a further try was made after a wait
    FaultAbort,       ///< an injected fault answered
    FaultDelay,       ///< an injected delay
    NoRoute,          ///< no rule matched (or a rule without destination)
    NoCluster,        ///< the destination does not exist
    CallFailed,       ///< a call to another service failed
    HopLimit,         ///< calls below calls, too deep: a cycle
    Ejected,          ///< the host was ejected by this failure
    Denied,           ///< a policy of the gateway or of the pod's sidecar refused the request
    HandshakeFailed,  ///< the two sides do not agree on TLS
    RateLimited,      ///< a local rate limit had no token left
    PlainTextRefused, ///< the pod's sidecar takes mutual TLS alone and closed the connection
};

/// What is remembered of one link. Names are numbers of the ledger's table; 0 = none.
struct CauseStep {
    TimePoint at;
    Cause what = Cause::Answered;
    std::uint8_t tryNumber = 0;
    std::uint16_t status = 0;
    std::uint32_t pod = 0, cluster = 0;
    Duration waited;
};

/// A request that failed or was slow, with its chain, oldest step first.
struct LedgerEntry {
    std::uint64_t request = 0;
    std::string source, flags;
    TimePoint start;
    Duration latency;
    int status = 0;
    bool slow = false; ///< answered well, but late
    std::vector<CauseStep> steps;
};

/// A LedgerEntry in words.
struct RequestStory {
    struct Step {
        TimePoint at;
        std::string text; ///< "try 2: reviews-v1-0 answered 503"
    };
    std::uint64_t request = 0;
    std::string source, flags;
    TimePoint start;
    Duration latency;
    int status = 0;
    bool slow = false;
    std::vector<Step> steps;
};

/// How many requests one cause explains.
struct CauseTotal {
    std::string text; ///< "reviews-v1-0 answered 503 (outbound|9080||reviews.default.svc.cluster.local)"
    Cause what = Cause::Answered;
    std::string pod, cluster, flags;
    std::uint64_t failed = 0, slow = 0;
};

class Ledger {
public:
    static constexpr std::uint32_t none = 0xffffffffu;
    static constexpr std::size_t mostEntries = 512, mostSteps = 48, mostCauses = 4'096;

    /// The number of a name; equal names have equal numbers.
    std::uint32_t name(const std::string& text);
    const std::string& text(std::uint32_t name) const { return names_[name]; }

    /// Puts a step before a chain (newest first) and returns the new head. Beyond a bound the chain stays as it is.
    std::uint32_t add(std::uint32_t chain, const CauseStep& step);
    /// The steps of `newer` before those of `older`, as one chain.
    std::uint32_t join(std::uint32_t newer, std::uint32_t older);
    /// Forgets a chain: its request went well after all.
    void drop(std::uint32_t& chain);

    struct Ended {
        std::uint64_t request = 0;
        std::uint32_t source = 0; ///< a name
        TimePoint start;
        Duration latency;
        int status = 0;
        std::string flags;
        bool slow = false;
    };
    /// A request failed or was slow: counts its cause, keeps its chain among the latest, and forgets it.
    void close(std::uint32_t& chain, const Ended& ended);

    /// By falling number of requests; what exceeds the bound of distinct causes is in the last one.
    std::vector<CauseTotal> causes() const;
    /// The latest, oldest first.
    std::vector<LedgerEntry> entries() const;
    /// One step in words: "try 2: reviews-v1-0 answered 503".
    std::string words(const CauseStep& step) const;
    /// The latest entries in words, oldest first.
    std::vector<RequestStory> stories() const;

private:
    struct Node {
        CauseStep step;
        std::uint32_t next = none, length = 1;
    };
    struct Key {
        Cause what;
        std::uint16_t status;
        std::uint32_t pod, cluster;
        std::string flags;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    struct Count {
        std::uint64_t failed = 0, slow = 0;
    };
    const CauseStep* rootCause(std::uint32_t chain, bool slow) const;

    std::vector<std::string> names_{""};
    std::map<std::string, std::uint32_t> numbers_{{"", 0}};
    std::vector<Node> nodes_;
    std::uint32_t free_ = none;
    std::map<Key, Count> causes_;
    Count others_;
    std::vector<LedgerEntry> ring_;
    std::size_t next_ = 0;
};

} // namespace meshwright::sim::metrics
