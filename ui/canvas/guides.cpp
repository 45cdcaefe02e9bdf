#include "ui/canvas/guides.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

namespace meshwright::ui {

namespace {

/// How far a guide sticks out beyond the cards that it joins.
constexpr double overhang = 8, same = 0.01;

struct Axis {
    double low, high;
    std::array<double, 3> marks() const { return {low, (low + high) / 2, high}; }
};

double ontoGrid(double at, double grid) {
    return std::round(at / grid) * grid - at;
}

/// The step that lines one axis up and leaves it on the grid; infinite where nothing is near.
double nearest(const Axis& moving, const std::vector<Axis>& others, double reach, double grid) {
    double best = INFINITY;
    for (const auto& other : others)
        for (std::size_t k = 0; k < 3; ++k) {
            const double step = other.marks()[k] - moving.marks()[k];
            if (std::abs(step) <= reach && std::abs(step) < std::abs(best) &&
                std::abs(ontoGrid(moving.low + step, grid)) < same)
                best = step;
        }
    return best;
}

} // namespace

Snap snapTo(const QRectF& moving, const std::vector<QRectF>& others, double reach, double grid) {
    std::vector<Axis> across, down;
    for (const auto& r : others) {
        across.push_back({r.left(), r.right()});
        down.push_back({r.top(), r.bottom()});
    }
    const double dx = nearest({moving.left(), moving.right()}, across, reach, grid),
                 dy = nearest({moving.top(), moving.bottom()}, down, reach, grid);
    Snap out;
    out.by = {std::isfinite(dx) ? dx : ontoGrid(moving.left(), grid),
              std::isfinite(dy) ? dy : ontoGrid(moving.top(), grid)};
    const QRectF now = moving.translated(out.by);
    const Axis x{now.left(), now.right()}, y{now.top(), now.bottom()};
    for (std::size_t i = 0; i < others.size(); ++i) {
        const QRectF both = now | others[i];
        for (std::size_t k = 0; k < 3; ++k) {
            if (std::isfinite(dx) && std::abs(across[i].marks()[k] - x.marks()[k]) < same)
                out.lines.emplace_back(x.marks()[k], both.top() - overhang, x.marks()[k], both.bottom() + overhang);
            if (std::isfinite(dy) && std::abs(down[i].marks()[k] - y.marks()[k]) < same)
                out.lines.emplace_back(both.left() - overhang, y.marks()[k], both.right() + overhang, y.marks()[k]);
        }
    }
    return out;
}

GuideLayer::GuideLayer(CanvasScene& scene) : scene_(scene) {
    setZValue(4);
    setAcceptedMouseButtons(Qt::NoButton);
}

void GuideLayer::show(std::vector<QLineF> lines) {
    prepareGeometryChange();
    lines_ = std::move(lines);
    area_ = {};
    for (const auto& l : lines_) area_ |= QRectF(l.p1(), l.p2()).normalized().adjusted(-2, -2, 2, 2);
    update();
}

QRectF GuideLayer::boundingRect() const {
    return area_;
}

void GuideLayer::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    QPen pen(scene_.tokens().accent, 1, Qt::DashLine);
    pen.setCosmetic(true);
    painter->setPen(pen);
    for (const auto& l : lines_) painter->drawLine(l);
}

} // namespace meshwright::ui
