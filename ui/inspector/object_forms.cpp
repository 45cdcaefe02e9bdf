#include "ui/inspector/object_forms.h"

#include "model/istio/describe.h"
#include "ui/canvas/graph_model.h"
#include "ui/document/selection.h"
#include "ui/text.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QVBoxLayout>

namespace meshwright::ui {

using namespace model::edit;
namespace istio = model::istio;
namespace scenario = model::scenario;

namespace {

QString labelText(const istio::Labels& labels) {
    QStringList out;
    for (const auto& [k, v] : labels) out << q(k + "=" + v);
    return out.join(QStringLiteral(", "));
}

} // namespace

QString GatewayForm::signature() const {
    const auto r = resource();
    const auto* g = r ? r->as<istio::Gateway>() : nullptr;
    if (!g) return {};
    QString out;
    for (const auto& s : g->servers) out += QStringLiteral("%1:%2;").arg(s.hosts.size()).arg(s.tls.has_value());
    return out + labelText(g->selector);
}

void GatewayForm::build() {
    const auto r = resource();
    const auto* g = r ? r->as<istio::Gateway>() : nullptr;
    if (!g) return;
    addHeading(QStringLiteral("gateway"), q(r->meta.name), tr("Gateway: which hosts are let in, at which ports"));
    addHint(tr("Runs on pods with %1").arg(labelText(g->selector)));
    for (std::size_t i = 0; i < g->servers.size(); ++i) {
        const std::string server = "spec.servers[" + std::to_string(i) + "]";
        addSection(g->servers.size() == 1 ? tr("Server") : tr("Server %1").arg(i + 1));
        addLine(tr("Port"), server + ".port.number", Input::Integer);
        addChoice(tr("Protocol"), server + ".port.protocol",
                  {{"HTTP", "HTTP"},
                   {"HTTPS", "HTTPS"},
                   {"HTTP2", "HTTP2"},
                   {"GRPC", "GRPC"},
                   {"TLS", "TLS"},
                   {"TCP", "TCP"}});
        for (std::size_t k = 0; k < g->servers[i].hosts.size(); ++k)
            addLine(k == 0 ? tr("Host") : tr("Another host"), server + ".hosts[" + std::to_string(k) + "]",
                    Input::Host);
        addButton(tr("Add host"), QStringLiteral("add"), [this, server, n = g->servers[i].hosts.size()] {
            apply({InsertItem{context_.object, server + ".hosts", n, "new.example.com"}, tr("Add host").toStdString()});
        });
        if (g->servers[i].tls)
            addChoice(tr("TLS"), server + ".tls.mode",
                      {{tr("off"), ""},
                       {"SIMPLE", "SIMPLE"},
                       {"MUTUAL", "MUTUAL"},
                       {"PASSTHROUGH", "PASSTHROUGH"},
                       {"ISTIO_MUTUAL", "ISTIO_MUTUAL"},
                       {"AUTO_PASSTHROUGH", "AUTO_PASSTHROUGH"}});
    }
    addStretch();
}

QString DestinationRuleForm::signature() const {
    const auto r = resource();
    const auto* d = r ? r->as<istio::DestinationRule>() : nullptr;
    if (!d) return {};
    QString out = d->trafficPolicy && d->trafficPolicy->outlierDetection ? "o" : "-";
    for (const auto& s : d->subsets) out += q(s.name) + labelText(s.labels) + ";";
    return out;
}

void DestinationRuleForm::build() {
    const auto r = resource();
    const auto* d = r ? r->as<istio::DestinationRule>() : nullptr;
    if (!d) return;
    addHeading(QStringLiteral("balance"), q(r->meta.name), tr("Destination rule: how to go, and which version"));
    addLine(tr("For host"), "spec.host", Input::Host);
    buildPolicy(d->trafficPolicy ? &*d->trafficPolicy : nullptr);
    addSection(tr("Subsets"));
    for (std::size_t i = 0; i < d->subsets.size(); ++i) {
        const std::string path = "spec.subsets[" + std::to_string(i) + "]";
        addLine(tr("Name"), path + ".name", Input::Host);
        for (const auto& [key, value] : d->subsets[i].labels)
            addLine(tr("Pods with %1").arg(q(key)), model::yaml::childPath(path + ".labels", key), Input::Host);
    }
    addButton(tr("Add subset"), QStringLiteral("add"), [this, n = d->subsets.size()] {
        const std::string name = "v" + std::to_string(n + 1);
        apply({InsertItem{context_.object, "spec.subsets", n, "name: " + name + "\nlabels:\n  version: " + name + "\n"},
               tr("Add subset %1").arg(q(name)).toStdString()});
    });
    addStretch();
}

void DestinationRuleForm::buildPolicy(const istio::TrafficPolicy* policy) {
    const std::string base = "spec.trafficPolicy.";
    addSection(tr("Load balancing"));
    addChoice(tr("Choose a pod by"), base + "loadBalancer.simple",
              {{tr("least request (default)"), ""},
               {tr("least request"), "LEAST_REQUEST"},
               {tr("round robin"), "ROUND_ROBIN"},
               {tr("random"), "RANDOM"},
               {tr("passthrough"), "PASSTHROUGH"}});
    addSection(tr("Limits of each caller"));
    addLine(tr("Connections"), base + "connectionPool.tcp.maxConnections", Input::Integer, tr("no limit"));
    addLine(tr("Waiting requests"), base + "connectionPool.http.http1MaxPendingRequests", Input::Integer,
            tr("no limit"));
    addLine(tr("Requests at once"), base + "connectionPool.http.http2MaxRequests", Input::Integer, tr("no limit"));
    addLine(tr("Retries at once"), base + "connectionPool.http.maxRetries", Input::Integer, tr("no limit"));
    addSection(tr("Leave out failing pods"));
    addLine(tr("After errors in a row"), base + "outlierDetection.consecutive5xxErrors", Input::Integer, tr("never"));
    if (policy && policy->outlierDetection) {
        addLine(tr("Look every"), base + "outlierDetection.interval", Input::Duration, "10s");
        addLine(tr("Leave out for"), base + "outlierDetection.baseEjectionTime", Input::Duration, "30s");
        addLine(tr("At most, in percent of the pods"), base + "outlierDetection.maxEjectionPercent", Input::Percent,
                "10");
    }
    addSection(tr("Encryption"));
    addChoice(tr("TLS towards the pods"), base + "tls.mode",
              {{tr("automatic (default)"), ""},
               {tr("off"), "DISABLE"},
               {tr("mutual, Istio's certificates"), "ISTIO_MUTUAL"},
               {tr("simple"), "SIMPLE"},
               {tr("mutual"), "MUTUAL"}});
}

QString ServiceForm::signature() const {
    const auto r = resource();
    const auto* s = r ? r->as<model::kube::Service>() : nullptr;
    if (!s) return {};
    const auto graph = graph::build(design());
    const auto* node = graph.find(QStringLiteral("Service/%1/%2").arg(q(r->meta.ns), q(r->meta.name)));
    return QStringLiteral("%1/%2/%3")
        .arg(s->ports.size())
        .arg(labelText(s->selector))
        .arg(node && node->policy ? q(node->policy->name) : QString());
}

void ServiceForm::build() {
    const auto r = resource();
    const auto* s = r ? r->as<model::kube::Service>() : nullptr;
    if (!s) return;
    addHeading(QStringLiteral("service"), q(r->meta.name),
               tr("Service in namespace %1: a name for pods with %2").arg(q(r->meta.ns), labelText(s->selector)));
    for (std::size_t i = 0; i < s->ports.size(); ++i)
        addLine(i == 0 ? tr("Port") : tr("Another port"), "spec.ports[" + std::to_string(i) + "].port", Input::Integer);
    const auto graph = graph::build(design());
    const int index = graph.indexOf(QStringLiteral("Service/%1/%2").arg(q(r->meta.ns), q(r->meta.name)));
    if (index < 0) return addStretch();
    const auto& node = graph.nodes[std::size_t(index)];
    addSection(tr("How to go"));
    if (node.policy) {
        const auto policy = *node.policy;
        addLink(tr("Open the destination rule"), tr("Destination rule %1").arg(q(policy.name)), [this, policy] {
            context_.selection.set(Selected{policy, {}});
        });
    } else {
        addHint(tr("No destination rule: Istio's defaults hold, and there are no subsets. Click the card's empty band "
                   "to add one."));
    }
    addSection(tr("Versions"));
    bool any = false;
    for (const auto& edge : graph.edges) {
        if (edge.from.node != index) continue;
        const auto& workload = graph.nodes[std::size_t(edge.to.node)];
        const auto target = workload.target;
        addLink(tr("Open the workload"), tr("%1 · %2").arg(workload.title, workload.footer),
                [this, target] { context_.selection.set(target); });
        any = true;
    }
    if (!any) addHint(tr("No workload has these labels: requests get 503 (no healthy upstream)."));
    addStretch();
}

std::optional<std::pair<model::ResourceId, std::string>> WorkloadForm::behaviour() const {
    for (const auto& r : design().all<scenario::Scenario>()) {
        const auto& services = r->as<scenario::Scenario>()->services;
        for (std::size_t i = 0; i < services.size(); ++i)
            if (services[i].workload == context_.object.name &&
                (services[i].ns.empty() ? r->meta.ns : services[i].ns) == context_.object.ns)
                return {{r->id(), "spec.services[" + std::to_string(i) + "]"}};
    }
    return {};
}

QString WorkloadForm::signature() const {
    const auto r = resource();
    const auto* d = r ? r->as<model::kube::Deployment>() : nullptr;
    if (!d) return {};
    const auto b = behaviour();
    return labelText(d->podTemplate.metadata.labels) + (b ? q(b->second) : QString());
}

void WorkloadForm::build() {
    const auto r = resource();
    const auto* d = r ? r->as<model::kube::Deployment>() : nullptr;
    if (!d) return;
    addHeading(QStringLiteral("workload"), q(r->meta.name), labelText(d->podTemplate.metadata.labels));
    addLine(tr("Pods"), "spec.replicas", Input::Integer, "1");
    addSection(tr("Behaviour in the simulation"));
    const auto b = behaviour();
    if (!b) {
        const auto scenarios = design().all<scenario::Scenario>();
        addHint(tr("Nothing is said about this workload: it answers at once and never fails."));
        if (!scenarios.empty())
            addButton(tr("Describe it"), QStringLiteral("add"), [this, s = scenarios.front()] {
                const auto n = s->as<scenario::Scenario>()->services.size();
                apply({InsertItem{s->id(), "spec.services", n,
                                  "workload: " + context_.object.name +
                                      "\nlatency:\n  type: exponential\n  mean: 20ms\n"},
                       tr("Describe %1").arg(q(context_.object.name)).toStdString()});
            });
        return addStretch();
    }
    // These rows belong to the scenario: a form of their own within this one.
    class Behaviour : public Form {
    public:
        Behaviour(FormContext c, std::string field) : Form(c), field_(std::move(field)) {
            column_->setContentsMargins(0, 0, 0, 0);
        }
        QString signature() const override { return {}; }
        void build() override {
            addChoice(tr("Own work takes"), field_ + ".latency.type",
                      {{tr("always the same"), ""},
                       {tr("always the same (deterministic)"), "deterministic"},
                       {tr("exponential"), "exponential"},
                       {tr("log-normal"), "lognormal"},
                       {tr("gamma"), "gamma"}});
            addLine(tr("On average"), field_ + ".latency.mean", Input::Duration, "0ms");
            addLine(tr("Requests at once, each pod"), field_ + ".concurrency", Input::Integer, tr("no limit"));
            addLine(tr("Waiting places, each pod"), field_ + ".queue", Input::Integer, tr("no limit"));
            addLine(tr("Share that fails, in percent"), field_ + ".errors.percent", Input::Percent, "0");
        }

    private:
        std::string field_;
    };
    auto* inner = new Behaviour({context_.document, context_.selection, b->first}, b->second);
    inner->build();
    addWidget(inner);
    onRefresh([inner] { inner->refresh(); });
    addStretch();
}

ClientForm::ClientForm(FormContext context, std::string field, QWidget* parent)
    : Form(context, parent), field_(std::move(field)) {}

QString ClientForm::signature() const {
    return valueAt(design(), context_.object, field_) ? q(field_) : QString();
}

void ClientForm::build() {
    addHeading(QStringLiteral("client"), textAt(design(), context_.object, field_ + ".name"),
               tr("Client: a source of requests in %1").arg(q(context_.object.name)));
    addLine(tr("Requests a second"), field_ + ".rate", Input::Number);
    addChoice(tr("Arrivals"), field_ + ".arrivals",
              {{tr("at random (Poisson)"), ""},
               {tr("at random (Poisson), written out"), "poisson"},
               {tr("evenly spaced"), "constant"},
               {tr("users who wait for answers"), "users"}});
    addSection(tr("What it asks for"));
    addLine(tr("Host"), field_ + ".host", Input::Host);
    addLine(tr("Port"), field_ + ".port", Input::Integer, "80");
    addLine(tr("Path"), field_ + ".path", Input::Host, "/");
    addLine(tr("Method"), field_ + ".method", Input::Host, "GET");
    if (const auto* headers = valueAt(design(), context_.object, field_ + ".headers"); headers && headers->isMap())
        for (const auto& entry : headers->entries)
            addLine(tr("Header %1").arg(q(entry.key)), model::yaml::childPath(field_ + ".headers", entry.key));
    addSection(tr("Patience"));
    addLine(tr("Gives up after"), field_ + ".deadline", Input::Duration, tr("never"));
    addLine(tr("Tries again, times"), field_ + ".retries.attempts", Input::Integer, "0");
    addStretch();
}

QString PlainForm::signature() const {
    const auto r = resource();
    return r ? q(r->kind) : QString();
}

void PlainForm::build() {
    const auto r = resource();
    if (!r) return;
    addHeading(QStringLiteral("yaml"), q(r->meta.name), tr("%1 in namespace %2").arg(q(r->kind), q(r->meta.ns)));
    addHint(tr("This kind is edited as YAML: its lines are marked in the YAML pane."));
    addStretch();
}

} // namespace meshwright::ui
