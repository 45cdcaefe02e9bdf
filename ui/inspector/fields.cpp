#include "ui/inspector/fields.h"

#include "model/assist/object_type.h"
#include "ui/theme/theme.h"

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

namespace meshwright::ui {

Form::Form(FormContext context, QWidget* parent) : QWidget(parent), context_(context), column_(new QVBoxLayout(this)) {
    column_->setContentsMargins(2 * measure::grid, 2 * measure::grid, 2 * measure::grid, 2 * measure::grid);
    column_->setSpacing(measure::grid / 2);
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
}

void Form::refresh() {
    for (auto* f : fields_) f->refresh();
    showProblems();
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
    problems_ = plainLabel({}, "error");
    problems_->setWordWrap(true);
    problems_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column_->addWidget(problems_);
    column_->addSpacing(measure::grid / 2);
    showProblems();
}

void Form::showProblems() {
    if (!problems_) return;
    constexpr int most = 3;
    QStringList said;
    int more = 0;
    for (const auto& d : context_.document.diagnostics()) {
        if (d.severity == model::Severity::Info || !isAbout(d, context_.object)) continue;
        const bool part = !this->part().empty();
        if (part && !isWithin(d.field, this->part())) continue;
        const bool placed = std::any_of(fields_.begin(), fields_.end(), [&](const SchemaForm* f) {
            return isWithin(d.field, f->root()) && f->rowFor(d.field);
        });
        if (placed) continue;
        if (said.size() < most)
            said << QString::fromStdString(d.message);
        else
            ++more;
    }
    if (more > 0) said << tr("And %n more in the list of problems.", nullptr, more);
    problems_->setText(said.join('\n'));
    problems_->setVisible(!said.isEmpty());
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

SchemaForm* Form::addFields(const std::string& root, const std::string& links) {
    return addFields(context_, root, links);
}

SchemaForm* Form::addFields(FormContext context, const std::string& root, const std::string& links) {
    const auto r = design().find(context.object);
    const auto* kind = r ? model::findKind(r->apiVersion, r->kind) : nullptr;
    const auto* type = kind ? model::assist::typeAt(*kind, root) : nullptr;
    if (!type) return nullptr;
    auto* fields = new SchemaForm(std::move(context), root, *type, links);
    connect(fields, &SchemaForm::fieldEntered, this, &Form::fieldEntered);
    column_->addWidget(fields);
    fields_.push_back(fields);
    showProblems();
    return fields;
}

void Form::addMetadata() {
    addSection(tr("Name and labels"));
    addFields("metadata");
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

bool Form::apply(model::edit::Edit edit) {
    return context_.document.edit(std::move(edit)).has_value();
}

void Form::reveal(const std::string& field, bool focus) {
    for (auto* f : fields_) {
        if (!isWithin(field, f->root())) continue;
        auto* row = f->reveal(field);
        if (!row) return;
        if (focus && !row->stops().isEmpty())
            (row->control() ? row->control()->stop() : row->stops().front())->setFocus();
        for (QWidget* up = parentWidget(); up; up = up->parentWidget())
            if (auto* area = qobject_cast<QScrollArea*>(up)) return area->ensureWidgetVisible(row);
        return;
    }
}

} // namespace meshwright::ui
