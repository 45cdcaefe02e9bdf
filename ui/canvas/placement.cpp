#include "ui/canvas/placement.h"

#include "ui/canvas/canvas_scene.h"

#include <QCoreApplication>

namespace meshwright::ui {

model::edit::Edit placeEdit(const model::Design& design, const std::vector<Move>& moves) {
    using namespace model::edit;
    const QString text = moves.size() == 1
                             ? QCoreApplication::translate("Canvas", "Move %1").arg(moves.front().key.section('/', -1))
                             : QCoreApplication::translate("Canvas", "Move %1 nodes").arg(moves.size());
    // Each step is made for the design that the steps before it leave: the first may add the Canvas itself.
    Sequence all;
    model::Design current = design;
    for (const auto& move : moves) {
        Edit step = moveNode(current, move.key.toStdString(), move.to.x(), move.to.y());
        auto next = apply(current, step);
        if (!next) continue;
        current = std::move(*next);
        all.edits.push_back(std::move(step));
    }
    return {std::move(all), text.toStdString()};
}

} // namespace meshwright::ui
