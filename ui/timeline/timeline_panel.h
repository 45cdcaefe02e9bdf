// The timeline's dock: what happened, a way to look back, and runs that stop where something happens.
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QToolButton;

namespace meshwright::ui {

class Playback;
class TimelineView;

class TimelinePanel : public QWidget {
    Q_OBJECT
public:
    explicit TimelinePanel(Playback& playback, QWidget* parent = nullptr);

    TimelineView& view() { return *view_; }

Q_SIGNALS:
    /// Somebody clicked a mark: the node it is about, named as in EdgeState.
    void nodeWanted(const QString& node);

private:
    void refresh();
    void refreshSoon();
    QWidget* makeHeader();

    Playback& playback_;
    TimelineView* view_;
    QToolButton* live_;
    QLabel* moment_;
    QTimer soon_;
};

} // namespace meshwright::ui
