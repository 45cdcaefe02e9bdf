// The one table of panels: docks, the View menu and "find anything" are made from it. A new panel is one more row.
#pragma once

#include <QString>
#include <functional>
#include <vector>

class QWidget;

namespace meshwright::ui {

class MainWindow;

struct PanelInfo {
    QString id;    ///< "problems": the dock's object name, and what raisePanel() takes; never changes
    QString title; ///< in the program's language
    QString icon;  ///< name in resources/icons
    Qt::DockWidgetArea area;
    std::function<QWidget*(MainWindow&)> make;
    bool open = true;       ///< shown before the person chose
    bool presented = false; ///< stays in presentation mode (F11), with its text at 18 pt or more
};

/// In the order in which panels of one area stand: below each other at the left, as tabs elsewhere; the first is in
/// front. `make` may use the window's document, selection, playback, actions, messages, files and canvas.
std::vector<PanelInfo> panelTable();

} // namespace meshwright::ui
