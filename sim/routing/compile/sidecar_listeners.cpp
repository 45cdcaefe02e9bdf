#include "sim/routing/compile/sidecar_listeners.h"

#include <map>

namespace meshwright::sim::routing {

namespace {

constexpr const char* wildcard = "0.0.0.0";

/// What listens on one address and port.
struct Entry {
    Protocol protocol = Protocol::Tcp; ///< Unsupported: sniffed, for HTTP and TCP chains side by side
    bool http = false, locked = false;
};

class Builder {
public:
    void lockAll() {
        for (auto& [key, entry] : entries_) entry.locked = true;
    }

    /// `bind` empty: no address is asked for.
    void add(const Service& service, std::uint32_t port, Protocol protocol, std::string bind) {
        if (service.resolution == Resolution::Alias || protocol == Protocol::Udp) return;
        const bool plainHttp = isHttp(protocol);
        if (bind.empty()) {
            const std::string own = service.address();
            bind = plainHttp || own.find('/') != std::string::npos ? wildcard : own;
        }
        const auto it = entries_.find({bind, port});
        if (it != entries_.end() && it->second.locked) return;
        if (it != entries_.end() && serverFirstConflict(protocol, it->second.protocol)) return;
        const bool sniffed = protocol == Protocol::Unsupported;
        Entry& entry = entries_[{bind, port}];
        const bool fresh = it == entries_.end();
        if (fresh)
            entry.protocol = plainHttp && bind == wildcard ? Protocol::Unsupported : protocol;
        else if (isTcp(entry.protocol) && (plainHttp || sniffed))
            entry.protocol = Protocol::Unsupported;
        else if (isHttp(entry.protocol) && !plainHttp)
            entry.protocol = Protocol::Unsupported;
        if (!plainHttp && !sniffed) return;
        entry.http = true;
        if (sniffed && bind != wildcard)
            out.sniffed.insert({service.hostname.text, port});
        else if (bind == wildcard || bind.rfind("127.", 0) == 0)
            out.http.insert(port);
    }

    SidecarListeners out;

private:
    /// Sniffing would break protocols in which the server speaks first. Istio: listener.go
    /// (isConflictWithWellKnownPort).
    static bool serverFirstConflict(Protocol incoming, Protocol existing) {
        auto speaksFirst = [](Protocol p) { return p == Protocol::Mongo || p == Protocol::MySql; };
        return incoming != existing && (speaksFirst(incoming) || speaksFirst(existing));
    }

    std::map<std::pair<std::string, std::uint32_t>, Entry> entries_;
};

} // namespace

SidecarListeners sidecarListeners(const ProxyScope& scope) {
    Builder builder;
    for (const auto& listener : scope.listeners) {
        const bool bound = listener.written && listener.written->captureMode == "NONE";
        std::string bind = listener.written ? listener.written->bind : "";
        if (bind.empty() && bound) bind = "127.0.0.1";
        if (listener.port() != 0) {
            for (const auto& s : listener.services) builder.add(*s, listener.port(), listener.protocol(), bind);
            continue;
        }
        builder.lockAll();
        for (const auto& s : listener.services)
            for (const auto& p : s->ports) {
                const bool headless = bind.empty() && s->resolution == Resolution::Passthrough &&
                                      s->addresses.empty() && !isHttp(p.protocol);
                // a headless service listens on its pods' own addresses, with a route table of its own
                if (headless && (s->registry == Service::Registry::Kubernetes || !s->selector.empty())) {
                    if (p.protocol == Protocol::Unsupported) builder.out.sniffed.insert({s->hostname.text, p.number});
                    continue;
                }
                builder.add(*s, p.number, p.protocol, bind);
            }
    }
    return std::move(builder.out);
}

} // namespace meshwright::sim::routing
