#include "ui/timeline/timeline_view.h"

#include "ui/playback/playback_bar.h"
#include "ui/theme/theme.h"
#include "ui/timeline/timeline_marks.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace meshwright::ui {

namespace {
constexpr int names = 104, ruler = 22, load = 34, laneHeight = 22, right = 16, near = 7;
} // namespace

TimelineView::TimelineView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setFont(textFont(12));
    setAccessibleName(tr("Timeline"));
    setCursor(Qt::PointingHandCursor);
}

void TimelineView::show(std::vector<TimelineLane> lanes, Recorded recorded, double end, double cursor,
                        bool lookingBack) {
    const bool grew = lanes.size() != lanes_.size();
    lanes_ = std::move(lanes);
    recorded_ = std::move(recorded);
    end_ = end;
    cursor_ = cursor;
    lookingBack_ = lookingBack;
    if (grew) {
        updateGeometry();
        setMinimumHeight(minimumSizeHint().height());
    }
    update();
}

TimelineScale TimelineView::scale() const {
    return {double(names), std::max(1.0, double(width() - names - right)), std::max(end_, 1.0)};
}

QSize TimelineView::sizeHint() const {
    return {640, minimumSizeHint().height()};
}

QSize TimelineView::minimumSizeHint() const {
    return {320, ruler + load + laneHeight * std::max(1, int(lanes_.size())) + 8};
}

QRectF TimelineView::laneRect(std::size_t lane) const {
    return {0, double(ruler + load + laneHeight * int(lane)), double(width()), double(laneHeight)};
}

std::vector<const TimelineMark*> TimelineView::marksAt(QPointF point) const {
    std::vector<const TimelineMark*> out;
    const TimelineScale s = scale();
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        if (!laneRect(i).contains(point)) continue;
        for (const auto& m : lanes_[i].marks)
            if (point.x() >= s.xOf(m.from) - near && point.x() <= s.xOf(m.to) + near) out.push_back(&m);
    }
    return out;
}

void TimelineView::paintRuler(QPainter& p) const {
    const Tokens& t = tokensOf(palette());
    const TimelineScale s = scale();
    const double step = s.step(76);
    p.setFont(monoFont(11));
    for (double second = 0; second <= s.seconds + 1e-9; second += step) {
        const double x = s.xOf(second);
        p.setPen(t.border);
        p.drawLine(QPointF(x, ruler - 5), QPointF(x, height() - 4));
        p.setPen(t.textMuted);
        const QRectF text(x - 38, 2, 76, ruler - 6);
        if (x + 38 <= width()) p.drawText(text, Qt::AlignCenter, PlaybackBar::clockText(second));
    }
}

void TimelineView::paintLoad(QPainter& p) const {
    const Tokens& t = tokensOf(palette());
    p.setFont(font());
    p.setPen(t.textMuted);
    p.drawText(QRectF(8, ruler, names - 16, load - 6), Qt::AlignVCenter, tr("Requests"));
    if (!recorded_ || recorded_->size() < 2) return;
    // Between two recorded moments: how many were answered, and how many of them failed. One bar a pixel or wider.
    struct Bar {
        double from, to, rate, failed;
    };
    const TimelineScale s = scale();
    std::vector<Bar> bars;
    double top = 0;
    std::size_t before = 0;
    for (std::size_t i = 1; i < recorded_->size(); ++i) {
        const auto &a = *(*recorded_)[before], &b = *(*recorded_)[i];
        const double from = a.now.sinceStart().inSeconds(), to = b.now.sinceStart().inSeconds();
        if (s.xOf(to) - s.xOf(from) < 2 && i + 1 < recorded_->size()) continue;
        before = i;
        if (to <= from) continue;
        const double rate = double(b.total.completed - a.total.completed) / (to - from);
        bars.push_back({from, to, rate, double(b.total.failed - a.total.failed) / (to - from)});
        top = std::max(top, rate);
    }
    if (top <= 0) return;
    const double base = ruler + load - 6, room = load - 10;
    p.setRenderHint(QPainter::Antialiasing, false);
    for (const Bar& bar : bars) {
        const double x = std::round(s.xOf(bar.from)), w = std::max(1.0, std::round(s.xOf(bar.to)) - x);
        const double all = room * bar.rate / top, bad = room * bar.failed / top;
        p.fillRect(QRectF(x, base - all, w, all), mixed(t.accent, t.surface, 0.35));
        if (bar.failed > 0) p.fillRect(QRectF(x, base - std::max(bad, 2.0), w, std::max(bad, 2.0)), t.bad);
    }
    p.setRenderHint(QPainter::Antialiasing);
}

void TimelineView::paintLane(QPainter& p, std::size_t lane) const {
    const Tokens& t = tokensOf(palette());
    const TimelineScale s = scale();
    const QRectF r = laneRect(lane);
    p.setPen(t.border);
    p.drawLine(QPointF(8, r.top() - 0.5), QPointF(width() - 8, r.top() - 0.5));
    p.setFont(font());
    p.setPen(t.textMuted);
    p.drawText(QRectF(8, r.top(), names - 16, r.height()), Qt::AlignVCenter, lanes_[lane].name);
    p.setClipRect(QRectF(names - near, r.top(), width() - names + near, r.height()));
    const auto& marks = lanes_[lane].marks;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const double x = s.xOf(marks[i].from), end = s.xOf(marks[i].to);
        if (end > x) paintStretch(p, {x, r.center().y() - 5, end - x, 10}, marks[i], t);
        paintEventMark(p, {x, r.center().y()}, marks[i].kind, t);
        // Words where there is room up to the next mark.
        const double next = i + 1 < marks.size() ? s.xOf(marks[i + 1].from) - 10 : width() - 6.0;
        const double start = x + 10;
        if (next - start < 40) continue;
        const QString text = fontMetrics().elidedText(marks[i].text, Qt::ElideRight, int(next - start));
        const QRectF box(start, r.top(), std::min(next - start, fontMetrics().horizontalAdvance(text) + 4.0),
                         r.height());
        if (end > x) p.fillRect(box.adjusted(-2, 3, 2, -3), t.surface);
        p.setPen(t.text);
        p.drawText(box, Qt::AlignVCenter, text);
    }
    p.setClipping(false);
}

void TimelineView::paintEvent(QPaintEvent*) {
    const Tokens& t = tokensOf(palette());
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.fillRect(rect(), t.surface);
    paintRuler(p);
    paintLoad(p);
    for (std::size_t i = 0; i < lanes_.size(); ++i) paintLane(p, i);
    if (lanes_.empty()) {
        p.setPen(t.textMuted);
        p.setFont(font());
        p.drawText(QRectF(names, ruler + load, width() - names, laneHeight), Qt::AlignVCenter,
                   end_ > 0 ? tr("Nothing happened so far but requests.")
                            : tr("Run the design: incidents, changes, ejections and rollout steps appear here."));
    }
    if (end_ <= 0) return;
    const TimelineScale s = scale();
    if (lookingBack_) {
        // What has not happened yet at the shown moment is pale.
        QColor veil = t.surface;
        veil.setAlpha(150);
        p.fillRect(QRectF(s.xOf(cursor_), ruler, s.xOf(end_) - s.xOf(cursor_), height() - ruler - 4), veil);
    }
    const double x = s.xOf(cursor_);
    p.setPen(QPen(t.accent, 2));
    p.drawLine(QPointF(x, ruler - 6), QPointF(x, height() - 4));
    p.setPen(Qt::NoPen);
    p.setBrush(t.accent);
    p.drawPolygon(QPolygonF{QPointF(x - 6, ruler - 14), QPointF(x + 6, ruler - 14), QPointF(x, ruler - 5)});
    if (hasFocus()) {
        p.setPen(QPen(t.accent, 1, Qt::DotLine));
        p.setBrush(Qt::NoBrush);
        p.drawRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5));
    }
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || end_ <= 0) return;
    const auto marks = marksAt(event->position());
    if (!marks.empty() && !marks.front()->node.isEmpty()) Q_EMIT nodeWanted(marks.front()->node);
    Q_EMIT momentWanted(scale().secondAt(event->position().x()));
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton && end_ > 0) Q_EMIT momentWanted(scale().secondAt(event->position().x()));
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent*) {
    Q_EMIT liveWanted();
}

void TimelineView::step(int records) {
    if (!recorded_ || recorded_->empty()) return;
    const auto& all = *recorded_;
    std::ptrdiff_t at = std::ptrdiff_t(all.size());
    if (lookingBack_)
        for (at = 0; at + 1 < std::ptrdiff_t(all.size()); ++at)
            if (all[std::size_t(at)]->now.sinceStart().inSeconds() >= cursor_ - 1e-9) break;
    const std::ptrdiff_t to = at + records;
    if (to >= std::ptrdiff_t(all.size()))
        Q_EMIT liveWanted();
    else
        Q_EMIT momentWanted(all[std::size_t(std::max<std::ptrdiff_t>(0, to))]->now.sinceStart().inSeconds());
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-1);
    case Qt::Key_Right:
        return step(1);
    case Qt::Key_PageUp:
        return step(-10);
    case Qt::Key_PageDown:
        return step(10);
    case Qt::Key_Home:
        Q_EMIT momentWanted(0);
        return;
    case Qt::Key_End:
    case Qt::Key_Escape:
        Q_EMIT liveWanted();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool TimelineView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QStringList lines;
    for (const auto* mark : marksAt(help->pos())) {
        if (lines.size() == 8) {
            lines << tr("… and more");
            break;
        }
        lines << markText(*mark).toHtmlEscaped();
    }
    if (lines.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), QStringLiteral("<p>%1</p>").arg(lines.join(QStringLiteral("<br>"))),
                           this);
    return true;
}

} // namespace meshwright::ui
