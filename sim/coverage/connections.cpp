#include "sim/coverage/connections.h"

#include <algorithm>
#include <vector>

namespace meshwright::sim::coverage {

namespace {

using routing::Cidr;
using routing::ConnectionTraits;
using routing::FilterChain;
using routing::IpAddress;
using routing::Listener;

std::string toText(const IpAddress& address) {
    if (address.v6) {
        static constexpr char digits[] = "0123456789abcdef";
        std::string out;
        for (std::size_t i = 0; i < 16; ++i) {
            if (i && i % 2 == 0) out += ':';
            out += digits[address.bytes[i] >> 4];
            out += digits[address.bytes[i] & 15];
        }
        return out;
    }
    std::string out;
    for (std::size_t i = 0; i < 4; ++i) out += (i ? "." : "") + std::to_string(address.bytes[i]);
    return out;
}

/// First and last addresses of a range: a narrower range inside cannot have both, unless it is the same.
std::vector<IpAddress> samples(const Cidr& range) {
    IpAddress last = range.base, second = range.base;
    const int bits = range.base.v6 ? 128 : 32;
    for (int b = range.bits; b < bits; ++b)
        last.bytes[static_cast<std::size_t>(b / 8)] |= static_cast<std::uint8_t>(0x80 >> (b % 8));
    if (range.bits < bits) second.bytes[static_cast<std::size_t>(bits / 8 - 1)] |= 1;
    return {second, range.base, last};
}

std::vector<std::string> namesFor(const FilterChain& chain, const std::string& wanted) {
    if (!wanted.empty()) return {exampleName(wanted)};
    std::vector<std::string> out;
    for (const auto& name : chain.match.serverNames)
        for (const char* label : {"www", "a", "b1", "zz9"})
            out.push_back(name.starts_with("*.") ? label + name.substr(1) : name);
    if (chain.match.serverNames.empty()) {
        out.push_back("any.example");
        out.push_back("");
    }
    return out;
}

std::vector<IpAddress> addressesFor(const Listener& listener, const FilterChain& chain, const std::string& wanted) {
    std::vector<IpAddress> out;
    if (const auto own = IpAddress::parse(wanted)) return {*own};
    if (const auto range = Cidr::parse(wanted)) return samples(*range);
    if (listener.address != "0.0.0.0")
        if (const auto own = IpAddress::parse(listener.address)) return {*own};
    for (const auto& range : chain.match.destinationRanges)
        for (const auto& a : samples(range)) out.push_back(a);
    if (out.empty())
        for (const char* somewhere : {"240.0.0.1", "192.0.2.1", "10.0.0.1", "127.0.0.1"})
            if (const auto a = IpAddress::parse(somewhere)) out.push_back(*a);
    return out;
}

} // namespace

std::string exampleName(const std::string& pattern) {
    if (pattern == "*") return "any.example";
    return pattern.starts_with("*") ? "www" + pattern.substr(1) : pattern;
}

std::optional<ChainConnection> connectionFor(const Listener& listener, const FilterChain& chain, const std::string& sni,
                                             const std::string& destination) {
    const std::uint32_t port = listener.port ? listener.port : chain.match.destinationPort;
    std::vector<std::vector<std::string>> protocols{{}};
    for (const auto& p : chain.match.applicationProtocols) protocols.push_back({p});
    protocols.push_back({"http/1.1"});
    std::vector<std::string> transports{"raw_buffer"};
    if (chain.tls || chain.match.transportProtocol == "tls" || !chain.match.serverNames.empty() || !sni.empty())
        transports = {"tls", "raw_buffer"};
    else if (listener.tlsInspector.looksAt(port))
        transports.push_back("tls");
    for (const auto& address : addressesFor(listener, chain, destination))
        for (const auto& transport : transports)
            for (const auto& name : namesFor(chain, sni))
                for (const auto& offered : protocols) {
                    const bool tls = transport == "tls";
                    if (!name.empty() && !tls && name != "any.example") continue;
                    if (tls && !listener.tlsInspector.looksAt(port)) continue;
                    if (!tls && !offered.empty() && !listener.httpInspector.looksAt(port)) continue;
                    ConnectionTraits traits;
                    traits.destination = address;
                    traits.destinationPort = port;
                    traits.serverName = tls ? name : "";
                    traits.transportProtocol = transport;
                    traits.applicationProtocols = offered;
                    if (routing::findFilterChain(listener, traits) != &chain) continue;
                    const bool anywhere = listener.address == "0.0.0.0" && chain.match.destinationRanges.empty();
                    return ChainConnection{std::move(traits), anywhere ? "" : toText(address)};
                }
    return std::nullopt;
}

} // namespace meshwright::sim::coverage
