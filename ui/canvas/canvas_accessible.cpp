#include "ui/canvas/canvas_accessible.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/card_item.h"
#include "ui/canvas/travel.h"

#include <QAccessibleWidget>
#include <QHash>
#include <QPointer>
#include <QWindow>

namespace meshwright::ui {

namespace {

class CardInterface : public QAccessibleInterface {
public:
    CardInterface(CanvasView& view, QString key) : view_(&view), key_(std::move(key)) {}

    bool isValid() const override { return view_ && card(); }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return view_ ? view_->window()->windowHandle() : nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(view_); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString&) override {}

    QString text(QAccessible::Text what) const override {
        if (!isValid() || what != QAccessible::Name) return {};
        const auto& g = view_->canvas().graph();
        return graph::spoken(g, {g.indexOf(key_), -1, -1});
    }
    QRect rect() const override {
        if (!isValid()) return {};
        const QRect r = view_->mapFromScene(card()->sceneBoundingRect()).boundingRect();
        return {view_->viewport()->mapToGlobal(r.topLeft()), r.size()};
    }
    QAccessible::State state() const override {
        QAccessible::State s;
        s.focusable = s.selectable = s.multiSelectable = true;
        s.invalid = !isValid();
        if (!isValid()) return s;
        s.selected = card()->isSelected();
        s.focused = view_->hasFocus() && card()->hasFocusRing();
        s.offscreen =
            !view_->viewport()->rect().intersects(view_->mapFromScene(card()->sceneBoundingRect()).boundingRect());
        return s;
    }

private:
    CardItem* card() const { return view_->canvas().card(key_); }

    QPointer<CanvasView> view_;
    QString key_;
};

class CanvasInterface : public QAccessibleWidget {
public:
    explicit CanvasInterface(CanvasView& view)
        : QAccessibleWidget(&view, QAccessible::List, CanvasView::tr("Canvas")), view_(view) {}
    ~CanvasInterface() override {
        for (const QAccessible::Id id : std::as_const(children_)) QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return int(view_.canvas().graph().nodes.size()); }
    QAccessibleInterface* child(int index) const override {
        const auto& nodes = view_.canvas().graph().nodes;
        if (index < 0 || index >= int(nodes.size())) return nullptr;
        const QString& key = nodes[std::size_t(index)].key;
        auto found = children_.find(key);
        if (found == children_.end())
            found = children_.insert(key, QAccessible::registerAccessibleInterface(new CardInterface(view_, key)));
        return QAccessible::accessibleInterface(*found);
    }
    int indexOfChild(const QAccessibleInterface* wanted) const override {
        for (int i = 0; i < childCount(); ++i)
            if (child(i) == wanted) return i;
        return -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        const QPointF at = view_.mapToScene(view_.viewport()->mapFromGlobal(QPoint(x, y)));
        const auto* card = view_.canvas().cardAt(at);
        return card ? child(view_.canvas().graph().indexOf(card->node().key)) : nullptr;
    }

private:
    CanvasView& view_;
    mutable QHash<QString, QAccessible::Id> children_;
};

QAccessibleInterface* make(const QString&, QObject* object) {
    if (auto* view = qobject_cast<CanvasView*>(object)) return new CanvasInterface(*view);
    return nullptr;
}

} // namespace

void installCanvasAccessibility() {
    QAccessible::installFactory(&make);
}

} // namespace meshwright::ui
