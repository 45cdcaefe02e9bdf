// What a crash left behind, offered in the window: restore it, keep what was saved, or keep both.
#pragma once

#include <QObject>
#include <deque>

#include "ui/document/autosave.h"

namespace meshwright::ui {

class FileCommands;
class MessageBar;

class Recovery : public QObject {
    Q_OBJECT
public:
    Recovery(Document& document, FileCommands& files, MessageBar& messages, QString folder, QObject* parent = nullptr);

    /// Asks about the first record that is left, then about the next.
    void offer();

private:
    void restore(const Recovered& recovered);
    void keepBoth(const Recovered& recovered);
    void done(const Recovered& recovered);

    Document& document_;
    FileCommands& files_;
    MessageBar& messages_;
    QString folder_;
    std::deque<Recovered> left_;
};

/// Where the recovered text of a file goes when both are kept: "shop-recovered.yaml", or with a number where that
/// exists.
QString recoveredName(const QString& path);

} // namespace meshwright::ui
