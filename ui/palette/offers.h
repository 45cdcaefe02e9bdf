// What can be put on the canvas: one table for the palette, the Add menu and the Insert popup.
#pragma once

#include "ui/commands/commands.h"

#include <QString>
#include <optional>
#include <vector>

namespace meshwright::ui {

enum class Offer {
    Client,
    Gateway,
    VirtualService,
    Service,
    Version,
    External,
    DestinationRule,
    PeerAuthentication,
    AuthorizationPolicy,
};

struct OfferInfo {
    Offer id;
    QString text, icon;
    QString hint;    ///< one sentence
    Command command; ///< the same from the Add menu
};

/// In the order in which a request travels, policies last; texts in the program's language.
const std::vector<OfferInfo>& offers();
const OfferInfo& offerInfo(Offer offer);
std::optional<Offer> offerOf(Command command);

} // namespace meshwright::ui
