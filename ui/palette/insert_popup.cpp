#include "ui/palette/insert_popup.h"

#include "ui/theme/theme.h"

namespace meshwright::ui {

InsertPopup::InsertPopup(QWidget* parent) : QMenu(parent) {
    setAccessibleName(tr("Add a node"));
    for (const auto& info : offers()) {
        auto* action = addAction(ui::icon(info.icon, palette()), QStringLiteral("&") + info.text);
        action->setStatusTip(info.hint);
        connect(action, &QAction::triggered, this, [this, id = info.id] { Q_EMIT chosen(id); });
    }
}

} // namespace meshwright::ui
