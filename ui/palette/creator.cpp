#include "ui/palette/creator.h"

#include "model/edit/nodes.h"
#include "model/edit/steps.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/palette/create.h"

namespace meshwright::ui {

using model::ResourceId;

namespace {

/// A name that Kubernetes takes, out of what somebody typed: "My Reviews" becomes "my-reviews".
std::string kubeName(const std::string& typed) {
    std::string out;
    for (const QChar c : QString::fromStdString(typed).toLower()) {
        const char ascii = c.toLatin1();
        const bool fine = (ascii >= 'a' && ascii <= 'z') || (ascii >= '0' && ascii <= '9') || ascii == '.';
        out += fine ? ascii : '-';
    }
    const auto first = out.find_first_not_of("-."), last = out.find_last_not_of("-.");
    return first == std::string::npos ? std::string() : out.substr(first, last - first + 1).substr(0, 63);
}

} // namespace

Creator::Creator(Document& document, Selection& selection, QObject* parent)
    : QObject(parent), document_(document), selection_(selection) {}

std::optional<create::Made> Creator::make(Offer offer, const std::optional<ResourceId>& service,
                                          const std::string& name) const {
    const auto& design = document_.design();
    const std::string file = document_.mainFile();
    switch (offer) {
    case Offer::Client:
        return create::client(design, file, name);
    case Offer::Gateway:
        return create::gateway(design, file, name);
    case Offer::Service:
        return create::bareService(design, file, name);
    case Offer::External:
        return create::external(design, file, name);
    case Offer::VirtualService:
        if (auto made = create::virtualService(design, file, service, name)) return made;
        return create::bareVirtualService(design, file, name);
    case Offer::Version:
        return service ? create::version(design, file, *service, name) : std::nullopt;
    case Offer::DestinationRule:
        return service ? create::destinationRule(design, file, *service, name) : std::nullopt;
    case Offer::PeerAuthentication:
        return create::peerAuthentication(design, file, service, name);
    case Offer::AuthorizationPolicy:
        return create::authorizationPolicy(design, file, service, name);
    }
    return {};
}

bool Creator::add(Command command) {
    std::optional<ResourceId> service;
    if (selection_.current() && selection_.current()->object.kind == "Service")
        service = selection_.current()->object;
    else if (const auto all = document_.design().all<model::kube::Service>(); all.size() == 1)
        service = all.front()->id();
    std::optional<create::Made> made;
    if (command == Command::AddService)
        made = create::service(document_.design(), document_.mainFile());
    else if (const auto offer = offerOf(command)) {
        const bool wide = *offer == Offer::PeerAuthentication || *offer == Offer::AuthorizationPolicy;
        const bool chosen = selection_.current() && selection_.current()->object.kind == "Service";
        if (*offer == Offer::VirtualService)
            made = create::virtualService(document_.design(), document_.mainFile(), service);
        else
            made = make(*offer, wide && !chosen ? std::nullopt : service, {});
    } else {
        return false;
    }
    if (!made) {
        Q_EMIT needs(document_.design().all<model::kube::Service>().empty()
                         ? tr("Add a service first: this belongs to one.")
                         : tr("Select the service on the canvas first: this belongs to one."));
        return false;
    }
    if (!apply(std::move(*made), {})) return false;
    Q_EMIT added();
    return true;
}

std::optional<ResourceId> Creator::serviceOf(const QString& onNode) const {
    const auto& design = document_.design();
    const auto ref = onNode.isEmpty() ? std::nullopt : model::edit::nodeOf(design, onNode.toStdString());
    if (ref && ref->resource->as<model::kube::Service>()) return ref->resource->id();
    if (ref && ref->resource->as<model::kube::Deployment>())
        for (const auto& s : design.all<model::kube::Service>())
            for (const auto& w : model::edit::workloadsOf(design, *s))
                if (w == ref->resource) return s->id();
    return {};
}

QString Creator::refusal(Offer offer, const QString& onNode) const {
    const bool belongs = offer == Offer::Version || offer == Offer::DestinationRule;
    if (!belongs) return {};
    const auto all = document_.design().all<model::kube::Service>();
    const auto service = serviceOf(onNode);
    if (!service && all.empty()) return tr("Add a service first: this belongs to one.");
    if (!service && all.size() > 1) return tr("Drop it on the service that it belongs to.");
    if (offer == Offer::DestinationRule) {
        const auto r = document_.design().find(service ? *service : all.front()->id());
        if (!model::edit::rulesOf(document_.design(), model::edit::hostOf(*r)).empty())
            return tr("%1 has a traffic policy already.").arg(QString::fromStdString(r->meta.name));
    }
    return {};
}

QString Creator::promise(Offer offer, const QString& onNode) const {
    if (const QString why = refusal(offer, onNode); !why.isEmpty()) return why;
    auto service = serviceOf(onNode);
    const auto all = document_.design().all<model::kube::Service>();
    const bool belongs = offer == Offer::Version || offer == Offer::DestinationRule;
    if (!service && belongs && all.size() == 1) service = all.front()->id();
    const bool attaches = belongs || offer == Offer::VirtualService || offer == Offer::PeerAuthentication ||
                          offer == Offer::AuthorizationPolicy;
    if (service && attaches) return tr("%1 for %2").arg(offerInfo(offer).text, QString::fromStdString(service->name));
    return offerInfo(offer).text;
}

bool Creator::place(Offer offer, const PlaceWish& wish) {
    if (const QString why = refusal(offer, wish.onNode); !why.isEmpty()) {
        Q_EMIT needs(why);
        return false;
    }
    auto service = serviceOf(wish.onNode);
    const auto all = document_.design().all<model::kube::Service>();
    const bool belongs = offer == Offer::Version || offer == Offer::DestinationRule;
    if (!service && belongs && all.size() == 1) service = all.front()->id();
    auto made = make(offer, service, offer == Offer::Client ? wish.name : kubeName(wish.name));
    return made && apply(std::move(*made), wish.at);
}

bool Creator::apply(create::Made made, const std::optional<QPointF>& at) {
    model::edit::Edit edit = std::move(made.edit);
    const bool hasCard = made.object.kind != "DestinationRule";
    std::string key = made.object.kind + "/" + made.object.ns + "/" + made.object.name;
    if (at && hasCard) {
        const std::string text = edit.text;
        model::edit::Steps steps(document_.design());
        if (!steps.add(std::move(edit))) {
            Q_EMIT needs(QString::fromStdString(steps.refusal()));
            return false;
        }
        if (made.object.kind == "Scenario") {
            const auto& s = *steps.now().find(made.object)->as<model::scenario::Scenario>();
            key = "Traffic/" + made.object.ns + "/" + s.traffic.back().name;
        }
        steps.add(model::edit::moveNode(steps.now(), key, at->x(), at->y()));
        edit = std::move(steps).done(text);
    }
    if (!document_.edit(std::move(edit))) return false;
    selection_.set(Selected{made.object, made.field});
    if (at) Q_EMIT placed(QString::fromStdString(key));
    return true;
}

void Creator::addPolicy(const ResourceId& service) {
    auto made = create::destinationRule(document_.design(), document_.mainFile(), service);
    if (!made || !apply(std::move(*made), {})) return;
    Q_EMIT added();
}

} // namespace meshwright::ui
