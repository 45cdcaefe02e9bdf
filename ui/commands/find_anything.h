// Ctrl+K: type a few letters of anything (a command, a node, a rule) and go there.
#pragma once

#include <QFrame>
#include <functional>
#include <vector>

class QLineEdit;
class QListView;
class QSortFilterProxyModel;
class QStandardItemModel;

namespace meshwright::ui {

class Actions;
class Document;
class Selection;

class FindAnything : public QFrame {
    Q_OBJECT
public:
    FindAnything(Document& document, Selection& selection, Actions& actions, QWidget* window);

    /// Opens it over the window's upper third, with an empty field.
    void open();
    QLineEdit& field() { return *field_; }
    int found() const;
    /// Does what the marked entry stands for.
    void accept();

Q_SIGNALS:
    void nodeChosen(const QString& key);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void move(int by);

    Document& document_;
    Selection& selection_;
    Actions& actions_;
    QLineEdit* field_;
    QListView* list_;
    QStandardItemModel* model_;
    QSortFilterProxyModel* filter_;
    std::vector<std::function<void()>> acts_;
};

} // namespace meshwright::ui
