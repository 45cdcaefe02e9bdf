// The table of problems with its filters; a click goes to the place, the row's fix is one click away. Below the table
// stands why the chosen one matters.
#pragma once

#include "model/base/diagnostic.h"

#include <QWidget>
#include <array>

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;
class QToolButton;

namespace meshwright::ui {

class Document;
class ProblemsFilter;
class ProblemsModel;
class Selection;

class ProblemsPanel : public QWidget {
    Q_OBJECT
public:
    ProblemsPanel(Document& document, Selection& selection, QWidget* parent = nullptr);

Q_SIGNALS:
    void lineWanted(const QString& file, int line);

private:
    QWidget* addFilters();
    QWidget* addDetail();
    void refresh();
    void showDetail();
    void go(int row);
    void fix(int row);
    int currentRow() const;

    Document& document_;
    Selection& selection_;
    ProblemsModel* model_;
    ProblemsFilter* filter_;
    QTableView* table_;
    QLabel *empty_, *why_, *shown_;
    QComboBox* kinds_;
    QPushButton* fix_;
    QWidget* detail_;
    std::array<QToolButton*, 3> severities_{}; ///< by Severity
};

} // namespace meshwright::ui
