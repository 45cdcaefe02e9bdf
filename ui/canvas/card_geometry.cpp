#include "ui/canvas/card_geometry.h"

#include <algorithm>
#include <cmath>

namespace meshwright::ui::graph {

namespace {

double widthOf(Kind kind) {
    switch (kind) {
    case Kind::Client:
        return 136;
    case Kind::Gateway:
        return 168;
    case Kind::VirtualService:
        return 264;
    case Kind::Service:
        return 184;
    case Kind::Workload:
        return 168;
    case Kind::Policy:
        return 168;
    case Kind::Group:
        return 184;
    case Kind::External:
    case Kind::Unknown:
        return 184;
    }
    return 200;
}

bool hasBand(const Node& node) {
    return node.kind == Kind::Service || node.kind == Kind::Policy || (node.kind == Kind::External && node.policy);
}

int rows(const Node& node) {
    return static_cast<int>(node.kind == Kind::VirtualService ? node.rules.size() : node.subsets.size());
}

double rowsTop(const Node& node) {
    return card::head + (hasBand(node) ? card::band : 0);
}

} // namespace

int shownPods(const Node& node) {
    return std::min(static_cast<int>(node.pods.size()), card::podsInRow * card::podRows);
}

QSizeF cardSize(const Node& node) {
    double height = rowsTop(node) + rows(node) * card::row;
    if (node.kind == Kind::Workload) {
        const int lines = std::max(1, (shownPods(node) + card::podsInRow - 1) / card::podsInRow);
        height += lines * (card::pod + card::podGap) + 8;
    }
    height += card::foot;
    return {widthOf(node.kind), height};
}

QRectF headRect(const Node& node) {
    return {0, 0, widthOf(node.kind), card::head};
}

QRectF rowRect(const Node& node, int row) {
    return {0, rowsTop(node) + row * card::row, widthOf(node.kind), card::row};
}

QRectF bandRect(const Node& node) {
    return hasBand(node) ? QRectF(0, card::head, widthOf(node.kind), card::band) : QRectF();
}

QRectF footRect(const Node& node) {
    const QSizeF size = cardSize(node);
    return {0, size.height() - card::foot, size.width(), card::foot};
}

QRectF podRect(const Node& node, int pod) {
    if (pod >= shownPods(node)) return {};
    const double step = card::pod + card::podGap;
    return {card::padding + (pod % card::podsInRow) * step, card::head + (pod / card::podsInRow) * step, card::pod,
            card::pod};
}

QPointF inPort(const Node& node, int port) {
    return {0, port < 0 ? card::head / 2 : rowRect(node, port).center().y()};
}

QPointF outPort(const Node& node, int port) {
    return {widthOf(node.kind), port < 0 ? card::head / 2 : rowRect(node, port).center().y()};
}

std::vector<int> outRows(const Node& node) {
    std::vector<int> out;
    switch (node.kind) {
    case Kind::VirtualService:
        for (int i = 0; i < rows(node); ++i) out.push_back(i);
        if (out.empty()) out.push_back(-1);
        return out;
    case Kind::Service:
        for (int i = 0; i < rows(node); ++i) out.push_back(i);
        if (out.empty()) out.push_back(-1);
        return out;
    case Kind::External:
        for (int i = 0; i < rows(node); ++i) out.push_back(i);
        return out;
    case Kind::Client:
    case Kind::Gateway:
    case Kind::Workload:
    case Kind::Policy:
        return {-1};
    case Kind::Unknown:
    case Kind::Group:
        return {};
    }
    return out;
}

std::optional<int> outPortAt(const Node& node, QPointF point) {
    for (const int row : outRows(node)) {
        const QPointF away = point - outPort(node, row);
        if (std::abs(away.x()) <= card::portReach && std::abs(away.y()) <= card::portReach) return row;
    }
    return std::nullopt;
}

int rowAt(const Node& node, QPointF point) {
    for (int i = 0; i < rows(node); ++i)
        if (rowRect(node, i).contains(point)) return i;
    return -1;
}

} // namespace meshwright::ui::graph
