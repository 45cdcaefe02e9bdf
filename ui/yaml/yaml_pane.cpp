#include "ui/yaml/yaml_pane.h"

#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/theme/theme.h"
#include "ui/yaml/yaml_edit.h"

#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

// QScintilla's headers need Qt's lower-case keywords, which the rest of the program does without.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#include <Qsci/qscilexeryaml.h>
#include <Qsci/qsciscintilla.h>
#undef signals
#undef slots

namespace meshwright::ui {

namespace {
constexpr int markSelected = 1, markError = 2;
constexpr int pauseMs = 350;
} // namespace

YamlPane::YamlPane(Document& document, Selection& selection, QWidget* parent)
    : QWidget(parent), document_(document), selection_(selection), files_(new QComboBox), editor_(new QsciScintilla),
      message_(plainLabel({}, "error")) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    files_->setAccessibleName(tr("File"));
    files_->hide();
    column->addWidget(files_);
    column->addWidget(editor_, 1);
    message_->setWordWrap(true);
    message_->setContentsMargins(8, 6, 8, 6);
    message_->hide();
    column->addWidget(message_);

    editor_->setLexer(new QsciLexerYAML(editor_));
    editor_->setUtf8(true);
    editor_->setFrameShape(QFrame::NoFrame);
    editor_->setMarginType(0, QsciScintilla::NumberMargin);
    editor_->setMarginWidth(0, QStringLiteral("00000"));
    editor_->setMarginType(1, QsciScintilla::SymbolMargin);
    editor_->setMarginMarkerMask(1, 0);
    editor_->setMarginWidth(1, measure::grid);
    editor_->setIndentationsUseTabs(false);
    editor_->setIndentationWidth(2);
    editor_->setTabWidth(2);
    editor_->setAutoIndent(true);
    editor_->setBackspaceUnindents(true);
    editor_->setFolding(QsciScintilla::NoFoldStyle);
    editor_->setCaretLineVisible(false);
    editor_->SendScintilla(QsciScintilla::SCI_SETSCROLLWIDTHTRACKING, 1L);
    editor_->SendScintilla(QsciScintilla::SCI_SETSCROLLWIDTH, 1L);
    editor_->setEolMode(QsciScintilla::EolUnix);
    editor_->markerDefine(QsciScintilla::Background, markSelected);
    editor_->markerDefine(QsciScintilla::Background, markError);
    editor_->setAccessibleName(tr("YAML"));
    colour(tokensOf(palette()));

    pause_.setSingleShot(true);
    pause_.setInterval(pauseMs);
    connect(&pause_, &QTimer::timeout, this, &YamlPane::commit);
    connect(editor_, &QsciScintilla::textChanged, this, [this] {
        if (loading_) return;
        dirty_ = true;
        pause_.start();
    });
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
        if (committing_) return mark();
        if (dirty_ && !message_->text().isEmpty()) return; // half-typed text is kept until it is YAML
        load();
    });
    connect(&selection_, &Selection::changed, this, [this] {
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

void YamlPane::load() {
    loading_ = true;
    dirty_ = false;
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
    const QString text = QString::fromStdString(document_.design().textOf(file().toStdString()));
    if (text != editor_->text()) {
        int line = 0, column = 0;
        editor_->getCursorPosition(&line, &column);
        const int top = editor_->firstVisibleLine();
        editor_->setText(text);
        editor_->setCursorPosition(std::min(line, editor_->lines() - 1), column);
        editor_->setFirstVisibleLine(top);
    }
    loading_ = false;
    mark();
}

void YamlPane::commit() {
    pause_.stop();
    if (!dirty_) return;
    auto edit = textEdit(document_.design(), file().isEmpty() ? document_.mainFile() : file().toStdString(),
                         editor_->text().toStdString());
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
    showMessage({}, 0);
    if (file().isEmpty()) load();
}

void YamlPane::showMessage(const QString& text, int line) {
    message_->setText(line > 0 ? tr("Line %1: %2").arg(line).arg(text) : text);
    message_->setVisible(!text.isEmpty());
    editor_->markerDeleteAll(markError);
    if (line > 0) editor_->markerAdd(line - 1, markError);
}

void YamlPane::mark() {
    editor_->markerDeleteAll(markSelected);
    marked_ = {0, 0};
    const auto& current = selection_.current();
    const auto r = current ? document_.design().find(current->object) : nullptr;
    if (!r || !r->root || QString::fromStdString(r->file) != file()) return;
    std::string path = r->prefix;
    if (!current->field.empty()) path += (path.empty() ? "" : ".") + current->field;
    const model::yaml::Node* node = path.empty() ? r->root.get() : r->root->at(path);
    if (!node) node = r->root.get();
    // Nodes count lines from their document's beginning, positions from the file's.
    const model::Placement places(document_.design());
    const model::DocumentPlace* place = places.find(*r);
    if (!place) return;
    const int first = place->inFile(node->begin).line;
    int last = place->inFile(node->end).line;
    if (node->end.column <= 1 && last > first) --last;
    if (first <= 0) return;
    for (int line = first; line <= last; ++line) editor_->markerAdd(line - 1, markSelected);
    marked_ = {first, last};
    const int room = std::max(4, int(editor_->SendScintilla(QsciScintilla::SCI_LINESONSCREEN)));
    const int top = editor_->firstVisibleLine();
    if (first - 1 < top || first + 1 > top + room) editor_->setFirstVisibleLine(std::max(0, first - 1 - room / 4));
}

void YamlPane::goToLine(const QString& name, int line) {
    const int index = files_->findData(name);
    if (index >= 0 && index != files_->currentIndex()) {
        commit();
        files_->setCurrentIndex(index);
        load();
    }
    editor_->setCursorPosition(line - 1, 0);
    editor_->ensureLineVisible(line - 1);
    editor_->setFocus();
}

void YamlPane::colour(const Tokens& t) {
    auto* lexer = editor_->lexer();
    // Scintilla counts in points.
    const auto points = [](int pixels) {
        QFont font = monoFont(pixels);
        font.setPointSizeF(pixels * 0.75);
        return font;
    };
    const QFont font = points(12);
    lexer->setDefaultPaper(t.surface);
    lexer->setDefaultColor(t.text);
    lexer->setPaper(t.surface);
    lexer->setColor(t.text);
    lexer->setFont(font);
    lexer->setColor(t.accent, QsciLexerYAML::Identifier);
    lexer->setColor(t.accent, QsciLexerYAML::Keyword);
    lexer->setColor(t.textMuted, QsciLexerYAML::Comment);
    lexer->setColor(t.textMuted, QsciLexerYAML::DocumentDelimiter);
    lexer->setColor(t.textMuted, QsciLexerYAML::Operator);
    lexer->setColor(t.good, QsciLexerYAML::Number);
    lexer->setColor(t.text, QsciLexerYAML::TextBlockMarker);
    lexer->setColor(t.bad, QsciLexerYAML::SyntaxErrorMarker);
    lexer->setPaper(t.surface, QsciLexerYAML::SyntaxErrorMarker);
    editor_->setColor(t.text);
    editor_->setPaper(t.surface);
    editor_->setCaretForegroundColor(t.text);
    editor_->setSelectionBackgroundColor(t.selection);
    editor_->setSelectionForegroundColor(t.text);
    editor_->setMarginsFont(points(11));
    editor_->setMarginsBackgroundColor(t.surface);
    editor_->setMarginsForegroundColor(t.textMuted);
    editor_->setMarkerBackgroundColor(t.selection, markSelected);
    editor_->setMarkerBackgroundColor(mixed(t.bad, t.surface, 0.25), markError);
}

void YamlPane::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) colour(tokensOf(palette()));
    QWidget::changeEvent(event);
}

} // namespace meshwright::ui
