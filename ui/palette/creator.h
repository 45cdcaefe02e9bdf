// Carries out the "Add" commands: makes the edit, applies it, and selects what came of it.
#pragma once

#include "ui/commands/commands.h"

#include <QObject>

namespace meshwright::model {
struct ResourceId;
}

namespace meshwright::ui {

class Document;
class MessageBar;
class Selection;

class Creator : public QObject {
    Q_OBJECT
public:
    Creator(Document& document, Selection& selection, QObject* parent = nullptr);

    /// False for a command that adds nothing, or that needs a service first (said by needs()).
    bool add(Command command);
    void addPolicy(const model::ResourceId& service);

Q_SIGNALS:
    void needs(const QString& sentence);
    void added();

private:
    Document& document_;
    Selection& selection_;
};

} // namespace meshwright::ui
