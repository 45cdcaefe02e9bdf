// The text of the design, one file at a time: the selection's lines are marked, what is typed becomes an edit as soon
// as it is YAML, and what is not says why.
#pragma once

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QsciScintilla;

namespace meshwright::ui {

class Document;
class Selection;
struct Tokens;

class YamlPane : public QWidget {
    Q_OBJECT
public:
    YamlPane(Document& document, Selection& selection, QWidget* parent = nullptr);

    QString text() const;
    /// As if typed.
    void setText(const QString& text);
    QString message() const;
    QString file() const;
    /// First and last line marked for the selection, from 1; (0, 0) where nothing is.
    std::pair<int, int> markedLines() const { return marked_; }
    void goToLine(const QString& file, int line);
    /// Applies what was typed without waiting for a pause.
    void commit();

protected:
    void changeEvent(QEvent* event) override;

private:
    void load();
    void mark();
    void colour(const Tokens& tokens);
    void showMessage(const QString& text, int line);

    Document& document_;
    Selection& selection_;
    QComboBox* files_;
    QsciScintilla* editor_;
    QLabel* message_;
    QTimer pause_;
    bool loading_ = false, committing_ = false, dirty_ = false;
    std::pair<int, int> marked_{0, 0};
};

} // namespace meshwright::ui
