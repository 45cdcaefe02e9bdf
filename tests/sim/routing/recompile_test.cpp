// Tables made from those before an edit must be those of a full compile, whatever was edited.
#include "sim/kernel/random.h"
#include "tests/sim/routing/fixture.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace meshwright::sim::routing::testing {
namespace {

using kernel::RandomStream;
using Tables = std::shared_ptr<const ProxyTables>;

template <class T, std::size_t N> const T& pick(RandomStream& r, const T (&items)[N]) {
    return items[r.next() % N];
}

std::string text(const PathMatcher& path) {
    const char* const kinds[] = {"prefix ", "exact ", "regex ", "separated "};
    return kinds[static_cast<int>(path.kind)] + path.value + (path.ignoreCase ? " i" : "");
}

std::string text(const Origin& origin) {
    std::ostringstream out;
    out << " @" << origin.resource.get() << " " << origin.field;
    return out.str();
}

std::string text(const Route& route) {
    std::ostringstream out;
    out << "  " << route.name << " " << text(route.match.path);
    for (const auto& h : route.match.headers) out << " " << h.name << "=" << h.test.value;
    if (const auto* forward = std::get_if<Forward>(&route.action)) {
        for (const auto& c : forward->clusters) out << " > " << c.cluster << "*" << c.weight << text(c.origin);
        for (const auto& m : forward->mirrors) out << " mirror " << m.cluster;
        out << " hashes " << forward->hash.size() << " retries " << forward->retry.numRetries;
    } else {
        out << " action " << route.action.index();
    }
    out << text(route.origin) << text(route.matchOrigin) << "\n";
    return out.str();
}

/// Everything that an edit in these tests can change.
std::string text(const ProxyTables& tables) {
    std::ostringstream out;
    for (const auto& [port, table] : tables.http) out << port << " is " << (table ? table->name : "nothing") << "\n";
    for (const auto& [name, table] : tables.named) {
        out << name << (table ? "" : " nothing") << "\n";
        if (!table) continue;
        for (const auto& vh : table->virtualHosts) {
            out << " " << vh->name << (vh->requireTls ? " tls" : "") << text(vh->origin);
            for (const auto& d : vh->domains) out << " " << d;
            out << "\n";
            for (const auto& route : vh->routes) out << text(*route);
        }
    }
    for (const auto& [name, cluster] : tables.clusters) out << name << text(cluster->origin) << "\n";
    for (const auto& d : tables.diagnostics) out << d.name << " " << d.message << "\n";
    return out.str();
}

std::string destination(RandomStream& r) {
    const char* const hosts[] = {"s0", "s1", "s2", "nowhere", "s0.other.svc.cluster.local"};
    return std::string("destination: {host: ") + pick(r, hosts) + (r.next() % 3 == 0 ? ", subset: v1}" : "}");
}

std::string rule(RandomStream& r) {
    const char* const matches[] = {"uri: {prefix: /a}", "uri: {exact: /b}", "uri: {regex: '/c.*'}",
                                   "headers: {x: {exact: y}}", "uri: {prefix: /}"};
    std::string out = "  - ";
    // an expression that is refused makes every compile a full one, so it is rare
    if (r.next() % 40 == 0)
        out += "match: [{uri: {regex: '('}}]\n    ";
    else if (r.next() % 3 != 0)
        out += std::string("match: [{") + pick(r, matches) + "}]\n    ";
    switch (r.next() % 8) {
    case 0:
        return out + "redirect: {uri: /elsewhere}\n";
    case 1:
        return out + "route: [{" + destination(r) + ", weight: 30}, {" + destination(r) + ", weight: 70}]\n";
    case 2:
        return out + "route: [{" + destination(r) + "}]\n    mirror: {host: s2}\n";
    default:
        return out + "route: [{" + destination(r) + "}]\n    retries: {attempts: " + std::to_string(r.next() % 5) +
               "}\n";
    }
}

/// What decides which virtual hosts a VirtualService fills.
std::string surroundings(RandomStream& r, int number) {
    const std::string own = "h" + std::to_string(number) + ".com";
    const std::string hosts[] = {own, own, own, own + ", www." + own, "s1, " + own, "h1.com", "'*.com'", "'*'"};
    const char* const gateways[] = {"gw", "gw", "gw2", "gw, gw2", "gw, mesh", "mesh"};
    const char* const exportTo[] = {"'*'", "'*'", "'*'", "'*'", "istio-system", "., istio-system", "."};
    return "  hosts: [" + pick(r, hosts) + "]\n  gateways: [" + pick(r, gateways) + "]\n  exportTo: [" +
           pick(r, exportTo) + "]\n";
}

std::string virtualService(RandomStream& r, int number, const std::string& around) {
    std::string out = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v" +
                      std::to_string(number) + "}\nspec:\n" + around + "  http:\n";
    for (std::uint64_t n = 1 + r.next() % 3; n > 0; --n) out += rule(r);
    if (r.next() % 20 == 0) out += "  - delegate: {name: shared}\n";
    return out;
}

std::string surroundingObject(RandomStream& r, int number) {
    const std::string some = std::to_string(r.next() % 3);
    switch (number) {
    case 0:
        return "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: gw}\nspec:\n  selector: {istio: "
               "ingressgateway}\n  servers:\n  - {port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']" +
               std::string(r.next() % 4 == 0 ? ", tls: {httpsRedirect: true}" : "") + "}\n";
    case 1:
        return "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: gw2}\nspec:\n  selector: {istio: "
               "ingressgateway}\n  servers:\n  - {port: {number: " +
               std::string(r.next() % 2 ? "80" : "8080") + ", name: http, protocol: HTTP}, hosts: ['*.com']}\n";
    case 2:
        return "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: d}\nspec:\n  host: s" +
               some +
               "\n  trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: x}}}\n  subsets: [{name: v1, "
               "labels: {version: v1}}]\n";
    case 3:
        return "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: shared}\nspec:\n  http:\n" +
               rule(r);
    case 4:
        return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: client}\nspec: {template: {metadata: {labels: "
               "{app: client}}, spec: {containers: [{name: a, image: a}]}}}\n";
    default:
        return "apiVersion: v1\nkind: Service\nmetadata: {name: s" + std::to_string(number - 5) +
               "}\nspec: {selector: {app: s}, ports: [{name: http, port: " + (r.next() % 4 ? "80" : "81") + "}]}\n";
    }
}

/// A design and random edits of it.
class Editing {
public:
    static constexpr int around = 8, rules = 8;

    explicit Editing(RandomStream& random) : random_(random) {
        for (int i = 0; i < around; ++i) append(surroundingObject(random_, i));
        for (int i = 0; i < rules; ++i) {
            surroundings_.push_back(surroundings(random_, i));
            append(virtualService(random_, i, surroundings_.back()));
        }
    }
    const model::Design& design() const { return design_; }

    void edit() {
        const std::uint64_t kind = random_.next() % 10;
        if (kind == 0) {
            const int i = static_cast<int>(random_.next() % around);
            return replace(i, surroundingObject(random_, i));
        }
        const int i = static_cast<int>(random_.next() % rules);
        std::string& place = surroundings_[static_cast<std::size_t>(i)];
        if (kind == 1) place = surroundings(random_, i);
        replace(around + i, virtualService(random_, i, place));
        if (kind == 2) edit(); // two at once
    }

private:
    void append(const std::string& yaml) { design_ = design_.withNewDocument("design.yaml", yaml).value(); }
    void replace(int at, const std::string& yaml) {
        design_ = design_.withDocument(static_cast<std::size_t>(at), yaml).value();
    }

    RandomStream& random_;
    model::Design design_;
    std::vector<std::string> surroundings_;
};

/// Virtual hosts that both tables share.
std::size_t kept(const ProxyTables& before, const ProxyTables& after) {
    std::set<VirtualHostPtr> known;
    for (const auto& [name, table] : before.named) known.insert(table->virtualHosts.begin(), table->virtualHosts.end());
    std::size_t out = 0;
    for (const auto& [name, table] : after.named)
        for (const auto& vh : table->virtualHosts) out += known.count(vh);
    return out;
}

/// One proxy's tables and look-up, carried from edit to edit.
struct Follower {
    ProxyRef proxy;
    Tables tables;
    Matcher matcher;
    int local = 0; ///< edits that kept some virtual hosts and changed others

    Follower(ProxyRef ref, const MeshIndexPtr& mesh) : proxy(ref), tables(compile(mesh, ref)), matcher(tables) {}

    void follow(const MeshIndexPtr& before, const MeshIndexPtr& after) {
        const Tables next = recompile(before, tables, after, proxy);
        local += next != tables && kept(*tables, *next) > 0;
        tables = next;
        matcher = Matcher(tables, matcher);
    }
};

/// The decisions of a look-up that was carried along are those of one made anew.
void expectSameDecisions(const Matcher& carried) {
    const Matcher anew(std::make_shared<const ProxyTables>(carried.tables()));
    for (const char* host : {"h0.com", "h1.com", "www.h2.com", "h5.com", "s1", "nobody"})
        for (const char* path : {"/a", "/b", "/c1", "/"})
            for (const std::uint32_t port : {80u, 81u, 8080u}) {
                const Request request = get(host, path, port);
                EXPECT_EQ(carried.match(request), anew.match(request)) << host << path << " on " << port;
            }
}

TEST(Recompiling, GivesTheTablesOfAFullCompileAfterAnyEdit) {
    RandomStream random(11);
    int edits = 0, localOnGateway = 0, localOnSidecar = 0;
    for (int i = 0; i < 200; ++i) {
        Editing editing(random);
        MeshIndexPtr mesh = indexMesh(editing.design());
        Follower gateway(ingress(), mesh), client(sidecarOf("client"), mesh);
        for (int k = 0; k < 10; ++k) {
            editing.edit();
            const MeshIndexPtr next = indexMesh(editing.design(), mesh), full = indexMesh(editing.design());
            for (Follower* follower : {&gateway, &client}) {
                follower->follow(mesh, next);
                ASSERT_EQ(text(*follower->tables), text(*compile(full, follower->proxy)))
                    << "design " << i << ", edit " << k;
                expectSameDecisions(follower->matcher);
            }
            ++edits;
            mesh = next;
        }
        localOnGateway += gateway.local;
        localOnSidecar += client.local;
    }
    EXPECT_GT(localOnGateway, edits / 5);
    EXPECT_GT(localOnSidecar, edits / 5);
}

TEST(Recompiling, KeepsEveryVirtualHostThatTheEditDoesNotTouch) {
    const std::string start = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ";
    auto rule = [&](const std::string& name, const std::string& to) {
        return start + name + "}\nspec:\n  hosts: [" + name +
               ".com]\n  gateways: [gw]\n  http: [{route: [{destination: {host: " + to + "}}]}]\n";
    };
    model::Design design =
        model::Design::fromText("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: gw}\nspec:\n"
                                "  selector: {istio: ingressgateway}\n  servers:\n"
                                "  - {port: {number: 80, name: http, protocol: HTTP}, hosts: ['*.com']}\n",
                                "gw.yaml")
            .value();
    for (const char* name : {"a", "b", "c"}) design = design.withNewDocument(name, rule(name, "s0")).value();
    const MeshIndexPtr before = indexMesh(design);
    const Tables tables = compile(before, ingress());
    const MeshIndexPtr after = indexMesh(design.withDocument(2, rule("b", "s1")).value(), before);
    const Tables edited = recompile(before, tables, after, ingress());
    const auto &was = tables->named.begin()->second->virtualHosts, &is = edited->named.begin()->second->virtualHosts;
    ASSERT_EQ(was.size(), 3u);
    ASSERT_EQ(is.size(), 3u);
    EXPECT_EQ(is[0], was[0]);
    EXPECT_NE(is[1], was[1]);
    EXPECT_EQ(is[2], was[2]);
    EXPECT_EQ(std::get<Forward>(is[1]->routes[0]->action).clusters[0].cluster,
              "outbound|80||s1.default.svc.cluster.local");
    EXPECT_EQ(&after->registry(), &before->registry());
}

} // namespace
} // namespace meshwright::sim::routing::testing
