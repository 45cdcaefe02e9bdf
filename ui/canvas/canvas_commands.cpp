#include "ui/canvas/canvas_commands.h"

#include "ui/canvas/canvas_panel.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/minimap.h"
#include "ui/commands/commands.h"

#include <QAction>

namespace meshwright::ui {

namespace {

using C = Command;

constexpr C all[] = {
    C::Cut,      C::Copy,          C::Paste,       C::Duplicate,       C::SelectAll, C::Connect,     C::Insert,
    C::Filter,   C::ZoomSelection, C::Minimap,     C::GroupNamespaces, C::AlignLeft, C::AlignCentre, C::AlignRight,
    C::AlignTop, C::AlignMiddle,   C::AlignBottom, C::SpreadAcross,    C::SpreadDown};
constexpr C menu[] = {C::Rename,    C::Connect, C::Cut,           C::Copy, C::Paste,
                      C::Duplicate, C::Delete,  C::ZoomSelection, C::Fit,  C::Arrange};

/// Where a text or a table has the keyboard, these keys are its own.
constexpr C onCanvasOnly[] = {C::Cut, C::Copy, C::Paste, C::Duplicate, C::SelectAll};

} // namespace

void connectCanvasCommands(Actions& actions, CanvasPanel& canvas) {
    const auto on = [&](C command, auto act) { QObject::connect(actions[command], &QAction::triggered, &canvas, act); };
    auto& editor = canvas.editor();
    on(C::Cut, [&editor] { editor.cut(); });
    on(C::Copy, [&editor] { editor.copy(); });
    on(C::Paste, [&editor] { editor.paste(); });
    on(C::Duplicate, [&editor] { editor.duplicate(); });
    on(C::SelectAll, [&canvas] { canvas.scene().selectAll(); });
    on(C::Connect, [&canvas] {
        canvas.view().setFocus();
        canvas.keys().startConnect();
    });
    on(C::Insert, [&canvas] { canvas.openInsert(); });
    on(C::Filter, [&canvas] { canvas.openFilter(); });
    on(C::ZoomSelection, [&canvas] { canvas.zoomToSelection(); });
    on(C::Minimap, [&canvas](bool wanted) { canvas.minimap().setWanted(wanted); });
    on(C::GroupNamespaces, [&canvas](bool grouped) { canvas.setGrouped(grouped); });
    const std::pair<C, Align> ways[] = {{C::AlignLeft, Align::Left},
                                        {C::AlignCentre, Align::Centre},
                                        {C::AlignRight, Align::Right},
                                        {C::AlignTop, Align::Top},
                                        {C::AlignMiddle, Align::Middle},
                                        {C::AlignBottom, Align::Bottom},
                                        {C::SpreadAcross, Align::SpreadAcross},
                                        {C::SpreadDown, Align::SpreadDown}};
    for (const auto& [command, way] : ways) on(command, [&editor, way = way] { editor.align(way); });
    actions[C::Minimap]->setChecked(true);
    for (const C c : onCanvasOnly) {
        actions[c]->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        if (auto* window = qobject_cast<QWidget*>(actions[c]->parent())) window->removeAction(actions[c]);
        canvas.view().addAction(actions[c]);
    }
    for (const C c : menu) canvas.view().addAction(actions[c]);
}

void setCanvasCommandsEnabled(Actions& actions, bool on) {
    for (const C c : all) actions[c]->setEnabled(on);
}

} // namespace meshwright::ui
