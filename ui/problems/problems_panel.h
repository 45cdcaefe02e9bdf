// The table of problems with a filter; a click goes to the place.
#pragma once

#include <QWidget>

class QLabel;
class QSortFilterProxyModel;
class QTableView;

namespace meshwright::ui {

class Document;
class ProblemsModel;
class Selection;

class ProblemsPanel : public QWidget {
    Q_OBJECT
public:
    ProblemsPanel(Document& document, Selection& selection, QWidget* parent = nullptr);

Q_SIGNALS:
    void lineWanted(const QString& file, int line);

private:
    void go(int row);
    void showEmpty();

    Document& document_;
    Selection& selection_;
    ProblemsModel* model_;
    QSortFilterProxyModel* filter_;
    QTableView* table_;
    QLabel* empty_;
};

} // namespace meshwright::ui
