// A form for any part of an object, made from the schema that reads the YAML. Every change is an edit of the one field.
#pragma once

#include "ui/inspector/form_context.h"
#include "ui/inspector/form_row_widget.h"
#include "ui/inspector/form_rows.h"

#include <QTimer>
#include <QWidget>
#include <memory>
#include <vector>

class QFrame;
class QVBoxLayout;

namespace meshwright::ui {

class SchemaForm : public QWidget {
    Q_OBJECT
public:
    /// `root`: "spec", "metadata", "spec.http[0]". `links`: items of this list lead to a form of their own.
    SchemaForm(FormContext context, std::string root, const model::yaml::TypeInfo& type, std::string links = {},
               QWidget* parent = nullptr);

    /// Makes something to be shown below the heading of a group, or null; called when the group is opened.
    using Extra = std::function<QWidget*(const FormRow&)>;
    void setExtra(Extra extra);
    void refresh();

    const std::string& root() const { return root_; }
    const std::vector<FormRow>& rows() const { return rows_; }
    /// The row in which the value at this path is shown or edited; null where it is not in view.
    FormRowWidget* rowAt(const std::string& path, FormRow::Kind kind) const;
    /// The row that shows the value at this path, or the nearest one above it.
    FormRowWidget* rowFor(const std::string& path) const;
    /// Opens whatever hides the value at this path and returns its row, or the nearest one above it.
    FormRowWidget* reveal(const std::string& path);
    void setOpen(const std::string& path, bool open);
    /// Writes what is being typed without waiting for a pause.
    void commit();

Q_SIGNALS:
    /// The field with the keyboard.
    void fieldEntered(const QString& field, const QString& help);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    FormRowWidget* makeRow(const FormRow& row);
    void lay(std::vector<FormRowWidget*> rows);
    void showProblems();
    void showNotes(FormRowWidget& widget, const FormRow& row);
    const model::yaml::Node* rootNode() const;
    const model::yaml::Node* nodeAt(const std::string& path) const;

    void typed(FormRowWidget& row, const QString& text);
    void write(FormRowWidget& row, const QString& text);
    void renameKey(FormRowWidget& row, const QString& key);
    void choose(FormRowWidget& row, const QString& option);
    void add(FormRowWidget& row, const QString& text);
    void remove(FormRowWidget& row);
    void duplicate(FormRowWidget& row);
    void move(FormRowWidget& row, std::size_t to);
    void moveBy(FormRowWidget& row, int by);
    FormRowWidget* rowAround(QWidget* widget) const;
    FormRowWidget* itemAround(QWidget* widget) const;
    /// Place among its list's items where an item dragged to this height would land.
    std::size_t dropIndex(const FormRowWidget& row, int globalY) const;
    void showDrop(const FormRowWidget& row, std::optional<int> globalY);
    std::vector<FormRowWidget*> itemsOf(const std::string& list) const;
    /// What was opened in the items of a list goes with them to their new numbers (none: the item is gone).
    void renumber(const std::string& list, const std::function<std::optional<std::size_t>(std::size_t)>& to);
    std::vector<model::assist::Suggestion> valuesFor(const FormRow& row) const;
    QString summaryOf(const FormRow& row) const;
    QString called(const FormRowWidget& row) const;
    bool apply(model::edit::Edit edit, FormRowWidget* beside);
    void followRename(const std::string& path, const std::string& text);
    void focusLater(const std::string& path, FormRow::Kind kind);

    FormContext context_;
    std::string root_;
    const model::yaml::TypeInfo& type_;
    FormState state_;
    RowHelp help_;
    Extra extra_;
    std::vector<FormRow> rows_;
    std::vector<FormRowWidget*> widgets_;
    std::map<std::string, QPointer<QWidget>> extras_;
    QVBoxLayout* column_;
    QTimer pause_;
    QPointer<FormRowWidget> pending_;
    QString pendingText_;
    bool gesture_ = false;
    QFrame* dropMark_;
};

} // namespace meshwright::ui
