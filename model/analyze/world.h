// A design as a cluster would look: tables of its objects. Each answer notes what it was read from, so that after a
// change only those questions are asked again whose answers may differ. Used inside model/analyze.
#pragma once

#include "model/analyze/table.h"

#include <array>
#include <memory>
#include <string>

namespace meshwright::model::analysis {

/// A message with the document that it is about: its position counts from that document's begin.
struct Finding {
    Diagnostic diagnostic;
    const yaml::Node* root = nullptr;
};

/// The field of a Secret whose value is no text: `tls.key: y` is a truth value, and the API server refuses the Secret.
std::optional<std::string> valueThatIsNoText(const Resource& secret);

class World {
public:
    World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    /// Objects that a cluster would take. `order` counts in the design's order, from 1.
    void add(const ResourcePtr& resource, std::size_t order);
    void remove(const ResourcePtr& resource);
    /// Gives an object its place after others came or went; the order among those that stay must be what it was.
    void renumber(const Resource& resource, std::size_t order);
    /// What changed since the last call.
    std::vector<Part> takeTouched();

    /// The next question speaks into `out`; returns through takeReads what it was read from.
    void listen(std::vector<Finding>& out) { out_ = &out; }
    std::vector<Part> takeReads() { return reads_.take(); }

    /// Every object of a kind, in the design's order. A question that asks this is asked again whenever one of them
    /// changes; ask for less where there is a table for it.
    template <class T> const std::vector<ResourcePtr>& all() const { return list(Spec(T{}).index()); }
    const std::vector<ResourcePtr>& resources() const;
    /// Every pod; ask for those with labels where these are known.
    std::vector<const Pod*> pods() const;
    /// Pods with all these labels (all pods for none), of one namespace or of all.
    std::vector<const Pod*> podsWith(const Labels& labels, const std::optional<std::string>& ns = {}) const;
    /// The pod that stands for a Deployment's, or a Pod itself; null for others.
    const Pod* podOf(const Resource& resource) const;
    /// Services of a namespace whose selector selects a pod with these labels.
    std::vector<ResourcePtr> servicesSelecting(const std::string& ns, const Labels& labels) const;

    bool hasNamespaces() const { return !namespaces().empty(); }
    std::vector<std::string> namespaces() const;
    /// The Namespace of this name, or null where the design does not define it.
    ResourcePtr findNamespace(const std::string& name) const;
    ResourcePtr findGateway(const std::string& ns, const std::string& name) const;
    /// Gateways that have a server for this host (as written, "ns/host" or "host") on a port, or a certificate alike.
    std::vector<ResourcePtr> gatewaysWith(const std::string& host, std::int64_t port) const;
    std::vector<ResourcePtr> gatewaysWithCertificate(const istio::ServerTls& tls) const;
    /// DestinationRules whose host is this one as seen from `ns`.
    std::vector<ResourcePtr> destinationRulesOf(const std::string& host, const std::string& ns) const;
    /// VirtualServices that route this host inside the mesh: exactly this name, or one that overlaps with it.
    std::vector<ResourcePtr> meshServicesOf(const std::string& fqdn) const;
    /// VirtualServices that have exactly this text among their hosts.
    std::vector<ResourcePtr> virtualServicesNaming(const std::string& host) const;
    std::vector<ResourcePtr> entriesDefining(const std::string& host) const;
    std::vector<ResourcePtr> sidecarsIn(const std::string& ns) const;
    std::vector<ResourcePtr> requestAuthenticationsIn(const std::string& ns) const;
    /// Whether a Secret holds a certificate with its key; nothing where there is no such Secret.
    std::optional<bool> secretHasCertificate(const std::string& ns, const std::string& name) const;
    /// Whether pods of a template get a sidecar.
    bool inMesh(const std::string& ns, const Labels& labels, const Labels& annotations) const;

    /// What `host` stands for as seen from `ns`, or null. `exportTo` is that of the asking object.
    const KnownHost* findHost(const std::string& ns, const std::vector<std::string>& exportTo,
                              const std::string& host) const;

    void say(const char* code, Severity severity, const Resource& resource, const std::string& field,
             std::string message, std::optional<Fix> fix = {});

private:
    /// Keys of an object in each table.
    void index(Known& known, bool add);
    void indexPod(Known& known, bool add);
    void put(Lookup& table, const std::string& key, Known& known, bool add);
    std::optional<Pod> makePod(const ResourcePtr& resource) const;
    const std::vector<ResourcePtr>& list(std::size_t kind) const;

    Reads reads_;
    std::vector<Part> touched_;
    std::unordered_map<const Resource*, std::unique_ptr<Known>> known_;
    Known ingress_;
    static constexpr std::size_t kKinds = std::variant_size_v<Spec>;
    struct KindList {
        std::vector<const Known*> known;
        std::vector<ResourcePtr> resources; ///< as last asked for
        bool fresh = true;
    };
    mutable std::array<KindList, kKinds + 1> kinds_; ///< the last is of all kinds
    Lookup hosts_, wildcardHosts_, pods_, podLabels_, podNamespaces_, serviceSelectors_, secrets_, namespaces_,
        gateways_, listeners_, certificates_, destinationRules_, meshHosts_, serviceNames_, wildcardMeshHosts_,
        entryHosts_, sidecars_, requestAuthentications_;
    std::vector<Finding>* out_ = nullptr;
};

} // namespace meshwright::model::analysis
