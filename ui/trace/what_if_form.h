// What a design offers to fill a request in with: senders, hosts, paths, headers; and the request that is typed.
#pragma once

#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

#include "model/design/design.h"
#include "sim/routing/engine.h"

namespace meshwright::ui {

struct WhatIfSender {
    QString name; ///< "gateway shop-gateway", "productpage-v1"
    sim::routing::ProxyRef proxy;
    std::string node; ///< named as in EdgeState
};

struct WhatIfChoices {
    std::vector<WhatIfSender> senders;
    QStringList hosts, paths, headers; ///< headers as "name: value"
    /// The first request that the design's own traffic sends; its sender by index.
    int sender = 0;
    sim::routing::Request request;
};

WhatIfChoices whatIfChoices(const model::Design& design);
/// "end-user: jason; x-env: test"; nothing where a part is no header.
std::optional<std::vector<std::pair<std::string, std::string>>> headersFrom(const QString& text);
QString headersText(const std::vector<std::pair<std::string, std::string>>& headers);

} // namespace meshwright::ui
