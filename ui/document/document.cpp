#include "ui/document/document.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QUndoCommand>
#include <algorithm>

namespace meshwright::ui {

using model::Design;
using model::Diagnostics;
namespace edit_ns = model::edit;

namespace {

bool sameBytes(const model::Design& a, const model::Design& b) {
    return std::equal(a.documents().begin(), a.documents().end(), b.documents().begin(), b.documents().end(),
                      [](const model::DocumentPtr& x, const model::DocumentPtr& y) {
                          return x == y || (x->file == y->file && x->text == y->text);
                      });
}
constexpr auto untitled = "untitled.yaml";

QString firstMessage(const Diagnostics& diagnostics) {
    return diagnostics.empty() ? QString() : QString::fromStdString(model::toText(diagnostics.front()));
}
} // namespace

/// A step keeps the two values it goes between: they share all documents that did not change, so it is exact and small.
class Document::Command : public QUndoCommand {
public:
    Command(Document& document, edit_ns::Edit edit, Design after, int gesture)
        : QUndoCommand(QString::fromStdString(edit.text)), document_(document), edit_(std::move(edit)),
          before_(document.design_), after_(std::move(after)), gesture_(gesture) {}

    int id() const override { return gesture_ == 0 ? -1 : 1; }
    void undo() override { document_.setDesign(before_); }
    void redo() override { document_.setDesign(after_); }
    bool mergeWith(const QUndoCommand* other) override {
        const auto& next = static_cast<const Command&>(*other);
        if (next.gesture_ != gesture_) return false;
        auto merged = edit_ns::merge(edit_, next.edit_);
        if (!merged) return false;
        edit_ = std::move(*merged);
        after_ = next.after_;
        setText(next.text());
        return true;
    }

private:
    Document& document_;
    edit_ns::Edit edit_;
    Design before_, after_;
    int gesture_;
};

Document::Document(QObject* parent) : QObject(parent) {
    connect(&undo_, &QUndoStack::cleanChanged, this, &Document::titleChanged);
}

Document::~Document() {
    undo_.disconnect(this);
}

void Document::clear() {
    disk_.clear();
    folder_.clear();
    start({});
}

tl::expected<void, Diagnostics> Document::open(const QStringList& paths) {
    std::vector<std::string> all;
    for (const QString& path : paths) all.push_back(path.toStdString());
    auto design = all.size() == 1 ? Design::fromPath(all.front()) : Design::fromPaths(all);
    if (!design) return tl::unexpected(std::move(design.error()));
    disk_.clear();
    const QFileInfo info(paths.value(0));
    folder_ = info.isDir() ? info.absoluteFilePath() : QString();
    for (const auto& file : design->files()) {
        const QString disk = QFileInfo(QString::fromStdString(file)).absoluteFilePath();
        const std::string text = design->textOf(file);
        disk_[file] = {disk, QByteArray(text.data(), static_cast<qsizetype>(text.size())), false};
    }
    start(std::move(*design));
    return {};
}

tl::expected<void, Diagnostics> Document::openText(const QByteArray& text, const QString& name) {
    auto design = Design::fromText({text.data(), static_cast<std::size_t>(text.size())}, name.toStdString());
    if (!design) return tl::unexpected(std::move(design.error()));
    disk_.clear();
    folder_.clear();
    start(std::move(*design));
    return {};
}

void Document::start(Design design) {
    gesture_ = 0;
    undo_.clear();
    advice_.clear();
    setDesign(std::move(design));
    Q_EMIT opened();
    Q_EMIT titleChanged();
}

void Document::setDesign(Design design) {
    design_ = std::move(design);
    checker_.update(design_);
    collect();
    Q_EMIT changed();
}

void Document::collect() {
    diagnostics_ = checker_.all();
    // Advice is given for the design as it was a moment ago: it stays until there is new one, as far as its objects do.
    for (const auto& d : advice_)
        if (d.name.empty() || design_.find({d.kind, d.ns, d.name})) diagnostics_.push_back(d);
    std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                     [](const auto& a, const auto& b) { return a.severity > b.severity; });
}

void Document::setAdvice(const Design& about, Diagnostics advice) {
    if (about.documents() != design_.documents()) return;
    advice_ = std::move(advice);
    collect();
    Q_EMIT diagnosticsChanged();
}

tl::expected<void, Diagnostics> Document::applyFix(const model::Diagnostic& diagnostic) {
    return diagnostic.fix && diagnostic.fix->canBeApplied() ? edit(edit_ns::editOf(*diagnostic.fix))
                                                            : tl::expected<void, Diagnostics>();
}

QString Document::title() const {
    if (!folder_.isEmpty()) return QFileInfo(folder_).fileName();
    const auto files = design_.files();
    if (files.empty() || files.front() == untitled) {
        const auto found = disk_.find(untitled);
        return found == disk_.end() ? tr("Untitled") : QFileInfo(found->second.path).fileName();
    }
    const QString disk = diskPath(files.front());
    return QFileInfo(disk.isEmpty() ? QString::fromStdString(files.front()) : disk).fileName();
}

QString Document::diskPath(const std::string& file) const {
    const auto found = disk_.find(file);
    return found == disk_.end() ? QString() : found->second.path;
}

bool Document::hasDiskPath() const {
    return !disk_.empty();
}

QString Document::savedAt() const {
    if (!folder_.isEmpty()) return folder_;
    return disk_.empty() ? QString() : disk_.begin()->second.path;
}

QStringList Document::diskPaths() const {
    QStringList out;
    for (const auto& [file, disk] : disk_) out << disk.path;
    return out;
}

std::vector<Document::OnDiskState> Document::diskStates() const {
    std::vector<OnDiskState> out;
    for (const auto& [name, known] : disk_) {
        OnDiskState state{OnDiskState::Same, known.path, {}};
        QFile file(known.path);
        if (!file.exists())
            state.what = OnDiskState::Gone;
        else if (file.open(QIODevice::ReadOnly) && (state.bytes = file.readAll()) != known.bytes)
            state.what = OnDiskState::Changed;
        out.push_back(std::move(state));
    }
    return out;
}

tl::expected<Design, Diagnostics> Document::designOnDisk() const {
    Design out;
    for (const auto& [name, known] : disk_) {
        QFile file(known.path);
        if (!file.open(QIODevice::ReadOnly)) continue;
        const QByteArray bytes = file.readAll();
        auto next = out.withNewDocument(name, bytes.toStdString());
        if (!next) return next;
        out = std::move(*next);
    }
    return out;
}

tl::expected<void, Diagnostics> Document::reload() {
    auto design = designOnDisk();
    if (!design) return tl::unexpected(std::move(design.error()));
    for (auto& [name, known] : disk_) {
        QFile file(known.path);
        if (file.open(QIODevice::ReadOnly)) known.bytes = file.readAll();
    }
    push(tr("Reload from disk"), std::move(*design));
    undo_.setClean();
    Q_EMIT titleChanged();
    return {};
}

void Document::keepMine() {
    for (auto& [name, known] : disk_) known.replace = true;
    // The window's design is not what is on disk any more, even where nothing was changed in it.
    undo_.resetClean();
    Q_EMIT titleChanged();
}

tl::expected<void, Diagnostics> Document::restore(const std::vector<std::pair<std::string, QByteArray>>& files) {
    Design design;
    for (const auto& [name, text] : files) {
        auto next = design.withNewDocument(name, text.toStdString());
        if (!next) return tl::unexpected(std::move(next.error()));
        design = std::move(*next);
    }
    push(tr("Restore unsaved changes"), std::move(design));
    return {};
}

void Document::push(const QString& text, Design after) {
    edit_ns::Edit edit{edit_ns::Restore{after}, text.toStdString()};
    undo_.push(new Command(*this, std::move(edit), std::move(after), 0));
}

std::string Document::mainFile() const {
    const auto files = design_.files();
    return files.empty() ? std::string(untitled) : files.front();
}

Document::SaveResult Document::writeFile(const std::string& file, const QString& path, bool overwrite) {
    const std::string text = design_.textOf(file);
    const QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
    const auto known = disk_.find(file);
    QFile present(path);
    if (!overwrite && present.exists() && !(known != disk_.end() && known->second.replace)) {
        if (!present.open(QIODevice::ReadOnly))
            return {Saved::Failed, tr("%1 cannot be read back: %2.").arg(path, present.errorString())};
        if (known == disk_.end() || present.readAll() != known->second.bytes)
            return {Saved::ChangedOnDisk, tr("%1 was changed by another program since it was opened.").arg(path)};
        present.close();
    }
    if (known != disk_.end() && !known->second.replace && known->second.path == path && known->second.bytes == bytes &&
        present.exists())
        return {};
    QSaveFile out(path);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit())
        return {Saved::Failed, tr("%1 cannot be written: %2.").arg(path, out.errorString())};
    disk_[file] = {path, bytes, false};
    return {};
}

Document::SaveResult Document::save(bool overwrite) {
    auto files = design_.files();
    if (files.empty() && disk_.empty()) return {Saved::NeedsPath, {}};
    for (const auto& file : files)
        if (diskPath(file).isEmpty()) return {Saved::NeedsPath, {}};
    // A file whose last object was removed is empty from now on; it would come back otherwise.
    for (const auto& [name, known] : disk_)
        if (std::find(files.begin(), files.end(), name) == files.end()) files.push_back(name);
    for (const auto& file : files)
        if (const auto result = writeFile(file, diskPath(file), overwrite); result.what != Saved::Done) return result;
    undo_.setClean();
    Q_EMIT titleChanged();
    return {};
}

Document::SaveResult Document::saveAs(const QString& path) {
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const auto files = design_.files();
    if (files.size() <= 1) {
        const std::string file = mainFile();
        disk_.erase(file);
        const auto result = writeFile(file, absolute, true);
        if (result.what != Saved::Done) return result;
        undo_.setClean();
        Q_EMIT titleChanged();
        return {};
    }
    std::string all;
    for (const auto& file : files) {
        const std::string text = design_.textOf(file);
        if (!all.empty() && all.back() != '\n') all += '\n';
        if (!all.empty() && text.rfind("---", 0) != 0) all += "---\n";
        all += text;
    }
    QSaveFile out(absolute);
    if (!out.open(QIODevice::WriteOnly) || out.write(all.data(), static_cast<qint64>(all.size())) < 0 || !out.commit())
        return {Saved::Failed, tr("%1 cannot be written: %2.").arg(absolute, out.errorString())};
    if (auto opened = open(absolute); !opened) return {Saved::Failed, firstMessage(opened.error())};
    return {};
}

tl::expected<void, Diagnostics> Document::edit(edit_ns::Edit edit) {
    auto after = edit_ns::apply(design_, edit);
    if (!after) {
        Q_EMIT refused(after.error());
        return tl::unexpected(std::move(after.error()));
    }
    // what leaves every byte as it is would be a step back to nowhere, and would mark the file as changed
    if (sameBytes(design_, *after)) return {};
    undo_.push(new Command(*this, std::move(edit), std::move(*after), gesture_));
    return {};
}

void Document::beginGesture() {
    gesture_ = ++gestures_;
}
void Document::endGesture() {
    gesture_ = 0;
}

} // namespace meshwright::ui
