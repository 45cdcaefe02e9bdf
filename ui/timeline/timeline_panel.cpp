#include "ui/timeline/timeline_panel.h"

#include "ui/playback/playback.h"
#include "ui/playback/playback_bar.h"
#include "ui/theme/theme.h"
#include "ui/timeline/timeline_view.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace meshwright::ui {

namespace {
/// Lanes need not move more often than anybody can see.
constexpr int refreshEveryMs = 100;
} // namespace

TimelinePanel::TimelinePanel(Playback& playback, QWidget* parent)
    : QWidget(parent), playback_(playback), view_(new TimelineView), live_(new QToolButton), moment_(plainLabel({})) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(view_);
    column->addWidget(scroll, 1);
    soon_.setSingleShot(true);
    soon_.setInterval(refreshEveryMs);
    connect(&soon_, &QTimer::timeout, this, &TimelinePanel::refresh);
    connect(&playback_, &Playback::frameArrived, this, &TimelinePanel::refreshSoon);
    connect(&playback_, &Playback::frameChanged, this, [this] {
        if (playback_.lookingBack() || !playback_.frame())
            refresh();
        else
            refreshSoon();
    });
    connect(&playback_, &Playback::stateChanged, this, &TimelinePanel::refreshSoon);
    connect(view_, &TimelineView::momentWanted, &playback_, &Playback::lookBack);
    connect(view_, &TimelineView::liveWanted, &playback_, &Playback::goLive);
    connect(view_, &TimelineView::nodeWanted, this, &TimelinePanel::nodeWanted);
    refresh();
}

QWidget* TimelinePanel::makeHeader() {
    auto* header = new QWidget;
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(8);
    live_->setText(tr("Live"));
    live_->setToolTip(tr("Back to the moment the run has reached (End)"));
    live_->setObjectName(QStringLiteral("live"));
    connect(live_, &QToolButton::clicked, &playback_, &Playback::goLive);
    row->addWidget(live_);
    moment_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(moment_);
    row->addStretch(1);
    auto* until = new QToolButton;
    until->setText(tr("Run until"));
    until->setObjectName(QStringLiteral("runUntil"));
    until->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(until);
    const auto entry = [&](const QString& text, Playback::Until what) {
        connect(menu->addAction(text), &QAction::triggered, this, [this, what] { playback_.runUntil(what); });
    };
    entry(tr("the next failed answer"), Playback::Until::FirstFailure);
    entry(tr("the next ejection"), Playback::Until::FirstEjection);
    entry(tr("the next limit that refuses"), Playback::Until::NextBreaker);
    entry(tr("the next rollout step"), Playback::Until::NextRolloutStep);
    until->setMenu(menu);
    row->addWidget(until);
    auto* copy = new QToolButton;
    copy->setIcon(icon(QStringLiteral("copy"), palette()));
    copy->setToolTip(tr("Copy what happened as text"));
    copy->setAccessibleName(tr("Copy the timeline as text"));
    connect(copy, &QToolButton::clicked, this,
            [this] { QApplication::clipboard()->setText(timelineText(view_->lanes())); });
    row->addWidget(copy);
    return header;
}

void TimelinePanel::refreshSoon() {
    if (!soon_.isActive()) soon_.start();
}

void TimelinePanel::refresh() {
    const auto seconds = [](const FramePtr& f) { return f ? f->snapshot.now.sinceStart().inSeconds() : 0; };
    const double end = seconds(playback_.latest()), shown = seconds(playback_.frame());
    view_->show(timelineLanes(playback_.events(), end), playback_.latest() ? playback_.latest()->recorded : nullptr,
                end, shown, playback_.lookingBack());
    view_->setAccessibleDescription(timelineText(view_->lanes()));
    live_->setEnabled(playback_.lookingBack());
    moment_->setText(!playback_.latest()       ? tr("Not started")
                     : playback_.lookingBack() ? tr("Looking back at %1; the run stands at %2")
                                                     .arg(PlaybackBar::clockText(shown), PlaybackBar::clockText(end))
                                               : tr("Live at %1").arg(PlaybackBar::clockText(end)));
}

} // namespace meshwright::ui
