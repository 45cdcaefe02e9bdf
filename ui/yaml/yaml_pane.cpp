#include "ui/yaml/yaml_pane.h"

#include "model/assist/complete.h"
#include "model/assist/object_type.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/theme/theme.h"
#include "ui/yaml/completion_list.h"
#include "ui/yaml/find_bar.h"
#include "ui/yaml/yaml_edit.h"
#include "ui/yaml/yaml_editor.h"

#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QShortcut>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cctype>

namespace meshwright::ui {

namespace assist = model::assist;
using Mark = YamlEditor::Mark;

namespace {

/// Pauses after which what was typed is applied, and after which the selection follows the cursor, in milliseconds.
constexpr int pauseMs = 350, caretMs = 150;
/// Problems underlined at once; the list of problems has them all.
constexpr int mostUnderlined = 500;

/// The document of `file` in which the byte at `offset` stands, as an index into the design's documents.
std::optional<std::size_t> documentAt(const model::Design& design, const std::string& file, std::size_t offset) {
    const auto [first, last] = design.rangeOf(file);
    if (first == last) return {};
    std::size_t low = first, high = last;
    while (high - low > 1) {
        const std::size_t middle = (low + high) / 2;
        (design.placeOf(middle).offset <= offset ? low : high) = middle;
    }
    return low;
}

/// The object in which the byte stands: of a List the item.
model::ResourcePtr objectAt(const model::Document& document, std::size_t offset) {
    model::ResourcePtr best;
    for (const auto& r : document.resources) {
        const auto* node = r->prefix.empty() ? r->root.get() : r->root->at(r->prefix);
        if (!best || (node && node->begin.offset <= offset)) best = r;
    }
    return best;
}

/// The part of an object that can be selected by itself: an item of a list of messages below `spec`.
std::string selectable(const model::Resource& r, const std::string& path) {
    const auto* kind = model::findKind(r.apiVersion, r.kind);
    const auto steps = model::yaml::splitPath(path);
    if (!kind || steps.size() < 3 || steps[0].text != "spec" || !steps[2].index()) return {};
    const std::string list = "spec." + steps[1].text;
    const auto* type = assist::typeAt(*kind, list);
    if (!type || type->kind != model::yaml::TypeInfo::Kind::List ||
        type->element->kind != model::yaml::TypeInfo::Kind::Message)
        return {};
    return model::yaml::childPath(list, *steps[2].index());
}

/// Where the value at a position ends, at the latest with its line.
std::size_t endOfProblem(std::string_view text, std::size_t from) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    std::size_t at = std::min(text.find(" #", from), end);
    while (at > from && (text[at - 1] == ' ' || text[at - 1] == '\r')) --at;
    return std::max(at, from + 1);
}

} // namespace

YamlPane::YamlPane(Document& document, Selection& selection, QWidget* parent)
    : QWidget(parent), document_(document), selection_(selection), files_(new QComboBox), editor_(new YamlEditor),
      find_(new FindBar(*editor_)), completions_(new CompletionList(editor_)), banner_(new QFrame),
      message_(plainLabel({}, "error")), goTo_(new QToolButton) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    files_->setAccessibleName(tr("File"));
    files_->hide();
    column->addWidget(files_);
    column->addWidget(find_);
    column->addWidget(editor_, 1);
    makeBanner();
    column->addWidget(banner_);
    setFocusProxy(editor_);

    pause_.setSingleShot(true);
    pause_.setInterval(pauseMs);
    connect(&pause_, &QTimer::timeout, this, &YamlPane::commit);
    caretPause_.setSingleShot(true);
    caretPause_.setInterval(caretMs);
    connect(&caretPause_, &QTimer::timeout, this, &YamlPane::followCaret);
    connectEditor();
    addShortcuts();
    connect(files_, &QComboBox::activated, this, [this] {
        commit();
        load();
    });
    connect(&document_, &Document::opened, this, [this] {
        dirty_ = false;
        pause_.stop();
        showMessage({}, 0);
        load();
    });
    connect(&document_, &Document::changed, this, [this] {
        if (committing_) {
            showProblems();
            return mark();
        }
        if (dirty_ && !message_->text().isEmpty()) return; // half-typed text is kept until it is YAML
        load();
    });
    connect(&selection_, &Selection::changed, this, [this] {
        field_.clear();
        const auto& current = selection_.current();
        const auto r = current ? document_.design().find(current->object) : nullptr;
        const int index = r ? files_->findData(QString::fromStdString(r->file)) : -1;
        if (index >= 0 && index != files_->currentIndex()) {
            commit();
            files_->setCurrentIndex(index);
            load();
        }
        mark();
    });
    load();
}

void YamlPane::makeBanner() {
    banner_->setProperty("banner", true);
    auto* row = new QHBoxLayout(banner_);
    row->setContentsMargins(measure::grid, measure::grid / 2, measure::grid, measure::grid / 2);
    row->setSpacing(measure::grid / 2);
    message_->setWordWrap(true);
    message_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(message_, 1);
    goTo_->setText(tr("Show"));
    goTo_->setToolTip(tr("Go to the line"));
    goTo_->setProperty("flat", true);
    row->addWidget(goTo_);
    connect(goTo_, &QToolButton::clicked, this, [this] { goToLine(file(), brokenLine_); });
    auto* back = new QToolButton;
    back->setText(tr("Take back"));
    back->setToolTip(tr("Go back to the last text that could be read"));
    back->setProperty("flat", true);
    row->addWidget(back);
    connect(back, &QToolButton::clicked, this, [this] {
        dirty_ = false;
        pause_.stop();
        showMessage({}, 0);
        load();
    });
    banner_->hide();
}

void YamlPane::connectEditor() {
    connect(editor_, &QsciScintilla::textChanged, this, [this] {
        if (loading_) return;
        dirty_ = true;
        pause_.start();
    });
    connect(editor_, &QsciScintilla::cursorPositionChanged, this, [this] {
        if (!loading_ && editor_->hasFocus()) caretPause_.start();
    });
    connect(editor_, &YamlEditor::charTyped, this, [this](int character) {
        const bool word = character > 0x20 && (character > 0x7F || std::isalnum(character) || character == '.');
        if (word || character == ' ')
            complete(false);
        else
            completions_->hide();
    });
    connect(editor_, &YamlEditor::rested, this,
            [this](std::size_t offset) { editor_->showHint(offset, hintAt(offset)); });
    connect(editor_, &YamlEditor::restEnded, this, [this] { editor_->showHint(0, {}); });
    connect(editor_, &YamlEditor::undoWanted, this, [this] {
        if (!undoTyping()) document_.undoStack().undo();
    });
    connect(editor_, &YamlEditor::redoWanted, this, [this] {
        if (!redoTyping()) document_.undoStack().redo();
    });
    connect(completions_, &CompletionList::accepted, this, &YamlPane::accept);
    editor_->installEventFilter(this);
}

void YamlPane::addShortcuts() {
    const auto add = [this](const QKeySequence& keys, auto act) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, act);
    };
    add(QKeySequence::Find, [this] { find_->open(false); });
    add(QKeySequence::Replace, [this] { find_->open(true); });
    add(QKeySequence(Qt::Key_F3), [this] { find_->find(true); });
    add(QKeySequence(Qt::SHIFT | Qt::Key_F3), [this] { find_->find(false); });
    add(QKeySequence(Qt::CTRL | Qt::Key_Slash), [this] { editor_->toggleComment(); });
    add(QKeySequence(Qt::CTRL | Qt::Key_Space), [this] { complete(true); });
    add(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Space),
        [this] { editor_->showHint(editor_->caret(), hintAt(editor_->caret())); });
}

QString YamlPane::text() const {
    return editor_->text();
}

void YamlPane::setText(const QString& text) {
    editor_->setText(text);
}

QString YamlPane::message() const {
    return message_->text();
}

QString YamlPane::file() const {
    return files_->currentData().toString();
}

std::string YamlPane::fileName() const {
    return file().isEmpty() ? document_.mainFile() : file().toStdString();
}

void YamlPane::load() {
    loading_ = true;
    dirty_ = false;
    completions_->hide();
    QStringList files;
    for (const auto& f : document_.design().files()) files << QString::fromStdString(f);
    QStringList listed;
    for (int i = 0; i < files_->count(); ++i) listed << files_->itemData(i).toString();
    if (files != listed) {
        const QString current = file();
        files_->clear();
        for (const auto& f : files) files_->addItem(QFileInfo(f).fileName(), f);
        files_->setCurrentIndex(std::max<int>(0, int(files.indexOf(current))));
        files_->setVisible(files.size() > 1);
    }
    editor_->bring(document_.design().textOf(file().toStdString()));
    loading_ = false;
    showProblems();
    mark();
}

void YamlPane::commit() {
    pause_.stop();
    if (!dirty_) return;
    auto edit = textEdit(document_.design(), fileName(), std::string(editor_->bytes()));
    if (edit && *edit) {
        committing_ = true;
        const auto done = document_.edit(std::move(**edit));
        committing_ = false;
        if (!done) edit = tl::unexpected(done.error());
    }
    if (!edit) {
        const auto& d = edit.error().front();
        showMessage(QString::fromStdString(d.message), d.position.line);
        return;
    }
    dirty_ = false;
    editor_->forgetUndo();
    showMessage({}, 0);
    if (files_->count() != int(document_.design().files().size())) load();
}

bool YamlPane::undoTyping() {
    commit();
    if (!dirty_) return false;
    if (editor_->canUndo())
        editor_->undo();
    else
        load();
    commit();
    return true;
}

bool YamlPane::redoTyping() {
    if (!editor_->canRedo()) return false;
    editor_->redo();
    commit();
    return true;
}

void YamlPane::showMessage(const QString& text, int line) {
    brokenLine_ = line;
    message_->setText(text.isEmpty() ? text
                      : line > 0     ? tr("Line %1: %2 Until then the design stays as it was.").arg(line).arg(text)
                                     : text);
    goTo_->setVisible(line > 0);
    banner_->setVisible(!text.isEmpty());
    editor_->clearMarks(Mark::Broken);
    if (line > 0) editor_->markLines(Mark::Broken, line, line);
}

void YamlPane::showProblems() {
    editor_->clearUnderlines();
    editor_->clearMarks(Mark::Error);
    editor_->clearMarks(Mark::Warning);
    const std::string name = fileName();
    const std::string_view text = editor_->bytes();
    int shown = 0;
    for (const auto& d : document_.diagnostics()) {
        if (d.file != name || !d.position.known() || d.severity == model::Severity::Info) continue;
        if (++shown > mostUnderlined) break;
        const bool error = d.severity == model::Severity::Error;
        editor_->markLines(error ? Mark::Error : Mark::Warning, d.position.line, d.position.line);
        if (d.position.offset < text.size())
            editor_->underline(error, d.position.offset, endOfProblem(text, d.position.offset));
    }
}

QString YamlPane::hintAt(std::size_t offset) const {
    QStringList parts;
    const std::string_view text = editor_->bytes();
    if (offset > text.size()) return {};
    int line = 0, column = 0;
    editor_->lineIndexFromPosition(int(offset), &line, &column);
    if (brokenLine_ == line + 1) parts << message_->text();
    if (!dirty_)
        for (const auto& d : document_.diagnostics())
            if (d.position.line == line + 1 && d.file == fileName()) parts << QString::fromStdString(d.message);
    if (const auto doc = assist::documentationAt(text, offset)) parts << QString::fromStdString(*doc);
    // Call tips do not wrap by themselves.
    constexpr qsizetype width = 72;
    QString out;
    for (const QString& part : parts)
        for (QString rest : part.split('\n')) {
            while (rest.size() > width) {
                const qsizetype cut = std::max<qsizetype>(rest.lastIndexOf(' ', width), 20);
                out += rest.left(cut) + '\n';
                rest = rest.mid(cut).trimmed();
            }
            out += rest + '\n';
        }
    return out.trimmed();
}

void YamlPane::mark() {
    editor_->clearMarks(Mark::Selected);
    marked_ = {0, 0};
    const auto& current = selection_.current();
    const auto r = current ? document_.design().find(current->object) : nullptr;
    if (!r || !r->root || QString::fromStdString(r->file) != file() || dirty_) return;
    const auto node = [&](const std::string& field) {
        const std::string path = r->prefix + (r->prefix.empty() || field.empty() ? "" : ".") + field;
        return path.empty() ? r->root.get() : r->root->at(path);
    };
    const auto* shown = field_.empty() ? nullptr : node(field_);
    if (!shown) shown = node(current->field);
    if (!shown) shown = r->root.get();
    // Nodes count lines from their document's beginning.
    const auto [begin, end] = document_.design().rangeOf(r->file);
    for (std::size_t i = begin; i < end; ++i) {
        const auto& resources = document_.design().documents()[i]->resources;
        if (resources.empty() || resources.front()->root != r->root) continue;
        const auto& place = document_.design().placeOf(i);
        const int first = place.inFile(shown->begin).line;
        int last = place.inFile(shown->end).line;
        if (shown->end.column <= 1 && last > first) --last;
        if (first <= 0) return;
        marked_ = {first, last};
        break;
    }
    if (marked_.first == 0) return;
    editor_->markLines(Mark::Selected, marked_.first, marked_.second);
    if (followed_) return; // the cursor led here: the text stays where it is
    const int room = std::max(4, int(editor_->SendScintilla(QsciScintilla::SCI_LINESONSCREEN)));
    const int top = editor_->firstVisibleLine();
    if (marked_.first - 1 < top || marked_.first + 1 > top + room)
        editor_->setFirstVisibleLine(std::max(0, marked_.first - 1 - room / 4));
}

void YamlPane::showField(const QString& field) {
    field_ = field.toStdString();
    mark();
}

void YamlPane::followCaret() {
    if (dirty_) return; // the tree is not of this text
    const auto& design = document_.design();
    const std::size_t offset = editor_->caret();
    const auto index = documentAt(design, fileName(), offset);
    if (!index) return;
    const auto r = objectAt(*design.documents()[*index], offset - design.placeOf(*index).offset);
    if (!r || r->meta.name.empty()) return;
    std::string path = assist::fieldOfLine(editor_->bytes(), offset).path;
    if (!r->prefix.empty() && path.rfind(r->prefix + ".", 0) == 0) path.erase(0, r->prefix.size() + 1);
    followed_ = true;
    selection_.set(Selected{r->id(), selectable(*r, path)});
    Q_EMIT fieldEntered(r->id(), QString::fromStdString(path));
    followed_ = false;
}

void YamlPane::complete(bool asked) {
    const std::size_t caret = editor_->caret();
    auto found = assist::completionsAt(document_.design(), editor_->bytes(), caret);
    const std::string typed(editor_->bytes().substr(found.from, caret - found.from));
    // A list that comes by itself is about something begun, or about a value with few answers.
    const bool begun = !typed.empty();
    const bool same = found.items.size() == 1 && found.items.front().label == typed;
    constexpr std::size_t few = 30;
    if (same ||
        (!asked && !begun && (found.items.empty() || !found.items.front().doc.empty() || found.items.size() > few)))
        return completions_->hide();
    completeFrom_ = found.from;
    completeTo_ = found.to;
    const auto position = static_cast<long>(found.from);
    const QPoint at(int(editor_->SendScintilla(QsciScintilla::SCI_POINTXFROMPOSITION, 0UL, position)),
                    int(editor_->SendScintilla(QsciScintilla::SCI_POINTYFROMPOSITION, 0UL, position)));
    const int height = int(editor_->SendScintilla(QsciScintilla::SCI_TEXTHEIGHT, 0UL));
    completions_->offer(std::move(found.items), editor_->viewport()->mapToGlobal(at + QPoint(0, height + 2)), height);
}

void YamlPane::accept() {
    const auto* chosen = completions_->chosen();
    if (!chosen) return;
    const std::string insert = chosen->insert;
    completions_->hide();
    // A key whose colon stands already is only renamed.
    const auto text = editor_->bytes();
    const bool hasColon = completeTo_ < text.size() && text[completeTo_] == ':';
    const auto colon = insert.find(':');
    editor_->replace(completeFrom_, completeTo_,
                     hasColon && colon != std::string::npos ? insert.substr(0, colon) : insert);
    editor_->setFocus();
    if (!insert.empty() && (insert.back() == ' ')) complete(false);
}

void YamlPane::goToLine(const QString& name, int line) {
    const int index = files_->findData(name);
    if (index >= 0 && index != files_->currentIndex()) {
        commit();
        files_->setCurrentIndex(index);
        load();
    }
    editor_->setCursorPosition(std::max(0, line - 1), 0);
    editor_->ensureLineVisible(std::max(0, line - 1));
    editor_->setFocus();
}

void YamlPane::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) editor_->colour(tokensOf(palette()));
    QWidget::changeEvent(event);
}

bool YamlPane::eventFilter(QObject* watched, QEvent* event) {
    if (watched == editor_) {
        if (event->type() == QEvent::KeyPress && completions_->take(*static_cast<QKeyEvent*>(event))) return true;
        if (event->type() == QEvent::ShortcutOverride && completions_->isVisible() &&
            static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
            event->accept();
            return true;
        }
        if (event->type() == QEvent::FocusOut) {
            completions_->hide();
            commit();
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace meshwright::ui
