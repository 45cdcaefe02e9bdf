#include "ui/window/recovery.h"

#include "ui/window/file_commands.h"
#include "ui/window/message_bar.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QSaveFile>

namespace meshwright::ui {

Recovery::Recovery(Document& document, FileCommands& files, MessageBar& messages, QString folder, QObject* parent)
    : QObject(parent), document_(document), files_(files), messages_(messages), folder_(std::move(folder)) {}

void Recovery::offer() {
    if (left_.empty())
        for (auto& recovered : Autosave::leftovers(folder_)) left_.push_back(std::move(recovered));
    if (left_.empty()) return;
    const Recovered& next = left_.front();
    const QString when = QLocale().toString(next.time, QLocale::ShortFormat);
    const bool saved = !next.savedAt.isEmpty() && QFileInfo::exists(next.savedAt);
    std::vector<MessageBar::Answer> answers{{tr("Restore"), [this] { restore(left_.front()); }}};
    if (saved) {
        answers.push_back({tr("Keep saved"), [this] {
                               const QString path = left_.front().savedAt;
                               if (files_.openPath(path)) done(left_.front());
                           }});
        answers.push_back({tr("Keep both"), [this] { keepBoth(left_.front()); }});
    } else {
        answers.push_back({tr("Discard"), [this] { done(left_.front()); }});
    }
    messages_.ask(
        tr("Meshwright was not closed properly. Unsaved changes of %1 from %2 are still there.").arg(next.title, when),
        answers);
}

void Recovery::restore(const Recovered& recovered) {
    const bool saved = !recovered.savedAt.isEmpty() && QFileInfo::exists(recovered.savedAt);
    if (saved) {
        if (!files_.openPath(recovered.savedAt)) return;
    } else {
        if (!files_.mayLeave()) return;
        document_.clear();
        Q_EMIT files_.designWanted();
    }
    if (const auto restored = document_.restore(recovered.files); !restored) {
        messages_.say(restored.error().empty() ? tr("The changes cannot be read.")
                                               : QString::fromStdString(restored.error().front().message));
        return;
    }
    done(recovered);
}

void Recovery::keepBoth(const Recovered& recovered) {
    if (!files_.openPath(recovered.savedAt)) return;
    QStringList written;
    for (const auto& [name, text] : recovered.files) {
        const QString disk = document_.diskPath(name);
        // What equals the saved file needs no second one.
        if (!disk.isEmpty() && QByteArray::fromStdString(document_.design().textOf(name)) == text) continue;
        const QString path = recoveredName(disk.isEmpty() ? recovered.savedAt : disk);
        QSaveFile out(path);
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size() || !out.commit()) {
            messages_.say(tr("%1 cannot be written: %2.").arg(path, out.errorString()));
            return;
        }
        written << QFileInfo(path).fileName();
    }
    done(recovered);
    if (left_.empty() && !written.isEmpty())
        messages_.say(tr("The unsaved changes are in %1.").arg(written.join(QStringLiteral(", "))));
}

void Recovery::done(const Recovered& recovered) {
    Autosave::forget(recovered);
    left_.pop_front();
    if (!left_.empty()) offer();
}

QString recoveredName(const QString& path) {
    const QFileInfo info(path);
    const QString folder = info.isDir() ? info.absoluteFilePath() : info.absolutePath();
    const QString end = info.isDir() || info.suffix().isEmpty() ? QStringLiteral("yaml") : info.suffix();
    const QString base = info.isDir() ? info.fileName() : info.completeBaseName();
    for (int n = 1;; ++n) {
        const QString name = n == 1 ? QStringLiteral("%1/%2-recovered.%3").arg(folder, base, end)
                                    : QStringLiteral("%1/%2-recovered-%4.%3").arg(folder, base, end).arg(n);
        if (!QFileInfo::exists(name)) return name;
    }
}

} // namespace meshwright::ui
