// Hands for the canvas: the mouse and the keys as a person uses them.
#pragma once

#include "ui/canvas/canvas_panel.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/card_geometry.h"
#include "ui/canvas/card_item.h"
#include "ui/canvas/inline_edit.h"
#include "ui/document/document.h"
#include "ui/palette/palette_panel.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QTest>

namespace meshwright::ui::test {

inline void mouseMove(QWidget* target, QPoint at, Qt::KeyboardModifiers keys = Qt::NoModifier) {
    QMouseEvent move(QEvent::MouseMove, QPointF(at), QPointF(target->mapToGlobal(at)), Qt::NoButton, Qt::LeftButton,
                     keys);
    QApplication::sendEvent(target, &move);
}

inline void drag(QWidget* target, QPoint from, QPoint to, Qt::KeyboardModifiers keys = Qt::NoModifier) {
    QTest::mousePress(target, Qt::LeftButton, keys, from);
    for (int i = 1; i <= 8; ++i) mouseMove(target, from + (to - from) * i / 8, keys);
    QTest::mouseRelease(target, Qt::LeftButton, keys, to);
}

class Hands {
public:
    explicit Hands(MainWindow& window) : window_(window) {}

    CanvasScene& scene() { return window_.canvas().scene(); }
    CanvasView& view() { return window_.canvas().view(); }
    QWidget* port() { return view().viewport(); }

    CardItem* card(const QString& key) {
        auto* found = scene().card(key);
        if (!found) qWarning("no card %s", qPrintable(key));
        return found;
    }
    QPoint on(const QString& key, QPointF place) { return view().mapFromScene(card(key)->pos() + place); }
    QPoint head(const QString& key) { return on(key, {60, 14}); }
    QPoint outPort(const QString& key, int row = -1) { return on(key, graph::outPort(card(key)->node(), row)); }
    QPoint row(const QString& key, int row) { return on(key, graph::rowRect(card(key)->node(), row).center()); }

    /// Drags a tile of the palette to a place of the canvas, and answers the question for a name.
    void place(Offer offer, QPoint at, const QString& name = {}) {
        auto* tile = window_.findChild<PalettePanel*>()->tile(offer);
        const QPoint from = tile->rect().center(), to = tile->mapFromGlobal(port()->mapToGlobal(at));
        drag(tile, from, to);
        answer(name);
    }
    void answer(const QString& name) {
        auto& edit = window_.canvas().editor().inlineEdit();
        if (edit.isHidden()) return;
        if (!name.isEmpty()) edit.setText(name);
        QTest::keyClick(&edit, name.isEmpty() ? Qt::Key_Escape : Qt::Key_Return);
    }
    void connect(QPoint from, QPoint to) { drag(port(), from, to); }
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::keyClick(&view(), Qt::Key(key), modifiers);
    }

    QByteArray text() {
        return QByteArray::fromStdString(window_.document().design().textOf(window_.document().mainFile()));
    }
    bool has(const char* kind, const char* name) {
        return window_.document().design().find({kind, "default", name}) != nullptr;
    }
    /// Undoes all steps and says whether the design is what it was.
    bool undoneTo(const QByteArray& before, int steps) {
        for (int i = 0; i < steps; ++i) window_.document().undoStack().undo();
        return text() == before;
    }

private:
    MainWindow& window_;
};

} // namespace meshwright::ui::test
