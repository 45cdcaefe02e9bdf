// The palette under the keyboard: a menu of what can be added, opened by Insert on the canvas.
#pragma once

#include "ui/palette/offers.h"

#include <QMenu>

namespace meshwright::ui {

class InsertPopup : public QMenu {
    Q_OBJECT
public:
    explicit InsertPopup(QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(meshwright::ui::Offer offer);
};

} // namespace meshwright::ui
