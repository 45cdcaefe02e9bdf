// Ctrl+K: type a few letters of anything (a command, an object, a rule, a field) and go there.
#pragma once

#include <QFrame>
#include <functional>
#include <vector>

#include "ui/commands/find_index.h"

class QAction;
class QLabel;
class QLineEdit;
class QListView;

namespace meshwright::ui {

class Actions;
class Document;
class FindModel;
class Selection;

class FindAnything : public QFrame {
    Q_OBJECT
public:
    FindAnything(Document& document, Selection& selection, Actions& actions, QWidget* window);

    /// Also lists these, beside the table of commands.
    void offer(QAction* action, const QString& text, const QString& icon);
    /// Opens it over the window's upper third, with an empty field.
    void open();
    QLineEdit& field() { return *field_; }
    int found() const;
    /// What the marked entry says; empty where nothing is found.
    QString marked() const;
    /// Does what the marked entry stands for.
    void accept();

Q_SIGNALS:
    void nodeChosen(const QString& key);
    /// A field of a form: "spec.http[0].timeout" of the selected object.
    void fieldChosen(const QString& field);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void search();
    void move(int by);

    struct Offer {
        QAction* action;
        QString text, icon;
    };
    Document& document_;
    Selection& selection_;
    Actions& actions_;
    QLineEdit* field_;
    QListView* list_;
    QLabel* nothing_;
    FindModel* model_;
    FindIndex index_;
    std::vector<Offer> offers_;
    std::vector<QAction*> shown_;
    bool stale_ = true; ///< the design changed since the index was made
};

} // namespace meshwright::ui
