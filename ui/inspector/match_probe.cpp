#include "ui/inspector/match_probe.h"

#include "sim/probe/rule_probe.h"
#include "sim/routing/match/path.h"
#include "ui/text.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStyle>
#include <QToolButton>

namespace meshwright::ui {

namespace {

constexpr int soonMs = 200;

const model::istio::VirtualService* serviceOf(const FormContext& context, model::ResourcePtr& keep) {
    keep = context.document.design().find(context.object);
    return keep ? keep->as<model::istio::VirtualService>() : nullptr;
}

} // namespace

MatchProbe::MatchProbe(FormContext context, std::string match, QWidget* parent)
    : QWidget(parent), context_(std::move(context)), match_(std::move(match)), example_(plainLabel({}, "hint")),
      verdict_(plainLabel({}, "hint")), open_(new QToolButton), box_(new QWidget), method_(new QComboBox),
      path_(new QLineEdit), host_(new QLineEdit), headers_(new QPlainTextEdit) {
    const auto steps = model::yaml::splitPath(match_);
    rule_ = steps.size() > 2 ? steps[2].index().value_or(0) : 0;
    block_ = steps.size() > 4 ? steps[4].index().value_or(0) : 0;
    setObjectName(QStringLiteral("probe:") + q(match_));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(3 * measure::grid, 0, 0, measure::grid / 2);
    column->setSpacing(measure::grid / 2);
    auto* line = new QHBoxLayout;
    example_->setWordWrap(true);
    example_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    line->addWidget(example_, 1);
    open_->setText(tr("Try"));
    open_->setCheckable(true);
    open_->setProperty("flat", true);
    open_->setObjectName(QStringLiteral("try"));
    open_->setToolTip(tr("Ask whether this match takes a request of your own"));
    line->addWidget(open_, 0, Qt::AlignTop);
    column->addLayout(line);

    auto* grid = new QGridLayout(box_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(measure::grid);
    grid->setVerticalSpacing(measure::grid / 2);
    const auto row = [&](int at, const QString& words, QWidget* field, const char* name) {
        auto* label = plainLabel(words, "hint");
        label->setBuddy(field);
        field->setAccessibleName(words);
        field->setObjectName(QLatin1String(name));
        grid->addWidget(label, at, 0, Qt::AlignTop);
        grid->addWidget(field, at, 1);
    };
    for (const auto m : sim::routing::requestMethods())
        method_->addItem(QString::fromUtf8(m.data(), qsizetype(m.size())));
    method_->setCurrentText(QStringLiteral("GET"));
    for (auto* edit : {path_, host_}) edit->setFont(monoFont(12));
    headers_->setFont(monoFont(12));
    headers_->setTabChangesFocus(true);
    headers_->setPlaceholderText(tr("name: value, one a line"));
    headers_->setFixedHeight(headers_->fontMetrics().lineSpacing() * 3 + 2 * measure::grid);
    row(0, tr("Method"), method_, "try-method");
    row(1, tr("Path"), path_, "try-path");
    row(2, tr("Host"), host_, "try-host");
    row(3, tr("Headers"), headers_, "try-headers");
    verdict_->setWordWrap(true);
    verdict_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    grid->addWidget(verdict_, 4, 0, 1, 2);
    grid->setColumnStretch(1, 1);
    box_->hide();
    column->addWidget(box_);
    connect(open_, &QToolButton::toggled, this, [this](bool on) {
        box_->setVisible(on);
        if (on) openTry();
    });
    const auto asked = [this] {
        touched_ = true;
        judge();
    };
    connect(method_, &QComboBox::activated, this, asked);
    for (auto* edit : {path_, host_}) connect(edit, &QLineEdit::textEdited, this, asked);
    connect(headers_, &QPlainTextEdit::textChanged, this, asked);
    soon_.setSingleShot(true);
    soon_.setInterval(soonMs);
    connect(&soon_, &QTimer::timeout, this, &MatchProbe::refresh);
    refresh();
}

void MatchProbe::refreshSoon() {
    soon_.start();
}

void MatchProbe::refresh() {
    model::ResourcePtr keep;
    const auto* service = serviceOf(context_, keep);
    if (!service || rule_ >= service->http.size()) return;
    const sim::probe::RuleProbe probe(*service);
    const auto reaching = probe.reaching(rule_, block_);
    const auto example = reaching ? reaching : probe.example(rule_, block_);
    if (reaching)
        example_->setText(tr("Takes, for example, %1").arg(q(sim::probe::inWords(*reaching))));
    else if (example)
        example_->setText(tr("Would take %1, but a rule before it does").arg(q(sim::probe::inWords(*example))));
    else
        example_->setText(tr("No request was found that fulfils all of these conditions"));
    if (box_->isVisibleTo(this)) judge();
}

QString MatchProbe::example() const {
    return example_->text();
}

QString MatchProbe::verdict() const {
    return verdict_->text();
}

void MatchProbe::openTry() {
    if (!touched_) {
        model::ResourcePtr keep;
        const auto* service = serviceOf(context_, keep);
        if (!service) return;
        if (const auto request = sim::probe::RuleProbe(*service).example(rule_, block_)) {
            method_->setCurrentText(q(request->method));
            path_->setText(q(request->path));
            host_->setText(q(request->authority));
            QString lines;
            for (const auto& [name, value] : request->headers) lines += q(name + ": " + value + "\n");
            headers_->setPlainText(lines.trimmed());
            touched_ = false;
        }
    }
    path_->setFocus();
    judge();
}

void MatchProbe::judge() {
    model::ResourcePtr keep;
    const auto* service = serviceOf(context_, keep);
    if (!service) return;
    sim::routing::Request request;
    request.method = method_->currentText().toStdString();
    request.path = path_->text().trimmed().toStdString();
    request.authority = host_->text().trimmed().toStdString();
    for (const QString& line : headers_->toPlainText().split('\n')) {
        const auto colon = line.indexOf(':');
        const QString name = line.left(colon).trimmed().toLower();
        if (colon > 0 && !name.isEmpty())
            request.headers.emplace_back(name.toStdString(), line.mid(colon + 1).trimmed().toStdString());
    }
    const auto verdict = sim::probe::RuleProbe(*service).judge(rule_, block_, request);
    verdict_->setText(q(verdict.why));
    const bool taken = verdict.matches && verdict.takenBy == rule_;
    verdict_->setProperty("role", taken ? "good" : verdict.matches ? "warning" : "error");
    verdict_->style()->unpolish(verdict_);
    verdict_->style()->polish(verdict_);
}

} // namespace meshwright::ui
