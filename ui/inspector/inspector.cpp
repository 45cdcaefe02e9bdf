#include "ui/inspector/inspector.h"

#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/inspector/object_forms.h"
#include "ui/inspector/rule_forms.h"
#include "ui/inspector/summary_form.h"
#include "ui/playback/playback.h"

namespace meshwright::ui {

namespace {

Form* formFor(Document& document, Selection& selection, const Selected& selected) {
    const FormContext context{document, selection, selected.object};
    const auto r = document.design().find(selected.object);
    if (!r) return nullptr;
    const auto item = [&](const char* list) -> std::string {
        const std::string prefix = std::string(list) + "[";
        if (selected.field.rfind(prefix, 0) != 0) return {};
        return selected.field.substr(0, selected.field.find(']') + 1);
    };
    if (r->as<model::istio::VirtualService>()) {
        const std::string rule = item("spec.http");
        if (!rule.empty()) return new RuleForm(context, rule);
        return new VirtualServiceForm(context);
    }
    if (r->as<model::scenario::Scenario>())
        if (const std::string traffic = item("spec.traffic"); !traffic.empty()) return new ClientForm(context, traffic);
    if (r->as<model::istio::Gateway>()) return new GatewayForm(context);
    if (r->as<model::istio::DestinationRule>()) return new DestinationRuleForm(context);
    if (r->as<model::kube::Service>()) return new ServiceForm(context);
    if (r->as<model::kube::Deployment>()) return new WorkloadForm(context);
    return new PlainForm(context);
}

} // namespace

Inspector::Inspector(Document& document, Selection& selection, Playback& playback, QWidget* parent)
    : QScrollArea(parent), document_(document), selection_(selection), playback_(playback) {
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumWidth(300);
    connect(&selection_, &Selection::changed, this, &Inspector::show);
    connect(&document_, &Document::changed, this, &Inspector::update);
    connect(&document_, &Document::diagnosticsChanged, this, &Inspector::update);
    show();
}

void Inspector::show() {
    // The old form may be the one whose signal led here: it goes when that call has returned.
    if (auto* old = takeWidget()) {
        old->hide();
        old->setParent(nullptr);
        old->deleteLater();
    }
    form_ = selection_.current() ? formFor(document_, selection_, *selection_.current()) : nullptr;
    signature_ = form_ ? form_->signature() : QString();
    if (form_ && signature_.isEmpty()) {
        delete form_;
        form_ = nullptr;
    }
    if (form_) {
        form_->build();
        setWidget(form_);
        return;
    }
    auto* summary = new SummaryForm(document_, playback_, selection_);
    setWidget(summary);
    summary->refresh();
}

void Inspector::update() {
    if (!form_) {
        if (selection_.current() && document_.design().find(selection_.current()->object)) show();
        return;
    }
    const QString now = form_->signature();
    if (now != signature_ || now.isEmpty()) {
        // Built anew, the form keeps the place where the person was typing.
        const QWidget* focus = focusWidget();
        const QString name = focus ? focus->objectName() : QString();
        show();
        if (!name.isEmpty() && form_)
            if (auto* again = form_->findChild<QWidget*>(name)) again->setFocus();
        return;
    }
    form_->refresh();
}

} // namespace meshwright::ui
