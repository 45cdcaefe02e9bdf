#include "ui/inspector/fields.h"

#include "ui/document/selection.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace meshwright::ui {

using model::edit::Edit;
using model::edit::RemoveField;
using model::edit::SetField;

const model::yaml::Node* valueAt(const model::Design& design, const model::ResourceId& object,
                                 const std::string& field) {
    const auto r = design.find(object);
    if (!r || !r->root) return nullptr;
    return r->root->at(r->prefix.empty() ? field : r->prefix + "." + field);
}

QString textAt(const model::Design& design, const model::ResourceId& object, const std::string& field) {
    const auto* node = valueAt(design, object, field);
    return node && node->isScalar() ? QString::fromStdString(node->text) : QString();
}

QString whyNot(Input input, const QString& text) {
    if (text.isEmpty()) return {};
    bool ok = true;
    switch (input) {
    case Input::Text:
        break;
    case Input::Host:
        if (text.contains(' ')) return Form::tr("A host name has no spaces.");
        break;
    case Input::Integer:
        text.toLongLong(&ok);
        if (!ok) return Form::tr("Write a whole number, such as 3.");
        break;
    case Input::Number:
        text.toDouble(&ok);
        if (!ok) return Form::tr("Write a number, such as 12.5.");
        break;
    case Input::Percent: {
        const double v = text.toDouble(&ok);
        if (!ok || v < 0 || v > 100) return Form::tr("Write a number from 0 to 100.");
        break;
    }
    case Input::Duration: {
        static const QRegularExpression form(QStringLiteral("^(\\d+(\\.\\d+)?(h|ms|m|s|us|µs|ns))+$"));
        if (!form.match(text).hasMatch()) return Form::tr("Write a time with its unit, such as 500ms, 2s or 1m30s.");
        break;
    }
    }
    return {};
}

model::edit::Value valueOf(Input input, const QString& text) {
    switch (input) {
    case Input::Integer:
        return std::int64_t(text.toLongLong());
    case Input::Number:
    case Input::Percent: {
        const double v = text.toDouble();
        if (v == double(std::int64_t(v))) return std::int64_t(v);
        return v;
    }
    case Input::Text:
    case Input::Host:
    case Input::Duration:
        break;
    }
    return text.toStdString();
}

Form::Form(FormContext context, QWidget* parent) : QWidget(parent), context_(context), column_(new QVBoxLayout(this)) {
    column_->setContentsMargins(2 * measure::grid, 2 * measure::grid, 2 * measure::grid, 2 * measure::grid);
    column_->setSpacing(measure::grid / 2);
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
}

void Form::refresh() {
    for (const auto& r : refreshers_) r();
}

void Form::addHeading(const QString& iconName, const QString& title, const QString& subtitle) {
    auto* row = new QHBoxLayout;
    row->setSpacing(measure::grid);
    auto* picture = new QLabel;
    picture->setPixmap(iconPixmap(iconName, tokensOf(palette()).textMuted, 20, devicePixelRatioF()));
    picture->setFixedSize(20, 20);
    row->addWidget(picture, 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    auto* head = plainLabel(title, "title");
    head->setWordWrap(true);
    head->setTextInteractionFlags(Qt::TextSelectableByMouse);
    words->addWidget(head);
    if (!subtitle.isEmpty()) {
        auto* sub = plainLabel(subtitle, "hint");
        sub->setWordWrap(true);
        sub->setTextInteractionFlags(Qt::TextSelectableByMouse);
        words->addWidget(sub);
    }
    row->addLayout(words, 1);
    column_->addLayout(row);
    column_->addSpacing(measure::grid / 2);
}

void Form::addSection(const QString& title) {
    column_->addSpacing(measure::grid);
    auto* rule = new QFrame;
    rule->setProperty("rule", true);
    column_->addWidget(rule);
    column_->addSpacing(measure::grid / 2);
    column_->addWidget(plainLabel(title, "section"));
}

void Form::addHint(const QString& text) {
    auto* label = plainLabel(text, "hint");
    label->setWordWrap(true);
    column_->addWidget(label);
}

QWidget* Form::addWidget(QWidget* widget) {
    column_->addWidget(widget);
    return widget;
}

QLabel* Form::addFieldHead(const QString& words, const std::string& field) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, measure::grid / 2, 0, 0);
    row->addWidget(plainLabel(words, "field"));
    row->addStretch();
    const auto dot = field.rfind('.');
    auto* name = plainLabel(QString::fromStdString(dot == std::string::npos ? field : field.substr(dot + 1)), "hint");
    name->setFont(monoFont(11));
    name->setToolTip(QString::fromStdString(field));
    row->addWidget(name);
    column_->addLayout(row);
    auto* error = plainLabel({}, "error");
    error->setWordWrap(true);
    error->hide();
    return error;
}

void Form::showProblems(QLabel& label, const std::string& field) const {
    for (const auto& d : context_.document.diagnostics()) {
        if (d.severity == model::Severity::Info) continue;
        if (model::ResourceId{d.kind, d.ns, d.name} != context_.object || d.field != field) continue;
        label.setProperty("role", d.severity == model::Severity::Error ? "error" : "warning");
        label.style()->unpolish(&label);
        label.style()->polish(&label);
        label.setText(QString::fromStdString(d.message));
        label.show();
        return;
    }
    label.hide();
}

void Form::addLine(const QString& words, const std::string& field, Input input, const QString& placeholder) {
    QLabel* error = addFieldHead(words, field);
    auto* edit = new QLineEdit;
    edit->setObjectName(QString::fromStdString(field));
    edit->setAccessibleName(words);
    edit->setPlaceholderText(placeholder);
    if (input != Input::Text) edit->setFont(monoFont(12));
    column_->addWidget(edit);
    column_->addWidget(error);
    const auto show = [this, edit, error, field] {
        if (!edit->hasFocus() || !edit->isModified()) edit->setText(textAt(design(), context_.object, field));
        showProblems(*error, field);
        edit->setProperty("invalid", error->isVisibleTo(this));
        edit->style()->unpolish(edit);
        edit->style()->polish(edit);
    };
    show();
    onRefresh(show);
    connect(edit, &QLineEdit::editingFinished, this, [this, edit, error, field, input, words] {
        const QString text = edit->text().trimmed();
        if (text == textAt(design(), context_.object, field)) return;
        if (const QString why = whyNot(input, text); !why.isEmpty()) {
            error->setText(why);
            error->show();
            return;
        }
        edit->setModified(false);
        if (text.isEmpty())
            apply({RemoveField{context_.object, field}, tr("Remove %1").arg(words.toLower()).toStdString()}, error);
        else
            apply({SetField{context_.object, field, valueOf(input, text)},
                   tr("Set %1 to %2").arg(words.toLower(), text).toStdString()},
                  error);
    });
}

void Form::addChoice(const QString& words, const std::string& field,
                     const std::vector<std::pair<QString, QString>>& choices) {
    QLabel* error = addFieldHead(words, field);
    auto* box = new QComboBox;
    box->setObjectName(QString::fromStdString(field));
    box->setAccessibleName(words);
    for (const auto& [text, value] : choices) box->addItem(text, value);
    column_->addWidget(box);
    column_->addWidget(error);
    const auto show = [this, box, error, field] {
        const QSignalBlocker quiet(box);
        const QString value = textAt(design(), context_.object, field);
        int index = box->findData(value);
        if (index < 0) {
            box->addItem(value, value);
            index = box->count() - 1;
        }
        box->setCurrentIndex(index);
        showProblems(*error, field);
    };
    show();
    onRefresh(show);
    connect(box, &QComboBox::activated, this, [this, box, error, field, words] {
        const QString value = box->currentData().toString();
        if (value == textAt(design(), context_.object, field)) return;
        if (value.isEmpty())
            apply({RemoveField{context_.object, field}, tr("Remove %1").arg(words.toLower()).toStdString()}, error);
        else
            apply({SetField{context_.object, field, value.toStdString()},
                   tr("Set %1 to %2").arg(words.toLower(), box->currentText()).toStdString()},
                  error);
    });
}

void Form::addLink(const QString& words, const QString& target, const std::function<void()>& go) {
    auto* button = new QPushButton(target);
    button->setIcon(icon(QStringLiteral("inspector"), palette()));
    button->setToolTip(words);
    button->setStyleSheet(QStringLiteral("text-align: left;"));
    column_->addWidget(button);
    connect(button, &QPushButton::clicked, this, go);
}

void Form::addButton(const QString& words, const QString& iconName, const std::function<void()>& click) {
    auto* button = new QPushButton(words);
    if (!iconName.isEmpty()) button->setIcon(icon(iconName, palette()));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, measure::grid / 2, 0, 0);
    row->addWidget(button);
    row->addStretch();
    column_->addLayout(row);
    connect(button, &QPushButton::clicked, this, click);
}

void Form::addStretch() {
    column_->addStretch(1);
}

bool Form::apply(Edit edit, QLabel* beside) {
    const auto done = context_.document.edit(std::move(edit));
    if (done) return true;
    if (beside && !done.error().empty()) {
        beside->setText(QString::fromStdString(done.error().front().message));
        beside->show();
    }
    return false;
}

} // namespace meshwright::ui
