// Pods as cells: fill = requests in flight of the capacity, bars beside = queue, hatched = ejected, hollow = down.
#pragma once

#include "ui/canvas/graph_model.h"

class QPainter;

namespace meshwright::ui {

struct Tokens;

void paintPods(QPainter& painter, const graph::Node& workload, const Tokens& tokens, double scale);
/// "reviews-v1-0: 3 of 8 in flight, 2 waiting", for a tooltip.
QString podText(const graph::PodCell& pod);

} // namespace meshwright::ui
