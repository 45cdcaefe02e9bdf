#include "ui/inspector/inspector.h"

#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/inspector/object_forms.h"
#include "ui/inspector/rule_forms.h"
#include "ui/inspector/summary_form.h"
#include "ui/playback/playback.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace meshwright::ui {

namespace {

/// The item of `list` in which a field lies: "spec.http[2]" of "spec.http[2].route[0]"; "" where it lies elsewhere.
std::string itemOf(const std::string& field, const std::string& list) {
    if (field.rfind(list + "[", 0) != 0) return {};
    return field.substr(0, field.find(']') + 1);
}

/// The part of an object that has a form of its own.
std::string partOf(const model::Resource& r, const std::string& field) {
    if (r.as<model::istio::VirtualService>()) return itemOf(field, "spec.http");
    if (r.as<model::scenario::Scenario>()) return itemOf(field, "spec.traffic");
    return {};
}

Form* formFor(Document& document, Selection& selection, const Selected& selected) {
    const FormContext context{document, selection, selected.object};
    const auto r = document.design().find(selected.object);
    if (!r) return nullptr;
    const std::string part = partOf(*r, selected.field);
    if (!part.empty() && r->as<model::istio::VirtualService>()) return new RuleForm(context, part);
    if (!part.empty()) return new ClientForm(context, part);
    if (r->as<model::kube::Service>()) return new ServiceForm(context);
    if (r->as<model::kube::Deployment>()) return new WorkloadForm(context);
    return new ObjectForm(context);
}

} // namespace

Inspector::Inspector(Document& document, Selection& selection, Playback& playback, QWidget* parent)
    : QWidget(parent), document_(document), selection_(selection), playback_(playback), area_(new QScrollArea),
      helpField_(plainLabel({}, "hint")), help_(plainLabel({}, "hint")), footer_(new QWidget) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    area_->setWidgetResizable(true);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(area_, 1);
    // Always as high: the form above must not jump when another field gets the keyboard.
    auto* lines = new QVBoxLayout(footer_);
    lines->setContentsMargins(2 * measure::grid, measure::grid, 2 * measure::grid, measure::grid);
    lines->setSpacing(2);
    auto* rule = new QFrame;
    rule->setProperty("rule", true);
    column->addWidget(rule);
    helpField_->setFont(monoFont(11));
    lines->addWidget(helpField_);
    help_->setWordWrap(true);
    help_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    help_->setFixedHeight(2 * help_->fontMetrics().lineSpacing() + 2);
    lines->addWidget(help_);
    column->addWidget(footer_);
    setMinimumWidth(300);
    connect(&selection_, &Selection::changed, this, &Inspector::show);
    connect(&document_, &Document::changed, this, &Inspector::update);
    connect(&document_, &Document::diagnosticsChanged, this, &Inspector::update);
    show();
}

void Inspector::show() {
    const auto& current = selection_.current();
    const auto r = current ? document_.design().find(current->object) : nullptr;
    if (form_ && r && form_->context().object == current->object && form_->part() == partOf(*r, current->field) &&
        form_->signature() == signature_) {
        if (!current->field.empty() && current->field != form_->part()) form_->reveal(current->field, false);
        return;
    }
    // The old form may be the one whose signal led here: it goes when that call has returned.
    if (auto* old = area_->takeWidget()) {
        old->hide();
        old->setParent(nullptr);
        old->deleteLater();
    }
    form_ = current ? formFor(document_, selection_, *current) : nullptr;
    signature_ = form_ ? form_->signature() : QString();
    if (form_ && signature_.isEmpty()) {
        delete form_;
        form_ = nullptr;
    }
    showHelp({}, {});
    footer_->setVisible(form_ != nullptr);
    if (form_) {
        connect(form_, &Form::fieldEntered, this, &Inspector::showHelp);
        form_->build();
        area_->setWidget(form_);
        if (!current->field.empty() && current->field != form_->part()) form_->reveal(current->field, false);
        return;
    }
    auto* summary = new SummaryForm(document_, playback_, selection_);
    area_->setWidget(summary);
    summary->refresh();
}

void Inspector::update() {
    if (!form_) {
        if (selection_.current() && document_.design().find(selection_.current()->object)) show();
        return;
    }
    const QString now = form_->signature();
    if (now == signature_) return form_->refresh();
    // Built anew, the form keeps the place where the person was typing.
    const QWidget* focus = area_->focusWidget();
    const QString name = focus && isAncestorOf(focus) && focus->hasFocus() ? focus->objectName() : QString();
    const int scrolled = area_->verticalScrollBar()->value();
    signature_.clear();
    show();
    if (!form_) return;
    if (!name.isEmpty())
        if (auto* again = form_->findChild<QWidget*>(name)) again->setFocus();
    area_->verticalScrollBar()->setValue(scrolled);
}

void Inspector::showHelp(const QString& field, const QString& help) {
    helpField_->setText(field.isEmpty() ? tr("Help") : field);
    help_->setText(field.isEmpty() ? tr("What a field is for is said here while it has the keyboard.") : help);
    if (!field.isEmpty()) Q_EMIT fieldEntered(field);
}

QString Inspector::help() const {
    return help_->text();
}

void Inspector::reveal(const model::ResourceId& object, const std::string& field) {
    if (form_ && form_->context().object == object) form_->reveal(field, false);
}

void Inspector::commit() {
    if (!form_) return;
    for (auto* f : form_->fields()) f->commit();
}

} // namespace meshwright::ui
