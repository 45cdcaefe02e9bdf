// What is selected, dimmed and framed on the scene.
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/card_geometry.h"
#include "ui/canvas/card_item.h"
#include "ui/canvas/edge_item.h"
#include "ui/canvas/frame_item.h"

#include <algorithm>
#include <utility>

namespace meshwright::ui {

namespace {
constexpr double dimmed = 0.22;
}

void CanvasScene::reportSelection() {
    if (quiet_) return;
    const auto items = selectedItems();
    if (items.isEmpty()) {
        Q_EMIT selectedByPerson({});
        return;
    }
    // Of several things the first card leads.
    const auto cards = selectedCards();
    if (!cards.empty()) {
        const auto* card = cards.front();
        if (!card->node().target.object.name.empty()) Q_EMIT selectedByPerson(card->node().target);
    } else if (const auto* edge = qgraphicsitem_cast<const EdgeItem*>(items.front())) {
        const auto& e = edge->edge();
        if (e.weightRef)
            Q_EMIT selectedByPerson(Selected{e.weightRef->virtualService, e.weightRef->rule});
        else if (e.origin)
            Q_EMIT selectedByPerson(*e.origin);
        else
            Q_EMIT selectedByPerson(graph_.nodes[std::size_t(e.from.node)].target);
    }
}

void CanvasScene::showSelected(const std::optional<Selected>& selected) {
    quiet_ = true;
    bool edgeOfIt = false;
    const auto before = selectedItems();
    for (auto* item : before)
        if (const auto* e = qgraphicsitem_cast<const EdgeItem*>(item); e && selected && before.size() == 1) {
            const auto& edge = e->edge();
            edgeOfIt = edgeOfIt || (edge.weightRef && edge.weightRef->virtualService == selected->object) ||
                       (edge.origin && edge.origin->object == selected->object) ||
                       graph_.nodes[std::size_t(edge.from.node)].target.object == selected->object;
        }
    QSet<QString> wanted;
    if (selected) {
        const auto& id = selected->object;
        for (const auto& key : cardsOf_.values(QString::fromStdString(id.kind + "/" + id.ns + "/" + id.name)))
            wanted.insert(key);
    }
    QHash<QString, int> rows;
    QSet<QString> own;
    for (const auto& key : std::as_const(wanted)) {
        const auto& node = cards_.value(key)->node();
        const bool policy = node.policy && *node.policy == selected->object;
        const bool itself = node.target.object == selected->object &&
                            (node.target.field.empty() || selected->field.rfind(node.target.field, 0) == 0);
        if (!policy && !itself) continue;
        own.insert(key);
        if (selected->field.empty()) continue;
        for (std::size_t i = 0; itself && i < node.rules.size(); ++i)
            if (selected->field.rfind(node.rules[i].field, 0) == 0) rows[key] = int(i);
        for (std::size_t i = 0; policy && i < node.subsets.size(); ++i)
            if (!node.subsets[i].field.empty() && selected->field.rfind(node.subsets[i].field, 0) == 0)
                rows[key] = int(i);
    }
    // Several selected cards stay selected while one of them leads.
    const bool several = before.size() > 1 && selected;
    for (auto* item : before) {
        const auto* card = qgraphicsitem_cast<const CardItem*>(item);
        if (card && (edgeOfIt || (!several && !own.contains(card->node().key)))) item->setSelected(false);
        if (!card && !edgeOfIt) item->setSelected(false);
    }
    if (!edgeOfIt)
        for (const auto& key : std::as_const(own)) cards_.value(key)->setSelected(true);
    for (const auto& key : std::as_const(rowMarked_))
        if (auto* card = cards_.value(key); card && !rows.contains(key)) card->setSelectedRow(-1);
    rowMarked_.clear();
    for (auto it = rows.begin(); it != rows.end(); ++it) {
        cards_.value(it.key())->setSelectedRow(it.value());
        rowMarked_.insert(it.key());
    }
    quiet_ = false;
}

bool CanvasScene::matches(const graph::Node& node) const {
    QString text = node.title + ' ' + node.subtitle + ' ' + node.version + ' ' + node.footer + ' ' + node.key;
    for (const auto& rule : node.rules) text += ' ' + rule.when + ' ' + rule.then;
    for (const auto& subset : node.subsets) text += ' ' + subset.name + ' ' + subset.labels;
    for (const auto& chip : node.chips) text += ' ' + chip.text;
    const auto words = filter_.split(' ', Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(),
                       [&](const QString& w) { return text.contains(w, Qt::CaseInsensitive); });
}

int CanvasScene::setFilter(const QString& words) {
    filter_ = words.simplified();
    applyFilter();
    return int(std::count_if(cards_.begin(), cards_.end(), [](const CardItem* c) { return c->opacity() == 1; }));
}

void CanvasScene::applyFilter() {
    for (auto* card : std::as_const(cards_)) card->setOpacity(filter_.isEmpty() || matches(card->node()) ? 1 : dimmed);
    for (auto* edge : std::as_const(edges_)) {
        const auto ends = {edge->edge().from.node, edge->edge().to.node};
        const bool lit = std::all_of(ends.begin(), ends.end(), [this](int i) {
            return cards_.value(graph_.nodes[std::size_t(i)].key)->opacity() == 1;
        });
        edge->setDimmed(!lit, dimmed);
    }
}

void CanvasScene::setFrames(bool on) {
    framesOn_ = on;
    updateFrames();
}

void CanvasScene::updateFrames() {
    for (auto it = frames_.begin(); it != frames_.end();)
        if (framesOn_ && inNamespace_.contains(it.key()))
            ++it;
        else {
            delete it.value();
            it = frames_.erase(it);
        }
    if (framesOn_)
        for (auto it = inNamespace_.begin(); it != inNamespace_.end(); ++it) updateFrame(it.key());
}

void CanvasScene::updateFrame(const QString& ns) {
    QRectF area;
    for (const auto& key : inNamespace_.value(ns))
        if (const auto* card = cards_.value(key)) area |= QRectF(card->pos(), graph::cardSize(card->node()));
    if (area.isEmpty()) return;
    FrameItem*& frame = frames_[ns];
    if (!frame) {
        frame = new FrameItem(*this, ns);
        addItem(frame);
    }
    frame->setContent(area);
}

} // namespace meshwright::ui
