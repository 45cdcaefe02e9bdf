#include "ui/window/status_line.h"

#include "ui/canvas/card_painter.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/playback/playback.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QLocale>
#include <QStatusBar>
#include <QToolButton>
#include <algorithm>

namespace meshwright::ui {

namespace {

/// What can be done next with what is selected; one sentence, no more than fits beside the file's name.
QString hintFor(const Document& document, const std::optional<Selected>& selected) {
    const auto tr = [](const char* text) { return StatusLine::tr(text); };
    if (document.empty()) return tr("The menu Plan draws a whole canary; the menu Add draws one node.");
    if (!selected) return tr("Click a node to edit it; Ctrl+K finds anything; F5 runs the design.");
    const std::string& kind = selected->object.kind;
    if (kind == "VirtualService") return tr("Drag a weight on an edge: the others follow.");
    if (kind == "Service") return tr("Alt+5 adds a version, Alt+6 a policy; Del removes the service.");
    if (kind == "Scenario") return tr("F5 sends this traffic through the design.");
    return tr("The inspector edits it; Del removes it; Ctrl+Z takes back any change.");
}

} // namespace

StatusLine::StatusLine(Document& document, Playback& playback, Selection& selection, QStatusBar& bar)
    : QObject(&bar), document_(document), playback_(playback), selection_(selection), file_(plainLabel({})),
      hint_(plainLabel({}, "muted")), run_(plainLabel({}, "muted")), problems_(new QToolButton) {
    bar.setSizeGripEnabled(false);
    bar.setContentsMargins(8, 0, 8, 0);
    problems_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    problems_->setProperty("flat", true);
    problems_->setIconSize({14, 14});
    problems_->setToolTip(tr("Show the problems"));
    file_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    run_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    bar.addWidget(file_);
    bar.addWidget(problems_);
    bar.addWidget(hint_, 1);
    bar.addPermanentWidget(run_);
    hint_->setMinimumWidth(0);
    hint_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    connect(&selection, &Selection::changed, this, &StatusLine::showHint);
    connect(&document_, &Document::changed, this, &StatusLine::showHint);
    connect(problems_, &QToolButton::clicked, this, &StatusLine::problemsWanted);
    connect(&document_, &Document::changed, this, &StatusLine::showDocument);
    connect(&document_, &Document::diagnosticsChanged, this, &StatusLine::showDocument);
    connect(&document_, &Document::titleChanged, this, &StatusLine::showDocument);
    connect(&playback_, &Playback::frameChanged, this, &StatusLine::showRun);
    connect(&playback_, &Playback::stateChanged, this, &StatusLine::showRun);
    showDocument();
    showRun();
    showHint();
}

void StatusLine::showHint() {
    hint_->setText(hintFor(document_, selection_.current()));
}

void StatusLine::showDocument() {
    file_->setText(document_.modified() ? tr("%1 · changed").arg(document_.title()) : document_.title());
    int errors = 0, warnings = 0;
    for (const auto& d : document_.diagnostics()) {
        errors += d.severity == model::Severity::Error;
        warnings += d.severity == model::Severity::Warning;
    }
    const Tokens& t = tokensOf(file_->palette());
    const int all = errors + warnings;
    problems_->setIcon(iconPixmap(errors     ? "error"
                                  : warnings ? "warning"
                                             : "ok",
                                  errors     ? t.bad
                                  : warnings ? t.warn
                                             : t.good,
                                  14, 2));
    problems_->setText(all == 0 ? tr("no problems") : all == 1 ? tr("1 problem") : tr("%1 problems").arg(all));
}

void StatusLine::showRun() {
    const FramePtr frame = playback_.frame();
    if (!frame) return run_->clear();
    const FramePtr before = playback_.frameBefore();
    const auto& now = frame->snapshot;
    const double seconds = (now.now - (before ? before->snapshot.now : sim::metrics::TimePoint{})).inSeconds();
    const double arrived = double(now.total.arrived) - (before ? double(before->snapshot.total.arrived) : 0);
    QString text = tr("%1 simulated").arg(rateText(seconds > 0 ? arrived / seconds : 0));
    if (playback_.state() == Playback::State::Running && frame->realTimeFactor > 0)
        text += tr("  ·  %1× real time")
                    .arg(QLocale().toString(frame->realTimeFactor, 'f', frame->realTimeFactor < 10 ? 1 : 0));
    run_->setText(text);
}

} // namespace meshwright::ui
