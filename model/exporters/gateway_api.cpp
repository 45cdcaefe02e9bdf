// Gateway API: gateway-api.sigs.k8s.io, version 1. What it lacks beside Istio is said in notes.
#include "model/exporters/notes.h"
#include "model/exporters/tree.h"

#include <algorithm>
#include <map>
#include <set>

namespace meshwright::model::exporters {

using yaml::Node;

namespace {

constexpr auto apiVersion = "gateway.networking.k8s.io/v1";
constexpr std::size_t mostRules = 16, mostMatches = 64; // limits of the HTTPRoute's own schema

std::string withoutScope(const std::string& host) {
    const auto slash = host.find('/');
    return slash == std::string::npos ? host : host.substr(slash + 1);
}

/// Text as a regular expression that matches just it.
std::string quoted(const std::string& plain) {
    std::string out;
    for (const char c : plain) {
        if (std::string_view("\\.+*?()[]{}^$|").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

/// Whole seconds and milliseconds, each with at most five digits. Gateway API: GEP-2257.
std::string durationText(Duration d) {
    const std::int64_t most = 99'999, ms = d.ns / 1'000'000, s = std::min(ms / 1000, most);
    if (ms <= most && ms % 1000 != 0) return std::to_string(ms) + "ms";
    return std::to_string(s) + "s" + (ms % 1000 == 0 ? "" : std::to_string(ms % 1000) + "ms");
}

class Writer {
public:
    explicit Writer(const Design& design) : design_(design), notes_(design) {}

    Exported write() {
        for (const auto& r : design_.all<istio::Gateway>()) gateway(*r);
        for (const auto& r : design_.all<istio::VirtualService>()) routes(*r);
        for (const auto& r : design_.resources())
            if (r->as<kube::Service>() || r->as<kube::Deployment>()) keep(*r);
        for (auto& [name, file] : versions_) out_.files.push_back(std::move(file));
        out_.notes = notes_.take();
        return std::move(out_);
    }

private:
    void keep(const Resource& r) {
        if (!r.prefix.empty()) return;
        const auto& documents = design_.documents();
        for (const auto& d : documents)
            if (d->resources.size() == 1 && d->resources.front().get() == &r)
                out_.files.push_back(fileOf(r.kind, r.meta.ns, r.meta.name,
                                            d->text.empty() || d->text.back() == '\n' ? d->text : d->text + "\n"));
    }

    void gateway(const Resource& r) {
        const auto& spec = *r.as<istio::Gateway>();
        std::vector<Node> listeners;
        for (std::size_t i = 0; i < spec.servers.size(); ++i) {
            const auto& server = spec.servers[i];
            const std::string field = "spec.servers[" + std::to_string(i) + "]";
            std::string protocol = server.port.protocol;
            if (protocol == "HTTP2" || protocol == "GRPC" || protocol == "GRPC-WEB") protocol = "HTTP";
            if (protocol != "HTTP" && protocol != "HTTPS" && protocol != "TLS" && protocol != "TCP") {
                notes_.add(r, field, "Gateway API has no listener for protocol " + protocol + "; it is left out.");
                continue;
            }
            Node tls;
            if (server.tls && protocol != "HTTP") {
                const bool passes = server.tls->mode == "PASSTHROUGH" || server.tls->mode.empty();
                std::vector<Node> certificates;
                if (!server.tls->credentialName.empty())
                    certificates.push_back(map({{"name", text(server.tls->credentialName)}}));
                if (!passes && certificates.empty())
                    notes_.add(r, field + ".tls", "Gateway API reads certificates from Secrets only; name one here.");
                if (server.tls->mode == "MUTUAL")
                    notes_.add(r, field + ".tls.mode", "Gateway API cannot ask clients for certificates in version 1.");
                tls = map({{"mode", text(passes ? "Passthrough" : "Terminate")},
                           {"certificateRefs", certificates.empty() ? none() : list(std::move(certificates))}});
            }
            if (server.tls && server.tls->httpsRedirect)
                notes_.add(r, field + ".tls.httpsRedirect",
                           "Gateway API redirects by a rule of a route, not by the gateway; add one.");
            for (std::size_t h = 0; h < server.hosts.size(); ++h) {
                const std::string host = withoutScope(server.hosts[h]);
                const std::string name =
                    (server.port.name.empty() ? "port-" + std::to_string(server.port.number) : server.port.name) +
                    (server.hosts.size() > 1 ? "-" + std::to_string(h + 1) : "");
                listeners.push_back(map({{"name", text(name)},
                                         {"port", number(server.port.number)},
                                         {"protocol", text(protocol)},
                                         {"hostname", host == "*" ? none() : text(host)},
                                         {"tls", tls},
                                         {"allowedRoutes", map({{"namespaces", map({{"from", text("All")}})}})}}));
            }
        }
        if (listeners.empty()) return;
        out_.files.push_back(
            fileOf("Gateway", r.meta.ns, r.meta.name,
                   object(apiVersion, "Gateway", r.meta.ns, r.meta.name,
                          map({{"gatewayClassName", text("istio")}, {"listeners", list(std::move(listeners))}}))));
    }

    /// The route's parents at the edge, and the hosts that are services of the mesh.
    void routes(const Resource& r) {
        const auto& spec = *r.as<istio::VirtualService>();
        if (!spec.tls.empty() || !spec.tcp.empty())
            notes_.add(r, spec.tls.empty() ? "spec.tcp" : "spec.tls",
                       "Only routes of HTTP are written; those of TLS and TCP are left out.");
        if (spec.http.empty()) return;
        std::vector<Node> edge;
        bool mesh = spec.gateways.empty();
        for (const auto& name : spec.gateways) {
            if (name == "mesh") {
                mesh = true;
                continue;
            }
            const auto slash = name.find('/');
            const std::string ns = slash == std::string::npos ? r.meta.ns : name.substr(0, slash);
            edge.push_back(map({{"name", text(slash == std::string::npos ? name : name.substr(slash + 1))},
                                {"namespace", ns == r.meta.ns ? none() : text(ns)}}));
        }
        std::vector<std::string> hostnames;
        std::vector<Node> services;
        for (const auto& host : spec.hosts) {
            const Host full = resolveShortName(host, r.meta.ns);
            const auto service = serviceOf(full);
            if (service)
                services.push_back(
                    map({{"group", text("")},
                         {"kind", text("Service")},
                         {"name", text(service->meta.name)},
                         {"namespace", service->meta.ns == r.meta.ns ? none() : text(service->meta.ns)}}));
            if (host.text != "*") hostnames.push_back(full.text);
        }
        std::vector<Node> rules;
        for (std::size_t i = 0; i < spec.http.size(); ++i) rule(r, spec.http[i], i, rules);
        if (rules.size() > mostRules)
            notes_.add(r, "spec.http", "An HTTPRoute holds at most 16 rules; split this virtual service.");
        if (!edge.empty())
            write(r, r.meta.name,
                  map({{"parentRefs", list(std::move(edge))},
                       {"hostnames", hostnames.empty() ? none() : texts(hostnames)},
                       {"rules", list(rules)}}));
        if (mesh && services.empty())
            notes_.add(r, "spec.hosts",
                       "In the mesh a route of Gateway API belongs to a Service; no host here is one.");
        if (mesh && !services.empty())
            write(r, spec.gateways.empty() ? r.meta.name : r.meta.name + "-mesh",
                  map({{"parentRefs", list(std::move(services))}, {"rules", list(std::move(rules))}}));
    }

    void write(const Resource& r, const std::string& name, Node spec) {
        out_.files.push_back(
            fileOf("HTTPRoute", r.meta.ns, name, object(apiVersion, "HTTPRoute", r.meta.ns, name, std::move(spec))));
    }

    ResourcePtr serviceOf(const Host& host) const {
        for (const auto& r : design_.all<kube::Service>())
            if (host.text == r->meta.name + "." + r->meta.ns + ".svc.cluster.local") return r;
        return {};
    }

    static Node condition(const std::string& name, const istio::StringMatch& m) {
        if (m.exact) return map({{"name", text(name)}, {"value", text(*m.exact)}});
        std::string regex = ".*";
        if (m.prefix) regex = quoted(*m.prefix) + ".*";
        if (m.regex) regex = *m.regex;
        return map({{"name", text(name)}, {"type", text("RegularExpression")}, {"value", text(regex)}});
    }

    Node match(const Resource& r, const std::string& field, const istio::HttpMatch& m) {
        Node path;
        if (m.uri && m.uri->exact) path = map({{"type", text("Exact")}, {"value", text(*m.uri->exact)}});
        if (m.uri && m.uri->regex) path = map({{"type", text("RegularExpression")}, {"value", text(*m.uri->regex)}});
        if (m.uri && m.uri->prefix) {
            path = map({{"type", text("PathPrefix")}, {"value", text(*m.uri->prefix)}});
            if (m.uri->prefix->back() != '/')
                notes_.add(r, field + ".uri.prefix",
                           "Gateway API's prefix ends at a slash: " + *m.uri->prefix + "x no longer matches.");
        }
        std::vector<Node> headers, query;
        for (const auto& [name, value] : m.headers) headers.push_back(condition(name, value));
        for (const auto& [name, value] : m.queryParams) query.push_back(condition(name, value));
        Node method;
        if (m.method && m.method->exact) method = text(*m.method->exact);
        const auto lost = [&](bool is, const char* what) {
            if (is)
                notes_.add(r, field + "." + what,
                           std::string("Gateway API has no condition on ") + what + "; this one is left out.");
        };
        lost(m.scheme.has_value(), "scheme");
        lost(m.authority.has_value(), "authority");
        lost(!m.withoutHeaders.empty(), "withoutHeaders");
        lost(m.port != 0, "port");
        lost(!m.sourceLabels.empty(), "sourceLabels");
        lost(!m.sourceNamespace.empty(), "sourceNamespace");
        lost(m.ignoreUriCase, "ignoreUriCase");
        lost(m.method && !m.method->exact, "method");
        return map({{"path", path},
                    {"headers", headers.empty() ? none() : list(std::move(headers))},
                    {"queryParams", query.empty() ? none() : list(std::move(query))},
                    {"method", method}});
    }

    /// The Service that stands for a subset, made where a route first names it; the Service itself without one.
    std::string backend(const Resource& r, const std::string& field, const istio::Destination& d, std::int64_t& port,
                        std::string& ns) {
        const auto service = serviceOf(resolveShortName(d.host, r.meta.ns));
        if (!service) {
            notes_.add(r, field, "The destination " + d.host.text + " is no Service of the design; it is left out.");
            return {};
        }
        const auto& spec = *service->as<kube::Service>();
        ns = service->meta.ns;
        port = d.port ? d.port->number : spec.ports.empty() ? 80 : spec.ports.front().port;
        if (d.subset.empty()) return service->meta.name;
        const std::string name = service->meta.name + "-" + d.subset;
        istio::Labels labels = spec.selector;
        for (const auto& rule : design_.all<istio::DestinationRule>())
            if (resolveShortName(rule->as<istio::DestinationRule>()->host, rule->meta.ns).text ==
                service->meta.name + "." + ns + ".svc.cluster.local")
                for (const auto& s : rule->as<istio::DestinationRule>()->subsets)
                    if (s.name == d.subset)
                        for (const auto& [k, v] : s.labels) labels[k] = v;
        std::vector<std::pair<std::string, Node>> selector;
        for (const auto& [k, v] : labels) selector.emplace_back(k, text(v));
        std::vector<Node> ports;
        for (const auto& p : spec.ports) {
            const bool numeric = !p.targetPort.empty() && std::all_of(p.targetPort.begin(), p.targetPort.end(),
                                                                      [](char c) { return c >= '0' && c <= '9'; });
            ports.push_back(map({{"name", p.name.empty() ? none() : text(p.name)},
                                 {"port", number(p.port)},
                                 {"targetPort", p.targetPort.empty() ? none()
                                                : numeric            ? number(std::stoll(p.targetPort))
                                                                     : text(p.targetPort)},
                                 {"appProtocol", p.appProtocol.empty() ? none() : text(p.appProtocol)}}));
        }
        versions_.try_emplace(
            ns + "/" + name,
            fileOf("Service", ns, name,
                   object("v1", "Service", ns, name,
                          map({{"selector", map(std::move(selector))}, {"ports", list(std::move(ports))}}))));
        return name;
    }

    Node backendRef(const Resource& r, const std::string& field, const istio::Destination& d, std::int64_t weight,
                    bool weighted) {
        std::int64_t port = 0;
        std::string ns;
        const std::string name = backend(r, field, d, port, ns);
        if (name.empty()) return none();
        if (ns != r.meta.ns) notes_.add(r, field, "A route to another namespace needs a ReferenceGrant there.");
        return map({{"name", text(name)},
                    {"namespace", ns == r.meta.ns ? none() : text(ns)},
                    {"port", number(port)},
                    {"weight", weighted ? number(weight) : none()}});
    }

    static Node headerFilter(const char* type, const char* key, const istio::HeaderOperations& o) {
        const auto pairs = [](const istio::Labels& labels) {
            std::vector<Node> items;
            for (const auto& [k, v] : labels) items.push_back(map({{"name", text(k)}, {"value", text(v)}}));
            return items.empty() ? none() : list(std::move(items));
        };
        return map({{"type", text(type)},
                    {key, map({{"set", pairs(o.set)},
                               {"add", pairs(o.add)},
                               {"remove", o.remove.empty() ? none() : texts(o.remove)}})}});
    }

    void filters(const Resource& r, const std::string& field, const istio::HttpRoute& rule, std::vector<Node>& out) {
        if (rule.headers && !rule.headers->request.empty())
            out.push_back(headerFilter("RequestHeaderModifier", "requestHeaderModifier", rule.headers->request));
        if (rule.headers && !rule.headers->response.empty())
            out.push_back(headerFilter("ResponseHeaderModifier", "responseHeaderModifier", rule.headers->response));
        if (rule.redirect) {
            const auto& d = *rule.redirect;
            std::int64_t code = d.redirectCode == 0 ? 301 : d.redirectCode;
            if (code != 301 && code != 302 && code != 303 && code != 307 && code != 308) {
                notes_.add(r, field + ".redirect.redirectCode",
                           "Gateway API redirects by 301, 302, 303, 307 or 308; 302 is written.");
                code = 302;
            }
            out.push_back(
                map({{"type", text("RequestRedirect")},
                     {"requestRedirect", map({{"scheme", d.scheme.empty() ? none() : text(d.scheme)},
                                              {"hostname", d.authority.empty() ? none() : text(d.authority)},
                                              {"path", d.uri.empty() ? none()
                                                                     : map({{"type", text("ReplaceFullPath")},
                                                                            {"replaceFullPath", text(d.uri)}})},
                                              {"port", d.port ? number(*d.port) : none()},
                                              {"statusCode", number(code)}})}}));
        }
        if (rule.rewrite) {
            const bool prefix =
                std::any_of(rule.match.begin(), rule.match.end(), [](const auto& m) { return m.uri && m.uri->prefix; });
            if (rule.rewrite->uriRegexRewrite)
                notes_.add(r, field + ".rewrite.uriRegexRewrite",
                           "Gateway API rewrites no path by a regular expression.");
            out.push_back(
                map({{"type", text("URLRewrite")},
                     {"urlRewrite",
                      map({{"hostname", rule.rewrite->authority.empty() ? none() : text(rule.rewrite->authority)},
                           {"path", rule.rewrite->uri.empty() ? none()
                                    : prefix                  ? map({{"type", text("ReplacePrefixMatch")},
                                                                     {"replacePrefixMatch", text(rule.rewrite->uri)}})
                                                              : map({{"type", text("ReplaceFullPath")},
                                                                     {"replaceFullPath", text(rule.rewrite->uri)}})}})}}));
        }
        const auto mirror = [&](const istio::Destination& d, const std::string& at,
                                const std::optional<istio::PercentValue>& share) {
            const Node to = backendRef(r, at, d, 0, false);
            if (to.isNull()) return;
            const bool some = share && share->value.value < 100;
            if (some && share->value.value != static_cast<double>(static_cast<std::int64_t>(share->value.value)))
                notes_.add(r, at, "Gateway API mirrors whole percents; the fraction is dropped.");
            out.push_back(
                map({{"type", text("RequestMirror")},
                     {"requestMirror",
                      map({{"backendRef", to},
                           {"percent", some ? number(static_cast<std::int64_t>(share->value.value)) : none()}})}}));
        };
        if (rule.mirror) mirror(*rule.mirror, field + ".mirror", rule.mirrorPercentage);
        for (std::size_t i = 0; i < rule.mirrors.size(); ++i)
            mirror(rule.mirrors[i].destination, field + ".mirrors[" + std::to_string(i) + "]",
                   rule.mirrors[i].percentage);
    }

    void rule(const Resource& r, const istio::HttpRoute& rule, std::size_t index, std::vector<Node>& out) {
        const std::string field = "spec.http[" + std::to_string(index) + "]";
        if (rule.delegate)
            return notes_.add(r, field + ".delegate", "Gateway API has no delegates; the rule is left out.");
        if (rule.directResponse)
            return notes_.add(r, field + ".directResponse",
                              "Gateway API cannot answer by itself; the rule is left out.");
        if (rule.fault) notes_.add(r, field + ".fault", "Gateway API injects no faults.");
        if (rule.corsPolicy)
            notes_.add(r, field + ".corsPolicy", "The rules of CORS are left out; write a CORS filter.");
        if (rule.retries)
            notes_.add(r, field + ".retries", "Retries are experimental in Gateway API; they are left out.");
        std::vector<Node> matches, refs, filter;
        for (std::size_t i = 0; i < rule.match.size(); ++i)
            matches.push_back(match(r, field + ".match[" + std::to_string(i) + "]", rule.match[i]));
        // One without conditions takes every request, whatever the others say.
        if (std::any_of(matches.begin(), matches.end(), [](const Node& m) { return m.entries.empty(); }))
            matches.clear();
        if (matches.size() > mostMatches) notes_.add(r, field + ".match", "A rule holds at most 64 conditions here.");
        for (std::size_t i = 0; i < rule.route.size(); ++i) {
            const auto& d = rule.route[i];
            const std::string at = field + ".route[" + std::to_string(i) + "]";
            Node ref = backendRef(r, at, d.destination, d.weight, rule.route.size() > 1);
            if (ref.isNull()) continue;
            if (d.headers) notes_.add(r, at + ".headers", "Headers for one destination alone are left out.");
            refs.push_back(std::move(ref));
        }
        filters(r, field, rule, filter);
        if (refs.empty() && filter.empty()) return;
        out.push_back(
            map({{"matches", matches.empty() ? none() : list(std::move(matches))},
                 {"filters", filter.empty() ? none() : list(std::move(filter))},
                 {"backendRefs", refs.empty() ? none() : list(std::move(refs))},
                 {"timeouts", rule.timeout ? map({{"request", text(durationText(*rule.timeout))}}) : none()}}));
    }

    const Design& design_;
    Exported out_;
    Notes notes_;
    std::map<std::string, BundleFile> versions_;
};

} // namespace

Exported gatewayApi(const Design& design) {
    return Writer(design).write();
}

} // namespace meshwright::model::exporters
