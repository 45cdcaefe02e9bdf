// What the person does on the canvas, as edits of the document: delete, copy, paste, line up, rename, connect, weights.
#pragma once

#include "ui/canvas/align.h"
#include "ui/canvas/graph_model.h"

#include "model/edit/edit.h"

#include <QObject>
#include <functional>
#include <tl/expected.hpp>

class QTimer;

namespace meshwright::ui {

class CanvasScene;
class CanvasView;
class CardItem;
class Document;
class InlineEdit;

class CanvasEditor : public QObject {
    Q_OBJECT
public:
    CanvasEditor(Document& document, Selection& selection, CanvasScene& scene, CanvasView& view, QObject* parent);

    /// Deletes what is selected: a line, a rule or a subset, or cards with what hangs on them.
    void remove();
    void copy();
    void cut();
    /// Objects from YAML text on the clipboard, beside what is selected or in the middle of the view.
    void paste();
    void duplicate();
    /// New places for the selected cards.
    void align(Align how);
    /// Opens the name of a card (by default the selected one) for typing.
    void rename(const QString& key = {});
    /// The same with a name that the next Enter gives to a node just made: one undo step for both.
    void nameNew(const QString& key, std::function<bool(const QString& name)> makeAgain);
    /// Opens the weight of an edge for typing, with `typed` in it where something was typed already.
    void typeWeight(const QString& edgeKey, const QString& typed = {});
    /// Changes the weight of an edge; steps that follow each other soon are one undo step.
    void stepWeight(const QString& edgeKey, int by);
    void setWeight(const graph::WeightRef& ref, int percent);
    InlineEdit& inlineEdit() { return *inline_; }

Q_SIGNALS:
    void said(const QString& sentence); ///< why something could not be done

private:
    bool apply(tl::expected<model::edit::Edit, std::string> edit);
    QStringList selectedKeys() const;
    void pasteText(const QString& text);
    QRectF titleRect(const CardItem& card) const;

    Document& document_;
    Selection& selection_;
    CanvasScene& scene_;
    CanvasView& view_;
    InlineEdit* inline_;
    QTimer* stepping_; ///< while it runs, steps of a weight belong together
};

} // namespace meshwright::ui
