// What all forms of the inspector have in common: a heading, the fields of the object, and what goes around them.
#pragma once

#include "ui/inspector/form_context.h"
#include "ui/inspector/schema_form.h"

#include <QWidget>
#include <functional>

#include "model/edit/edit.h"
#include "ui/document/document.h"

class QLabel;
class QVBoxLayout;

namespace meshwright::ui {

/// A column of parts. Sub-classes fill it once; refresh() brings the values up to date without rebuilding.
class Form : public QWidget {
    Q_OBJECT
public:
    explicit Form(FormContext context, QWidget* parent = nullptr);

    /// Describes what the form is built from; where it changes the form is built anew. Empty: there is nothing to show.
    virtual QString signature() const = 0;
    virtual void build() = 0;
    virtual void refresh();
    /// The part of the object that this form is about: "spec.http[0]", or "" for all of it.
    virtual std::string part() const { return {}; }

    const FormContext& context() const { return context_; }
    const std::vector<SchemaForm*>& fields() const { return fields_; }
    /// Shows the field at this path; gives it the keyboard where `focus`.
    void reveal(const std::string& field, bool focus);

Q_SIGNALS:
    void fieldEntered(const QString& field, const QString& help);

protected:
    const model::Design& design() const { return context_.document.design(); }
    model::ResourcePtr resource() const { return design().find(context_.object); }
    void addHeading(const QString& icon, const QString& title, const QString& subtitle);
    void addSection(const QString& title);
    void addHint(const QString& text);
    QWidget* addWidget(QWidget* widget);
    /// All fields of the value at `root` of the form's object.
    SchemaForm* addFields(const std::string& root, const std::string& links = {});
    SchemaForm* addFields(FormContext context, const std::string& root, const std::string& links = {});
    /// Name, namespace and labels of the object itself.
    void addMetadata();
    void addLink(const QString& words, const QString& target, const std::function<void()>& go);
    void addButton(const QString& words, const QString& icon, const std::function<void()>& click);
    void addStretch();
    bool apply(model::edit::Edit edit);

    FormContext context_;
    QVBoxLayout* column_;

private:
    /// Problems that belong to none of the fields in view.
    void showProblems();

    std::vector<SchemaForm*> fields_;
    QLabel* problems_ = nullptr;
};

} // namespace meshwright::ui
