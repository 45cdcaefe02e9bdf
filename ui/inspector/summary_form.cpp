#include "ui/inspector/summary_form.h"

#include "ui/canvas/card_painter.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/playback/playback.h"
#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace meshwright::ui {

namespace {

QString milliseconds(sim::metrics::Duration d) {
    const double ms = d.inMilliseconds();
    return SummaryForm::tr("%1 ms").arg(QLocale().toString(ms, 'f', ms < 10 ? 1 : 0));
}

} // namespace

SummaryForm::SummaryForm(Document& document, Playback& playback, Selection& selection, QWidget* parent)
    : QWidget(parent), document_(document), playback_(playback), selection_(selection), column_(new QVBoxLayout(this)) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    column_->setContentsMargins(16, 16, 16, 16);
    column_->setSpacing(measure::grid);
    title_ = plainLabel({}, "title");
    title_->setWordWrap(true);
    what_ = plainLabel({}, "hint");
    what_->setWordWrap(true);
    verdict_ = plainLabel({}, "field");
    verdict_->setWordWrap(true);
    refusal_ = plainLabel({}, "error");
    refusal_->setWordWrap(true);
    column_->addWidget(title_);
    column_->addWidget(what_);
    column_->addWidget(verdict_);
    column_->addWidget(refusal_);

    numbers_ = new QWidget;
    auto* grid = new QGridLayout(numbers_);
    grid->setContentsMargins(0, 8, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(12);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    int cell = 0;
    const auto number = [&](const QString& words, const char* role = "number") {
        auto* box = new QVBoxLayout;
        box->setSpacing(0);
        box->addWidget(plainLabel(words, "hint"));
        auto* value = plainLabel(QStringLiteral("–"), role);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setWordWrap(role != QStringLiteral("number"));
        box->addWidget(value);
        grid->addLayout(box, cell / 2, cell % 2);
        ++cell;
        return value;
    };
    rate_ = number(tr("Requests"));
    success_ = number(tr("Success"));
    p99_ = number(tr("Slowest 1 %"));
    inFlight_ = number(tr("In flight"));
    retries_ = number(tr("Retries so far"));
    slowest_ = number(tr("Slowest version"), "field");
    column_->addWidget(numbers_);

    problems_ = new QVBoxLayout;
    problems_->setSpacing(4);
    column_->addLayout(problems_);
    column_->addStretch(1);
    connect(&document_, &Document::changed, this, &SummaryForm::refresh);
    connect(&document_, &Document::diagnosticsChanged, this, &SummaryForm::refresh);
    connect(&document_, &Document::titleChanged, this, &SummaryForm::refresh);
    connect(&playback_, &Playback::frameChanged, this, &SummaryForm::showRun);
    connect(&playback_, &Playback::stateChanged, this, &SummaryForm::showRun);
    refresh();
}

void SummaryForm::refresh() {
    title_->setText(document_.title());
    const auto& design = document_.design();
    const auto n = [&](auto count, const QString& one, const QString& many) {
        return count == 1 ? one : many.arg(count);
    };
    const QStringList parts{
        n(design.all<model::istio::Gateway>().size(), tr("1 gateway"), tr("%1 gateways")),
        n(design.all<model::istio::VirtualService>().size(), tr("1 virtual service"), tr("%1 virtual services")),
        n(design.all<model::kube::Service>().size(), tr("1 service"), tr("%1 services")),
        n(design.all<model::kube::Deployment>().size(), tr("1 workload"), tr("%1 workloads"))};
    QString words = parts.join(QStringLiteral(", "));
    for (const auto& r : design.all<model::scenario::Scenario>()) {
        const QString description = QString::fromStdString(r->as<model::scenario::Scenario>()->description);
        if (!description.isEmpty()) words = description + "\n\n" + words;
        break;
    }
    what_->setText(words);
    showProblems();
    showRun();
}

void SummaryForm::showRun() {
    if (!isVisible() && parentWidget()) return;
    const FramePtr frame = playback_.frame();
    numbers_->setVisible(frame != nullptr);
    const auto& refusal = playback_.refusal();
    refusal_->setVisible(!refusal.empty());
    if (!refusal.empty()) refusal_->setText(QString::fromStdString(model::toText(refusal.front())));
    const auto errors = std::count_if(document_.diagnostics().begin(), document_.diagnostics().end(),
                                      [](const auto& d) { return d.severity == model::Severity::Error; });
    if (!frame) {
        verdict_->setText(errors ? tr("✕ %1 to put right before a cluster would take it.")
                                       .arg(errors == 1 ? tr("1 error") : tr("%1 errors").arg(errors))
                                 : tr("● No errors. Press Run (F5) to see it work."));
        return;
    }
    const auto& now = frame->snapshot;
    const FramePtr before = playback_.frameBefore();
    const double seconds = (now.now - (before ? before->snapshot.now : sim::metrics::TimePoint{})).inSeconds();
    const auto delta = [&](auto member) {
        return double(now.total.*member) - (before ? double(before->snapshot.total.*member) : 0);
    };
    const double completed = delta(&sim::metrics::Totals::completed), failed = delta(&sim::metrics::Totals::failed);
    const double failing = completed > 0 ? failed / completed : 0;
    rate_->setText(rateText(seconds > 0 ? delta(&sim::metrics::Totals::arrived) / seconds : 0));
    success_->setText(completed > 0 ? successText(failing) : QStringLiteral("–"));
    p99_->setText(milliseconds(now.total.p99));
    inFlight_->setText(QLocale().toString(now.total.inFlight));
    std::uint64_t retries = 0;
    for (const auto& e : now.edges) retries += e.totals.retries;
    retries_->setText(QLocale().toString(qulonglong(std::max(retries, now.total.retries))));
    const auto slowest = std::max_element(now.versions.begin(), now.versions.end(),
                                          [](const auto& a, const auto& b) { return a.totals.p99 < b.totals.p99; });
    if (slowest != now.versions.end())
        slowest_->setText(tr("%1 %2, %3")
                              .arg(QString::fromStdString(slowest->service), QString::fromStdString(slowest->version),
                                   milliseconds(slowest->totals.p99)));
    verdict_->setText(failing < 0.001  ? tr("● Healthy: nearly every request gets a good answer.")
                      : failing < 0.05 ? tr("▲ Some requests fail: look for red ends of edges.")
                                       : tr("✕ Many requests fail: look for red ends of edges."));
}

void SummaryForm::showProblems() {
    while (auto* item = problems_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto& all = document_.diagnostics();
    std::size_t shown = 0;
    for (const auto& d : all) {
        if (d.severity == model::Severity::Info) continue;
        if (shown == 0) problems_->addWidget(plainLabel(tr("Problems"), "section"));
        if (++shown > 4) break;
        auto* label = plainLabel((d.severity == model::Severity::Error ? QStringLiteral("✕ ") : QStringLiteral("▲ ")) +
                                     QString::fromStdString(d.message),
                                 d.severity == model::Severity::Error ? "error" : "warning");
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        problems_->addWidget(label);
    }
}

} // namespace meshwright::ui
