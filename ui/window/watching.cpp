#include "ui/window/watching.h"

#include "ui/canvas/canvas_panel.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/playback/playback.h"
#include "ui/requests/request_ways.h"
#include "ui/requests/requests_panel.h"
#include "ui/timeline/timeline_panel.h"
#include "ui/trace/traced_way.h"
#include "ui/trace/what_if_panel.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/panel_docks.h"

#include <algorithm>

namespace meshwright::ui {

Watching::Watching(MainWindow& window)
    : QObject(&window), window_(window), requests_(window.panels().widget<RequestsPanel>(QStringLiteral("requests"))),
      timeline_(window.panels().widget<TimelinePanel>(QStringLiteral("timeline"))),
      whatIf_(window.panels().widget<WhatIfPanel>(QStringLiteral("whatif"))) {
    auto& scene = window_.canvas().scene();
    connect(&scene, &CanvasScene::requestPicked, this, &Watching::showRequest);
    connect(&scene, &CanvasScene::failuresPicked, this, &Watching::showFailures);
    connect(requests_, &RequestsPanel::lifeShown, this, [this](const sim::mesh::RequestLifePtr& life) {
        asked_ = false;
        window_.canvas().light(life ? tracedWay(*life, window_.canvas().scene().graph()) : TracedWay{});
    });
    connect(requests_, &RequestsPanel::ruleWanted, this, &Watching::showRule);
    connect(whatIf_, &WhatIfPanel::ruleWanted, this, &Watching::showRule);
    connect(whatIf_, &WhatIfPanel::followed, this, [this](const WhatIfAnswerPtr& answer, const QString& node) {
        // Nothing to light leaves alone what another dock has lit.
        if (!answer && !asked_) return;
        asked_ = answer != nullptr;
        window_.canvas().light(answer ? tracedWay(answer->trace, node.toStdString(), window_.canvas().scene().graph())
                                      : TracedWay{});
    });
    connect(timeline_, &TimelinePanel::nodeWanted, this, &Watching::showNode);
    connect(&window_.document(), &Document::opened, this, [this] { window_.canvas().light({}); });
}

void Watching::showRule(const model::Origin& origin) {
    if (!origin) return;
    const model::ResourceId id = origin.resource->id();
    // Rules are selected as a whole: the condition or destination inside is where the YAML cursor goes.
    std::string field = origin.field;
    if (const auto end = field.find(']'); end != std::string::npos) field.resize(end + 1);
    if (window_.document().design().find(id)) {
        window_.selection().set(Selected{id, field});
        window_.canvas().reveal(QString::fromStdString(id.kind + "/" + id.ns + "/" + id.name));
    }
    const auto now = window_.document().design().find(id);
    if (!now) return;
    const int line = model::Placement(window_.document().design()).positionOf(*now, origin.field).line;
    if (line > 0) window_.showLine(QString::fromStdString(origin.resource->file), line);
}

void Watching::showFailures(const QString& key) {
    const auto graph = std::make_shared<const graph::Graph>(window_.canvas().scene().graph());
    const auto& edges = graph->edges;
    const auto found = std::find_if(edges.begin(), edges.end(), [&](const auto& e) { return e.key == key; });
    if (found == edges.end()) return;
    const int index = int(found - edges.begin());
    const auto ways = std::make_shared<RequestWays>(*graph);
    const QString what =
        tr("failed from %1 to %2")
            .arg(graph->nodes[std::size_t(found->from.node)].title, graph->nodes[std::size_t(found->to.node)].title);
    window_.raisePanel(QStringLiteral("requests"));
    requests_->showFailures(what, [graph, ways, index](const sim::mesh::RequestLife& life) {
        const auto on = ways->of(life, true);
        return std::find(on.begin(), on.end(), index) != on.end();
    });
}

void Watching::showRequest(quint64 request) {
    window_.raisePanel(QStringLiteral("requests"));
    if (!requests_->showRequest(request))
        window_.messages().say(
            tr("Request #%1 is no longer kept; pause the run and pick a mark that still moves.").arg(request));
}

void Watching::showNode(const QString& simulated) {
    const auto& graph = window_.canvas().scene().graph();
    const auto nodes = graph::nodesOfSimulated(graph, simulated.toStdString());
    if (nodes.empty()) return;
    const auto& node = graph.nodes[std::size_t(nodes.front())];
    window_.selection().set(node.target);
    window_.canvas().reveal(node.key);
}

} // namespace meshwright::ui
