// The outline with its filter.
#pragma once

#include <QWidget>

class QSortFilterProxyModel;
class QTreeView;

namespace meshwright::ui {

class Document;
class OutlineModel;
class Selection;

class OutlinePanel : public QWidget {
    Q_OBJECT
public:
    OutlinePanel(Document& document, Selection& selection, QWidget* parent = nullptr);

private:
    void showSelected();

    Selection& selection_;
    OutlineModel* model_;
    QSortFilterProxyModel* filter_;
    QTreeView* tree_;
};

} // namespace meshwright::ui
