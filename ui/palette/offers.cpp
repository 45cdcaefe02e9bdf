#include "ui/palette/offers.h"

#include <QCoreApplication>
#include <algorithm>

namespace meshwright::ui {

const std::vector<OfferInfo>& offers() {
    const auto tr = [](const char* text) { return QCoreApplication::translate("Palette", text); };
    using O = Offer;
    using C = Command;
    static const std::vector<OfferInfo> table{
        {O::Client, tr("Client"), "client", tr("A source of requests"), C::AddClient},
        {O::Gateway, tr("Gateway"), "gateway", tr("Lets requests in from outside the mesh"), C::AddGateway},
        {O::VirtualService, tr("Virtual service"), "virtualservice", tr("Rules that say where to go"),
         C::AddVirtualService},
        {O::Service, tr("Service"), "service", tr("A name that requests are sent to"), C::AddService},
        {O::Version, tr("Version"), "workload", tr("Pods of a service; drop it on the service"), C::AddVersion},
        {O::External, tr("External service"), "external", tr("A host outside of the mesh (ServiceEntry)"),
         C::AddExternal},
        {O::DestinationRule, tr("Traffic policy"), "balance",
         tr("How to go, and which version (DestinationRule); drop it on the service"), C::AddDestinationRule},
        {O::PeerAuthentication, tr("Mutual TLS"), "lock",
         tr("Who may connect without mutual TLS (PeerAuthentication); on a service, or for the whole namespace"),
         C::AddPeerAuthentication},
        {O::AuthorizationPolicy, tr("Access policy"), "shield",
         tr("Who may call (AuthorizationPolicy); on a service, or for the whole namespace"), C::AddAuthorizationPolicy},
    };
    return table;
}

const OfferInfo& offerInfo(Offer offer) {
    return offers()[static_cast<std::size_t>(offer)];
}

std::optional<Offer> offerOf(Command command) {
    const auto found =
        std::find_if(offers().begin(), offers().end(), [&](const auto& o) { return o.command == command; });
    return found == offers().end() ? std::nullopt : std::optional(found->id);
}

} // namespace meshwright::ui
