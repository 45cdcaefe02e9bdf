// The inspector: the form that fits the selection, or the whole design's health when nothing is selected; below it,
// what the field with the keyboard is for.
#pragma once

#include <QWidget>
#include <string>

class QLabel;
class QScrollArea;

namespace meshwright::model {
struct ResourceId;
}

namespace meshwright::ui {

class Document;
class Form;
class Playback;
class Selection;
class SummaryForm;

class Inspector : public QWidget {
    Q_OBJECT
public:
    Inspector(Document& document, Selection& selection, Playback& playback, QWidget* parent = nullptr);

    /// The form in view; null while the summary is.
    Form* form() const { return form_; }
    QScrollArea& scrollArea() const { return *area_; }
    QString help() const;
    /// Shows a field of an object in its form, without taking the keyboard.
    void reveal(const model::ResourceId& object, const std::string& field);
    /// Writes what is being typed in a field without waiting for a pause.
    void commit();

Q_SIGNALS:
    /// A field of the selected object got the keyboard.
    void fieldEntered(const QString& field);

private:
    void show();
    void update();
    void showHelp(const QString& field, const QString& help);

    Document& document_;
    Selection& selection_;
    Playback& playback_;
    QScrollArea* area_;
    QLabel *helpField_, *help_;
    QWidget* footer_;
    Form* form_ = nullptr;
    QString signature_;
};

} // namespace meshwright::ui
