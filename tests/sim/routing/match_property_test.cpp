// The fast look-up and the plain, literal reading of the rules must agree on every request.
#include "sim/kernel/random.h"
#include "sim/routing/match/conditions.h"
#include "sim/routing/match/table_index.h"
#include "tests/sim/routing/fixture.h"

namespace meshwright::sim::routing::testing {
namespace {

using kernel::RandomStream;

constexpr int designs = 10'000, requestsEach = 20;

template <class T, std::size_t N> const T& pick(RandomStream& r, const T (&items)[N]) {
    return items[r.next() % N];
}

const char* const paths[] = {"/",     "/api",  "/api/", "/api/v1",      "/API/v1", "/api/v1/items",
                             "/apix", "/cart", "/c",    "/static/a.js", "//cart",  "/caf"};
const char* const patterns[] = {"/api/.*",  "/c[a-z]+t", ".*",   ".*\\.js", "/(api|cart)", "/.+", "/|/api",  "(?i)/API",
                                "/c(a|af)", "^/c$",      "/api", "",        "/api/v\\d+?", "/ap", "\\b/cart"};
const char* const domains[] = {"a.com", "b.a.com", "*.a.com", "*.b.a.com", "*", "a.*", "b.a.*", "*a.com", "x.org"};
const char* const hosts[] = {"a.com",   "b.a.com", "c.b.a.com", "A.com:80", "a.org",
                             "b.a.org", "x.org",   "za.com",    ".a.com",   "nobody"};
const char* const names[] = {"x-user", "x-env", ":method", ":authority"};
const char* const values[] = {"alice", "bob", "GET", "a.com", ""};

Regex regexOf(const std::string& pattern) {
    return std::make_shared<const re2::RE2>(pattern, re2::RE2::Latin1);
}

TextMatcher text(RandomStream& r) {
    TextMatcher out;
    switch (r.next() % 4) {
    case 0:
        out.kind = TextMatcher::Kind::Present;
        break;
    case 1:
        out.kind = TextMatcher::Kind::Prefix;
        break;
    case 2:
        out.kind = TextMatcher::Kind::Regex;
        out.regex = regexOf("a.*|b+ob");
        break;
    default:
        break;
    }
    out.value = pick(r, values);
    return out;
}

/// `regexes`: most paths are regular expressions. `headers`: most rules ask for headers, on few paths.
RoutePtr route(RandomStream& r, bool regexes, bool headers) {
    auto out = std::make_shared<Route>();
    PathMatcher& path = out->match.path;
    switch (regexes && r.next() % 3 != 0 ? 1 : r.next() % 5) {
    case 0:
        path.kind = PathMatcher::Kind::Exact;
        break;
    case 1:
        path.kind = PathMatcher::Kind::Regex;
        break;
    case 2:
        path.kind = PathMatcher::Kind::SeparatedPrefix;
        break;
    default:
        break;
    }
    path.value = path.kind == PathMatcher::Kind::Regex ? pick(r, patterns) : pick(r, paths);
    if (headers && path.kind == PathMatcher::Kind::Prefix) path.value = "/";
    if (path.kind == PathMatcher::Kind::Regex && r.next() % 40 != 0) path.regex = regexOf(path.value);
    path.ignoreCase = !headers && r.next() % 4 == 0;
    for (std::uint64_t n = r.next() % 4 + (headers ? 2 : 0); n > 2; --n) {
        HeaderMatcher h;
        h.name = pick(r, names);
        h.test = text(r);
        h.invert = r.next() % 3 == 0;
        h.treatMissingAsEmpty = h.invert && h.test.kind != TextMatcher::Kind::Present;
        out->match.headers.push_back(std::move(h));
    }
    if (r.next() % 6 == 0) out->match.query.push_back({"v", text(r), ""});
    return out;
}

RouteTable table(RandomStream& r) {
    RouteTable out;
    out.ignorePortInHost = r.next() % 4 != 0;
    for (std::uint64_t n = 1 + r.next() % 4; n > 0; --n) {
        auto vh = std::make_shared<VirtualHost>();
        for (std::uint64_t d = 1 + r.next() % 2; d > 0; --d) {
            const std::string domain = pick(r, domains);
            bool taken = false;
            for (const auto& other : out.virtualHosts)
                taken = taken || std::count(other->domains.begin(), other->domains.end(), domain);
            if (!taken && !std::count(vh->domains.begin(), vh->domains.end(), domain)) vh->domains.push_back(domain);
        }
        if (vh->domains.empty()) continue;
        const bool regexes = r.next() % 3 == 0, headers = r.next() % 3 == 0;
        for (std::uint64_t k = r.next() % 30; k > 0; --k) vh->routes.push_back(route(r, regexes, headers));
        out.virtualHosts.push_back(std::move(vh));
    }
    return out;
}

Request request(RandomStream& r) {
    Request out = get(pick(r, hosts), pick(r, paths));
    if (r.next() % 3 == 0) out.path += r.next() % 2 ? "?v=alice" : "?w&v";
    for (std::uint64_t n = r.next() % 3; n > 0; --n) out.headers.emplace_back(pick(r, names), pick(r, values));
    return out;
}

/// Whether one of the hosts has its regular expressions tested in one pass.
bool manyRegexes(const RouteTable& t) {
    return std::any_of(t.virtualHosts.begin(), t.virtualHosts.end(), [](const VirtualHostPtr& vh) {
        const auto isRegex = [](const RoutePtr& r) { return r->match.path.kind == PathMatcher::Kind::Regex; };
        return std::count_if(vh->routes.begin(), vh->routes.end(), isRegex) >=
               static_cast<std::ptrdiff_t>(RegexSet::fewest);
    });
}

/// Until regular expressions are tested in one pass.
void askOften(const RouteTable& t, const TableIndex& index) {
    const Request nothing = get("x", "/nothing");
    for (const auto& host : t.virtualHosts)
        for (std::uint32_t k = 0; k <= RegexSet::patience; ++k) index.findRoute(*host, RequestView(nothing));
}

TEST(FastMatching, AgreesWithTheLiteralReadingOnRandomTables) {
    RandomStream random(7);
    int withManyRegexes = 0;
    for (int i = 0; i < designs; ++i) {
        const auto shared = std::make_shared<const RouteTable>(table(random));
        const RouteTable& t = *shared;
        const TableIndex index(shared);
        const bool many = manyRegexes(t);
        withManyRegexes += many;
        if (many && i % 2) askOften(t, index);
        for (int k = 0; k < requestsEach; ++k) {
            const Request q = request(random);
            const VirtualHost* host = findVirtualHost(t, q.authority);
            ASSERT_EQ(index.findHost(q.authority), host) << "design " << i << ", host " << q.authority;
            if (!host) continue;
            const RequestView view(q);
            ASSERT_EQ(index.findRoute(*host, view), findRoute(*host, view)) << "design " << i << ", path " << q.path;
        }
    }
    EXPECT_GT(withManyRegexes, designs / 5);
}

TEST(FastMatching, TestsManyRegexesInOnePassOnceThatIsWorthIt) {
    std::vector<RoutePtr> routes;
    RegexSet::Places places;
    for (std::uint32_t i = 0; i < 10; ++i) {
        auto r = std::make_shared<Route>();
        r->match.path.kind = PathMatcher::Kind::Regex;
        r->match.path.regex = regexOf(i % 2 ? "/a.*" : "/b" + std::to_string(i));
        places.push_back(i);
        routes.push_back(std::move(r));
    }
    const RegexSet set(routes, places);
    for (std::uint32_t k = 0; k < RegexSet::patience; ++k) EXPECT_EQ(set.matching("/abc"), std::nullopt);
    EXPECT_EQ(set.matching("/abc"), (RegexSet::Places{1, 3, 5, 7, 9}));
    EXPECT_EQ(set.matching("/b4"), RegexSet::Places{4});
    EXPECT_EQ(set.matching("/c"), RegexSet::Places{});
}

TEST(FastMatching, TestsRegexesOneByOneWhereOnePassCannotTell) {
    std::vector<RoutePtr> routes;
    RegexSet::Places places;
    for (std::uint32_t i = 0; i < 10; ++i) {
        auto r = std::make_shared<Route>();
        r->match.path.kind = PathMatcher::Kind::Regex;
        r->match.path.regex =
            std::make_shared<const re2::RE2>("/caf.", i == 5 ? re2::RE2::DefaultOptions : re2::RE2::Latin1);
        places.push_back(i);
        routes.push_back(std::move(r));
    }
    const RegexSet set(routes, places);
    for (std::uint32_t k = 0; k <= RegexSet::patience; ++k) EXPECT_EQ(set.matching("/cafe"), std::nullopt);
    auto host = std::make_shared<VirtualHost>();
    host->routes = routes;
    const Request two = get("x", "/caf\xc3\xa9"); // one character of two bytes
    EXPECT_EQ(RouteIndex(host).find(RequestView(two)), routes[5].get());
}

TEST(FastMatching, TakesTheFirstRuleThatFitsAmongManyOfEveryKind) {
    auto t = std::make_shared<RouteTable>();
    auto vh = std::make_shared<VirtualHost>();
    vh->domains = {"*"};
    auto add = [&](PathMatcher::Kind kind, const std::string& value) {
        auto r = std::make_shared<Route>();
        r->name = value;
        r->match.path.kind = kind;
        r->match.path.value = value;
        if (kind == PathMatcher::Kind::Regex) r->match.path.regex = regexOf(value);
        vh->routes.push_back(r);
    };
    for (int i = 0; i < 20; ++i) add(PathMatcher::Kind::Exact, "/e" + std::to_string(i));
    add(PathMatcher::Kind::Prefix, "/a/b");
    add(PathMatcher::Kind::Regex, "/a/.*");
    add(PathMatcher::Kind::Prefix, "/a/");
    add(PathMatcher::Kind::Prefix, "/");
    t->virtualHosts = {vh};
    const TableIndex index(t);
    auto nameFor = [&](const std::string& path) {
        const Request asked = get("x", path);
        return index.findRoute(*vh, RequestView(asked))->name;
    };
    EXPECT_EQ(nameFor("/a/bc"), "/a/b");
    EXPECT_EQ(nameFor("/a/c"), "/a/.*");
    EXPECT_EQ(nameFor("/e7"), "/e7");
    EXPECT_EQ(nameFor("/e77"), "/");
}

} // namespace
} // namespace meshwright::sim::routing::testing
