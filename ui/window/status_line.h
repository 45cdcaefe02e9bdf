// The status bar's contents: file, problems, what the selection can be done with, rate and speed of the run.
#pragma once

#include <QObject>

class QLabel;
class QStatusBar;
class QToolButton;

namespace meshwright::ui {

class Document;
class Playback;
class Selection;

class StatusLine : public QObject {
    Q_OBJECT
public:
    StatusLine(Document& document, Playback& playback, Selection& selection, QStatusBar& bar);

Q_SIGNALS:
    void problemsWanted();

private:
    void showDocument();
    void showRun();
    void showHint();

    Document& document_;
    Playback& playback_;
    Selection& selection_;
    QLabel *file_, *hint_, *run_;
    QToolButton* problems_;
};

} // namespace meshwright::ui
