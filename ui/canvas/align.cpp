#include "ui/canvas/align.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace meshwright::ui {

namespace {

/// Equal gaps along one axis; begins and sizes in, begins out.
std::vector<double> spread(const std::vector<double>& begins, const std::vector<double>& sizes) {
    const std::size_t n = begins.size();
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return begins[a] < begins[b]; });
    std::vector<double> out = begins;
    if (n < 3) return out;
    const double room = begins[order.back()] + sizes[order.back()] - begins[order.front()];
    const double gap = (room - std::accumulate(sizes.begin(), sizes.end(), 0.0)) / double(n - 1);
    double at = begins[order.front()];
    for (std::size_t k = 0; k + 1 < n; ++k) {
        out[order[k]] = at;
        at += sizes[order[k]] + gap;
    }
    return out;
}

} // namespace

std::vector<QPointF> align(Align how, const std::vector<QRectF>& rects, double grid) {
    QRectF all;
    for (const auto& r : rects) all |= r;
    std::vector<double> lefts, widths, tops, heights;
    for (const auto& r : rects) {
        lefts.push_back(r.left());
        widths.push_back(r.width());
        tops.push_back(r.top());
        heights.push_back(r.height());
    }
    if (how == Align::SpreadAcross) lefts = spread(lefts, widths);
    if (how == Align::SpreadDown) tops = spread(tops, heights);
    const auto snapped = [grid](double v) { return std::round(v / grid) * grid; };
    std::vector<QPointF> out;
    for (std::size_t i = 0; i < rects.size(); ++i) {
        const QRectF& r = rects[i];
        QPointF at = r.topLeft();
        switch (how) {
        case Align::Left:
            at.setX(all.left());
            break;
        case Align::Centre:
            at.setX(snapped(all.center().x() - r.width() / 2));
            break;
        case Align::Right:
            at.setX(all.right() - r.width());
            break;
        case Align::Top:
            at.setY(all.top());
            break;
        case Align::Middle:
            at.setY(snapped(all.center().y() - r.height() / 2));
            break;
        case Align::Bottom:
            at.setY(all.bottom() - r.height());
            break;
        case Align::SpreadAcross:
            at.setX(snapped(lefts[i]));
            break;
        case Align::SpreadDown:
            at.setY(snapped(tops[i]));
            break;
        }
        out.push_back(at);
    }
    return out;
}

} // namespace meshwright::ui
