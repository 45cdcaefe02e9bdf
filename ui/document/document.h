// The open design: its value, its undo stack and its files. Every change goes through edit(); nothing else in the
// window changes a design.
#pragma once

#include "model/analyze/checker.h"
#include "model/design/design.h"
#include "model/edit/edit.h"

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QUndoStack>
#include <map>
#include <optional>

namespace meshwright::ui {

class Document : public QObject {
    Q_OBJECT
public:
    explicit Document(QObject* parent = nullptr);
    ~Document() override;

    const model::Design& design() const { return design_; }
    /// What reading and checking the design found, and what was advised about it, worst first.
    const model::Diagnostics& diagnostics() const { return diagnostics_; }
    /// What was found about the design by a look at the whole of it that took longer, for `about`; dropped where the
    /// design has changed since.
    void setAdvice(const model::Design& about, model::Diagnostics advice);
    /// Does what the fix of a message offers, as one undo step.
    tl::expected<void, model::Diagnostics> applyFix(const model::Diagnostic& diagnostic);
    QUndoStack& undoStack() { return undo_; }
    bool empty() const { return design_.documents().empty(); }
    bool modified() const { return !undo_.isClean(); }

    /// Replaces the whole design by an empty one, by files, or by a text that has no file yet (a sample).
    void clear();
    tl::expected<void, model::Diagnostics> open(const QString& path) { return open(QStringList{path}); }
    tl::expected<void, model::Diagnostics> open(const QStringList& paths);
    tl::expected<void, model::Diagnostics> openText(const QByteArray& text, const QString& name);
    /// A name for people: "bookinfo.yaml", a folder's name, or "Untitled".
    QString title() const;
    /// Where a file of the design lies on disk; empty where it has no place yet.
    QString diskPath(const std::string& file) const;
    bool hasDiskPath() const;
    /// The file or folder that was opened or saved to; empty where there is none.
    QString savedAt() const;
    QStringList diskPaths() const;

    /// How a file on disk compares with what was last read from it or written to it.
    struct OnDiskState {
        enum What { Same, Changed, Gone } what = Same;
        QString path;
        QByteArray bytes; ///< as on disk now
    };
    std::vector<OnDiskState> diskStates() const;
    /// The design as its files on disk are now.
    tl::expected<model::Design, model::Diagnostics> designOnDisk() const;
    /// Takes what is on disk, as one undo step after which nothing is unsaved.
    tl::expected<void, model::Diagnostics> reload();
    /// Keeps the window's design: what is on disk now will be replaced by the next save without a question.
    void keepMine();
    /// Puts files' texts in the place of the design, as one undo step: what a crash left behind.
    tl::expected<void, model::Diagnostics> restore(const std::vector<std::pair<std::string, QByteArray>>& files);

    enum class Saved { Done, NeedsPath, ChangedOnDisk, Failed };
    struct SaveResult {
        Saved what = Saved::Done;
        QString message; ///< which file, and why
    };
    /// Writes every file that differs from what was read. `overwrite` also where the file on disk was changed since.
    SaveResult save(bool overwrite = false);
    /// Writes the whole design into one file and goes on with it.
    SaveResult saveAs(const QString& path);

    /// Applies an edit as one undo step. Refused edits change nothing; the reason comes back and is signalled.
    tl::expected<void, model::Diagnostics> edit(model::edit::Edit edit);
    /// Edits between begin and end (a drag) become one undo step where they set the same fields.
    void beginGesture();
    void endGesture();
    /// The file new objects go to: the first of the design, or the untitled one.
    std::string mainFile() const;

Q_SIGNALS:
    void changed();                                      ///< the design has another value
    void diagnosticsChanged();                           ///< more was found about the same design
    void opened();                                       ///< it is another design altogether
    void titleChanged();                                 ///< name or modified state
    void refused(const meshwright::model::Diagnostics&); ///< an edit could not be applied

private:
    class Command;
    void setDesign(model::Design design);
    void start(model::Design design);
    void push(const QString& text, model::Design after);
    SaveResult writeFile(const std::string& file, const QString& path, bool overwrite);

    model::Design design_;
    void collect();

    model::Checker checker_;
    model::Diagnostics diagnostics_, advice_;
    QUndoStack undo_;
    QString folder_; ///< the folder that was opened, if one was
    struct OnDisk {
        QString path;
        QByteArray bytes;     ///< as last read or written
        bool replace = false; ///< the person wants the window's text there, whatever it holds
    };
    std::map<std::string, OnDisk> disk_; ///< by the file's name in the design
    int gesture_ = 0, gestures_ = 0;
};

} // namespace meshwright::ui
