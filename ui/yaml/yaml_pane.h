// The text of the design, one file at a time: the selection's lines are marked, what is typed becomes an edit as soon
// as it is YAML, and what is not says why while the last good design stays.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QTimer>
#include <QWidget>
#include <map>

#include "model/base/resource_id.h"

class QComboBox;
class QFrame;
class QLabel;
class QToolButton;

namespace meshwright::ui {

class CompletionList;
class Document;
class FindBar;
class Selection;
class YamlEditor;

class YamlPane : public QWidget {
    Q_OBJECT
public:
    YamlPane(Document& document, Selection& selection, QWidget* parent = nullptr);

    QString text() const;
    /// As if typed.
    void setText(const QString& text);
    /// What is wrong with the text that is being typed; empty where it is the design's.
    QString message() const;
    QString file() const;
    /// First and last line marked for the selection, from 1; (0, 0) where nothing is.
    std::pair<int, int> markedLines() const { return marked_; }
    void goToLine(const QString& file, int line);
    /// Marks the lines of a field of the selected object.
    void showField(const QString& field);
    /// Applies what was typed without waiting for a pause.
    void commit();
    /// Takes back what was typed and is no YAML yet; false where there is none, so that the document's undo is meant.
    bool undoTyping();
    bool redoTyping();
    /// Offers what may be written at the cursor; `asked`: by a key, not by typing.
    void complete(bool asked);
    /// Documentation and problems of what stands at this byte, plain text.
    QString hintAt(std::size_t offset) const;

    YamlEditor& editor() const { return *editor_; }
    FindBar& findBar() const { return *find_; }
    CompletionList& completions() const { return *completions_; }

Q_SIGNALS:
    /// The cursor went to a field of an object.
    void fieldEntered(const meshwright::model::ResourceId& object, const QString& field);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connectEditor();
    void addShortcuts();
    void makeBanner();
    void load();
    void mark();
    void showProblems();
    void showMessage(const QString& text, int line);
    void followCaret();
    void accept();
    std::string fileName() const;

    Document& document_;
    Selection& selection_;
    QComboBox* files_;
    YamlEditor* editor_;
    FindBar* find_;
    CompletionList* completions_;
    QFrame* banner_;
    QLabel* message_;
    QToolButton* goTo_;
    QTimer pause_, caretPause_;
    std::size_t completeFrom_ = 0, completeTo_ = 0;
    std::string field_; ///< shown of the selected object
    int brokenLine_ = 0;
    bool loading_ = false, committing_ = false, dirty_ = false, followed_ = false;
    std::pair<int, int> marked_{0, 0};
};

} // namespace meshwright::ui
