// The status bar's contents: file, problems, rate and speed of the run.
#pragma once

#include <QObject>

class QLabel;
class QStatusBar;
class QToolButton;

namespace meshwright::ui {

class Document;
class Playback;

class StatusLine : public QObject {
    Q_OBJECT
public:
    StatusLine(Document& document, Playback& playback, QStatusBar& bar);

Q_SIGNALS:
    void problemsWanted();

private:
    void showDocument();
    void showRun();

    Document& document_;
    Playback& playback_;
    QLabel *file_, *run_;
    QToolButton* problems_;
};

} // namespace meshwright::ui
