#include "ui/canvas/flight_layer.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/theme/theme.h"

#include <QGraphicsSceneMouseEvent>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <algorithm>
#include <cmath>

namespace meshwright::ui {

using sim::metrics::Flight;

namespace {
constexpr double spreadMs = 60;
/// How fast the measured rates follow: half a second.
constexpr double memorySeconds = 0.5;

bool isBad(Flight::Outcome outcome) {
    return outcome == Flight::Outcome::Failed || outcome == Flight::Outcome::TimedOut ||
           outcome == Flight::Outcome::Retry;
}
} // namespace

FlightTrack::FlightTrack(const std::vector<QPainterPath>& paths) {
    for (const auto& path : paths) {
        const double whole = path.length();
        // Curves are sampled by their parameter, which is near enough to their length and far cheaper.
        const int n = std::max(2, int(whole / step));
        for (int i = points.empty() ? 0 : 1; i <= n; ++i) points.push_back(path.pointAtPercent(double(i) / n));
        length += whole;
    }
}

QPointF FlightTrack::at(double distance) const {
    if (points.size() < 2 || length <= 0) return points.empty() ? QPointF() : points.front();
    const double place = std::clamp(distance / length, 0.0, 1.0) * double(points.size() - 1);
    const auto i = std::min(points.size() - 2, std::size_t(place));
    return points[i] + (points[i + 1] - points[i]) * (place - double(i));
}

FlightLayer::FlightLayer(CanvasScene& scene) : scene_(scene) {
    setZValue(1.5);
    setAcceptedMouseButtons(Qt::LeftButton);
    clock_.start();
}

double FlightLayer::share(const std::map<TrackKey, std::size_t>& counts, double seconds) {
    const double keep = std::exp(-seconds / memorySeconds);
    double busiest = 0;
    for (auto it = rates_.begin(); it != rates_.end();) {
        const auto now = counts.find(it->first);
        const double rate = now == counts.end() ? 0 : double(now->second) / seconds;
        it->second = it->second * keep + rate * (1 - keep);
        busiest = std::max(busiest, it->second);
        it = it->second < 0.01 ? rates_.erase(it) : std::next(it);
    }
    for (const auto& [key, n] : counts)
        if (!rates_.count(key)) busiest = std::max(busiest, rates_[key] = double(n) / seconds);
    return busiest > mostASecond ? mostASecond / busiest : 1;
}

void FlightLayer::add(const std::vector<Flight>& flights, const std::function<Way(const Flight&)>& wayOf) {
    const double now = double(clock_.elapsed());
    const double seconds = std::clamp((now - addedMs_) / 1000, 0.01, 1.0);
    addedMs_ = now;
    const auto keyOf = [](const Flight& f) {
        return TrackKey(f.from, f.to, f.virtualService, f.rule, f.outcome == Flight::Outcome::Mirrored);
    };
    std::map<TrackKey, std::size_t> counts;
    for (const Flight& f : flights) ++counts[keyOf(f)];
    const double drawn = share(counts, seconds);
    std::size_t n = 0;
    for (const Flight& f : flights) {
        if (marks_.size() >= mostMarks) break;
        const TrackKey key = keyOf(f);
        // What fails seldom begins with a full credit: its first is drawn.
        const auto [flow, fresh] = flows_.try_emplace({key, int(f.outcome)}, Flow{isBad(f.outcome) ? 1.0 : 0.5, 0});
        flow->second.credit += drawn;
        if (flow->second.credit < 1) continue;
        flow->second.credit -= 1;
        auto& track = tracks_[key];
        if (!track) track = std::make_shared<const FlightTrack>(wayOf(f));
        if (track->length <= 0) continue;
        marks_.push_back({track, now + spreadMs * double(n++) / double(flights.size()), 0, f.outcome, f.request});
    }
    if (flows_.size() > 10'000) flows_.clear();
}

bool FlightLayer::step() {
    const double now = double(clock_.elapsed());
    for (auto& m : marks_) m.progress = (now - m.startMs) / 1000 * pixelsPerSecond / m.track->length;
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
    flows_.clear();
    rates_.clear();
    tracks_.clear();
    update();
}

void FlightLayer::setArea(const QRectF& area) {
    if (area == area_) return;
    prepareGeometryChange();
    area_ = area;
}

std::size_t FlightLayer::marks(Flight::Outcome outcome) const {
    return std::size_t(
        std::count_if(marks_.begin(), marks_.end(), [&](const Mark& m) { return m.outcome == outcome; }));
}

QPointF FlightLayer::placeOf(std::size_t mark) const {
    const Mark& m = marks_[mark];
    return m.track->at(m.progress * m.track->length);
}

quint64 FlightLayer::requestAt(QPointF point, double reach) const {
    quint64 found = 0;
    double nearest = reach * reach;
    for (std::size_t i = 0; i < marks_.size(); ++i) {
        if (marks_[i].progress < 0 || marks_[i].progress >= 1) continue;
        const QPointF d = placeOf(i) - point;
        const double square = QPointF::dotProduct(d, d);
        if (square > nearest) continue;
        nearest = square;
        found = marks_[i].request;
    }
    return found;
}

QRectF FlightLayer::boundingRect() const {
    return area_;
}

bool FlightLayer::collidesWithPath(const QPainterPath& path, Qt::ItemSelectionMode) const {
    const QRectF area = path.boundingRect();
    // A click is a point; a rubber band takes no marks.
    return area.width() <= 2 * hitReach_ && area.height() <= 2 * hitReach_ && contains(area.center());
}

void FlightLayer::mousePressEvent(QGraphicsSceneMouseEvent* event) {
    if (const quint64 request = requestAt(event->scenePos(), hitReach_))
        scene_.markClicked(request);
    else
        event->ignore();
}

QColor FlightLayer::colorOf(Flight::Outcome outcome, const Tokens& t) {
    switch (outcome) {
    case Flight::Outcome::Failed:
    case Flight::Outcome::TimedOut:
        return t.bad;
    case Flight::Outcome::Retry:
        return t.warn;
    case Flight::Outcome::Fine:
    case Flight::Outcome::Mirrored:
        return t.text;
    }
    return t.text;
}

const QPixmap& FlightLayer::stamp(Flight::Outcome outcome, double radius, double dpr, const Tokens& t) {
    Stamp& s = stamps_[std::size_t(outcome)];
    const QColor color = colorOf(outcome, t);
    if (s.radius == radius && s.dpr == dpr && s.color == color.rgb() && s.edge == t.canvas.rgb()) return s.picture;
    s.radius = radius;
    s.dpr = dpr;
    s.color = color.rgb();
    s.edge = t.canvas.rgb();
    const int side = int(std::ceil(radius * 2 * 1.9)) + 2;
    s.picture = QPixmap(int(std::ceil(side * dpr)), int(std::ceil(side * dpr)));
    s.picture.setDevicePixelRatio(dpr);
    s.picture.fill(Qt::transparent);
    QPainter p(&s.picture);
    p.setRenderHint(QPainter::Antialiasing);
    paintMark(p, {side / 2.0, side / 2.0}, radius, outcome, color, t.canvas);
    return s.picture;
}

void FlightLayer::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    if (marks_.empty()) return;
    const Tokens& t = scene_.tokens();
    const double scale = std::max(0.05, option->levelOfDetailFromTransform(painter->worldTransform()));
    const double radius = std::clamp(2.8 / scale, 3.6, 7.0);
    hitReach_ = std::max(10.0 / scale, radius * 1.6);
    // Stamps are drawn without scaling, pixel by pixel.
    const double onScreen = std::round(radius * scale * 4) / 4, dpr = painter->device()->devicePixelRatioF();
    const QTransform toScreen = painter->worldTransform();
    painter->save();
    painter->setWorldTransform({});
    const QRectF seen = QRectF(painter->viewport()).adjusted(-20, -20, 20, 20);
    for (std::size_t i = 0; i < marks_.size(); ++i) {
        const Mark& m = marks_[i];
        if (m.progress < 0 || m.progress >= 1) continue;
        const QPointF at = toScreen.map(placeOf(i));
        if (!seen.contains(at)) continue;
        const QPixmap& picture = stamp(m.outcome, onScreen, dpr, t);
        const double half = picture.width() / dpr / 2;
        painter->drawPixmap(QPointF(std::round((at.x() - half) * dpr) / dpr, std::round((at.y() - half) * dpr) / dpr),
                            picture);
    }
    painter->restore();
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
