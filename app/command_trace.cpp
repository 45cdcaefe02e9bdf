#include "app/command.h"
#include "app/load.h"
#include "app/output.h"
#include "sim/routing/explain.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <nlohmann/json.hpp>

namespace meshwright::app {

namespace {

using sim::routing::ProxyRef;
using sim::routing::Request;

struct TraceOptions {
    std::vector<std::string> paths, headers;
    std::string from, ns;
    Request request;
    bool registryOnly = false, json = false;
};

/// "gateway:istio=ingressgateway,app=edge" or "workload:reviews-v1".
ProxyRef parseFrom(const std::string& text, const std::string& ns) {
    const auto wrong = [&] {
        return CLI::ValidationError(
            "--from", "'" + text + "' names no sender; write gateway:LABEL=VALUE[,…] or workload:DEPLOYMENT.");
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

int trace(const TraceOptions& options, const ProxyRef& proxy) {
    const auto design = loadDesign(options.paths);
    if (!design) return refuse(design.error(), options.json);
    say(design->diagnostics());

    sim::routing::MeshConfig config;
    config.registryOnly = options.registryOnly;
    const auto followed = sim::routing::trace(sim::routing::indexMesh(*design, config), proxy, options.request);
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
        ->type_name("SENDER")
        ->required();
    command->add_option("--namespace", options->ns, "Namespace of the sender; istio-system for a gateway, else default")
        ->type_name("NS");
    command->add_option("--port", options->request.port, "Port: of the Gateway's server or of the Service (80)")
        ->type_name("N")
        ->check(CLI::Range(1, 65'535));
    command->add_option("--host", options->request.authority, "Host (authority) of the request")
        ->type_name("HOST")
        ->required();
    command->add_option("--path", options->request.path, "Path, with query where it has one (/)")->type_name("PATH");
    command->add_option("--method", options->request.method, "Method (GET)")->type_name("METHOD");
    command->add_option("-H,--header", options->headers, "Header of the request, such as end-user:jason")
        ->type_name("NAME:VALUE")
        ->allow_extra_args(false);
    command->add_flag("--tls", options->request.tls, "The request arrives by TLS");
    command->add_flag("--registry-only", options->registryOnly, "The mesh lets out only what it knows (REGISTRY_ONLY)");
    command->add_flag("--json", options->json, "Print the outcome and its explanation as JSON");
    command->footer("Examples:\n"
                    "  meshwright trace bookinfo.yaml --from gateway:istio=ingressgateway --host bookinfo.example.com "
                    "--path /productpage\n"
                    "  meshwright trace bookinfo.yaml --from workload:productpage-v1 --port 9080 --host reviews "
                    "-H end-user:jason\n");
    command->callback([options, &action] {
        const ProxyRef proxy = parseFrom(options->from, options->ns);
        for (const auto& header : options->headers) options->request.headers.push_back(parseHeader(header));
        if (options->request.tls) options->request.scheme = "https";
        action = [options, proxy] { return trace(*options, proxy); };
    });
}

} // namespace meshwright::app
