#include "app/command.h"
#include "app/load.h"
#include "app/output.h"
#include "sim/replay/connection_trace.h"
#include "sim/routing/explain.h"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

namespace meshwright::app {

namespace {

using sim::routing::ProxyRef;
using sim::routing::Request;

struct TraceOptions {
    std::vector<std::string> paths, headers;
    std::string from, ns;
    Request request;
    bool registryOnly = false, json = false;
    // of a connection
    std::string to, protocol, sni, clientTls, identity;
    std::vector<std::string> alpn;
    std::int64_t now = 0;

    bool isConnection() const { return !to.empty() || (!protocol.empty() && protocol != "http"); }
};

/// "gateway:istio=ingressgateway,app=edge" or "workload:reviews-v1".
ProxyRef parseProxy(const std::string& option, const std::string& text, const std::string& ns) {
    const auto wrong = [&] {
        return CLI::ValidationError(
            option, "'" + text + "' names no sender; write gateway:LABEL=VALUE[,…] or workload:DEPLOYMENT.");
    };
    const auto colon = text.find(':');
    if (colon == std::string::npos) throw wrong();
    const std::string kind = text.substr(0, colon), rest = text.substr(colon + 1);
    ProxyRef proxy;
    if (kind == "workload" && !rest.empty()) {
        proxy.workload = rest;
        proxy.ns = ns.empty() ? "default" : ns;
        return proxy;
    }
    if (kind != "gateway") throw wrong();
    for (const auto& label : CLI::detail::split(rest, ',')) {
        const auto equals = label.find('=');
        if (equals == std::string::npos || equals == 0) throw wrong();
        proxy.gateway[label.substr(0, equals)] = label.substr(equals + 1);
    }
    proxy.ns = ns.empty() ? "istio-system" : ns;
    return proxy;
}

std::pair<std::string, std::string> parseHeader(const std::string& text) {
    const auto colon = text.find(':');
    if (colon == std::string::npos || colon == 0)
        throw CLI::ValidationError("--header", "'" + text + "' is no header; write it like end-user:jason.");
    std::string name = text.substr(0, colon), value = text.substr(colon + 1);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    value.erase(0, value.find_first_not_of(' '));
    return {name, value};
}

/// The request as a case file would have it, which says what kind of connection it comes by.
sim::replay::CaseRequest connectionRequest(const TraceOptions& options, const std::optional<ProxyRef>& proxy) {
    sim::replay::CaseRequest out;
    out.from = proxy;
    out.port = options.request.port;
    out.method = options.request.method;
    out.authority = options.request.authority;
    out.path = options.request.path;
    for (const auto& [name, value] : options.request.headers) out.headers[name] = value;
    out.protocol = options.protocol == "http" ? "" : options.protocol;
    out.sni = options.sni;
    out.alpn = options.alpn;
    out.tls = options.clientTls == "none" ? "" : options.clientTls;
    out.identity = options.identity;
    if (!options.to.empty()) {
        const auto target = parseProxy("--to", options.to, options.ns);
        out.to = sim::replay::CaseTarget{target.workload, target.ns};
    }
    return out;
}

int traceConnection(const TraceOptions& options, const sim::routing::MeshIndexPtr& mesh,
                    const std::optional<ProxyRef>& proxy) {
    const auto followed = sim::replay::traceConnection(mesh, connectionRequest(options, proxy),
                                                       options.now > 0 ? options.now : std::time(nullptr));
    if (!followed) {
        say(followed.error());
        return exitErrors;
    }
    if (options.json)
        print(sim::replay::toJson(*followed));
    else
        print(sim::replay::toText(*followed));
    return exitClean;
}

int trace(const TraceOptions& options, const std::optional<ProxyRef>& proxy) {
    const auto design = loadDesign(options.paths);
    if (!design) return refuse(design.error(), options.json);
    say(design->diagnostics());

    sim::routing::MeshConfig config;
    config.registryOnly = options.registryOnly;
    const auto mesh = sim::routing::indexMesh(*design, config);
    if (options.isConnection()) return traceConnection(options, mesh, proxy);
    const auto followed = sim::routing::trace(mesh, *proxy, options.request);
    if (options.json)
        print(sim::routing::toJson(followed));
    else
        print(sim::routing::toText(followed));
    return exitClean;
}

} // namespace

void addTrace(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("trace", "Follow one request through a proxy and say why it goes where it goes");
    auto options = std::make_shared<TraceOptions>();
    command->add_option("FILE", options->paths, "Designs: YAML files or folders of them")->required();
    command->add_option("--from", options->from, "Whose proxy: gateway:LABEL=VALUE[,…] or workload:DEPLOYMENT")
        ->type_name("SENDER");
    command->add_option("--namespace", options->ns, "Namespace of the sender; istio-system for a gateway, else default")
        ->type_name("NS");
    command->add_option("--port", options->request.port, "Port: of the Gateway's server or of the Service (80)")
        ->type_name("N")
        ->check(CLI::Range(1, 65'535));
    command
        ->add_option("--host", options->request.authority,
                     "Host (authority) of the request; of a sidecar's connection a Service or an IP address")
        ->type_name("HOST");
    command->add_option("--path", options->request.path, "Path, with query where it has one (/)")->type_name("PATH");
    command->add_option("--method", options->request.method, "Method (GET)")->type_name("METHOD");
    command->add_option("-H,--header", options->headers, "Header of the request, such as end-user:jason")
        ->type_name("NAME:VALUE")
        ->allow_extra_args(false);
    command->add_flag("--tls", options->request.tls, "The request arrives by TLS");
    command
        ->add_option("--protocol", options->protocol,
                     "Follow a connection through the listeners: tcp (raw bytes), tls (TLS end to end), https (TLS "
                     "that a gateway ends), auto (HTTP by the listeners as they are)")
        ->type_name("KIND")
        ->check(CLI::IsMember({"http", "tcp", "tls", "https", "auto"}));
    command->add_option("--to", options->to, "Call a workload's own sidecar (its server side): workload:DEPLOYMENT")
        ->type_name("TARGET");
    command->add_option("--sni", options->sni, "Server name that the client's TLS says; - for none (the host)")
        ->type_name("NAME");
    command->add_option("--alpn", options->alpn, "Protocols that the client's TLS offers")
        ->type_name("NAME[,…]")
        ->delimiter(',')
        ->allow_extra_args(false);
    command->add_option("--client-tls", options->clientTls, "With --to: none (plain text), mtls or simple (none)")
        ->type_name("KIND")
        ->check(CLI::IsMember({"none", "mtls", "simple"}));
    command->add_option("--identity", options->identity, "SPIFFE identity of the client's certificate")
        ->type_name("URI");
    command->add_option("--now", options->now, "Unix time at which tokens are judged (now)")
        ->type_name("SECONDS")
        ->check(CLI::NonNegativeNumber);
    command->add_flag("--registry-only", options->registryOnly, "The mesh lets out only what it knows (REGISTRY_ONLY)");
    command->add_flag("--json", options->json, "Print the outcome and its explanation as JSON");
    command->footer("Examples:\n"
                    "  meshwright trace bookinfo.yaml --from gateway:istio=ingressgateway --host bookinfo.example.com "
                    "--path /productpage\n"
                    "  meshwright trace bookinfo.yaml --from workload:productpage-v1 --port 9080 --host reviews "
                    "-H end-user:jason\n"
                    "  meshwright trace mesh.yaml --from gateway:istio=ingressgateway --port 443 --protocol tls --sni "
                    "db.example.com\n"
                    "  meshwright trace mesh.yaml --from workload:client --port 3306 --protocol tcp --host mysql\n"
                    "  meshwright trace mesh.yaml --from workload:client --to workload:server --port 8080 --client-tls "
                    "mtls --path /admin\n");
    command->callback([options, &action] {
        std::optional<ProxyRef> proxy;
        if (!options->from.empty()) proxy = parseProxy("--from", options->from, options->ns);
        if (!proxy && options->to.empty())
            throw CLI::ValidationError("--from", "name a sender: gateway:LABEL=VALUE[,…] or workload:DEPLOYMENT.");
        if (!options->to.empty() && parseProxy("--to", options->to, options->ns).isGateway())
            throw CLI::ValidationError("--to", "'" + options->to + "' names no workload; write workload:DEPLOYMENT.");
        const bool raw = options->protocol == "tcp" || options->protocol == "tls";
        const bool named =
            !options->request.authority.empty() || !options->to.empty() || (raw && proxy && proxy->isGateway());
        if (!named) throw CLI::ValidationError("--host", "name the host of the request.");
        for (const auto& header : options->headers) options->request.headers.push_back(parseHeader(header));
        if (options->request.tls) options->request.scheme = "https";
        action = [options, proxy] { return trace(*options, proxy); };
    });
}

} // namespace meshwright::app
