#include "sim/advise/traffic_legs.h"

#include "model/base/text.h"
#include "sim/kernel/distribution.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <set>

namespace meshwright::sim::advise {

namespace {

using model::scenario::Behaviour;
using model::scenario::Scenario;
using model::scenario::Traffic;

constexpr std::size_t kMostLegs = 4'000, kDeepest = 12;

double meanSeconds(const std::optional<model::scenario::TimeDistribution>& distribution) {
    if (!distribution) return 0;
    const auto sampler = kernel::TimeSampler::compile(*distribution, "");
    return sampler ? sampler->mean() * 1e-9 : 0;
}

/// The highest rate that a source reaches; of users, what they send while answers take no time.
double rateOf(const Traffic& traffic) {
    if (traffic.users) {
        const double think = meanSeconds(traffic.users->thinkTime);
        return think > 0 ? static_cast<double>(traffic.users->count) / think : 0;
    }
    double rate = traffic.rate;
    for (const auto& step : traffic.profile) rate = std::max(rate, step.rate);
    return rate;
}

void setHeaders(routing::Request& request, const model::istio::Labels& headers) {
    for (const auto& [name, value] : headers) request.headers.emplace_back(model::lowerCase(name), value);
}

/// The only port of a host as its caller's namespace sees it; 0 where there is none or several.
std::uint32_t onlyPort(const routing::MeshIndex& mesh, const std::string& host, const std::string& ns) {
    const auto* services = mesh.registry().byNamespace(model::resolveShortName(host, ns).text);
    if (!services || services->empty()) return 0;
    const auto own = services->find(ns);
    const auto& ports = (own != services->end() ? own : services->begin())->second->ports;
    return ports.size() == 1 ? ports.front().number : 0;
}

} // namespace

struct TrafficLegs::Sender {
    std::shared_ptr<const routing::ProxyTables> tables;
    routing::Matcher matcher;
    std::size_t replicas = 1;
};

std::string Leg::fromText() const {
    if (!from.isGateway()) return from.workload;
    std::string out = "gateway";
    for (const auto& [key, value] : from.gateway) out += " " + key + "=" + value;
    return out;
}

TrafficLegs::~TrafficLegs() = default;

const TrafficLegs::Sender& TrafficLegs::senderOf(const routing::ProxyRef& proxy) {
    auto& sender = senders_[proxy];
    if (sender) return *sender;
    auto tables = routing::compile(mesh_, proxy);
    std::size_t replicas = 0;
    for (const auto& pod : mesh_->registry().pods())
        replicas += proxy.isGateway() ? routing::subsetOf(proxy.gateway, pod.labels)
                                      : pod.workload == proxy.workload && pod.ns == proxy.ns;
    sender = std::make_unique<Sender>(Sender{tables, routing::Matcher(tables), std::max<std::size_t>(replicas, 1)});
    return *sender;
}

TrafficLegs::TrafficLegs(routing::MeshIndexPtr mesh) : mesh_(std::move(mesh)) {
    const auto scenarios = mesh_->design().all<Scenario>();
    if (scenarios.empty()) return;
    scenario_ = scenarios.front();
    const auto& scenario = *scenario_->as<Scenario>();
    for (std::size_t i = 0; i < scenario.traffic.size(); ++i) {
        const auto& traffic = scenario.traffic[i];
        auto mix = traffic.mix;
        if (mix.empty()) mix.emplace_back();
        double weights = 0;
        for (const auto& shape : mix) weights += std::max(shape.weight, 0.0);
        for (const auto& shape : mix) {
            Leg leg;
            leg.from.gateway = traffic.from.gateway;
            leg.from.workload = traffic.from.workload;
            leg.from.ns = traffic.from.ns;
            if (leg.from.ns.empty()) leg.from.ns = leg.from.isGateway() ? "istio-system" : scenario_->meta.ns;
            leg.request.port = static_cast<std::uint32_t>(traffic.port);
            leg.request.authority = shape.host.empty() ? traffic.host : shape.host;
            leg.request.path = !shape.path.empty() ? shape.path : !traffic.path.empty() ? traffic.path : "/";
            leg.request.method = !shape.method.empty()     ? shape.method
                                 : !traffic.method.empty() ? traffic.method
                                                           : "GET";
            auto headers = traffic.headers;
            for (const auto& [name, value] : shape.headers) headers[name] = value;
            setHeaders(leg.request, headers);
            leg.rate = weights > 0 ? rateOf(traffic) * std::max(shape.weight, 0.0) / weights : 0;
            leg.cause = {scenario_, "spec.traffic[" + std::to_string(i) + "]"};
            follow(std::move(leg));
        }
    }
}

std::size_t TrafficLegs::follow(Leg leg) {
    if (legs_.size() >= kMostLegs || leg.depth > kDeepest) return noLeg;
    const Sender& sender = senderOf(leg.from);
    leg.replicas = sender.replicas;
    const auto decision = sender.matcher.decide(leg.request, 0);
    leg.route = decision.route;
    leg.forward = decision.forward;
    const std::size_t index = legs_.size();
    legs_.push_back(leg);
    if (!leg.forward) return index;
    double weights = 0;
    for (const auto& to : leg.forward->clusters) weights += to.weight;
    for (const auto& to : leg.forward->clusters)
        if (leg.forward->clusters.size() == 1 || to.weight > 0)
            addTarget(leg, sender, index, to.cluster, weights > 0 ? to.weight / weights : 1, false);
    for (const auto& mirror : leg.forward->mirrors)
        if (mirror.fraction.numerator > 0)
            addTarget(leg, sender, index, mirror.cluster,
                      std::min(1.0, static_cast<double>(mirror.fraction.numerator) / mirror.fraction.denominator),
                      true);
    legs_[index].targets = std::move(leg.targets);
    return index;
}

void TrafficLegs::addTarget(Leg& leg, const Sender& sender, std::size_t index, const std::string& cluster, double share,
                            bool mirror) {
    LegTarget target;
    const auto found = sender.tables->clusters.find(cluster);
    if (found != sender.tables->clusters.end()) target.cluster = found->second.get();
    target.share = share;
    target.mirror = mirror;
    target.latency = latencyBehind(target, index, leg.rate * share, leg.mirrored || mirror);
    leg.targets.push_back(std::move(target));
}

const Behaviour* TrafficLegs::behaviourOf(const std::string& workload, const std::string& ns,
                                          std::size_t& index) const {
    const auto& scenario = *scenario_->as<Scenario>();
    const auto nsOf = [&](const Behaviour& b) { return b.ns.empty() ? scenario_->meta.ns : b.ns; };
    for (index = 0; index < scenario.services.size(); ++index) {
        const auto& b = scenario.services[index];
        if (b.workload == workload && nsOf(b) == ns) return &b;
    }
    const auto* pod = mesh_->registry().podOfWorkload(workload, ns);
    for (index = 0; pod && index < scenario.services.size(); ++index) {
        const auto& b = scenario.services[index];
        if (b.service.empty()) continue;
        for (const auto& service : mesh_->registry().services())
            if (service->name == b.service && service->ns == nsOf(b) && !service->selector.empty() &&
                ns == service->ns && routing::subsetOf(service->selector, pod->labels))
                return &b;
    }
    return nullptr;
}

double TrafficLegs::latencyBehind(LegTarget& target, std::size_t leg, double rate, bool mirrored) {
    if (!target.cluster || target.cluster->endpoints.empty()) return 0;
    std::map<std::pair<std::string, std::string>, double> workloads; // namespace and name → share
    for (const auto& endpoint : target.cluster->endpoints)
        workloads[{endpoint.ns, endpoint.workload}] += 1.0 / static_cast<double>(target.cluster->endpoints.size());
    double mean = 0;
    for (const auto& [workload, share] : workloads) {
        std::size_t entry = 0;
        const auto* behaviour = behaviourOf(workload.second, workload.first, entry);
        if (!behaviour) continue;
        double own = meanSeconds(behaviour->latency);
        for (std::size_t g = 0; g < behaviour->calls.size(); ++g) {
            double group = 0;
            for (std::size_t c = 0; c < behaviour->calls[g].calls.size(); ++c) {
                const auto& call = behaviour->calls[g].calls[c];
                const double times = call.probability * static_cast<double>(call.count);
                if (times <= 0) continue;
                Leg next;
                next.from.workload = workload.second;
                next.from.ns = workload.first;
                next.request.authority = call.host;
                next.request.path = call.path.empty() ? "/" : call.path;
                next.request.method = call.method.empty() ? "GET" : call.method;
                next.request.port =
                    call.port > 0 ? static_cast<std::uint32_t>(call.port) : onlyPort(*mesh_, call.host, workload.first);
                setHeaders(next.request, call.headers);
                for (const auto& name : behaviour->forward)
                    for (const auto& header : legs_[leg].request.headers)
                        if (header.first == model::lowerCase(name)) next.request.headers.push_back(header);
                next.rate = rate * share * times;
                next.mirrored = mirrored;
                next.parent = leg;
                next.depth = legs_[leg].depth + 1;
                next.cause = {scenario_, "spec.services[" + std::to_string(entry) + "].calls[" + std::to_string(g) +
                                             "].calls[" + std::to_string(c) + "]"};
                const std::size_t made = follow(std::move(next));
                if (made == noLeg) continue;
                target.onwards.push_back(made);
                double answer = 0;
                for (const auto& t : legs_[made].targets)
                    if (!t.mirror) answer += t.share * t.latency;
                const double time = answer * times;
                group = behaviour->calls[g].parallel ? std::max(group, time) : group + time;
            }
            own += group;
        }
        mean += share * own;
    }
    return mean;
}

std::map<std::pair<std::string, std::string>, double> TrafficLegs::ratesByWorkload(bool withMirrored) const {
    std::map<std::pair<std::string, std::string>, double> out;
    for (const auto& leg : legs_)
        for (const auto& target : leg.targets) {
            if (!target.cluster || target.cluster->endpoints.empty()) continue;
            if (!withMirrored && (leg.mirrored || target.mirror)) continue;
            for (const auto& endpoint : target.cluster->endpoints)
                out[{endpoint.workload, endpoint.ns}] +=
                    leg.rate * target.share / static_cast<double>(target.cluster->endpoints.size());
        }
    return out;
}

} // namespace meshwright::sim::advise
