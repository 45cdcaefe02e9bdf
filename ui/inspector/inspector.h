// The inspector: the form that fits the selection, or the whole design's health when nothing is selected.
#pragma once

#include <QScrollArea>

namespace meshwright::ui {

class Document;
class Form;
class Playback;
class Selection;
class SummaryForm;

class Inspector : public QScrollArea {
    Q_OBJECT
public:
    Inspector(Document& document, Selection& selection, Playback& playback, QWidget* parent = nullptr);

    /// The form in view; null while the summary is.
    Form* form() const { return form_; }

private:
    void show();
    void update();

    Document& document_;
    Selection& selection_;
    Playback& playback_;
    Form* form_ = nullptr;
    QString signature_;
};

} // namespace meshwright::ui
