// What the inspector shows when nothing is selected: is this design healthy?
#pragma once

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace meshwright::ui {

class Document;
class Playback;
class Selection;

class SummaryForm : public QWidget {
    Q_OBJECT
public:
    SummaryForm(Document& document, Playback& playback, Selection& selection, QWidget* parent = nullptr);

public Q_SLOTS:
    void refresh();

private:
    void showRun();
    void showProblems();

    Document& document_;
    Playback& playback_;
    Selection& selection_;
    QVBoxLayout* column_;
    QLabel *title_, *what_, *verdict_, *refusal_;
    QLabel *rate_, *success_, *p99_, *slowest_, *retries_, *inFlight_;
    QWidget* numbers_;
    QVBoxLayout* problems_;
};

} // namespace meshwright::ui
