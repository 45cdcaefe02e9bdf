#include "ui/palette/creator.h"

#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/palette/create.h"

namespace meshwright::ui {

Creator::Creator(Document& document, Selection& selection, QObject* parent)
    : QObject(parent), document_(document), selection_(selection) {}

bool Creator::add(Command command) {
    const auto& design = document_.design();
    const std::string file = document_.mainFile();
    std::optional<model::ResourceId> service;
    if (selection_.current() && selection_.current()->object.kind == "Service")
        service = selection_.current()->object;
    else if (const auto all = design.all<model::kube::Service>(); all.size() == 1)
        service = all.front()->id();
    std::optional<create::Made> made;
    switch (command) {
    case Command::AddClient:
        made = create::client(design, file);
        break;
    case Command::AddGateway:
        made = create::gateway(design, file);
        break;
    case Command::AddService:
        made = create::service(design, file);
        break;
    case Command::AddVersion:
        if (service) made = create::version(design, file, *service);
        break;
    case Command::AddVirtualService:
        made = create::virtualService(design, file, service);
        break;
    case Command::AddDestinationRule:
        if (service) made = create::destinationRule(design, file, *service);
        break;
    default:
        return false;
    }
    if (!made) {
        Q_EMIT needs(design.all<model::kube::Service>().empty()
                         ? tr("Add a service first: this belongs to one.")
                         : tr("Select the service on the canvas first: this belongs to one."));
        return false;
    }
    if (!document_.edit(std::move(made->edit))) return false;
    selection_.set(Selected{made->object, made->field});
    Q_EMIT added();
    return true;
}

void Creator::addPolicy(const model::ResourceId& service) {
    auto made = create::destinationRule(document_.design(), document_.mainFile(), service);
    if (!made || !document_.edit(std::move(made->edit))) return;
    selection_.set(Selected{made->object, {}});
    Q_EMIT added();
}

} // namespace meshwright::ui
