#include "sim/routing/engine.h"
#include "sim/routing/l4/listener.h"

#include <gtest/gtest.h>

namespace meshwright::sim::routing {
namespace {

FilterChain chain(std::string name, FilterChainMatch match) {
    FilterChain out;
    out.name = std::move(name);
    out.match = std::move(match);
    return out;
}

FilterChainMatch names(std::vector<std::string> list) {
    FilterChainMatch out;
    out.serverNames = std::move(list);
    return out;
}

ConnectionTraits tls(std::string serverName, std::vector<std::string> alpn = {}) {
    ConnectionTraits out;
    out.destination = *IpAddress::parse("10.1.2.3");
    out.destinationPort = 443;
    out.serverName = std::move(serverName);
    out.transportProtocol = "tls";
    out.applicationProtocols = std::move(alpn);
    return out;
}

std::string found(const Listener& listener, const ConnectionTraits& traits) {
    const FilterChain* chain = findFilterChain(listener, traits);
    return chain ? chain->name : "-";
}

TEST(FilterChainMatch, ExactServerNamesBeatWildcardsAndLongerWildcardsShorterOnes) {
    Listener listener;
    listener.chains = {chain("short", names({"*.example.com"})), chain("any", {}),
                       chain("long", names({"*.db.example.com"})), chain("exact", names({"a.db.example.com"}))};
    EXPECT_EQ(found(listener, tls("a.db.example.com")), "exact");
    EXPECT_EQ(found(listener, tls("b.db.example.com")), "long");
    EXPECT_EQ(found(listener, tls("x.y.db.example.com")), "long");
    EXPECT_EQ(found(listener, tls("db.example.com")), "short");
    EXPECT_EQ(found(listener, tls("example.com")), "any");
    EXPECT_EQ(found(listener, tls("")), "any");
}

TEST(FilterChainMatch, ThereIsNoWayBackFromAMoreSpecificServerName) {
    FilterChainMatch picky = names({"a.example.com"});
    picky.applicationProtocols = {"istio"};
    Listener listener;
    listener.chains = {chain("picky", picky), chain("any", {})};
    EXPECT_EQ(found(listener, tls("a.example.com", {"istio"})), "picky");
    EXPECT_EQ(found(listener, tls("a.example.com", {"h2"})), "-");
    listener.defaultChain = chain("default", {});
    EXPECT_EQ(found(listener, tls("a.example.com", {"h2"})), "default");
}

TEST(FilterChainMatch, AChainForThePortHidesThoseForEveryPort) {
    FilterChainMatch port;
    port.destinationPort = 443;
    port.transportProtocol = "raw_buffer";
    Listener listener;
    listener.chains = {chain("every", {}), chain("port", port)};
    EXPECT_EQ(found(listener, tls("")), "-");
    ConnectionTraits other = tls("");
    other.destinationPort = 80;
    EXPECT_EQ(found(listener, other), "every");
}

TEST(FilterChainMatch, TheLongestRangeCounts) {
    FilterChainMatch wide, narrow;
    wide.destinationRanges = {*Cidr::parse("10.0.0.0/8")};
    narrow.destinationRanges = {*Cidr::parse("10.1.0.0/16")};
    Listener listener;
    listener.chains = {chain("wide", wide), chain("narrow", narrow)};
    EXPECT_EQ(found(listener, tls("")), "narrow");
    ConnectionTraits elsewhere = tls("");
    elsewhere.destination = *IpAddress::parse("192.168.0.1");
    EXPECT_EQ(found(listener, elsewhere), "-");
}

TEST(FilterChainMatch, TheClientsFirstProtocolThatAnyChainKnowsDecides) {
    FilterChainMatch http, raw;
    http.applicationProtocols = {"istio-http/1.1"};
    raw.applicationProtocols = {"istio"};
    Listener listener;
    listener.chains = {chain("raw", raw), chain("http", http)};
    EXPECT_EQ(found(listener, tls("", {"istio-http/1.1", "istio"})), "http");
    EXPECT_EQ(found(listener, tls("", {"istio", "istio-http/1.1"})), "raw");
}

TEST(FilterChainMatch, EveryChainPassedOverSaysWhy) {
    Listener listener;
    listener.name = "0.0.0.0_443";
    listener.chains = {chain("a", names({"a.example.com"}))};
    Explanation steps;
    EXPECT_EQ(findFilterChain(listener, tls("b.example.com"), Explainer(&steps)), nullptr);
    ASSERT_EQ(steps.size(), 2u);
    EXPECT_EQ(steps[0].reason, "server name does not match");
    EXPECT_EQ(steps[1].subject, "listener 0.0.0.0_443");
}

TEST(FilterChainMatch, AListenerWhoseChainsOverlapIsRefused) {
    Listener listener;
    listener.name = "0.0.0.0_443";
    listener.chains = {chain("a", names({"a.example.com", "b.example.com"})), chain("b", names({"b.example.com"}))};
    ListenerSet set;
    set.add(listener, *indexMesh({}));
    EXPECT_TRUE(set.listeners.empty());
    ASSERT_EQ(set.diagnostics.size(), 1u);
    EXPECT_NE(set.diagnostics[0].message.find("0.0.0.0_443"), std::string::npos);
}

TEST(ListenerSet, AnAddressOfItsOwnComesBeforeAnyAddressAndThatBeforeTheCatchAll) {
    ListenerSet set;
    const MeshIndexPtr mesh = indexMesh({});
    const auto add = [&](std::string name, std::string address, std::uint32_t port) {
        Listener one;
        one.name = std::move(name);
        one.address = std::move(address);
        one.port = port;
        set.add(one, *mesh);
    };
    add("all", "0.0.0.0", 0);
    add("port", "0.0.0.0", 80);
    add("own", "10.0.0.1", 80);
    EXPECT_EQ(set.find("10.0.0.1", 80)->name, "own");
    EXPECT_EQ(set.find("10.0.0.2", 80)->name, "port");
    EXPECT_EQ(set.find("10.0.0.1", 81)->name, "all");
}

TEST(Cidr, RangesAndAddressesOfBothFamilies) {
    EXPECT_TRUE(Cidr::parse("10.0.0.0/8")->contains(*IpAddress::parse("10.255.0.1")));
    EXPECT_FALSE(Cidr::parse("10.0.0.0/9")->contains(*IpAddress::parse("10.128.0.1")));
    EXPECT_TRUE(Cidr::parse("10.0.0.1")->contains(*IpAddress::parse("10.0.0.1")));
    EXPECT_TRUE(Cidr::parse("0.0.0.0/0")->contains(*IpAddress::parse("1.2.3.4")));
    EXPECT_FALSE(Cidr::parse("0.0.0.0/0")->contains(*IpAddress::parse("::1")));
    EXPECT_TRUE(Cidr::parse("fd00::/8")->contains(*IpAddress::parse("fdab::1")));
    for (const char* bad : {"", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "::/129", "host"})
        EXPECT_FALSE(Cidr::parse(bad)) << bad;
    EXPECT_EQ(Cidr::parse("10.1.2.3/8")->masked(), Cidr::parse("10.0.0.0/8")->masked());
}

} // namespace
} // namespace meshwright::sim::routing
