// The canvas under the keyboard: travel, weights, connecting, renaming, adding. Watches the view's keys.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QObject>

#include "ui/canvas/travel.h"

class QKeyEvent;

namespace meshwright::ui {

class CanvasEditor;
class CanvasScene;
class CanvasView;

class CanvasKeys : public QObject {
    Q_OBJECT
public:
    CanvasKeys(CanvasScene& scene, CanvasView& view, CanvasEditor& editor, QObject* parent);

    /// Where the keyboard is.
    graph::Spot spot() const;
    /// Draws a line from here: the arrows choose where to, Enter takes it.
    void startConnect();

Q_SIGNALS:
    void insertWanted();
    void openWanted(); ///< Enter: the form of what is selected
    void menuWanted(QPoint global);
    void hinted(const QString& words); ///< what the keyboard is on, or what to press next

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool press(QKeyEvent& event);
    bool pressConnecting(QKeyEvent& event);
    bool pressOnWeight(QKeyEvent& event);
    void go(const graph::Spot& spot);
    void showRing();
    void selectSpot(const graph::Spot& spot);
    void aim(graph::Travel way);

    CanvasScene& scene_;
    CanvasView& view_;
    CanvasEditor& editor_;
    QString focused_, focusedEdge_; ///< where the keyboard is
    QString ringed_, ringedEdge_;   ///< what shows it
    int focusedRow_ = -1;
    graph::Spot aim_;
};

} // namespace meshwright::ui
