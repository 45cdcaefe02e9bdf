#include "ui/canvas/graph_describe.h"

#include "ui/canvas/graph_words.h"

#include <algorithm>

namespace meshwright::ui::graph {

namespace istio = model::istio;
using MeshKind = model::graph::NodeKind;

namespace {

QString iconOf(istio::PolicyKind kind) {
    switch (kind) {
    case istio::PolicyKind::Balancer:
        return QStringLiteral("balance");
    case istio::PolicyKind::Limits:
        return QStringLiteral("bolt");
    case istio::PolicyKind::Ejection:
        return QStringLiteral("eject");
    case istio::PolicyKind::Tls:
        return QStringLiteral("lock");
    }
    return {};
}

QString iconOfExtra(const std::string& words) {
    if (words.find("timeout") == 0) return QStringLiteral("clock");
    if (words.find("retr") != std::string::npos) return QStringLiteral("retry");
    if (words.find("delay") == 0 || words.find("abort") == 0) return QStringLiteral("bug");
    if (words.find("mirror") == 0) return QStringLiteral("mirror");
    return QStringLiteral("info");
}

void describeGateway(Node& node, const model::Resource& r) {
    node.kind = Kind::Gateway;
    QStringList hosts;
    for (const auto& server : r.as<istio::Gateway>()->servers) {
        const QString port = QStringLiteral("%1 %2").arg(server.port.number).arg(q(server.port.protocol));
        for (const auto& host : server.hosts) hosts << (host == "*" ? tr("any host") : q(host)) + " : " + port;
    }
    node.subtitle = tr("gateway");
    node.footer = hosts.join(QStringLiteral(", "));
}

void addRule(Node& node, const std::string& field, QString when, QString then, std::vector<Badge> badges = {}) {
    RuleRow row;
    row.field = field;
    row.when = std::move(when);
    row.then = std::move(then);
    row.badges = std::move(badges);
    node.rules.push_back(std::move(row));
}

template <class Rules> void addPlainRules(Node& node, const Rules& rules, const std::string& name) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
        QStringList to;
        for (const auto& d : rules[i].route)
            to << q(d.destination.subset.empty() ? d.destination.host.text : d.destination.subset);
        addRule(node, "spec." + name + "[" + std::to_string(i) + "]", tr("%1 connections").arg(q(name).toUpper()),
                to.join(QStringLiteral(" · ")));
    }
}

void describeVirtualService(Node& node, const model::Resource& r) {
    const auto& vs = *r.as<istio::VirtualService>();
    node.kind = Kind::VirtualService;
    QStringList hosts;
    for (const auto& host : vs.hosts) hosts << (host.text == "*" ? tr("any host") : q(host.text));
    node.subtitle = hosts.join(QStringLiteral(", "));
    for (std::size_t i = 0; i < vs.http.size(); ++i) {
        const auto& http = vs.http[i];
        auto badges = ruleBadges(http);
        if (http.route.size() > 1) {
            const QString words = tr("shares requests out: %1").arg(q(istio::describeAction(http)));
            badges.insert(badges.begin(), {QStringLiteral("split"), words, words});
        }
        const std::string when = istio::describeCondition(http);
        addRule(node, "spec.http[" + std::to_string(i) + "]",
                i > 0 && when == "every request" ? tr("otherwise") : q(when), q(istio::describeAction(http)),
                std::move(badges));
    }
    addPlainRules(node, vs.tls, "tls");
    addPlainRules(node, vs.tcp, "tcp");
    node.footer = node.rules.empty()       ? tr("no rule yet: drag from the port")
                  : node.rules.size() == 1 ? tr("1 rule")
                                           : tr("%1 rules").arg(node.rules.size());
}

void describeService(Node& node, const model::Resource& r) {
    node.kind = Kind::Service;
    QStringList ports;
    for (const auto& port : r.as<model::kube::Service>()->ports)
        ports << (port.name.empty() ? QString::number(port.port)
                                    : QStringLiteral("%1 %2").arg(q(port.name)).arg(port.port));
    node.subtitle = ports.join(QStringLiteral(", "));
    node.footer = tr("no destination rule");
}

void describeExternal(Node& node, const model::Resource& r) {
    node.kind = Kind::External;
    QStringList hosts;
    for (const auto& host : r.as<istio::ServiceEntry>()->hosts) hosts << q(host.text);
    node.subtitle = hosts.join(QStringLiteral(", "));
}

QString versionOf(const model::Resource& workload, const istio::Labels& labels) {
    const auto found = labels.find("version");
    return q(found != labels.end() ? found->second : workload.meta.name);
}

void describeWorkload(Node& node, const model::Resource& r) {
    const auto& d = *r.as<model::kube::Deployment>();
    node.kind = Kind::Workload;
    node.version = versionOf(r, d.podTemplate.metadata.labels);
    const auto replicas = std::clamp<std::int64_t>(d.replicas.value_or(1), 0, 1000);
    for (std::int64_t k = 0; k < replicas; ++k) node.pods.push_back({q(r.meta.name + "-" + std::to_string(k))});
    node.subtitle = labelText(d.podTemplate.metadata.labels);
    node.footer = replicas == 1 ? tr("1 pod") : tr("%1 pods").arg(replicas);
}

double peak(const model::scenario::Traffic& traffic) {
    double out = traffic.rate;
    for (const auto& step : traffic.profile) out = std::max(out, step.rate);
    return out;
}

void describeClient(Node& node, const model::Resource& r, const std::string& name) {
    node.kind = Kind::Client;
    const auto& all = r.as<model::scenario::Scenario>()->traffic;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& t) { return t.name == name; });
    if (found == all.end()) return;
    node.target.field = "spec.traffic[" + std::to_string(found - all.begin()) + "]";
    node.subtitle = q(found->host);
    if (found->arrivals == "users" && found->users)
        node.footer = tr("%1 users").arg(found->users->count);
    else if (!found->profile.empty())
        node.footer = tr("%1 rps at most").arg(peak(*found));
    else
        node.footer = tr("%1 rps").arg(found->rate);
    if (!found->from.workload.empty())
        node.sender = QStringLiteral("workload/%1/%2")
                          .arg(q(found->from.ns.empty() ? r.meta.ns : found->from.ns), q(found->from.workload));
}

QString reach(const std::optional<istio::WorkloadSelector>& selector, const std::string& ns) {
    return selector && !selector->effective().empty() ? labelText(selector->effective())
                                                      : tr("all of namespace %1").arg(q(ns));
}

void describePolicyCard(Node& node, const model::Resource& r) {
    node.kind = Kind::Policy;
    if (const auto* p = r.as<istio::PeerAuthentication>()) {
        node.subtitle = tr("mutual TLS");
        node.footer = reach(p->selector, r.meta.ns);
        const QString mode = p->mtls && !p->mtls->mode.empty() ? q(p->mtls->mode) : QStringLiteral("UNSET");
        node.chips.push_back({QStringLiteral("lock"), mode, tr("PeerAuthentication: mode %1").arg(mode)});
    } else if (const auto* a = r.as<istio::AuthorizationPolicy>()) {
        node.subtitle = tr("access");
        node.footer = reach(a->selector, r.meta.ns);
        const QString action = a->action.empty() ? QStringLiteral("ALLOW") : q(a->action);
        const QString rules = a->rules.size() == 1 ? tr("1 rule") : tr("%1 rules").arg(a->rules.size());
        node.chips.push_back({QStringLiteral("shield"), tr("%1, %2").arg(action, rules),
                              tr("AuthorizationPolicy: action %1 with %2").arg(action, rules)});
    } else if (const auto* j = r.as<istio::RequestAuthentication>()) {
        node.subtitle = tr("tokens");
        node.footer = reach(j->selector, r.meta.ns);
        node.chips.push_back({QStringLiteral("shield"), tr("JWT"), tr("RequestAuthentication: checks tokens")});
    } else if (const auto* d = r.as<istio::DestinationRule>()) {
        node.subtitle = tr("traffic policy");
        node.footer = tr("for %1").arg(q(d->host.text));
        if (d->trafficPolicy)
            for (const auto& words : istio::describe(*d->trafficPolicy))
                node.chips.push_back({iconOf(words.kind), q(words.brief), q(words.full)});
    }
}

void put(std::string& out, const std::string& text) {
    out += text;
    out += '\n';
}
void put(std::string& out, const istio::Labels& labels) {
    for (const auto& [key, value] : labels) out += key + '=' + value + ',';
    out += '\n';
}
void put(std::string& out, const istio::Destination& d) {
    out += d.host.text + '|' + d.subset + '\n';
}

template <class Rules> void putRoutes(std::string& out, const Rules& rules) {
    for (const auto& rule : rules) {
        for (const auto& d : rule.route) put(out, d.destination);
        out += ";\n";
    }
    out += "#\n";
}

std::string shape(const istio::VirtualService& v) {
    std::string out;
    for (const auto& h : v.hosts) put(out, h.text);
    out += '#';
    for (const auto& g : v.gateways) put(out, g);
    putRoutes(out, v.http);
    putRoutes(out, v.tls);
    putRoutes(out, v.tcp);
    for (const auto& rule : v.http) {
        if (rule.mirror) put(out, *rule.mirror);
        for (const auto& m : rule.mirrors) put(out, m.destination);
        if (rule.delegate) put(out, rule.delegate->ns + "/" + rule.delegate->name);
        out += ';';
    }
    return out;
}

std::string shape(const model::scenario::Scenario& s) {
    std::string out;
    for (const auto& t : s.traffic) {
        put(out, t.name + '|' + t.host + '|' + std::to_string(t.port) + '|' + t.from.ns + '|' + t.from.workload);
        put(out, t.from.gateway);
        for (const auto& m : t.mix) put(out, m.host);
    }
    out += '#';
    for (const auto& b : s.services) {
        put(out, b.workload + '|' + b.pod + '|' + b.service + '|' + b.ns);
        for (const auto& g : b.calls) {
            for (const auto& c : g.calls) put(out, c.host);
            out += ';';
        }
    }
    return out;
}

} // namespace

QString labelText(const istio::Labels& labels) {
    QStringList parts;
    for (const auto& [key, value] : labels) parts << q(key) + "=" + q(value);
    return parts.join(QStringLiteral(", "));
}

std::vector<Badge> ruleBadges(const istio::HttpRoute& http) {
    std::vector<Badge> out;
    for (const auto& words : istio::describeExtras(http)) out.push_back({iconOfExtra(words), q(words), q(words)});
    return out;
}

std::vector<Badge> mtlsBadges(const sim::routing::MtlsSetting& setting) {
    if (!setting.origin) return {};
    const QString by = q(setting.origin.resource->meta.name);
    if (setting.mode == sim::routing::MtlsMode::Strict)
        return {{QStringLiteral("lock"), tr("mutual TLS only"), tr("Mutual TLS only, by policy %1").arg(by)}};
    if (setting.mode == sim::routing::MtlsMode::Disable)
        return {{QStringLiteral("unlock"), tr("plain text"), tr("Plain text: policy %1 turns mutual TLS off").arg(by)}};
    return {};
}

Node describe(const model::graph::MeshNode& mesh) {
    const model::Resource& r = *mesh.resource;
    Node node;
    node.key = q(mesh.id);
    node.title = q(mesh.name);
    node.target = {r.id(), {}};
    switch (mesh.kind) {
    case MeshKind::Source:
        describeClient(node, r, mesh.name);
        break;
    case MeshKind::Gateway:
        describeGateway(node, r);
        break;
    case MeshKind::VirtualService:
        describeVirtualService(node, r);
        break;
    case MeshKind::Service:
        describeService(node, r);
        break;
    case MeshKind::External:
        describeExternal(node, r);
        break;
    case MeshKind::Workload:
        describeWorkload(node, r);
        break;
    case MeshKind::Policy:
        describePolicyCard(node, r);
        break;
    }
    return node;
}

void describePolicy(Node& node, const sim::routing::ConsolidatedRule& rule) {
    const auto& dr = rule.rule;
    node.policy = rule.resource->id();
    node.chips.clear();
    if (dr.trafficPolicy)
        for (const auto& words : istio::describe(*dr.trafficPolicy))
            node.chips.push_back({iconOf(words.kind), q(words.brief), q(words.full)});
    std::vector<SubsetRow> rows;
    for (std::size_t i = 0; i < dr.subsets.size(); ++i) {
        SubsetRow row;
        row.name = q(dr.subsets[i].name);
        row.labels = labelText(dr.subsets[i].labels);
        row.version = row.name;
        row.hole = true;
        const auto& origin = rule.subsetOrigins[i];
        if (origin.resource == rule.resource) row.field = origin.field;
        rows.push_back(std::move(row));
    }
    node.subsets = std::move(rows);
    node.footer = dr.subsets.size() == 1 ? tr("1 subset") : tr("%1 subsets").arg(dr.subsets.size());
}

std::optional<std::string> shapeOf(const model::Resource& r) {
    std::string out = r.kind + "/" + r.meta.ns + "/" + r.meta.name + "\n";
    if (const auto* v = r.as<istio::VirtualService>()) return out + shape(*v);
    if (const auto* s = r.as<model::scenario::Scenario>()) return out + shape(*s);
    if (const auto* d = r.as<model::kube::Deployment>()) {
        put(out, d->podTemplate.metadata.labels);
        return out + (d->replicas.value_or(1) == 0 ? "0" : "1");
    }
    if (const auto* s = r.as<model::kube::Service>()) {
        put(out, s->selector);
        return out;
    }
    if (const auto* d = r.as<istio::DestinationRule>()) {
        put(out, d->host.text);
        for (const auto& subset : d->subsets) {
            put(out, subset.name);
            put(out, subset.labels);
        }
        for (const auto& ns : d->exportTo) put(out, ns);
        if (d->workloadSelector) put(out, d->workloadSelector->effective());
        return out;
    }
    if (r.as<model::scenario::Canvas>()) return out;
    // A gateway decides by hosts and ports, a policy locks many lines.
    return std::nullopt;
}

} // namespace meshwright::ui::graph
