// A route decision beside the plain loop over all rules, and what compiling a mesh costs.
#include "model/design/design.h"
#include "sim/routing/mesh_index.h"
#include "tests/bench/bench.h"

#include <re2/re2.h>
#include <string>
#include <vector>

namespace meshwright::bench {
namespace {

using namespace sim::routing;

constexpr std::size_t sizes[] = {10, 64, 100, 1'000, 10'000};

enum class Kind { Prefix, Exact, Regex, Header };

std::string pathOf(Kind kind, std::size_t i) {
    const std::string k = std::to_string(i);
    if (kind == Kind::Exact) return "/shelves/shelf_" + k + "/route_" + k;
    if (kind == Kind::Regex) return "/shelves/[^\\/]+/route_" + k;
    return kind == Kind::Prefix ? "/shelves/shelf_" + k + "/" : "/";
}

/// One host with `n` routes, of which only the last fits the request.
std::shared_ptr<const ProxyTables> tablesOf(Kind kind, std::size_t n) {
    auto host = std::make_shared<VirtualHost>();
    host->domains = {"*"};
    for (std::size_t i = 0; i < n; ++i) {
        auto route = std::make_shared<Route>();
        route->match.path.value = pathOf(kind, i);
        if (kind == Kind::Exact) route->match.path.kind = PathMatcher::Kind::Exact;
        if (kind == Kind::Regex) {
            route->match.path.kind = PathMatcher::Kind::Regex;
            route->match.path.regex = std::make_shared<const re2::RE2>(route->match.path.value, re2::RE2::Latin1);
        }
        if (kind == Kind::Header) {
            HeaderMatcher h;
            h.name = "x-user";
            h.test.value = std::to_string(i);
            route->match.headers.push_back(std::move(h));
        }
        host->routes.push_back(std::move(route));
    }
    auto table = std::make_shared<RouteTable>();
    table->virtualHosts = {std::move(host)};
    auto tables = std::make_shared<ProxyTables>();
    tables->http[80] = std::move(table);
    return tables;
}

Request lastRequest(Kind kind, std::size_t n) {
    const std::string k = std::to_string(n - 1);
    Request r;
    r.authority = "library.example.com";
    r.path = "/shelves/shelf_" + k + "/route_" + k;
    if (kind == Kind::Header) r.headers.emplace_back("x-user", k);
    return r;
}

Round decide(const Matcher& matcher, const Request& request, std::size_t iterations) {
    return timed([&] {
        std::size_t hits = 0;
        for (std::size_t i = 0; i < iterations; ++i) {
            const auto [host, route] = matcher.match(request);
            hits += route != nullptr;
            keep(hits);
        }
        return std::pair<std::uint64_t, double>{iterations, static_cast<double>(hits)};
    });
}

/// The loop that one would write first: each rule tested in turn, nothing else.
Round floor(Kind kind, std::size_t n, const std::string& path, std::size_t iterations) {
    std::vector<std::string> texts;
    std::vector<std::unique_ptr<re2::RE2>> regexes;
    for (std::size_t i = 0; i < n; ++i) {
        texts.push_back(kind == Kind::Header ? std::to_string(i) : pathOf(kind, i));
        if (kind == Kind::Regex) regexes.push_back(std::make_unique<re2::RE2>(texts.back(), re2::RE2::Latin1));
    }
    const std::string value = kind == Kind::Header ? texts.back() : path;
    auto fits = [&](std::size_t i) {
        if (kind == Kind::Prefix) return value.compare(0, texts[i].size(), texts[i]) == 0;
        if (kind == Kind::Regex) return re2::RE2::FullMatch(value, *regexes[i]);
        return value == texts[i];
    };
    return timed([&] {
        std::size_t hits = 0;
        for (std::size_t k = 0; k < iterations; ++k) {
            for (std::size_t i = 0; i < n; ++i)
                if (fits(i)) {
                    ++hits;
                    break;
                }
            keep(hits);
        }
        return std::pair<std::uint64_t, double>{iterations, static_cast<double>(hits)};
    });
}

void compareMatching(Runner& runner) {
    const std::pair<Kind, const char*> kinds[] = {
        {Kind::Prefix, "prefix"}, {Kind::Exact, "exact"}, {Kind::Regex, "regex"}, {Kind::Header, "header"}};
    for (const auto& [kind, name] : kinds)
        for (const std::size_t n : sizes) {
            const Matcher matcher(tablesOf(kind, n));
            const Request request = lastRequest(kind, n);
            const bool linear = kind == Kind::Regex;
            const std::size_t ours = linear ? 400'000 / n + 20 : 200'000,
                              theirs = (kind == Kind::Regex ? 400'000 : 4'000'000) / n + 20;
            const double limit = n < 64 ? 0 : kind == Kind::Regex ? 1.2 : 1.0;
            runner.compare(
                std::string("route_") + name + "_" + std::to_string(n), "decision",
                [&] { return decide(matcher, request, ours); },
                [&, kind = kind, n = n] { return floor(kind, n, request.path, theirs); }, limit);
        }
}

std::string virtualServiceText(std::size_t i, const std::string& prefix) {
    const std::string k = std::to_string(i);
    return "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v" + k +
           "}\nspec:\n  hosts: [s" + k + "]\n  gateways: [mesh, gw]\n  http:\n  - match: [{uri: {prefix: " + prefix +
           "}}]\n    route: [{destination: {host: s" + k + "}}]\n  - route: [{destination: {host: s" + k + "}}]\n";
}

/// From the texts of regular expressions to the first answer: what a table costs that is asked once after each change.
void compareFirstRegexDecision(Runner& runner) {
    for (const std::size_t n : {std::size_t{64}, std::size_t{1'000}, std::size_t{10'000}}) {
        const Request request = lastRequest(Kind::Regex, n);
        runner.compare(
            "route_regex_compile_and_first_" + std::to_string(n), "table",
            [&] {
                return timed([&] {
                    const Matcher matcher(tablesOf(Kind::Regex, n));
                    return std::pair<std::uint64_t, double>{1, matcher.match(request).second != nullptr};
                });
            },
            [&] {
                return timed([&] {
                    std::vector<std::unique_ptr<re2::RE2>> regexes;
                    for (std::size_t i = 0; i < n; ++i)
                        regexes.push_back(std::make_unique<re2::RE2>(pathOf(Kind::Regex, i), re2::RE2::Latin1));
                    std::size_t hits = 0;
                    for (const auto& regex : regexes) hits += re2::RE2::FullMatch(request.path, *regex);
                    return std::pair<std::uint64_t, double>{1, static_cast<double>(hits)};
                });
            },
            1.2);
        // one pass over all of them is prepared after some questions: its price, spread over a thousand of them
        runner.compare(
            "route_regex_compile_and_1000_" + std::to_string(n), "table",
            [&] {
                return timed([&] {
                    const Matcher matcher(tablesOf(Kind::Regex, n));
                    std::size_t hits = 0;
                    for (int i = 0; i < 1000; ++i) hits += matcher.match(request).second != nullptr;
                    return std::pair<std::uint64_t, double>{1, static_cast<double>(hits)};
                });
            },
            [&] {
                return timed([&] {
                    std::vector<std::unique_ptr<re2::RE2>> regexes;
                    for (std::size_t i = 0; i < n; ++i)
                        regexes.push_back(std::make_unique<re2::RE2>(pathOf(Kind::Regex, i), re2::RE2::Latin1));
                    std::size_t hits = 0;
                    for (int i = 0; i < 1000; ++i)
                        for (const auto& regex : regexes)
                            if (re2::RE2::FullMatch(request.path, *regex)) {
                                ++hits;
                                break;
                            }
                    return std::pair<std::uint64_t, double>{1, static_cast<double>(hits)};
                });
            },
            1.2);
    }
}

/// A mesh of `n` services, each with a VirtualService, a client and a gateway; service `i` is in documents 2 + 2 i and
/// the next.
model::Design meshDesign(std::size_t n) {
    std::string text =
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: client}\nspec: {template: {metadata: {labels: {app: "
        "client}}, spec: {containers: [{name: a, image: a}]}}}\n---\napiVersion: networking.istio.io/v1\nkind: "
        "Gateway\nmetadata: {name: gw}\nspec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: "
        "http, protocol: HTTP}, hosts: ['*']}]}\n";
    for (std::size_t i = 0; i < n; ++i) {
        const std::string k = std::to_string(i);
        text += "---\napiVersion: v1\nkind: Service\nmetadata: {name: s" + k + "}\nspec: {selector: {app: s" + k +
                "}, ports: [{name: http, port: 80}]}\n---\n" + virtualServiceText(i, "/a");
    }
    model::Limits limits;
    limits.documentsPerFile = 3 * n;
    limits.nodes = 100 * n + 1000;
    return *model::Design::fromText(text, "mesh.yaml", limits);
}

/// One rule's prefix goes there and back; timed from the edit's text to the first decision by the new tables.
void editOne(Runner& runner) {
    constexpr std::size_t services = 10'000, edited = 5'000, document = 3 + 2 * edited, times = 20;
    model::Design design = meshDesign(services);
    const ProxyRef gateway{{{"istio", "ingressgateway"}}, "", "istio-system"}, client{{}, "client", "default"};
    Request request;
    request.authority = "s" + std::to_string(edited) + ".default.svc.cluster.local";
    for (const auto& [proxy, name] : {std::pair{gateway, "gateway"}, std::pair{client, "sidecar"}}) {
        MeshIndexPtr mesh = indexMesh(design);
        std::shared_ptr<const ProxyTables> tables = compile(mesh, proxy);
        Matcher matcher(tables);
        runner.measure(std::string("edit_one_of_10000_virtual_services_") + name, "edit to first decision", [&] {
            return timed([&] {
                std::size_t routed = 0;
                for (std::size_t i = 0; i < times; ++i) {
                    const char* const prefix = i % 2 ? "/a" : "/b";
                    request.path = prefix;
                    design = *design.withDocument(document, virtualServiceText(edited, prefix));
                    const MeshIndexPtr next = indexMesh(design, mesh);
                    tables = recompile(mesh, tables, next, proxy);
                    matcher = Matcher(tables, matcher);
                    routed += matcher.decide(request, 0).route->match.path.value == prefix;
                    mesh = next;
                }
                return std::pair<std::uint64_t, double>{times, static_cast<double>(routed)};
            });
        });
    }
    runner.measure("compile_gateway_of_10000_virtual_services", "mesh", [&] {
        return timed([&] {
            const auto all = compile(indexMesh(design), gateway);
            return std::pair<std::uint64_t, double>{1, static_cast<double>(all->clusters.size())};
        });
    });
}

void compileMesh(Runner& runner) {
    constexpr std::size_t services = 10'000;
    const model::Design design = meshDesign(services);
    const ProxyRef client{{}, "client", "default"};
    runner.measure("compile_10000_virtual_services", "mesh", [&] {
        return timed([&] {
            const Matcher matcher(compile(indexMesh(design), client));
            return std::pair<std::uint64_t, double>{1, static_cast<double>(matcher.tables().clusters.size())};
        });
    });
}

const Suite compiling(compileMesh);
const Suite editing(editOne);
const Suite firstRegex(compareFirstRegexDecision);
const Suite suite(compareMatching);

} // namespace
} // namespace meshwright::bench
