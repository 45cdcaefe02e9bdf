#include "sim/routing/l4/listener.h"

#include "sim/routing/mesh_index.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

using Chains = std::vector<const FilterChain*>;

/// Keeps the chains whose `specificity` is highest; a negative one does not match at all.
template <class Specificity>
Chains narrow(const Chains& chains, const Explainer& explain, const char* what, Specificity&& specificity) {
    int best = -1;
    std::vector<int> values;
    for (const auto* chain : chains) {
        values.push_back(specificity(chain->match));
        best = std::max(best, values.back());
    }
    Chains out;
    for (std::size_t i = 0; i < chains.size(); ++i) {
        if (values[i] >= 0 && values[i] == best)
            out.push_back(chains[i]);
        else
            explain.say("filter chain " + chains[i]->name, false,
                        values[i] < 0 ? std::string(what) + " does not match"
                                      : std::string("another chain's ") + what + " is more specific",
                        chains[i]->origin);
    }
    return out;
}

int rangeBits(const FilterChainMatch& match, const IpAddress& address) {
    if (match.destinationRanges.empty()) return 0;
    int best = -1;
    for (const auto& range : match.destinationRanges)
        if (range.contains(address)) best = std::max(best, range.bits);
    return best;
}

/// Exact names beat wildcards, longer wildcards beat shorter ones, no names at all come last.
int nameLength(const FilterChainMatch& match, const std::string& serverName) {
    if (match.serverNames.empty()) return 0;
    int best = -1;
    for (const auto& name : match.serverNames) {
        if (name == serverName) return 1'000'000;
        if (!name.starts_with("*.")) continue;
        const std::string suffix = name.substr(1);
        // the wildcard stands for at least one character
        if (serverName.size() > suffix.size() && serverName.ends_with(suffix))
            best = std::max(best, static_cast<int>(suffix.size()));
    }
    return best;
}

} // namespace

bool Inspector::looksAt(std::uint32_t port) const {
    if (!present) return false;
    if (!onlyPorts.empty()) return std::find(onlyPorts.begin(), onlyPorts.end(), port) != onlyPorts.end();
    return std::find(exceptPorts.begin(), exceptPorts.end(), port) == exceptPorts.end();
}

const FilterChain* findFilterChain(const Listener& listener, const ConnectionTraits& traits, const Explainer& explain) {
    Chains chains;
    for (const auto& chain : listener.chains) chains.push_back(&chain);
    chains = narrow(chains, explain, "destination port", [&](const FilterChainMatch& match) {
        if (match.destinationPort == traits.destinationPort && match.destinationPort != 0) return 1;
        return match.destinationPort == 0 ? 0 : -1;
    });
    chains = narrow(chains, explain, "destination range",
                    [&](const FilterChainMatch& match) { return rangeBits(match, traits.destination); });
    chains = narrow(chains, explain, "server name",
                    [&](const FilterChainMatch& match) { return nameLength(match, traits.serverName); });
    chains = narrow(chains, explain, "transport protocol", [&](const FilterChainMatch& match) {
        if (match.transportProtocol.empty()) return 0;
        return match.transportProtocol == traits.transportProtocol ? 1 : -1;
    });
    const auto& offered = traits.applicationProtocols;
    chains = narrow(chains, explain, "application protocol", [&](const FilterChainMatch& match) {
        if (match.applicationProtocols.empty()) return 0;
        // the client's first protocol that any chain asks for decides
        for (std::size_t i = 0; i < offered.size(); ++i)
            if (std::find(match.applicationProtocols.begin(), match.applicationProtocols.end(), offered[i]) !=
                match.applicationProtocols.end())
                return static_cast<int>(offered.size() - i);
        return -1;
    });
    const FilterChain* found = !chains.empty() ? chains.front() : nullptr;
    if (!found && listener.defaultChain) found = &*listener.defaultChain;
    if (found)
        explain.say("filter chain " + found->name, true, "takes the connection", found->origin);
    else
        explain.say("listener " + listener.name, false, "no filter chain fits this connection");
    return found;
}

namespace {

/// Every combination that a match stands for: Envoy stores each in its own place.
std::vector<std::string> keysOf(const FilterChainMatch& match) {
    std::vector<std::string> ranges, out;
    for (const auto& range : match.destinationRanges) {
        const Cidr masked = range.masked();
        ranges.push_back(std::string(masked.base.bytes.begin(), masked.base.bytes.end()) + "/" +
                         std::to_string(masked.bits));
    }
    const auto orAny = [](std::vector<std::string> list) {
        if (list.empty()) list.emplace_back();
        return list;
    };
    for (const auto& range : orAny(ranges))
        for (const auto& name : orAny(match.serverNames))
            for (const auto& application : orAny(match.applicationProtocols))
                out.push_back(std::to_string(match.destinationPort) + '\n' + range + '\n' + name + '\n' +
                              match.transportProtocol + '\n' + application);
    return out;
}

} // namespace

std::optional<model::Diagnostic> ambiguity(const Listener& listener, const MeshIndex& mesh) {
    std::map<std::string, const FilterChain*> taken;
    for (const auto& chain : listener.chains)
        for (const auto& key : keysOf(chain.match)) {
            const auto [at, fresh] = taken.emplace(key, &chain);
            if (fresh) continue;
            model::Diagnostic out;
            out.code = "MW0340";
            if (chain.origin.resource) mesh.places().describe(out, *chain.origin.resource, chain.origin.field);
            out.message = "Envoy refuses the whole listener " + listener.name +
                          ": this rule takes the same connections as " + mesh.places().toText(at->second->origin) +
                          "; give them different SNI hosts or subnets.";
            return out;
        }
    return std::nullopt;
}

void ListenerSet::add(Listener listener, const MeshIndex& mesh) {
    if (auto refused = ambiguity(listener, mesh))
        diagnostics.push_back(std::move(*refused));
    else
        listeners.push_back(std::move(listener));
}

const Listener* ListenerSet::find(const std::string& address, std::uint32_t port) const {
    const Listener *wildcard = nullptr, *catchAll = nullptr;
    for (const auto& listener : listeners) {
        if (listener.port == port && listener.address == address) return &listener;
        if (listener.port == port && listener.address == "0.0.0.0") wildcard = &listener;
        if (listener.port == 0) catchAll = &listener;
    }
    return wildcard ? wildcard : catchAll;
}

} // namespace meshwright::sim::routing
