#include "ui/wizards/recipe_form.h"

#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>

namespace meshwright::ui {

using model::recipes::Control;
using model::recipes::FormField;

namespace {

QString words(const std::string& english) {
    return QCoreApplication::translate("Recipes", english.c_str());
}

bool sameShape(const FormField& a, const FormField& b) {
    return a.id == b.id && a.control == b.control && a.choices.empty() == b.choices.empty();
}

void fillChoices(QComboBox& box, const FormField& field) {
    QStringList wanted, present;
    for (const auto& c : field.choices) wanted << QString::fromStdString(c);
    for (int i = 0; i < box.count(); ++i) present << box.itemText(i);
    if (wanted == present) return;
    box.clear();
    box.addItems(wanted);
}

} // namespace

RecipeForm::RecipeForm(QWidget* parent) : QWidget(parent), column_(new QVBoxLayout(this)) {
    column_->setContentsMargins(16, 8, 16, 16);
    column_->setSpacing(4);
}

void RecipeForm::start(model::recipes::Values values) {
    values_ = std::move(values);
    setRows({});
}

void RecipeForm::setRows(const std::vector<FormField>& rows) {
    const bool same = rows.size() == rows_.size() &&
                      std::equal(rows.begin(), rows.end(), rows_.begin(),
                                 [](const FormField& a, const Row& b) { return sameShape(a, b.field); });
    filling_ = true;
    if (!same) {
        rows_.clear();
        while (QLayoutItem* item = column_->takeAt(0)) {
            if (item->widget()) {
                item->widget()->hide();
                item->widget()->deleteLater();
            }
            delete item;
        }
        for (const auto& field : rows) {
            Row row{field, makeControl(field), plainLabel({}, "error")};
            auto* label = plainLabel(words(field.label), "field");
            label->setBuddy(row.control);
            row.control->setAccessibleName(label->text());
            row.control->setAccessibleDescription(words(field.help));
            row.control->setToolTip(words(field.help));
            row.control->setObjectName(QString::fromStdString(field.id));
            auto* help = plainLabel(words(field.help), "hint");
            for (QLabel* text : {help, row.error}) text->setWordWrap(true);
            if (field.control == Control::Toggle) static_cast<QCheckBox*>(row.control)->setText(label->text());
            if (column_->count() > 0) column_->addSpacing(12);
            if (field.control == Control::Toggle)
                label->deleteLater();
            else
                column_->addWidget(label);
            column_->addWidget(row.control);
            column_->addWidget(help);
            column_->addWidget(row.error);
            row.error->hide();
            rows_.push_back(row);
        }
        column_->addStretch(1);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows_[i].field = rows[i];
        if (auto* box = qobject_cast<QComboBox*>(rows_[i].control)) fillChoices(*box, rows[i]);
        setValue(rows_[i], rows[i].value);
    }
    filling_ = false;
}

QWidget* RecipeForm::makeControl(const FormField& field) {
    const auto took = [this, id = field.id](const QString& value) { take(id, value); };
    switch (field.control) {
    case Control::Toggle: {
        auto* box = new QCheckBox;
        connect(box, &QCheckBox::toggled, this,
                [took](bool on) { took(on ? QStringLiteral("true") : QStringLiteral("false")); });
        return box;
    }
    case Control::Percent: {
        auto* number = new QSpinBox;
        number->setRange(0, 100);
        number->setSuffix(tr(" %"));
        number->setAlignment(Qt::AlignRight);
        connect(number, &QSpinBox::valueChanged, this, [took](int v) { took(QString::number(v)); });
        return number;
    }
    case Control::Choice:
    case Control::Text:
        if (field.control == Control::Choice || !field.choices.empty()) {
            auto* box = new QComboBox;
            box->setEditable(field.control == Control::Text);
            box->setInsertPolicy(QComboBox::NoInsert);
            connect(box, &QComboBox::currentTextChanged, this, took);
            return box;
        }
        [[fallthrough]];
    case Control::Number:
    case Control::Duration:
        break;
    }
    auto* line = new QLineEdit;
    if (field.control != Control::Text) line->setAlignment(Qt::AlignRight);
    connect(line, &QLineEdit::textEdited, this, took);
    connect(line, &QLineEdit::returnPressed, this, &RecipeForm::accepted);
    return line;
}

void RecipeForm::setValue(const Row& row, const std::string& value) {
    const QString text = QString::fromStdString(value);
    if (auto* check = qobject_cast<QCheckBox*>(row.control))
        check->setChecked(value == "true");
    else if (auto* number = qobject_cast<QSpinBox*>(row.control))
        number->setValue(text.toInt());
    else if (auto* box = qobject_cast<QComboBox*>(row.control)) {
        if (box->currentText() == text) return;
        if (box->isEditable())
            box->setEditText(text);
        else
            box->setCurrentIndex(box->findText(text));
    } else if (auto* line = qobject_cast<QLineEdit*>(row.control); line && line->text() != text)
        line->setText(text);
}

void RecipeForm::take(const std::string& id, const QString& value) {
    if (filling_) return;
    values_[id] = value.toStdString();
    Q_EMIT edited();
}

void RecipeForm::showErrors(const model::recipes::FieldErrors& errors) {
    for (auto& row : rows_) {
        const auto found =
            std::find_if(errors.begin(), errors.end(), [&](const auto& e) { return e.field == row.field.id; });
        const bool bad = found != errors.end();
        row.error->setText(bad ? words(found->message) : QString());
        row.error->setVisible(bad);
        if (row.control->property("invalid").toBool() == bad) continue;
        row.control->setProperty("invalid", bad);
        row.control->style()->unpolish(row.control);
        row.control->style()->polish(row.control);
    }
}

QString RecipeForm::errorAt(const QString& id) const {
    for (const auto& row : rows_)
        if (row.field.id == id.toStdString()) return row.error->text();
    return {};
}

QWidget* RecipeForm::control(const QString& id) const {
    for (const auto& row : rows_)
        if (row.field.id == id.toStdString()) return row.control;
    return nullptr;
}

void RecipeForm::focusFirst() {
    if (rows_.empty()) return;
    rows_.front().control->show(); // its layout would do it later, and what is hidden takes no keys
    rows_.front().control->setFocus(Qt::TabFocusReason);
}

} // namespace meshwright::ui
