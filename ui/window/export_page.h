// What leaves the design: for which program, what is written, and whether a cluster would take it; shown before it is
// written.
#pragma once

#include <QWidget>

#include "model/exporters/export.h"

class QComboBox;
class QLabel;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace meshwright::ui {

class Document;

class ExportPage : public QWidget {
    Q_OBJECT
public:
    explicit ExportPage(Document& document, QWidget* parent = nullptr);

    void open();
    QComboBox& target() { return *target_; }
    QString preview() const;
    /// Whether a cluster takes what is written, in one sentence.
    QString verdict() const;
    QListWidget& notes() { return *notes_; }
    /// Writes everything into one file, or one file for each object into a folder; false with the reason in the
    /// verdict.
    bool writeFile(const QString& path);
    bool writeFolder(const QString& path);

Q_SIGNALS:
    void problemWanted(const meshwright::model::Diagnostic& problem);
    void written(const QString& path);
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void show();
    void say(const QString& text, const char* role);
    QString proposedName() const;

    Document& document_;
    model::exporters::Exported exported_;
    model::Diagnostics problems_;
    QComboBox* target_;
    QLabel *summary_, *verdict_, *counted_;
    QPlainTextEdit* preview_;
    QListWidget* notes_;
    QPushButton *file_, *folder_, *copy_;
};

} // namespace meshwright::ui
