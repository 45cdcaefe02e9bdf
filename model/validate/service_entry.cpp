// ServiceEntry and WorkloadEntry. Istio: pkg/config/validation/validation.go (ValidateServiceEntry).
#include "model/validate/names.h"
#include "model/validate/rules.h"

#include <algorithm>
#include <set>

namespace meshwright::model::validation {

namespace {

class EntryJudge {
public:
    EntryJudge(Judge& judge, const istio::ServiceEntry& entry) : j_(judge), e_(entry) {
        resolution_ = e_.resolution.empty() ? "NONE" : e_.resolution;
    }

    void run() {
        if (e_.workloadSelector && !e_.endpoints.empty())
            j_.error("spec.endpoints", "A ServiceEntry takes either workloadSelector or endpoints.");
        hosts();
        ports();
        if (resolution_ == "NONE") none();
        if (resolution_ == "STATIC")
            for (std::size_t i = 0; i < e_.endpoints.size(); ++i)
                staticEndpoint(e_.endpoints[i], at("spec.endpoints", i));
        if (resolution_ == "DNS" || resolution_ == "DNS_ROUND_ROBIN") dns();
        if (resolution_ == "DYNAMIC_DNS") dynamicDns();
        if (resolution_ != "NONE" && e_.hosts.size() > 1)
            for (const auto& port : e_.ports) {
                const Protocol p = Protocol::parse(port.protocol);
                if (p.http || p.tls) continue;
                j_.error("spec.hosts",
                         "Several hosts need ports of protocol HTTP or TLS; port " + port.name + " is neither.");
                break;
            }
        checkExportTo(j_, e_.exportTo, true, false);
    }

    static void endpoint(Judge& j, const istio::WorkloadEntry& w, const std::string& f,
                         const std::set<std::string>* servicePorts, bool nameAllowed) {
        const std::string& address = w.address;
        if (address.empty() && w.network.empty()) return j.error(at(f, "address"), "An endpoint needs an address.");
        if (address.empty()) j.warning(at(f, "address"), "This endpoint has a network but no address.");
        const bool socket = address.compare(0, kUnix.size(), kUnix) == 0;
        if (socket) {
            j.check(at(f, "address"), checkUnixAddress(std::string_view(address).substr(kUnix.size())));
            if (!w.ports.empty()) j.error(at(f, "ports"), "A socket has no ports; remove them.");
        } else if (!address.empty() && !isIpAddress(address)) {
            if (!nameAllowed)
                j.error(at(f, "address"), "With resolution STATIC an endpoint needs an IP address.");
            else if (!checkDomain(address).empty())
                j.error(at(f, "address"), "This is neither a host nor an IP address.");
        }
        endpointPorts(j, w, f, servicePorts);
        j.check(at(f, "labels"), checkLabels(w.labels));
        if (socket && servicePorts && servicePorts->size() != 1)
            j.error(f, "A socket needs a ServiceEntry with exactly one port.");
    }

private:
    static void endpointPorts(Judge& j, const istio::WorkloadEntry& w, const std::string& f,
                              const std::set<std::string>* servicePorts) {
        for (const auto& [name, port] : w.ports) {
            const std::string where = atKey(at(f, "ports"), name);
            if (servicePorts && servicePorts->count(name) == 0)
                j.error(where, "The ServiceEntry has no port of this name.");
            j.check(where, checkPortName(name));
            j.check(where, checkPort(port));
        }
    }

    void hosts() {
        if (e_.hosts.empty()) j_.error("spec.hosts", "A ServiceEntry needs at least one host.");
        for (std::size_t i = 0; i < e_.hosts.size(); ++i) {
            const std::string& host = e_.hosts[i].text;
            const std::string f = at("spec.hosts", i);
            if (host == "*") {
                j_.error(f, "A ServiceEntry needs hosts of its own, not *.");
                continue;
            }
            j_.check(f, checkWildcardDomain(host));
            if (resolution_ == "DYNAMIC_DNS") continue;
            if (const auto problem = checkPartialWildcard(host); !problem.empty()) j_.warning(f, problem);
        }
        bool block = false;
        for (std::size_t i = 0; i < e_.addresses.size(); ++i) {
            block = block || e_.addresses[i].find('/') != std::string::npos;
            j_.check(at("spec.addresses", i), checkIpOrCidr(e_.addresses[i]));
        }
        if (block && resolution_ != "NONE" && resolution_ != "STATIC")
            j_.error("spec.addresses", "Blocks of addresses need resolution NONE or STATIC.");
    }

    /// istiod gives an address by itself where endpoints are known and the entry is not opted out.
    bool addressIsGiven() const {
        const auto& labels = j_.resource().meta.labels;
        const auto opted = labels.find("networking.istio.io/enable-autoallocate-ip");
        return resolution_ != "NONE" &&
               (opted == labels.end() || (opted->second != "false" && opted->second != "False"));
    }

    void ports() {
        std::set<std::int64_t> numbers;
        for (std::size_t i = 0; i < e_.ports.size(); ++i) {
            const auto& port = e_.ports[i];
            const std::string f = at("spec.ports", i);
            if (!portNames_.insert(port.name).second) j_.error(at(f, "name"), "Another port has this name.");
            if (!numbers.insert(port.number).second) j_.error(at(f, "number"), "Another port has this number.");
            if (port.targetPort != 0) j_.check(at(f, "targetPort"), checkPort(port.targetPort));
            if (e_.addresses.empty() && !addressIsGiven() && (port.protocol.empty() || port.protocol == "TCP"))
                j_.warning(
                    f, "A TCP port (or one without protocol) needs addresses, else its traffic cannot be told apart "
                       "from other TCP traffic.");
            j_.check(at(f, "name"), checkPortName(port.name));
            j_.check(at(f, "protocol"), checkProtocol(port.protocol));
            j_.check(at(f, "number"), checkPort(port.number));
        }
    }

    void none() {
        if (!e_.endpoints.empty())
            j_.error("spec.endpoints", "With resolution NONE there are no endpoints; use STATIC or DNS.");
        if (e_.workloadSelector)
            j_.warning("spec.workloadSelector", "With resolution NONE a workloadSelector means nothing.");
    }

    void staticEndpoint(const istio::WorkloadEntry& w, const std::string& f) { endpoint(j_, w, f, &portNames_, false); }

    void dns() {
        if (e_.endpoints.empty())
            for (std::size_t i = 0; i < e_.hosts.size(); ++i)
                if (!checkDomain(e_.hosts[i].text).empty()) {
                    j_.error(at("spec.hosts", i), "With resolution " + resolution_ +
                                                      " and no endpoints, hosts must be whole names without wildcard.");
                    break;
                }
        if (resolution_ == "DNS_ROUND_ROBIN" && e_.endpoints.size() > 1)
            j_.error("spec.endpoints", "With resolution DNS_ROUND_ROBIN there may be only one endpoint.");
        for (std::size_t i = 0; i < e_.endpoints.size(); ++i) {
            const std::string f = at("spec.endpoints", i);
            const auto& w = e_.endpoints[i];
            if (!isIpAddress(w.address) && !checkDomain(w.address).empty())
                j_.error(at(f, "address"), "This is neither a host nor an IP address.");
            j_.check(at(f, "labels"), checkLabels(w.labels));
            endpointPorts(j_, w, f, &portNames_);
        }
        if (e_.addresses.empty() || e_.hosts.size() < 2) return;
        if (std::any_of(e_.ports.begin(), e_.ports.end(),
                        [](const auto& p) { return Protocol::parse(p.protocol).tcp; }))
            j_.warning("spec.hosts", "With addresses and a TCP port, a ServiceEntry should have one host.");
    }

    void dynamicDns() {
        if (e_.hosts.empty()) j_.error("spec.hosts", "Resolution DYNAMIC_DNS needs a wildcard host.");
        for (std::size_t i = 0; i < e_.hosts.size(); ++i)
            if (!e_.hosts[i].isWildcard())
                j_.error(at("spec.hosts", i), "Resolution DYNAMIC_DNS takes only wildcard hosts.");
        if (!e_.addresses.empty()) j_.error("spec.addresses", "Resolution DYNAMIC_DNS takes no addresses.");
        if (!e_.endpoints.empty()) j_.error("spec.endpoints", "Resolution DYNAMIC_DNS takes no endpoints.");
        for (std::size_t i = 0; i < e_.ports.size(); ++i) {
            std::string p;
            for (const char c : e_.ports[i].protocol) p += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
            if (p != "HTTP" && p != "HTTP2" && p != "GRPC" && p != "TLS")
                j_.error(at(at("spec.ports", i), "protocol"),
                         "Resolution DYNAMIC_DNS takes only ports of protocol HTTP, HTTP2, GRPC or TLS.");
        }
        const auto& labels = j_.resource().meta.labels;
        const auto waypoint = labels.find("istio.io/use-waypoint");
        if (e_.location == "MESH_INTERNAL" && waypoint != labels.end() && !waypoint->second.empty() &&
            waypoint->second != "none")
            j_.error("spec.location", "With a waypoint, DYNAMIC_DNS cannot be MESH_INTERNAL.");
    }

    Judge& j_;
    const istio::ServiceEntry& e_;
    std::string resolution_;
    std::set<std::string> portNames_;
};

} // namespace

void checkServiceEntry(Judge& judge, const istio::ServiceEntry& entry) {
    if (!checkSelector(judge, entry.workloadSelector, "spec.workloadSelector")) return;
    EntryJudge(judge, entry).run();
}

void checkWorkloadEntry(Judge& judge, const istio::WorkloadEntry& entry) {
    EntryJudge::endpoint(judge, entry, "spec", nullptr, true);
}

} // namespace meshwright::model::validation
