// Drawing a line from a port: by dragging, or with the keyboard. While it lasts it shows where the line would go,
// whether that is allowed, and in words why not.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QGraphicsItem>
#include <QObject>
#include <functional>
#include <optional>

#include "model/edit/connect.h"

namespace meshwright::ui {

class CanvasScene;
class CardItem;

/// The line and its words.
class ConnectPreview : public QGraphicsItem {
public:
    explicit ConnectPreview(CanvasScene& scene);
    /// `onCard`: the end is a card's port, so that the line stops there.
    void set(QPointF from, QPointF to, const QString& words, std::optional<bool> allowed);
    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    double scale(QPainter* painter) const;

    CanvasScene& scene_;
    QPointF from_, to_;
    QString words_;
    std::optional<bool> allowed_;
};

class ConnectTool : public QObject {
    Q_OBJECT
public:
    using Verdict = tl::expected<model::edit::Edit, std::string>;
    using Judge = std::function<Verdict(const model::edit::Port& from, const model::edit::Port& to)>;

    explicit ConnectTool(CanvasScene& scene);

    void setJudge(Judge judge) { judge_ = std::move(judge); }
    bool active() const { return !from_.node.empty(); }
    /// `row` as in graph::End: -1 = the card's head.
    void start(const CardItem& card, int row);
    /// The pointer's place; a card there is the target.
    void moveTo(QPointF scene);
    /// A target chosen by the keyboard.
    void aimAt(const CardItem& card, int row = -1);
    /// Takes the line where it is allowed; else says why not, and is over either way.
    void finish();
    void cancel();
    const QString& words() const { return words_; }
    std::optional<bool> allowed() const { return allowed_; }
    const std::string& startNode() const { return from_.node; }
    /// The node that the line would lead to; empty over nothing.
    const std::string& target() const { return to_.node; }

Q_SIGNALS:
    void drawn(const meshwright::model::edit::Edit& edit);
    void refused(const QString& why);
    void changed();

private:
    void judge(const CardItem& card, int row);

    CanvasScene& scene_;
    Judge judge_;
    ConnectPreview* preview_;
    model::edit::Port from_, to_;
    QPointF start_;
    QString words_;
    std::optional<bool> allowed_;
    std::optional<model::edit::Edit> edit_;
};

/// What a port of a card is for the model.
model::edit::Port portOf(const CardItem& card, int row);

} // namespace meshwright::ui
