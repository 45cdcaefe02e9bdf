#include "ui/requests/requests_panel.h"

#include "sim/routing/explain.h"
#include "ui/playback/playback.h"
#include "ui/requests/waterfall_view.h"
#include "ui/theme/theme.h"
#include "ui/trace/trace_view.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace meshwright::ui {

namespace {
constexpr int flushEveryMs = 250, lowDock = 420;
} // namespace

RequestsPanel::RequestsPanel(Playback& playback, QWidget* parent)
    : QWidget(parent), playback_(playback), log_(new RequestLog(this)), filter_(new RequestFilter(this)),
      outcome_(new QComboBox), words_(new QLineEdit), limit_(new QToolButton), count_(plainLabel({}, "muted")),
      title_(plainLabel({})), hop_(plainLabel({}, "muted")), table_(new QTableView), waterfall_(new WaterfallView),
      why_(new TraceView), parts_(new QSplitter(Qt::Vertical)) {
    filter_->setSourceModel(log_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeFilters());
    auto* halves = new QSplitter(Qt::Horizontal);
    table_->setModel(filter_);
    table_->setAccessibleName(tr("Log of single requests"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(24);
    auto* header = table_->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(RequestLog::Request, QHeaderView::Stretch);
    header->setHighlightSections(false);
    for (const auto& [section, width] :
         {std::pair(RequestLog::Outcome, 96), std::pair(RequestLog::Time, 68), std::pair(RequestLog::From, 72),
          std::pair(RequestLog::Rule, 96), std::pair(RequestLog::Latency, 68), std::pair(RequestLog::Retries, 56)})
        header->resizeSection(section, width);
    halves->addWidget(table_);
    halves->addWidget(makeDetail());
    halves->setStretchFactor(0, 1);
    halves->setStretchFactor(1, 1);
    halves->setChildrenCollapsible(false);
    column->addWidget(halves, 1);

    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (now.isValid()) showLife(log_->life(filter_->mapToSource(now).row()));
    });
    connect(waterfall_, &WaterfallView::hopChosen, this, &RequestsPanel::showHop);
    connect(why_, &TraceView::ruleWanted, this, &RequestsPanel::ruleWanted);
    flush_.setInterval(flushEveryMs);
    flush_.setSingleShot(true);
    connect(&flush_, &QTimer::timeout, this, [this] {
        flush();
        showCount();
    });
    connect(&playback_, &Playback::frameArrived, this, [this](const FramePtr& frame) {
        log_->take(*frame);
        if (log_->pending() && !flush_.isActive()) flush_.start();
    });
    connect(&playback_, &Playback::stateChanged, this, [this] {
        if (playback_.state() == Playback::State::Idle) {
            log_->clear();
            clearLimit();
            showLife({});
        }
    });
    showLife({});
    showCount();
}

QWidget* RequestsPanel::makeFilters() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(8);
    outcome_->addItems({tr("All requests"), tr("Failed"), tr("Slow"), tr("With retries")});
    outcome_->setAccessibleName(tr("Which requests"));
    connect(outcome_, &QComboBox::currentIndexChanged, this, [this](int index) {
        filter_->setShow(static_cast<RequestFilter::Show>(index));
        showCount();
    });
    row->addWidget(outcome_);
    words_->setPlaceholderText(tr("Filter: host, path, pod, rule, status"));
    words_->setClearButtonEnabled(true);
    words_->setAccessibleName(tr("Filter the requests"));
    words_->setMaximumWidth(280);
    connect(words_, &QLineEdit::textChanged, this, [this](const QString& text) {
        filter_->setText(text);
        showCount();
    });
    row->addWidget(words_, 1);
    limit_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    limit_->setIcon(icon(QStringLiteral("close"), palette()));
    limit_->setObjectName(QStringLiteral("limit"));
    limit_->setToolTip(tr("Show all requests again"));
    limit_->hide();
    connect(limit_, &QToolButton::clicked, this, &RequestsPanel::clearLimit);
    row->addWidget(limit_);
    row->addStretch(1);
    count_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(count_);
    return bar;
}

QWidget* RequestsPanel::makeDetail() {
    auto* detail = new QWidget;
    auto* column = new QVBoxLayout(detail);
    column->setContentsMargins(8, 0, 0, 0);
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    title_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    title_->setFont(textFont(13, QFont::DemiBold));
    head->addWidget(title_, 1);
    auto* copy = new QToolButton;
    copy->setIcon(icon(QStringLiteral("copy"), palette()));
    copy->setAccessibleName(tr("Copy the waterfall as text"));
    copy->setToolTip(tr("Copy the waterfall and the reasons as text"));
    connect(copy, &QToolButton::clicked, this, [this] {
        QApplication::clipboard()->setText(waterfall_->text() + QLatin1Char('\n') + traceText(why_->rows().rows()));
    });
    head->addWidget(copy);
    column->addLayout(head);
    parts_->addWidget(waterfall_);
    auto* reasons = new QWidget;
    auto* below = new QVBoxLayout(reasons);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(2);
    hop_->setWordWrap(true);
    below->addWidget(hop_);
    below->addWidget(why_, 1);
    parts_->addWidget(reasons);
    parts_->setStretchFactor(0, 3);
    parts_->setStretchFactor(1, 2);
    parts_->setChildrenCollapsible(false);
    column->addWidget(parts_, 1);
    return detail;
}

void RequestsPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    // In a low dock the reasons stand beside the waterfall, so that both show more than their headers.
    parts_->setOrientation(height() < lowDock ? Qt::Horizontal : Qt::Vertical);
}

void RequestsPanel::showLife(const sim::mesh::RequestLifePtr& life) {
    waterfall_->show(life);
    title_->setText(life ? QString::fromStdString(sim::mesh::toText(*life))
                         : tr("Pick a request to see its whole life"));
    if (!life) showHop({});
    Q_EMIT lifeShown(life);
}

void RequestsPanel::showHop(const sim::mesh::HopDecisionPtr& hop) {
    if (!hop) {
        hop_->setText({});
        why_->show({});
        return;
    }
    const QString node = QString::fromStdString(hop->node).section(QLatin1Char('/'), -1);
    if (!hop->mesh) {
        hop_->setText(tr("Why %1 decided so: the rules of that moment are no longer kept.").arg(node));
        why_->show({});
        return;
    }
    hop_->setText(tr("Why, at %1. Enter shows a rule on the canvas and in the YAML.").arg(node));
    why_->show(traceRows(sim::routing::trace(hop->mesh, hop->proxy, hop->request)));
}

void RequestsPanel::flush() {
    const bool plays = playback_.state() == Playback::State::Running;
    log_->flush(plays ? RequestLog::playing : RequestLog::standing);
}

void RequestsPanel::showFailures(const QString& what, RequestFilter::Way way) {
    flush();
    filter_->setWay(std::move(way));
    outcome_->setCurrentIndex(int(RequestFilter::Show::Bad));
    words_->clear();
    limit_->setText(what);
    limit_->show();
    if (filter_->rowCount() > 0) table_->selectRow(0);
    showCount();
    table_->setFocus();
}

bool RequestsPanel::showRequest(quint64 request) {
    flush();
    for (int row = 0; row < filter_->rowCount(); ++row)
        if (log_->life(filter_->mapToSource(filter_->index(row, 0)).row())->request == request) {
            table_->selectRow(row);
            table_->scrollTo(filter_->index(row, 0));
            return true;
        }
    const auto life = log_->find(request);
    if (!life) return false;
    table_->clearSelection();
    showLife(life);
    return true;
}

QString RequestsPanel::limitText() const {
    return limit_->isHidden() ? QString() : limit_->text();
}

void RequestsPanel::clearLimit() {
    filter_->setWay({});
    limit_->hide();
    outcome_->setCurrentIndex(0);
    showCount();
}

void RequestsPanel::showCount() {
    const auto& latest = playback_.latest();
    const int all = log_->rowCount(), shown = filter_->rowCount();
    if (!latest) return count_->setText(tr("Run the design to fill the log"));
    QString text = shown == all ? tr("%1 kept").arg(QLocale().toString(all))
                                : tr("%1 of %2 kept").arg(QLocale().toString(shown), QLocale().toString(all));
    if (latest->followedOneIn > 1)
        text += tr(" · 1 in %1 followed").arg(QLocale().toString(qulonglong(latest->followedOneIn)));
    count_->setText(text);
    count_->setToolTip(
        tr("Kept are the failed and the slow requests and some of the others, of those that are followed; "
           "the latest %1")
            .arg(QLocale().toString(int(RequestLog::mostRows))));
}

} // namespace meshwright::ui
