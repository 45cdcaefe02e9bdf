#include "sim/coverage/item_table.h"

namespace meshwright::sim::coverage {

namespace {
std::string at(const std::string& list, std::size_t i) {
    return list + "[" + std::to_string(i) + "]";
}

std::string destinationName(const model::istio::Destination& d) {
    return d.host.text + (d.subset.empty() ? "" : " subset " + d.subset) +
           (d.port ? " port " + std::to_string(d.port->number) : "");
}
} // namespace

ItemTable::ItemTable(const routing::MeshIndex& mesh) {
    for (const auto& resource : mesh.design().resources()) {
        if (resource->as<model::istio::VirtualService>()) addVirtualService(resource);
        if (const auto* rule = resource->as<model::istio::DestinationRule>())
            for (std::size_t i = 0; i < rule->subsets.size(); ++i)
                add(ItemKind::Subset, resource, at("spec.subsets", i),
                    rule->host.text + " subset " + rule->subsets[i].name);
    }
}

std::size_t ItemTable::add(ItemKind kind, const model::ResourcePtr& resource, const std::string& field,
                           std::string name, std::size_t parent) {
    const std::size_t item = items_.size();
    items_.push_back({kind, {resource, field}, std::move(name), Undecided{}, {}, {}});
    states_.push_back({Known::Nothing, ProofStrength::Absent, parent});
    index_.emplace(Key{resource.get(), field}, item);
    return item;
}

void ItemTable::addVirtualService(const model::ResourcePtr& resource) {
    const auto& vs = *resource->as<model::istio::VirtualService>();
    for (std::size_t i = 0; i < vs.hosts.size(); ++i)
        add(ItemKind::VirtualHost, resource, at("spec.hosts", i), vs.hosts[i].text);
    for (std::size_t i = 0; i < vs.http.size(); ++i) {
        const auto& rule = vs.http[i];
        const std::string field = at("spec.http", i);
        const std::size_t own = add(ItemKind::Rule, resource, field, rule.name);
        for (std::size_t m = 0; m < rule.match.size(); ++m)
            add(ItemKind::MatchBlock, resource, at(field + ".match", m), rule.match[m].name, own);
        for (std::size_t d = 0; d < rule.route.size(); ++d)
            add(ItemKind::Destination, resource, at(field + ".route", d), destinationName(rule.route[d].destination),
                own);
        if (rule.mirror) add(ItemKind::Mirror, resource, field + ".mirror", destinationName(*rule.mirror), own);
        for (std::size_t m = 0; m < rule.mirrors.size(); ++m)
            add(ItemKind::Mirror, resource, at(field + ".mirrors", m), destinationName(rule.mirrors[m].destination),
                own);
    }
    const auto addL4 = [&](const std::string& list, const auto& rules) {
        for (std::size_t i = 0; i < rules.size(); ++i) {
            const std::string field = at("spec." + list, i);
            const std::size_t own = add(ItemKind::Rule, resource, field);
            for (std::size_t m = 0; m < rules[i].match.size(); ++m)
                add(ItemKind::MatchBlock, resource, at(field + ".match", m), "", own);
            for (std::size_t d = 0; d < rules[i].route.size(); ++d)
                add(ItemKind::Destination, resource, at(field + ".route", d),
                    destinationName(rules[i].route[d].destination), own);
        }
    };
    addL4("tls", vs.tls);
    addL4("tcp", vs.tcp);
}

std::size_t ItemTable::find(const model::Origin& origin) const {
    const auto it = index_.find({origin.resource.get(), origin.field});
    return it == index_.end() ? none : it->second;
}

std::size_t ItemTable::serviceHost(const model::Origin& service, const std::string& name) {
    const auto it = index_.find({service.resource.get(), "virtual host " + name});
    if (it != index_.end()) return it->second;
    const std::size_t item = add(ItemKind::VirtualHost, service.resource, service.field, name);
    index_.emplace(Key{service.resource.get(), "virtual host " + name}, item);
    return item;
}

bool ItemTable::reached(std::size_t item) const {
    return states_[item].known == Known::Reached;
}

bool ItemTable::known(std::size_t item) const {
    return states_[item].known != Known::Nothing;
}

void ItemTable::reach(std::size_t item, Witness witness, std::string note) {
    if (item == none) return;
    State& state = states_[item];
    // a request that gets an answer tells more than one that finds nobody
    if (state.known == Known::Reached && (items_[item].note.empty() || !note.empty())) return;
    state.known = Known::Reached;
    items_[item].verdict = std::move(witness);
    items_[item].note = std::move(note);
}

void ItemTable::deny(std::size_t item, Unreachable proof, ProofStrength strength) {
    if (item == none) return;
    State& state = states_[item];
    if (state.known == Known::Reached || state.known == Known::Doubted) return;
    if (state.known == Known::Denied && state.strength >= strength) return;
    state.known = Known::Denied;
    state.strength = strength;
    items_[item].verdict = std::move(proof);
}

void ItemTable::doubt(std::size_t item, std::string reason) {
    if (item == none) return;
    State& state = states_[item];
    if (state.known == Known::Reached || state.known == Known::Doubted) return;
    state.known = Known::Doubted;
    items_[item].verdict = Undecided{std::move(reason)};
}

void ItemTable::hit(std::size_t item, const std::string& request) {
    if (item == none) return;
    auto& by = items_[item].reachedBy;
    if (by.empty() || by.back() != request) by.push_back(request);
}

} // namespace meshwright::sim::coverage
