// The signs of events: each kind has its own shape, so that colour is never alone.
#pragma once

#include "ui/timeline/timeline_model.h"

class QPainter;

namespace meshwright::ui {

struct Tokens;

void paintEventMark(QPainter& painter, QPointF center, sim::metrics::EventKind kind, const Tokens& tokens);
/// The bar of something that lasts; open to the right where it has not ended.
void paintStretch(QPainter& painter, const QRectF& bar, const TimelineMark& mark, const Tokens& tokens);

} // namespace meshwright::ui
