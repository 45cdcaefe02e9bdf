#include "ui/yaml/yaml_editor.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <algorithm>

#define signals Q_SIGNALS
#define slots Q_SLOTS
#include <Qsci/qscicommandset.h>
#include <Qsci/qscilexeryaml.h>
#undef signals
#undef slots

namespace meshwright::ui {

namespace {

constexpr int underlineError = 8, underlineWarning = 9;
constexpr int restMs = 400;

int marker(YamlEditor::Mark mark) {
    return int(mark) + 1;
}

/// Scintilla counts in points.
QFont points(int pixels) {
    QFont font = monoFont(pixels);
    font.setPointSizeF(QFontInfo(font).pixelSize() * 0.75);
    return font;
}

} // namespace

YamlEditor::YamlEditor(QWidget* parent) : QsciScintilla(parent) {
    setLexer(new QsciLexerYAML(this));
    setUtf8(true);
    setFrameShape(QFrame::NoFrame);
    setMarginType(0, NumberMargin);
    setMarginWidth(0, QStringLiteral("00000"));
    setMarginType(1, SymbolMargin);
    setMarginWidth(1, 2 * measure::grid);
    setFolding(PlainFoldStyle, 2);
    setIndentationsUseTabs(false);
    setIndentationWidth(2);
    setTabWidth(2);
    setTabIndents(true);
    setAutoIndent(false); // breakLine knows about dashes and colons
    setBackspaceUnindents(true);
    setIndentationGuides(true);
    setBraceMatching(SloppyBraceMatch);
    setCaretLineVisible(false);
    setEolMode(EolUnix);
    SendScintilla(SCI_SETSCROLLWIDTHTRACKING, 1L);
    SendScintilla(SCI_SETSCROLLWIDTH, 1L);
    SendScintilla(SCI_SETMOUSEDWELLTIME, long(restMs));
    markerDefine(Background, marker(Mark::Selected));
    markerDefine(Background, marker(Mark::Broken));
    markerDefine(Circle, marker(Mark::Error));
    markerDefine(RightTriangle, marker(Mark::Warning));
    setMarginMarkerMask(1, (1 << marker(Mark::Error)) | (1 << marker(Mark::Warning)));
    indicatorDefine(SquiggleIndicator, underlineError);
    indicatorDefine(SquiggleIndicator, underlineWarning);
    setAccessibleName(tr("YAML"));
    // Undo is the document's: its keys go on to the window.
    for (const int key : {int(Qt::CTRL) | Qt::Key_Z, int(Qt::CTRL) | Qt::Key_Y, int(Qt::CTRL | Qt::SHIFT) | Qt::Key_Z})
        if (auto* command = standardCommands()->boundTo(key)) command->setKey(0);
    connect(this, &QsciScintillaBase::SCN_DWELLSTART, this, [this](int position, int, int) {
        if (position >= 0) Q_EMIT rested(std::size_t(position));
    });
    connect(this, &QsciScintillaBase::SCN_DWELLEND, this, [this](int, int, int) { Q_EMIT restEnded(); });
    connect(this, &QsciScintillaBase::SCN_CHARADDED, this, &YamlEditor::charTyped);
    colour(tokensOf(palette()));
}

std::string_view YamlEditor::bytes() const {
    const long size = SendScintilla(SCI_GETLENGTH);
    const auto* text = static_cast<const char*>(SendScintillaPtrResult(SCI_GETCHARACTERPOINTER));
    return {text, std::size_t(size)};
}

void YamlEditor::bring(std::string_view text) {
    const std::string_view now = bytes();
    if (now == text) return;
    const std::size_t shorter = std::min(now.size(), text.size());
    std::size_t same = 0;
    while (same < shorter && now[same] == text[same]) ++same;
    std::size_t tail = 0;
    while (tail < shorter - same && now[now.size() - 1 - tail] == text[text.size() - 1 - tail]) ++tail;
    // Whole characters, whole line ends.
    const auto inside = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80 || c == '\n'; };
    while (same > 0 && same < text.size() && inside(text[same])) --same;
    while (tail > 0 && inside(text[text.size() - tail])) --tail;
    const std::string middle(text.substr(same, text.size() - same - tail));
    SendScintilla(SCI_SETUNDOCOLLECTION, 0L);
    SendScintilla(SCI_SETTARGETRANGE, static_cast<unsigned long>(same), static_cast<long>(now.size() - tail));
    SendScintilla(SCI_REPLACETARGET, static_cast<unsigned long>(middle.size()), middle.data());
    SendScintilla(SCI_SETUNDOCOLLECTION, 1L);
    setEolMode(text.find("\r\n") != std::string_view::npos ? EolWindows : EolUnix);
    forgetUndo();
}

void YamlEditor::forgetUndo() {
    SendScintilla(SCI_EMPTYUNDOBUFFER);
}

bool YamlEditor::canUndo() const {
    return SendScintilla(SCI_CANUNDO) != 0;
}

bool YamlEditor::canRedo() const {
    return SendScintilla(SCI_CANREDO) != 0;
}

std::size_t YamlEditor::caret() const {
    return std::size_t(SendScintilla(SCI_GETCURRENTPOS));
}

void YamlEditor::setCaret(std::size_t offset) {
    SendScintilla(SCI_GOTOPOS, static_cast<unsigned long>(offset));
}

void YamlEditor::replace(std::size_t from, std::size_t to, const std::string& text) {
    beginUndoAction();
    SendScintilla(SCI_SETTARGETRANGE, static_cast<unsigned long>(from), static_cast<long>(to));
    SendScintilla(SCI_REPLACETARGET, static_cast<unsigned long>(text.size()), text.data());
    setCaret(from + text.size());
    endUndoAction();
}

void YamlEditor::toggleComment() {
    int first = 0, from = 0, last = 0, to = 0;
    getSelection(&first, &from, &last, &to);
    if (first < 0) {
        getCursorPosition(&first, &from);
        last = first;
    } else if (to == 0 && last > first) {
        --last;
    }
    std::vector<int> lines;
    bool all = true;
    int column = 1 << 20;
    for (int line = first; line <= last; ++line) {
        const QString content = text(line);
        int indent = 0;
        while (indent < content.size() && content[indent] == ' ') ++indent;
        if (content.trimmed().isEmpty()) continue;
        lines.push_back(line);
        column = std::min(column, indent);
        all = all && content.trimmed().startsWith('#');
    }
    beginUndoAction();
    for (const int line : lines) {
        const QString content = text(line);
        if (!all) {
            insertAt(QStringLiteral("# "), line, column);
            continue;
        }
        const int at = int(content.indexOf('#'));
        setSelection(line, at, line, at + (content.mid(at + 1).startsWith(' ') ? 2 : 1));
        removeSelectedText();
    }
    endUndoAction();
    if (!lines.empty()) setSelection(first, 0, last, int(text(last).trimmed().isEmpty() ? 0 : text(last).size() - 1));
}

/// The new line stands where the next key would: behind the dash of an item, deeper behind a colon.
void YamlEditor::breakLine() {
    const std::string_view all = bytes();
    const std::size_t caret = this->caret();
    const std::size_t before = caret == 0 ? std::string_view::npos : all.rfind('\n', caret - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    std::string_view line = all.substr(begin, caret - begin);
    std::size_t indent = 0;
    while (indent < line.size() && line[indent] == ' ') ++indent;
    std::size_t at = indent;
    while (at + 1 < line.size() && line[at] == '-' && line[at + 1] == ' ') {
        at += 2;
        while (at < line.size() && line[at] == ' ') ++at;
    }
    if (at < line.size()) indent = at;
    if (const auto comment = line.find(" #"); comment != std::string_view::npos) line = line.substr(0, comment);
    while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
    const bool comment =
        line.find_first_not_of(' ') != std::string_view::npos && line[line.find_first_not_of(' ')] == '#';
    if (!comment && line.size() > at && (line.back() == ':' || line.back() == '|' || line.back() == '>')) indent += 2;
    const bool windows = eolMode() == EolWindows;
    const std::size_t from = std::size_t(SendScintilla(SCI_GETSELECTIONSTART));
    const std::size_t to = std::size_t(SendScintilla(SCI_GETSELECTIONEND));
    replace(from, to, (windows ? "\r\n" : "\n") + std::string(indent, ' '));
    ensureCursorVisible();
}

void YamlEditor::keyPressEvent(QKeyEvent* event) {
    // These come here where the window has no such commands at hand.
    if (event->matches(QKeySequence::Undo)) return Q_EMIT undoWanted();
    if (event->matches(QKeySequence::Redo)) return Q_EMIT redoWanted();
    const bool plain = !(event->modifiers() & ~Qt::KeypadModifier);
    if (plain && !isReadOnly() && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) return breakLine();
    QsciScintilla::keyPressEvent(event);
}

void YamlEditor::clearMarks(Mark mark) {
    markerDeleteAll(marker(mark));
}

void YamlEditor::markLines(Mark mark, int first, int last) {
    for (int line = std::max(1, first); line <= last; ++line) markerAdd(line - 1, marker(mark));
}

std::vector<int> YamlEditor::linesMarked(Mark mark) const {
    std::vector<int> out;
    auto* self = const_cast<YamlEditor*>(this); // QScintilla asks in a method that is not const
    for (int line = self->markerFindNext(0, 1u << marker(mark)); line >= 0;
         line = self->markerFindNext(line + 1, 1u << marker(mark)))
        out.push_back(line + 1);
    return out;
}

void YamlEditor::underline(bool error, std::size_t from, std::size_t to) {
    SendScintilla(SCI_SETINDICATORCURRENT, long(error ? underlineError : underlineWarning));
    SendScintilla(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(from), long(to > from ? to - from : 1));
}

void YamlEditor::clearUnderlines() {
    for (const int indicator : {underlineError, underlineWarning}) {
        SendScintilla(SCI_SETINDICATORCURRENT, long(indicator));
        SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, long(SendScintilla(SCI_GETLENGTH)));
    }
}

void YamlEditor::showHint(std::size_t offset, const QString& text) {
    hint_ = text;
    if (text.isEmpty()) {
        SendScintilla(SCI_CALLTIPCANCEL);
        return;
    }
    const QByteArray utf8 = text.toUtf8();
    SendScintilla(SCI_CALLTIPSHOW, static_cast<unsigned long>(offset), utf8.constData());
}

void YamlEditor::colour(const Tokens& t) {
    auto* l = lexer();
    const QFont font = points(12);
    l->setDefaultPaper(t.surface);
    l->setDefaultColor(t.text);
    l->setPaper(t.surface);
    l->setColor(t.text);
    l->setFont(font);
    l->setColor(t.accent, QsciLexerYAML::Identifier);
    l->setColor(t.accent, QsciLexerYAML::Keyword);
    l->setColor(t.textMuted, QsciLexerYAML::Comment);
    l->setColor(t.textMuted, QsciLexerYAML::DocumentDelimiter);
    l->setColor(t.textMuted, QsciLexerYAML::Operator);
    l->setColor(t.good, QsciLexerYAML::Number);
    l->setColor(t.text, QsciLexerYAML::TextBlockMarker);
    l->setColor(t.bad, QsciLexerYAML::SyntaxErrorMarker);
    l->setPaper(t.surface, QsciLexerYAML::SyntaxErrorMarker);
    setColor(t.text);
    setPaper(t.surface);
    setCaretForegroundColor(t.text);
    setSelectionBackgroundColor(t.selection);
    setSelectionForegroundColor(t.text);
    setMarginsFont(points(11));
    setMarginsBackgroundColor(t.surface);
    setMarginsForegroundColor(t.textMuted);
    setFoldMarginColors(t.surface, t.surface);
    for (const int m : {SC_MARKNUM_FOLDER, SC_MARKNUM_FOLDEROPEN, SC_MARKNUM_FOLDERSUB, SC_MARKNUM_FOLDERTAIL,
                        SC_MARKNUM_FOLDEREND, SC_MARKNUM_FOLDEROPENMID, SC_MARKNUM_FOLDERMIDTAIL}) {
        // QScintilla keeps these from its own calls.
        SendScintilla(SCI_MARKERSETFORE, static_cast<unsigned long>(m), t.textMuted);
        SendScintilla(SCI_MARKERSETBACK, static_cast<unsigned long>(m), t.textMuted);
    }
    setIndentationGuidesForegroundColor(t.border);
    setIndentationGuidesBackgroundColor(t.surface);
    setMatchedBraceBackgroundColor(t.selection);
    setMatchedBraceForegroundColor(t.text);
    setUnmatchedBraceForegroundColor(t.bad);
    setUnmatchedBraceBackgroundColor(t.surface);
    setMarkerBackgroundColor(mixed(t.selection, t.surface, 0.55), marker(Mark::Selected));
    setMarkerBackgroundColor(mixed(t.bad, t.surface, 0.2), marker(Mark::Broken));
    setMarkerForegroundColor(t.bad, marker(Mark::Error));
    setMarkerBackgroundColor(t.bad, marker(Mark::Error));
    setMarkerForegroundColor(t.warn, marker(Mark::Warning));
    setMarkerBackgroundColor(t.warn, marker(Mark::Warning));
    setIndicatorForegroundColor(t.bad, underlineError);
    setIndicatorForegroundColor(t.warn, underlineWarning);
    setCallTipsBackgroundColor(t.surfaceAlt);
    setCallTipsForegroundColor(t.text);
    setCallTipsHighlightColor(t.accent);
}

} // namespace meshwright::ui
