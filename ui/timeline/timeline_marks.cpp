#include "ui/timeline/timeline_marks.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace meshwright::ui {

using sim::metrics::EventKind;

namespace {

QColor colorOf(EventKind kind, const Tokens& t) {
    switch (kind) {
    case EventKind::IncidentBegan:
    case EventKind::FirstFailure:
    case EventKind::Stopped:
        return t.bad;
    case EventKind::Ejected:
    case EventKind::BreakerOpened:
        return t.warn;
    case EventKind::ConfigChanged:
    case EventKind::RolloutStep:
    case EventKind::RolloutEnded:
        return t.accent;
    case EventKind::IncidentEnded:
    case EventKind::Returned:
    case EventKind::BreakerClosed:
        return t.good;
    }
    return t.text;
}

} // namespace

void paintEventMark(QPainter& p, QPointF c, EventKind kind, const Tokens& t) {
    constexpr double r = 6;
    const QColor color = colorOf(kind, t);
    p.setPen(QPen(t.surface, 1));
    p.setBrush(color);
    switch (kind) {
    case EventKind::IncidentBegan:
    case EventKind::IncidentEnded: // a triangle that points at the moment
        p.drawPolygon(QPolygonF{c + QPointF(-r, -r * 0.8), c + QPointF(r, -r * 0.8), c + QPointF(0, r)});
        break;
    case EventKind::ConfigChanged: // a diamond
        p.drawPolygon(QPolygonF{c + QPointF(0, -r), c + QPointF(r, 0), c + QPointF(0, r), c + QPointF(-r, 0)});
        break;
    case EventKind::Ejected: // a hatched square, as the pod's cell
        p.drawRect(QRectF(c - QPointF(r - 1, r - 1), QSizeF(2 * r - 2, 2 * r - 2)));
        p.setPen(Qt::NoPen);
        p.setBrush(QBrush(t.surface, Qt::BDiagPattern));
        p.drawRect(QRectF(c - QPointF(r - 1, r - 1), QSizeF(2 * r - 2, 2 * r - 2)));
        break;
    case EventKind::Returned: // a hollow one
        p.setPen(QPen(color, 2));
        p.setBrush(Qt::NoBrush);
        p.drawRect(QRectF(c - QPointF(r - 2, r - 2), QSizeF(2 * r - 4, 2 * r - 4)));
        break;
    case EventKind::BreakerOpened:
    case EventKind::BreakerClosed: // a thunderbolt
        p.drawPolygon(QPolygonF{c + QPointF(2, -8), c + QPointF(-5, 1.5), c + QPointF(-0.5, 1.5), c + QPointF(-2, 8),
                                c + QPointF(5, -1.5), c + QPointF(0.5, -1.5)});
        break;
    case EventKind::RolloutStep:
    case EventKind::RolloutEnded: // a flag
        p.setPen(QPen(color, 2));
        p.drawLine(c + QPointF(-4, -8), c + QPointF(-4, 8));
        p.setPen(QPen(t.surface, 1));
        p.drawPolygon(QPolygonF{c + QPointF(-4, -8), c + QPointF(6, -4.5), c + QPointF(-4, 0)});
        break;
    case EventKind::FirstFailure:
    case EventKind::Stopped: // a cross
        p.setPen(QPen(color, 2.5, Qt::SolidLine, Qt::RoundCap));
        p.drawLine(c + QPointF(-4.5, -4.5), c + QPointF(4.5, 4.5));
        p.drawLine(c + QPointF(-4.5, 4.5), c + QPointF(4.5, -4.5));
        break;
    }
}

void paintStretch(QPainter& p, const QRectF& bar, const TimelineMark& mark, const Tokens& t) {
    const QColor color = colorOf(mark.kind, t);
    p.setPen(Qt::NoPen);
    p.setBrush(mixed(color, t.surface, 0.28));
    p.drawRect(bar);
    p.setPen(QPen(color, 1.5));
    if (!mark.open) p.drawLine(bar.topRight(), bar.bottomRight());
}

} // namespace meshwright::ui
