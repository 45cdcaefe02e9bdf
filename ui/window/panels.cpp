#include "ui/window/panels.h"

#include "ui/canvas/canvas_panel.h"
#include "ui/charts/charts_panel.h"
#include "ui/document/document.h"
#include "ui/inspector/inspector.h"
#include "ui/outline/outline_panel.h"
#include "ui/palette/palette_panel.h"
#include "ui/problems/problems_panel.h"
#include "ui/requests/requests_panel.h"
#include "ui/timeline/timeline_panel.h"
#include "ui/trace/what_if_panel.h"
#include "ui/window/history_panel.h"
#include "ui/window/main_window.h"
#include "ui/yaml/yaml_pane.h"

#include <QCoreApplication>

namespace meshwright::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Panels", text);
}

QWidget* makeProblems(MainWindow& window) {
    auto* panel = new ProblemsPanel(window.document(), window.selection());
    QObject::connect(panel, &ProblemsPanel::lineWanted, &window, &MainWindow::showLine);
    return panel;
}

} // namespace

std::vector<PanelInfo> panelTable() {
    using W = MainWindow;
    constexpr auto left = Qt::LeftDockWidgetArea, right = Qt::RightDockWidgetArea, bottom = Qt::BottomDockWidgetArea;
    return {
        {"palette", tr("Palette"), "add", left,
         [](W& w) -> QWidget* {
             auto* panel = new PalettePanel;
             w.canvas().serve(*panel);
             return panel;
         }},
        {"outline", tr("Outline"), "outline", left,
         [](W& w) -> QWidget* { return new OutlinePanel(w.document(), w.selection()); }},
        {"history", tr("History"), "undo", left,
         [](W& w) -> QWidget* { return new HistoryPanel(w.document().undoStack()); }, false},
        {"inspector", tr("Inspector"), "inspector", right,
         [](W& w) -> QWidget* { return new Inspector(w.document(), w.selection(), w.playback()); }},
        {"yaml", tr("YAML"), "yaml", right, [](W& w) -> QWidget* { return new YamlPane(w.document(), w.selection()); }},
        {"charts", tr("Charts"), "charts", bottom,
         [](W& w) -> QWidget* { return new ChartsPanel(w.playback(), w.selection()); }},
        {"timeline", tr("Timeline"), "timeline", bottom,
         [](W& w) -> QWidget* { return new TimelinePanel(w.playback()); }, true, true},
        {"requests", tr("Requests"), "requests", bottom,
         [](W& w) -> QWidget* { return new RequestsPanel(w.playback()); }},
        {"whatif", tr("What if"), "search", bottom, [](W& w) -> QWidget* { return new WhatIfPanel(w.document()); }},
        {"problems", tr("Problems"), "problems", bottom, makeProblems},
    };
}

} // namespace meshwright::ui
