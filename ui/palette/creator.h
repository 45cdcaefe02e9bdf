// Carries out what adds nodes: makes the edit, puts the node in its place, and selects what came of it.
#pragma once

#include "ui/commands/commands.h"
#include "ui/palette/create.h"
#include "ui/palette/offers.h"

#include <QObject>
#include <QPointF>

namespace meshwright::ui {

class Document;
class MessageBar;
class Selection;

/// Where a node is put, and what it is called.
struct PlaceWish {
    std::optional<QPointF> at; ///< upper left corner in canvas units; absent = where there is room
    QString onNode;            ///< key of the card it is dropped on; empty = none
    std::string name;          ///< empty = a free one
};

class Creator : public QObject {
    Q_OBJECT
public:
    Creator(Document& document, Selection& selection, QObject* parent = nullptr);

    /// False for a command that adds nothing, or that needs a service first (said by needs()).
    bool add(Command command);
    /// Adds a node at a place, as one undo step. False where it needs a service (said by needs()).
    bool place(Offer offer, const PlaceWish& wish);
    /// Why an offer cannot be dropped here; empty where it can.
    QString refusal(Offer offer, const QString& onNode) const;
    /// What a drop here does, in words.
    QString promise(Offer offer, const QString& onNode) const;
    void addPolicy(const model::ResourceId& service);

Q_SIGNALS:
    void needs(const QString& sentence);
    void added();
    void placed(const QString& key); ///< with its key on the canvas

private:
    std::optional<create::Made> make(Offer offer, const std::optional<model::ResourceId>& service,
                                     const std::string& name) const;
    std::optional<model::ResourceId> serviceOf(const QString& onNode) const;
    bool apply(create::Made made, const std::optional<QPointF>& at);

    Document& document_;
    Selection& selection_;
};

} // namespace meshwright::ui
