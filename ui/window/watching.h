// Connects what shows a run with each other: marks and red edges on the canvas, the timeline, the requests, the what-if
// dock, and the rules they lead to.
#pragma once

#include <QObject>

#include "model/design/resource.h"

namespace meshwright::ui {

class MainWindow;
class RequestsPanel;
class TimelinePanel;
class WhatIfPanel;

class Watching : public QObject {
    Q_OBJECT
public:
    explicit Watching(MainWindow& window);

    /// Selects the rule on the canvas and shows its line in the YAML panel.
    void showRule(const model::Origin& origin);
    /// The failed requests behind the red part of an edge.
    void showFailures(const QString& edge);
    void showRequest(quint64 request);
    void showNode(const QString& simulated);

private:
    MainWindow& window_;
    RequestsPanel* requests_;
    TimelinePanel* timeline_;
    WhatIfPanel* whatIf_;
    bool asked_ = false; ///< what is lit on the canvas was asked about in the what-if dock
};

} // namespace meshwright::ui
