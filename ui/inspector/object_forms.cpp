#include "ui/inspector/object_forms.h"

#include "model/assist/object_type.h"
#include "model/assist/selectors.h"
#include "ui/document/selection.h"
#include "ui/text.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QVBoxLayout>
#include <array>

namespace meshwright::ui {

using namespace model::edit;
namespace istio = model::istio;
namespace scenario = model::scenario;

namespace {

/// What a kind is for, in words.
struct KindWords {
    const char *kind, *icon, *words;
};
constexpr std::array<KindWords, 17> kindWords{{
    {"Gateway", "gateway", QT_TRANSLATE_NOOP("Kinds", "Gateway: which hosts are let in, at which ports")},
    {"VirtualService", "virtualservice", QT_TRANSLATE_NOOP("Kinds", "Virtual service: where requests for a host go")},
    {"DestinationRule", "balance", QT_TRANSLATE_NOOP("Kinds", "Destination rule: how to go, and which version")},
    {"ServiceEntry", "external", QT_TRANSLATE_NOOP("Kinds", "Service entry: a service that the cluster does not know")},
    {"WorkloadEntry", "workload", QT_TRANSLATE_NOOP("Kinds", "Workload entry: an endpoint outside of the cluster")},
    {"Sidecar", "fit", QT_TRANSLATE_NOOP("Kinds", "Sidecar: what a workload's proxy gets to know")},
    {"PeerAuthentication", "lock", QT_TRANSLATE_NOOP("Kinds", "Peer authentication: whether callers need mutual TLS")},
    {"RequestAuthentication", "lock", QT_TRANSLATE_NOOP("Kinds", "Request authentication: which tokens are accepted")},
    {"AuthorizationPolicy", "lock", QT_TRANSLATE_NOOP("Kinds", "Authorization policy: who may do what")},
    {"Service", "service", QT_TRANSLATE_NOOP("Kinds", "Service: one name for many pods")},
    {"Deployment", "workload", QT_TRANSLATE_NOOP("Kinds", "Deployment: pods of one version")},
    {"StatefulSet", "workload", QT_TRANSLATE_NOOP("Kinds", "Stateful set: pods of one version")},
    {"ReplicaSet", "workload", QT_TRANSLATE_NOOP("Kinds", "Replica set: pods of one version")},
    {"DaemonSet", "workload", QT_TRANSLATE_NOOP("Kinds", "Daemon set: a pod on every node")},
    {"Pod", "workload", QT_TRANSLATE_NOOP("Kinds", "Pod")},
    {"Scenario", "run", QT_TRANSLATE_NOOP("Kinds", "Scenario: traffic, behaviour and incidents of a run")},
    {"Canvas", "layout", QT_TRANSLATE_NOOP("Kinds", "Canvas: where the nodes stand")},
}};

const KindWords* wordsOf(const std::string& kind) {
    for (const auto& k : kindWords)
        if (kind == k.kind) return &k;
    return nullptr;
}

} // namespace

QString ObjectForm::signature() const {
    const auto r = resource();
    return r ? q(r->apiVersion + "/" + r->kind) : QString();
}

void ObjectForm::build() {
    const auto r = resource();
    if (!r) return;
    const auto* words = wordsOf(r->kind);
    const QString what = words ? QCoreApplication::translate("Kinds", words->words) : q(r->kind);
    addHeading(words ? QLatin1String(words->icon) : QLatin1String("yaml"), q(r->meta.name),
               tr("%1 \u00b7 namespace %2").arg(what, q(r->meta.ns)));
    const auto* kind = model::findKind(r->apiVersion, r->kind);
    if (!kind) {
        addHint(tr("This kind is edited as YAML: its lines are marked in the YAML pane."));
        return addStretch();
    }
    if (kind->type) addFields("spec", r->as<istio::VirtualService>() ? "spec.http" : "");
    if (!kind->strict) addHint(tr("Fields that a mesh does not look at are left as they are, and edited as YAML."));
    buildMore();
    addMetadata();
    addStretch();
}

std::optional<model::ResourceId> ServiceForm::policy() const {
    const std::string host = context_.object.name + "." + context_.object.ns + ".svc.cluster.local";
    for (const auto& r : design().all<istio::DestinationRule>())
        if (model::resolveShortName(r->as<istio::DestinationRule>()->host, r->meta.ns).text == host) return r->id();
    return {};
}

std::vector<model::ResourceId> ServiceForm::workloads() const {
    std::vector<model::ResourceId> out;
    const auto r = resource();
    const auto* s = r ? r->as<model::kube::Service>() : nullptr;
    if (!s || s->selector.empty()) return out;
    for (const auto& picked : model::assist::podsWith(design(), s->selector, r->meta.ns))
        for (const char* kind : {"Deployment", "StatefulSet", "ReplicaSet", "DaemonSet", "Pod"})
            if (const model::ResourceId id{kind, picked.ns, picked.workload}; design().find(id)) {
                out.push_back(id);
                break;
            }
    return out;
}

QString ServiceForm::signature() const {
    QString out = ObjectForm::signature();
    if (out.isEmpty()) return out;
    if (const auto p = policy()) out += q(model::toText(*p));
    for (const auto& w : workloads()) out += q(model::toText(w));
    return out;
}

void ServiceForm::buildMore() {
    addSection(tr("How to go"));
    if (const auto p = policy())
        addLink(tr("Open the destination rule"), tr("Destination rule %1").arg(q(p->name)), [this, id = *p] {
            context_.selection.set(Selected{id, {}});
        });
    else
        addHint(tr("No destination rule: Istio's defaults hold, and there are no subsets. Click the card's empty band "
                   "to add one."));
    addSection(tr("Versions"));
    const auto all = workloads();
    for (const auto& id : all)
        addLink(tr("Open the workload"), tr("%1 %2").arg(q(id.kind), q(id.name)), [this, id] {
            context_.selection.set(Selected{id, {}});
        });
    if (all.empty()) addHint(tr("No workload has these labels: requests get 503 (no healthy upstream)."));
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
    const auto b = behaviour();
    const QString out = ObjectForm::signature();
    return out.isEmpty() ? out : out + (b ? q(b->first.name + "/" + b->second) : QString());
}

void WorkloadForm::buildMore() {
    addSection(tr("Behaviour in the simulation"));
    if (const auto b = behaviour()) {
        addFields({context_.document, context_.selection, b->first}, b->second);
        return;
    }
    addHint(tr("Nothing is said about this workload: it answers at once and never fails."));
    const auto scenarios = design().all<scenario::Scenario>();
    if (scenarios.empty()) return;
    addButton(tr("Describe it"), QStringLiteral("add"), [this, s = scenarios.front()] {
        const auto n = s->as<scenario::Scenario>()->services.size();
        std::string yaml = "workload: " + context_.object.name + "\n";
        if (s->meta.ns != context_.object.ns) yaml += "namespace: " + context_.object.ns + "\n";
        apply({InsertItem{s->id(), "spec.services", n, yaml + "latency:\n  type: exponential\n  mean: 20ms\n"},
               tr("Describe %1").arg(q(context_.object.name)).toStdString()});
    });
}

ClientForm::ClientForm(FormContext context, std::string field, QWidget* parent)
    : Form(context, parent), field_(std::move(field)) {}

QString ClientForm::signature() const {
    return valueAt(design(), context_.object, field_) ? q(field_) : QString();
}

void ClientForm::build() {
    const auto* name = valueAt(design(), context_.object, field_ + ".name");
    addHeading(QStringLiteral("client"), name ? q(name->text) : tr("Client"),
               tr("Client: a source of requests in %1").arg(q(context_.object.name)));
    addFields(field_);
    addStretch();
}

} // namespace meshwright::ui
