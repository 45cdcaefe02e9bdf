// Rows of a form, each bound to one field of one object: it shows the value that the YAML has, writes it as an edit,
// and says beside itself what is wrong with it. Plain words on the left, Istio's own name on the right.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QWidget>
#include <functional>

#include "model/edit/edit.h"
#include "ui/document/document.h"

class QLabel;
class QVBoxLayout;

namespace meshwright::ui {

class Selection;

/// What a form works on.
struct FormContext {
    Document& document;
    Selection& selection;
    model::ResourceId object;
};

/// The YAML value of a field, or nullptr.
const model::yaml::Node* valueAt(const model::Design& design, const model::ResourceId& object,
                                 const std::string& field);
QString textAt(const model::Design& design, const model::ResourceId& object, const std::string& field);

enum class Input { Text, Host, Integer, Number, Duration, Percent };

/// A column of rows. Sub-classes fill it once; refresh() brings the values up to date without rebuilding.
class Form : public QWidget {
    Q_OBJECT
public:
    explicit Form(FormContext context, QWidget* parent = nullptr);

    /// Describes the rows that the form has; where it changes the form is built anew.
    virtual QString signature() const = 0;
    virtual void build() = 0;
    virtual void refresh();

protected:
    const model::Design& design() const { return context_.document.design(); }
    model::ResourcePtr resource() const { return design().find(context_.object); }
    void addHeading(const QString& icon, const QString& title, const QString& subtitle);
    void addSection(const QString& title);
    void addHint(const QString& text);
    QWidget* addWidget(QWidget* widget);
    /// A line of text for `field` ("spec.http[0].timeout"); empty removes the field.
    void addLine(const QString& words, const std::string& field, Input input = Input::Text,
                 const QString& placeholder = {});
    /// One of several values; the value "" removes the field.
    void addChoice(const QString& words, const std::string& field,
                   const std::vector<std::pair<QString, QString>>& choices);
    void addLink(const QString& words, const QString& target, const std::function<void()>& go);
    void addButton(const QString& words, const QString& icon, const std::function<void()>& click);
    void addStretch();
    /// Applies an edit; false where it was refused (the reason is shown at `beside`).
    bool apply(model::edit::Edit edit, QLabel* beside = nullptr);
    void onRefresh(std::function<void()> refresh) { refreshers_.push_back(std::move(refresh)); }

    FormContext context_;
    QVBoxLayout* column_;

private:
    QLabel* addFieldHead(const QString& words, const std::string& field);
    void showProblems(QLabel& label, const std::string& field) const;

    std::vector<std::function<void()>> refreshers_;
};

/// Why `text` is no value for this kind of input; empty where it is one.
QString whyNot(Input input, const QString& text);
/// The value to be written.
model::edit::Value valueOf(Input input, const QString& text);

} // namespace meshwright::ui
