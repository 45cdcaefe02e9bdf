// The palette: tiles that are dragged onto the canvas, or pressed to add a node in the middle of the view.
#pragma once

#include "ui/palette/offers.h"

#include <QAbstractButton>

namespace meshwright::ui {

/// One tile. The drag stays inside the program: the canvas shows while it lasts what would come of the drop.
class PaletteTile : public QAbstractButton {
    Q_OBJECT
public:
    explicit PaletteTile(const OfferInfo& info, QWidget* parent = nullptr);

    Offer offer() const { return offer_; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void dragMoved(QPoint global);
    void dropped(QPoint global);
    void dragCancelled();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    void endDrag();

    Offer offer_;
    QString icon_;
    QPoint pressed_;
    bool dragging_ = false;
};

class PalettePanel : public QWidget {
    Q_OBJECT
public:
    explicit PalettePanel(QWidget* parent = nullptr);
    PaletteTile* tile(Offer offer) const;

Q_SIGNALS:
    void dragMoved(meshwright::ui::Offer offer, QPoint global);
    void dropped(meshwright::ui::Offer offer, QPoint global);
    void dragCancelled();
    void chosen(meshwright::ui::Offer offer); ///< pressed without dragging
};

} // namespace meshwright::ui
