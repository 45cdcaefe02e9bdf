#include "ui/canvas/pod_painter.h"

#include "ui/canvas/card_geometry.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace meshwright::ui {

namespace card = graph::card;

namespace {

constexpr double corner = 4;

void paintQueue(QPainter& p, const QRectF& cell, std::uint32_t queued, const Tokens& t) {
    // One bar for each doubling: 1, 2–3, 4–7 …
    const int bars = std::min(5, queued == 0 ? 0 : 1 + static_cast<int>(std::log2(double(queued))));
    for (int i = 0; i < bars; ++i) p.fillRect(QRectF(cell.right() + 0.5, cell.bottom() - 3.5 - i * 4, 3, 3), t.warn);
}

void paintPod(QPainter& p, const QRectF& r, const graph::PodCell& pod, const QColor& color, const Tokens& t) {
    QPainterPath shape;
    shape.addRoundedRect(r, corner, corner);
    if (pod.down) {
        p.setPen(QPen(t.bad, 1.5, Qt::DashLine));
        p.setBrush(Qt::NoBrush);
        p.drawPath(shape);
        p.setPen(QPen(t.bad, 1.5));
        const QRectF c = r.adjusted(6, 6, -6, -6);
        p.drawLine(c.topLeft(), c.bottomRight());
        p.drawLine(c.topRight(), c.bottomLeft());
        return;
    }
    p.setPen(Qt::NoPen);
    p.setBrush(mixed(color, t.surface, t.dark ? 0.4 : 0.22));
    p.drawPath(shape);
    const double share = std::clamp(pod.active / double(pod.capacity ? pod.capacity : 10), 0.0, 1.0);
    if (share > 0) {
        p.save();
        p.setClipPath(shape);
        p.fillRect(QRectF(r.left(), r.bottom() - r.height() * share, r.width(), r.height() * share), color);
        p.restore();
    }
    if (pod.ejected) {
        p.setPen(Qt::NoPen);
        p.setBrush(mixed(t.surface, t.warn, 0.35));
        p.drawPath(shape);
        p.setBrush(QBrush(t.text, Qt::BDiagPattern));
        p.drawPath(shape);
        if (pod.ejectedLeft > 0) {
            const QRectF label = r.adjusted(1, 4, -1, -4);
            p.fillRect(label, t.surface);
            p.setPen(t.text);
            p.setFont(textFont(10, QFont::DemiBold));
            p.drawText(label, Qt::AlignCenter, QString::number(static_cast<int>(std::ceil(pod.ejectedLeft))));
        }
    }
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(mixed(color, t.text, 0.75), pod.ejected ? 1.5 : 1));
    p.drawPath(shape);
    if (pod.warming) {
        p.setPen(QPen(t.accent, 2));
        p.drawEllipse(r.center(), 6, 6);
    }
}

} // namespace

void paintPods(QPainter& painter, const graph::Node& workload, const Tokens& tokens, double scale) {
    const QColor color = versionColor(workload.version);
    const int shown = graph::shownPods(workload);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < shown; ++i) {
        const QRectF r = graph::podRect(workload, i);
        paintPod(painter, r, workload.pods[std::size_t(i)], color, tokens);
        paintQueue(painter, r, workload.pods[std::size_t(i)].queued, tokens);
    }
    if (workload.pods.empty() && scale >= 0.4) {
        painter.setPen(tokens.warn);
        painter.setFont(textFont(11));
        painter.drawText(QRectF(card::padding, card::head, 150, card::pod), Qt::AlignVCenter,
                         QCoreApplication::translate("Card", "scaled to 0: no pods"));
    }
}

QString podText(const graph::PodCell& pod) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("Card", text); };
    if (pod.down) return tr("%1: down").arg(pod.name);
    QString text = pod.capacity ? tr("%1: %2 of %3 in flight").arg(pod.name).arg(pod.active).arg(pod.capacity)
                                : tr("%1: %2 in flight").arg(pod.name).arg(pod.active);
    if (pod.queued) text += tr(", %1 waiting").arg(pod.queued);
    if (pod.ejected) text += tr(", left out for another %1 s").arg(std::ceil(pod.ejectedLeft));
    return text;
}

} // namespace meshwright::ui
