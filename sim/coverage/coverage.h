// Which rules of a design can be reached at all: a request for each, or why there is none.
#pragma once

#include "sim/replay/case.h"
#include "sim/routing/engine.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace meshwright::sim::coverage {

enum class ItemKind { VirtualHost, Rule, MatchBlock, Destination, Mirror, Subset };
/// "virtual host", "rule", "match block", "destination", "mirror", "subset"
const char* toText(ItemKind kind);

/// A request that reaches an item, confirmed by the routing engine.
struct Witness {
    enum class Protocol { Http, Https, Tls, Tcp };
    routing::ProxyRef proxy;
    Protocol protocol = Protocol::Http;
    std::string table;        ///< of HTTP: the name of the route table
    std::string address;      ///< where the connection has to go to, where that matters
    std::string sni;          ///< of Https and Tls
    routing::Request request; ///< of Tls and Tcp only the port counts
};

/// A proof: no request of any client of this design reaches the item.
struct Unreachable {
    std::string reason; ///< one sentence without its full stop
    model::Origin culprit;
};

/// Neither a request nor a proof was found.
struct Undecided {
    std::string reason;
};

struct Item {
    ItemKind kind = ItemKind::Rule;
    model::Origin origin;
    std::string name; ///< "*.example.com", "reviews subset v2"; empty where the origin says enough
    std::variant<Undecided, Unreachable, Witness> verdict;
    std::string note;                   ///< what a request that reaches it meets: "answers 503 UH: …"
    std::vector<std::string> reachedBy; ///< "case/request" of the case file, in its order

    bool reachable() const { return std::holds_alternative<Witness>(verdict); }
    bool unreachable() const { return std::holds_alternative<Unreachable>(verdict); }
};

struct CoverageReport {
    std::vector<Item> items; ///< in the order of the design
    std::vector<routing::ProxyRef> proxies;
    model::Placement places; ///< lines of the design
    bool withCases = false;
    std::size_t caseRequests = 0;

    std::size_t reachable() const, unreachable() const, undecided() const;
    const Item* find(const model::Origin& origin) const;
};

struct CoverageOptions {
    /// Cases whose requests are followed through this design; their senders count as proxies of it.
    std::vector<const replay::Case*> cases;
};

/// Looks from every gateway that a Gateway selects (a made-up pod in the root namespace where the design has none) and
/// every workload's sidecar; of workloads that get the same configuration, from one.
CoverageReport coverage(const model::Design& design, const routing::MeshConfig& config = {},
                        const CoverageOptions& options = {});

} // namespace meshwright::sim::coverage
