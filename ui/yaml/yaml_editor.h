// The text editor for YAML: how it looks, and what keys do in it. It knows no design.
#pragma once

#include <QString>
#include <string>
#include <string_view>
#include <vector>

// QScintilla's headers need Qt's lower-case keywords, which the rest of the program does without.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#include <Qsci/qsciscintilla.h>
#undef signals
#undef slots

namespace meshwright::ui {

struct Tokens;

class YamlEditor : public QsciScintilla {
    Q_OBJECT
public:
    explicit YamlEditor(QWidget* parent = nullptr);

    /// The text's bytes, without a copy; valid until the next change.
    std::string_view bytes() const;
    /// Changes only what differs, so that cursor, folds and view stay where they are. Not undone by undo().
    void bring(std::string_view text);
    /// Forgets what could be undone here.
    void forgetUndo();
    bool canUndo() const;
    bool canRedo() const;
    std::size_t caret() const;
    void setCaret(std::size_t offset);
    /// As if typed over the bytes [from, to).
    void replace(std::size_t from, std::size_t to, const std::string& text);
    /// Puts "# " before every line of the selection, or takes it away where all have it.
    void toggleComment();

    enum class Mark { Selected, Broken, Error, Warning };
    void clearMarks(Mark mark);
    /// Lines from 1.
    void markLines(Mark mark, int first, int last);
    /// Underlines bytes [from, to) of a problem.
    void underline(bool error, std::size_t from, std::size_t to);
    void clearUnderlines();
    std::vector<int> linesMarked(Mark mark) const;
    void colour(const Tokens& tokens);
    /// A hint of plain text beside the byte at `offset`; the empty text hides it.
    void showHint(std::size_t offset, const QString& text);
    QString hint() const { return hint_; }

Q_SIGNALS:
    /// The mouse rests at a byte of the text, or no longer does.
    void rested(std::size_t offset);
    void restEnded();
    void charTyped(int character);
    void undoWanted();
    void redoWanted();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void breakLine();

    QString hint_;
};

} // namespace meshwright::ui
