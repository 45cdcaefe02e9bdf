#include "ui/canvas/canvas_editor.h"

#include "model/edit/clipboard.h"
#include "model/edit/nodes.h"
#include "model/edit/remove.h"
#include "model/edit/steps.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/card_geometry.h"
#include "ui/canvas/card_item.h"
#include "ui/canvas/edge_item.h"
#include "ui/canvas/inline_edit.h"
#include "ui/canvas/placement.h"
#include "ui/canvas/weight_chip.h"
#include "ui/document/document.h"

#include <QApplication>
#include <QClipboard>
#include <QTimer>
#include <algorithm>

namespace meshwright::ui {

namespace {

/// Keys pressed within this time are one change of mind.
constexpr int stepPauseMs = 800;
constexpr double copyOffset = 32;

} // namespace

CanvasEditor::CanvasEditor(Document& document, Selection& selection, CanvasScene& scene, CanvasView& view,
                           QObject* parent)
    : QObject(parent), document_(document), selection_(selection), scene_(scene), view_(view),
      inline_(new InlineEdit(view)), stepping_(new QTimer(this)) {
    stepping_->setSingleShot(true);
    stepping_->setInterval(stepPauseMs);
    connect(stepping_, &QTimer::timeout, &document_, &Document::endGesture);
    connect(&scene_, &CanvasScene::renameWanted, this, [this](const QString& key) { rename(key); });
    connect(&scene_, &CanvasScene::weightTyped, this, [this](const QString& key) { typeWeight(key); });
    connect(&scene_, &CanvasScene::weightChanged, this, &CanvasEditor::setWeight);
}

bool CanvasEditor::apply(tl::expected<model::edit::Edit, std::string> edit) {
    if (!edit) {
        Q_EMIT said(QString::fromStdString(edit.error()));
        return false;
    }
    return document_.edit(std::move(*edit)).has_value();
}

QStringList CanvasEditor::selectedKeys() const {
    QStringList out;
    for (const auto* card : scene_.selectedCards())
        if (!card->node().target.object.name.empty()) out << card->node().key;
    return out;
}

void CanvasEditor::remove() {
    using namespace model::edit;
    for (auto* item : scene_.selectedItems())
        if (const auto* edge = qgraphicsitem_cast<const EdgeItem*>(item)) {
            const auto origin = edge->edge().origin;
            if (!origin) return Q_EMIT said(tr("Labels make this line; change those of the pods, or of the selector."));
            if (origin->object.kind == "Scenario" && origin->field.find(".calls[") == std::string::npos)
                return Q_EMIT said(
                    tr("A client always sends somewhere; draw its line to another place, or delete it."));
            selection_.clear();
            apply(removeLine(document_.design(), origin->object, origin->field));
            return;
        }
    const auto current = selection_.current();
    const QStringList keys = selectedKeys();
    // A rule or a subset that is selected by itself; a client is an item too, but a card.
    const bool source = current && current->object.kind == "Scenario" && current->field.find("spec.traffic[") == 0 &&
                        current->field.find('.', 6) == std::string::npos;
    if (keys.size() <= 1 && current && !current->field.empty() && current->field.back() == ']' && !source) {
        const QString name =
            tr("Delete %1 of %2")
                .arg(QString::fromStdString(current->field), QString::fromStdString(current->object.name));
        selection_.clear();
        (void)document_.edit({RemoveField{current->object, current->field}, name.toStdString()});
        return;
    }
    if (keys.isEmpty()) {
        if (!current) return;
        selection_.clear();
        (void)document_.edit({RemoveObject{current->object},
                              tr("Delete %1").arg(QString::fromStdString(current->object.name)).toStdString()});
        return;
    }
    std::vector<std::string> nodes;
    for (const auto& key : keys) nodes.push_back(key.toStdString());
    auto edit = removeNodes(document_.design(), nodes);
    if (edit) selection_.clear();
    apply(std::move(edit));
}

void CanvasEditor::copy() {
    std::vector<std::string> nodes;
    for (const auto& key : selectedKeys()) nodes.push_back(key.toStdString());
    const std::string text = model::edit::copyNodes(document_.design(), nodes);
    if (!text.empty()) QApplication::clipboard()->setText(QString::fromStdString(text));
}

void CanvasEditor::cut() {
    if (selectedKeys().isEmpty()) return;
    copy();
    remove();
}

void CanvasEditor::paste() {
    pasteText(QApplication::clipboard()->text());
}

void CanvasEditor::duplicate() {
    std::vector<std::string> nodes;
    for (const auto& key : selectedKeys()) nodes.push_back(key.toStdString());
    if (nodes.empty()) return;
    pasteText(QString::fromStdString(model::edit::copyNodes(document_.design(), nodes)));
}

void CanvasEditor::pasteText(const QString& text) {
    if (text.trimmed().isEmpty()) return Q_EMIT said(tr("The clipboard holds no text."));
    auto pasted = model::edit::paste(document_.design(), document_.mainFile(), text.toStdString());
    if (!pasted)
        return Q_EMIT said(
            tr("This text cannot be pasted: %1")
                .arg(QString::fromStdString(pasted.error().empty() ? std::string() : pasted.error().front().message)));
    // A copy stands beside its original; what comes from elsewhere is laid out where there is room.
    model::edit::Steps steps(document_.design());
    const std::string name = pasted->edit.text;
    if (!steps.add(std::move(pasted->edit))) return Q_EMIT said(QString::fromStdString(steps.refusal()));
    QStringList keys;
    for (const auto& [was, now] : pasted->nodes) {
        const QString key = QString::fromStdString(now);
        keys << key;
        if (const auto* original = scene_.graph().find(QString::fromStdString(was)); original && was != now)
            steps.add(model::edit::moveNode(steps.now(), now, original->position.x() + copyOffset,
                                            original->position.y() + copyOffset));
    }
    if (document_.edit(std::move(steps).done(name))) scene_.select(keys);
}

void CanvasEditor::align(Align how) {
    const auto cards = scene_.selectedCards();
    std::vector<QRectF> rects;
    for (const auto* card : cards) rects.emplace_back(card->pos(), graph::cardSize(card->node()));
    const bool spread = how == Align::SpreadAcross || how == Align::SpreadDown;
    if (rects.size() < (spread ? 3u : 2u))
        return Q_EMIT said(spread ? tr("Select three cards or more to spread them evenly.")
                                  : tr("Select two cards or more to line them up."));
    const auto places = ui::align(how, rects);
    std::vector<Move> moves;
    for (std::size_t i = 0; i < cards.size(); ++i)
        if (places[i] != rects[i].topLeft()) moves.push_back({cards[i]->node().key, places[i]});
    if (moves.empty()) return;
    auto edit = placeEdit(document_.design(), moves);
    edit.text = (spread ? tr("Spread %1 nodes") : tr("Line %1 nodes up")).arg(cards.size()).toStdString();
    (void)document_.edit(std::move(edit));
}

QRectF CanvasEditor::titleRect(const CardItem& card) const {
    return graph::headRect(card.node()).adjusted(32, 4, -8, -18).translated(card.pos());
}

void CanvasEditor::rename(const QString& key) {
    const QStringList selected = selectedKeys();
    const QString which = !key.isEmpty() ? key : selected.isEmpty() ? QString() : selected.front();
    const auto* card = scene_.card(which);
    if (!card || card->node().target.object.name.empty()) return;
    inline_->open(titleRect(*card), card->node().title, tr("Name of %1").arg(card->node().title),
                  [this, which](const QString& name) {
                      const auto ref = model::edit::nodeOf(document_.design(), which.toStdString());
                      if (!ref) return;
                      const bool source = ref->traffic() != nullptr;
                      auto edit = renameEdit(document_.design(), *ref, name.toStdString());
                      if (!edit) return Q_EMIT said(QString::fromStdString(edit.error()));
                      model::ResourceId id = ref->resource->id();
                      if (!source) id.name = name.toStdString();
                      const Selected after{id, ref->field};
                      if (document_.edit(std::move(*edit))) selection_.set(after);
                  });
}

void CanvasEditor::nameNew(const QString& key, std::function<bool(const QString& name)> makeAgain) {
    const auto* card = scene_.card(key);
    if (!card) return;
    const int index = document_.undoStack().index();
    inline_->open(titleRect(*card), card->node().title, tr("Name of the new node"),
                  [this, key, index, makeAgain = std::move(makeAgain)](const QString& name) {
                      if (document_.undoStack().index() != index) return rename(key);
                      document_.undoStack().undo();
                      if (!makeAgain(name)) document_.undoStack().redo();
                  });
}

void CanvasEditor::typeWeight(const QString& edgeKey, const QString& typed) {
    const auto* edge = scene_.edge(edgeKey);
    if (!edge || !edge->edge().weightRef || !edge->chip()) return;
    const graph::WeightRef ref = *edge->edge().weightRef;
    const QPointF at = edge->chip()->pos();
    inline_->open(QRectF(at - QPointF(28, 14), QSizeF(56, 28)), QString::number(edge->edge().weight.value_or(0)),
                  tr("Weight from 0 to 100"), [this, ref](const QString& text) {
                      bool number = false;
                      QString digits = text;
                      const int percent = digits.remove('%').trimmed().toInt(&number);
                      if (!number || percent < 0 || percent > 100)
                          return Q_EMIT said(tr("A weight is a whole number from 0 to 100, not %1.").arg(text));
                      setWeight(ref, percent);
                  });
    if (!typed.isEmpty()) inline_->setText(typed);
}

void CanvasEditor::setWeight(const graph::WeightRef& ref, int percent) {
    (void)document_.edit(
        model::edit::setWeight(document_.design(), ref.virtualService, ref.rule, ref.destination, percent));
}

void CanvasEditor::stepWeight(const QString& edgeKey, int by) {
    const auto* edge = scene_.edge(edgeKey);
    if (!edge || !edge->edge().weightRef) return;
    if (!stepping_->isActive()) document_.beginGesture();
    stepping_->start();
    const graph::WeightRef ref = *edge->edge().weightRef;
    setWeight(ref, std::clamp(edge->edge().weight.value_or(0) + by, 0, 100));
}

} // namespace meshwright::ui
