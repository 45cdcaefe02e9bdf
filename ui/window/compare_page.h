// The design in the window against its files on disk: what differs, and which of the two to go on with.
#pragma once

#include <QWidget>

namespace meshwright::ui {

class DiffView;
class Document;

class ComparePage : public QWidget {
    Q_OBJECT
public:
    explicit ComparePage(Document& document, QWidget* parent = nullptr);

    void open();
    DiffView& diff() { return *diff_; }

Q_SIGNALS:
    void reloadWanted();
    void keepWanted();
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    Document& document_;
    DiffView* diff_;
};

} // namespace meshwright::ui
