// One row of a form on the screen. It shows and asks; what follows is the form's business.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QWidget>
#include <functional>

#include "ui/inspector/controls.h"
#include "ui/inspector/form_rows.h"

#include "model/base/diagnostic.h"

#include <QPointer>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace meshwright::ui {

/// What a row needs to know of the design; asked when it is needed.
struct RowHelp {
    std::function<std::vector<model::assist::Suggestion>(const FormRow&)> values, keys;
    std::function<QString(const FormRow&)> summary; ///< of a folded row
};

class FormRowWidget : public QWidget {
    Q_OBJECT
public:
    FormRowWidget(FormRow row, const RowHelp& help, QWidget* parent = nullptr);

    const FormRow& row() const { return row_; }
    /// Shows another value of a row of the same shape.
    void bring(FormRow row);
    /// Says what is wrong beside the field; the empty text says nothing.
    void setProblem(const QString& text, model::Severity severity = model::Severity::Error);
    QString problem() const;
    /// Says why the text in the control was not taken; stands until the control holds another text.
    void refuse(const QString& why);
    const QString& refusal() const { return refusal_; }
    /// A line of what the value means at present, such as the pods that labels pick.
    void setNote(const QString& text);
    QString note() const;
    /// The widgets that take the keyboard, in order.
    QList<QWidget*> stops() const;
    ValueControl* control() const { return control_; }
    ValueControl* keyControl() const { return key_; }
    QComboBox* options() const { return options_; }
    QToolButton* head() const { return head_; }
    QToolButton* grip() const { return grip_; }
    QToolButton* tools() const { return tools_; }
    /// "Add field" with this key, or a new item or entry, as a person would.
    void add(const QString& text);
    /// One of the options by its key, "" for none, as a person would.
    void choose(const QString& option);

Q_SIGNALS:
    void typed(const QString& text);
    void finished(const QString& text);
    void entered();
    void keyFinished(const QString& key);
    void chose(const QString& option);
    void toggled();
    void followed();
    void removeWanted();
    void duplicateWanted();
    void moveWanted(int by);
    void addWanted(const QString& text);
    void dragging(int globalY);
    void dropped(int globalY);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    void buildValue(QVBoxLayout& column);
    void buildHeading(QVBoxLayout& column);
    void buildAdd(QVBoxLayout& column);
    QHBoxLayout* addLine(QVBoxLayout& column);
    void addName(QHBoxLayout& line);
    void addTools(QHBoxLayout& line);
    void addGrip(QHBoxLayout& line);
    QToolButton* button(const QString& iconName, const QString& words);
    void showAddLine();
    void refreshIcons();
    QString label() const;
    QString help() const;

    FormRow row_;
    const RowHelp& help_;
    ValueControl *control_ = nullptr, *key_ = nullptr;
    QComboBox* options_ = nullptr;
    QToolButton *head_ = nullptr, *grip_ = nullptr, *tools_ = nullptr, *add_ = nullptr;
    QLabel *name_ = nullptr, *own_ = nullptr, *problem_ = nullptr, *note_ = nullptr;
    QString fullHead_, refusal_;
    bool dragging_ = false;
};

} // namespace meshwright::ui
