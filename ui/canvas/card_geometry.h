// Where things stand on a card, in canvas units: head, rows, chips, pods and ports. Painter, edges and layout share it.
#pragma once

#include "ui/canvas/graph_model.h"

#include <QRectF>
#include <optional>
#include <vector>

namespace meshwright::ui::graph {

namespace card {
inline constexpr double head = 48, row = 32, band = 32, foot = 28, pod = 20, podGap = 4, padding = 12, portRadius = 5,
                        portReach = 10;
inline constexpr int podsInRow = 6, podRows = 4;
} // namespace card

/// Width and height of a node's card; the top left corner is (0, 0).
QSizeF cardSize(const Node& node);
QRectF headRect(const Node& node);
/// A rule of a virtual service, or a subset of a service.
QRectF rowRect(const Node& node, int row);
/// The destination rule's band of a service.
QRectF bandRect(const Node& node);
QRectF footRect(const Node& node);
/// The cell of one pod; empty where there are more pods than the card shows one by one.
QRectF podRect(const Node& node, int pod);
int shownPods(const Node& node);

/// Where edges end and start. `port` as in End.
QPointF inPort(const Node& node, int port);
QPointF outPort(const Node& node, int port);
/// The row under a point of the card, -1 = none.
int rowAt(const Node& node, QPointF point);

/// The rows at which lines can start: rules, subsets, or -1 for the head.
std::vector<int> outRows(const Node& node);
/// The row whose out-port is at a point of the card, within reach of a finger; nothing elsewhere.
std::optional<int> outPortAt(const Node& node, QPointF point);

/// Gives each node without a place one: columns along the way of a request, few crossings, no overlaps.
void arrange(Graph& graph, bool all);

} // namespace meshwright::ui::graph
