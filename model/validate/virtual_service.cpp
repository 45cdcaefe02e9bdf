// VirtualService. Istio: pkg/config/validation/validation.go (ValidateVirtualService).
#include "model/validate/http_route.h"
#include "model/validate/names.h"
#include "model/validate/rules.h"

#include <algorithm>

namespace meshwright::model::validation {

namespace {

class ServiceJudge {
public:
    ServiceJudge(Judge& judge, const istio::VirtualService& service) : j_(judge), s_(service) {
        gateway_ =
            !s_.gateways.empty() && std::find(s_.gateways.begin(), s_.gateways.end(), "mesh") == s_.gateways.end();
        for (const auto& rule : s_.tls)
            for (const auto& match : rule.match) sni_ = sni_ || !match.sniHosts.empty();
    }

    void run() {
        if (s_.hosts.empty()) delegate();
        if (!s_.gateways.empty()) checkGatewayNames(j_, s_.gateways, "spec.gateways");
        if (!gateway_) claims();
        hosts();
        if (s_.http.empty() && s_.tls.empty() && s_.tcp.empty())
            j_.error("spec", "A VirtualService needs http, tls or tcp rules.");
        for (std::size_t i = 0; i < s_.http.size(); ++i)
            checkHttpRoute(j_, s_.http[i], at("spec.http", i), s_.hosts.empty());
        for (std::size_t i = 0; i < s_.tls.size(); ++i) tlsRule(s_.tls[i], at("spec.tls", i));
        for (std::size_t i = 0; i < s_.tcp.size(); ++i) tcpRule(s_.tcp[i], at("spec.tcp", i));
        checkExportTo(j_, s_.exportTo, false, false);
    }

private:
    void delegate() {
        constexpr const char* kWhy = "A VirtualService without hosts is a delegate, which takes only http rules.";
        if (!s_.gateways.empty()) j_.error("spec.gateways", kWhy);
        if (!s_.tls.empty()) j_.error("spec.tls", kWhy);
        if (!s_.tcp.empty()) j_.error("spec.tcp", kWhy);
    }

    void claims() {
        const auto look = [&](const std::map<std::string, istio::StringMatch>& headers, const std::string& field) {
            for (const auto& [name, value] : headers)
                if (isJwtClaim(name))
                    j_.error(atKey(field, name), "Claims of a token can be matched only at gateways; name the gateways "
                                                 "in spec.gateways, without mesh.");
        };
        for (std::size_t i = 0; i < s_.http.size(); ++i)
            for (std::size_t k = 0; k < s_.http[i].match.size(); ++k) {
                const std::string match = at(at(at("spec.http", i), "match"), k);
                look(s_.http[i].match[k].headers, at(match, "headers"));
                look(s_.http[i].match[k].withoutHeaders, at(match, "withoutHeaders"));
            }
    }

    Problem hostProblem(std::string_view host) const {
        return gateway_ ? checkGatewayDomain(host, sni_) : checkWildcardDomain(host);
    }

    void hosts() {
        bool allFine = true;
        for (std::size_t i = 0; i < s_.hosts.size(); ++i) {
            const std::string& host = s_.hosts[i].text;
            if (const auto problem = hostProblem(host); !problem.empty()) {
                if (isIpAddress(host)) continue;
                j_.error(at("spec.hosts", i), problem);
                allFine = false;
            } else if (!gateway_ && host == "*") {
                j_.error(at("spec.hosts", i), "The host * is only for gateways; for the mesh name each host.");
                allFine = false;
            }
        }
        if (!allFine) return;
        for (std::size_t i = 0; i < s_.hosts.size(); ++i)
            for (std::size_t k = i + 1; k < s_.hosts.size(); ++k)
                if (s_.hosts[i].matches(s_.hosts[k]))
                    j_.error(at("spec.hosts", k),
                             "This host is already covered by " + s_.hosts[i].text + "; remove one of them.");
    }

    template <class Match> void l4Match(const Match& match, const std::string& field) {
        for (std::size_t i = 0; i < match.destinationSubnets.size(); ++i)
            j_.check(at(at(field, "destinationSubnets"), i), checkIpOrCidr(match.destinationSubnets[i]));
        if (match.port != 0) j_.check(at(field, "port"), checkPort(match.port));
        j_.check(at(field, "sourceLabels"), checkLabels(match.sourceLabels));
        checkGatewayNames(j_, match.gateways, at(field, "gateways"));
    }

    void destinations(const std::vector<istio::L4RouteDestination>& route, const std::string& field) {
        if (route.empty()) j_.error(at(field, "route"), "A rule needs a route.");
        for (std::size_t i = 0; i < route.size(); ++i) {
            const std::string where = at(at(field, "route"), i);
            if (j_.has(at(where, "destination")))
                checkDestination(j_, route[i].destination, at(where, "destination"));
            else
                j_.error(at(where, "destination"), "An entry of route needs a destination.");
        }
        checkWeights(j_, route, at(field, "route"));
    }

    void serverName(const std::string& name, const std::string& field) {
        const Problem problem = gateway_ ? checkGatewayDomain(name, true) : checkWildcardDomain(name);
        if (!problem.empty() && isIpAddress(name))
            return j_.warning(field, "A server name should be no IP address; most clients do not send one.");
        if (!problem.empty()) return j_.error(field, problem);
        covered(name, field);
    }

    void covered(const std::string& name, const std::string& field) {
        const bool known =
            std::any_of(s_.hosts.begin(), s_.hosts.end(), [&](const Host& h) { return Host(name).subsetOf(h); });
        if (!known)
            j_.error(field, "The server name " + name.substr(0, 80) + " is none of this VirtualService's hosts.");
    }

    void tlsRule(const istio::TlsRoute& rule, const std::string& field) {
        if (rule.match.empty()) j_.error(at(field, "match"), "A tls rule needs a match with sniHosts.");
        for (std::size_t i = 0; i < rule.match.size(); ++i) {
            const std::string where = at(at(field, "match"), i);
            if (rule.match[i].sniHosts.empty()) j_.error(at(where, "sniHosts"), "A match of a tls rule needs sniHosts.");
            for (std::size_t k = 0; k < rule.match[i].sniHosts.size(); ++k)
                serverName(rule.match[i].sniHosts[k], at(at(where, "sniHosts"), k));
            l4Match(rule.match[i], where);
        }
        destinations(rule.route, field);
    }

    void tcpRule(const istio::TcpRoute& rule, const std::string& field) {
        const Judge::Muted muted(j_);
        for (std::size_t i = 0; i < rule.match.size(); ++i) l4Match(rule.match[i], at(at(field, "match"), i));
        destinations(rule.route, field);
    }

    Judge& j_;
    const istio::VirtualService& s_;
    bool gateway_ = false; ///< bound to gateways only
    bool sni_ = false;
};

} // namespace

void checkVirtualService(Judge& judge, const istio::VirtualService& service) {
    ServiceJudge(judge, service).run();
}

} // namespace meshwright::model::validation
