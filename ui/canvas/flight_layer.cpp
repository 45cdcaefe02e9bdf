#include "ui/canvas/flight_layer.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <algorithm>

namespace meshwright::ui {

using sim::metrics::Flight;

namespace {
constexpr std::size_t mostMarks = 150, mostAFrame = 8;
constexpr double pixelsPerSecond = 420, spreadMs = 60;
} // namespace

FlightLayer::FlightLayer(CanvasScene& scene) : scene_(scene) {
    setZValue(1.5);
    setAcceptedMouseButtons(Qt::NoButton);
    clock_.start();
}

void FlightLayer::add(const std::vector<Flight>& flights, const std::function<Way(const Flight&)>& wayOf) {
    if (flights.empty() || marks_.size() >= mostMarks) return;
    // Evenly through the batch, so that the mix of ways and outcomes stays what it is; failures are never all lost.
    const std::size_t room = std::min(mostAFrame, mostMarks - marks_.size());
    const double step = std::max(1.0, double(flights.size()) / double(room));
    const double now = double(clock_.elapsed());
    std::size_t n = 0;
    for (double i = 0; i < double(flights.size()) && n < room; i += step, ++n) {
        const Flight& f = flights[std::size_t(i)];
        Mark mark;
        mark.way = wayOf(f);
        for (const auto& path : mark.way) mark.length += path.length();
        if (mark.length <= 0) continue;
        mark.startMs = now + spreadMs * double(n) / double(room);
        mark.outcome = f.outcome;
        mark.request = f.request;
        marks_.push_back(std::move(mark));
    }
}

bool FlightLayer::step() {
    const double now = double(clock_.elapsed());
    for (auto& m : marks_) m.progress = (now - m.startMs) / 1000 * pixelsPerSecond / m.length;
    std::erase_if(marks_, [](const Mark& m) { return m.progress >= 1; });
    update();
    return !marks_.empty();
}

void FlightLayer::spread() {
    for (std::size_t i = 0; i < marks_.size(); ++i) {
        // The golden ratio's multiples fill the way evenly, whatever the number.
        const double p = 0.61803398875 * double(i + 1);
        marks_[i].progress = p - std::floor(p);
    }
    update();
}

void FlightLayer::clear() {
    marks_.clear();
    update();
}

void FlightLayer::setArea(const QRectF& area) {
    if (area == area_) return;
    prepareGeometryChange();
    area_ = area;
}

QRectF FlightLayer::boundingRect() const {
    return area_;
}

void FlightLayer::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const Tokens& t = scene_.tokens();
    const double scale =
        std::max(0.05, option->levelOfDetailFromTransform(painter->worldTransform()) / scene_.devicePixelRatio());
    const double radius = std::clamp(2.8 / scale, 3.6, 7.0);
    painter->setRenderHint(QPainter::Antialiasing);
    for (const auto& m : marks_) {
        if (m.progress < 0 || m.progress >= 1) continue;
        double along = m.progress * m.length;
        for (const auto& path : m.way) {
            const double length = path.length();
            if (along > length) {
                along -= length;
                continue;
            }
            const bool bad = m.outcome == Flight::Outcome::Failed || m.outcome == Flight::Outcome::TimedOut;
            const QColor color = bad ? t.bad : m.outcome == Flight::Outcome::Retry ? t.warn : t.text;
            paintMark(*painter, path.pointAtPercent(path.percentAtLength(along)), radius, m.outcome, color, t.canvas);
            break;
        }
    }
}

void FlightLayer::paintMark(QPainter& p, QPointF at, double r, Flight::Outcome outcome, const QColor& color,
                            const QColor& edge) {
    p.setPen(QPen(edge, r * 0.35));
    p.setBrush(color);
    switch (outcome) {
    case Flight::Outcome::Fine:
        p.drawEllipse(at, r, r);
        break;
    case Flight::Outcome::Retry:
        p.drawPolygon(
            QPolygonF{at + QPointF(0, -r * 1.2), at + QPointF(r * 1.15, r * 0.9), at + QPointF(-r * 1.15, r * 0.9)});
        break;
    case Flight::Outcome::TimedOut:
        p.drawRect(QRectF(at - QPointF(r, r), QSizeF(2 * r, 2 * r)));
        break;
    case Flight::Outcome::Failed: {
        const double d = r * 0.95;
        for (const QPen& pen :
             {QPen(edge, r * 1.3, Qt::SolidLine, Qt::RoundCap), QPen(color, r * 0.7, Qt::SolidLine, Qt::RoundCap)}) {
            p.setPen(pen);
            p.drawLine(at + QPointF(-d, -d), at + QPointF(d, d));
            p.drawLine(at + QPointF(-d, d), at + QPointF(d, -d));
        }
        break;
    }
    case Flight::Outcome::Mirrored:
        p.setBrush(edge);
        p.setPen(QPen(color, r * 0.45));
        p.drawPolygon(QPolygonF{at + QPointF(0, -r * 1.2), at + QPointF(r * 1.2, 0), at + QPointF(0, r * 1.2),
                                at + QPointF(-r * 1.2, 0)});
        break;
    }
}

} // namespace meshwright::ui
