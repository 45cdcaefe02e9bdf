// Unsaved changes kept beside the design's own files, so that a crash loses nothing: one record for each open window,
// written a moment after a change, gone once all is saved or the window is closed properly.
#pragma once

#include <QDateTime>
#include <QLockFile>
#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "ui/document/document.h"

namespace meshwright::ui {

/// What a record holds: the design's files as they were in the window.
struct Recovered {
    QString record;  ///< path of the record itself
    QString title;   ///< the design's name for people
    QString savedAt; ///< file or folder on disk that the changes belong to; empty where there is none
    QDateTime time;  ///< when the record was written
    std::vector<std::pair<std::string, QByteArray>> files; ///< name in the design, and its text
};

class Autosave : public QObject {
    Q_OBJECT
public:
    /// Records go into `folder`, which is made where it is missing.
    Autosave(Document& document, QString folder, QObject* parent = nullptr);
    ~Autosave() override;

    /// Where the program keeps its records.
    static QString usualFolder();
    /// Records whose program does not run any more, oldest first.
    static std::vector<Recovered> leftovers(const QString& folder);
    static void forget(const Recovered& recovered);

    /// Writes the record now, where there is something that is not saved; removes it otherwise.
    void flush();
    QString record() const { return record_; }

private:
    Document& document_;
    QString folder_, record_;
    std::unique_ptr<QLockFile> lock_; ///< held as long as the program runs
    QTimer later_;
};

} // namespace meshwright::ui
