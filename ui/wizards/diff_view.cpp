#include "ui/wizards/diff_view.h"

#include "ui/theme/theme.h"

#include <QEvent>
#include <QTextBlock>

namespace meshwright::ui {

using model::DiffLine;

namespace {
/// How strongly the ground of a changed line is tinted.
constexpr double tint = 0.14;
} // namespace

DiffView::DiffView(QWidget* parent) : QPlainTextEdit(parent) {
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setLineWrapMode(NoWrap);
    setFont(monoFont(12));
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setAccessibleName(tr("What is written"));
    setTabChangesFocus(true);
    setFrameShape(NoFrame);
}

void DiffView::show(const std::vector<model::recipes::FileChange>& files) {
    QString text;
    rows_.clear();
    const auto line = [&](Row row, const QString& content) {
        if (!text.isEmpty()) text += '\n';
        text += content;
        rows_.push_back(row);
    };
    for (const auto& file : files) {
        if (!rows_.empty()) line(Row::Plain, QStringLiteral(" "));
        line(Row::File, QString::fromStdString(file.file.empty() ? "untitled.yaml" : file.file));
        for (const auto& change : file.lines) {
            const QString content = QString::fromStdString(change.text);
            switch (change.kind) {
            case DiffLine::Kind::Same:
                line(Row::Plain, QStringLiteral("  ") + content);
                break;
            case DiffLine::Kind::Added:
                line(Row::Added, QStringLiteral("+ ") + content);
                break;
            case DiffLine::Kind::Removed:
                line(Row::Removed, QStringLiteral("− ") + content);
                break;
            case DiffLine::Kind::Gap:
                line(Row::File, change.skipped == 1 ? tr("  ⋯ 1 line") : tr("  ⋯ %1 lines").arg(change.skipped));
                break;
            }
        }
    }
    if (text != toPlainText()) setPlainText(text);
    colour();
}

void DiffView::say(const QString& text) {
    rows_.assign(std::size_t(text.count('\n')) + 1, Row::File);
    setPlainText(text);
    colour();
}

void DiffView::colour() {
    const Tokens& t = tokensOf(palette());
    QList<QTextEdit::ExtraSelection> all;
    QTextBlock block = document()->firstBlock();
    for (const Row row : rows_) {
        if (!block.isValid()) break;
        if (row != Row::Plain) {
            QTextEdit::ExtraSelection s;
            s.cursor = QTextCursor(block);
            s.format.setProperty(QTextFormat::FullWidthSelection, true);
            if (row == Row::File) {
                s.cursor.select(QTextCursor::LineUnderCursor);
                s.format.setProperty(QTextFormat::FullWidthSelection, false);
                s.format.setForeground(t.textMuted);
            } else {
                s.format.setBackground(mixed(row == Row::Added ? t.good : t.bad, t.surface, tint));
            }
            all << s;
        }
        block = block.next();
    }
    setExtraSelections(all);
}

void DiffView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) colour();
    QPlainTextEdit::changeEvent(event);
}

} // namespace meshwright::ui
