#include "ui/commands/commands.h"

#include "ui/theme/theme.h"

#include <QAction>
#include <QWidget>

namespace meshwright::ui {

std::vector<CommandInfo> commandTable() {
    const auto tr = [](const char* text) { return QObject::tr(text); };
    const QString file = tr("&File"), edit = tr("&Edit"), add = tr("&Add"), run = tr("&Run"), view = tr("&View");
    using C = Command;
    using K = QKeySequence;
    return {
        {C::New, tr("&New design"), "new", K::New, file, tr("Start with an empty canvas")},
        {C::Open, tr("&Open…"), "open", K::Open, file, tr("Open a YAML file of Kubernetes and Istio resources")},
        {C::OpenFolder, tr("Open &folder…"), "open", K("Ctrl+Shift+O"), file,
         tr("Open every YAML file below a folder as one design")},
        {C::Gallery, tr("Sample &gallery"), "sample", K("Ctrl+G"), file, tr("Pick one of the samples")},
        {C::Save, tr("&Save"), "save", K::Save, file, tr("Write the changed files"), true},
        {C::SaveAs, tr("Save &as…"), "save", K::SaveAs, file, tr("Write the whole design into one file")},
        {C::ExportIstio, tr("&Export Istio bundle…"), "export", K("Ctrl+E"), file,
         tr("Write the manifests a cluster takes, without traffic and positions")},
        {C::Quit, tr("&Quit"), "", K::Quit, file, tr("Close the window"), true},
        {C::Undo, tr("&Undo"), "undo", K::Undo, edit, tr("Take back the last change")},
        {C::Redo, tr("&Redo"), "redo", K::Redo, edit, tr("Do the change again")},
        {C::Delete, tr("&Delete"), "delete", K::Delete, edit, tr("Remove what is selected from the design"), true},
        {C::Find, tr("&Find anything…"), "search", K("Ctrl+K"), edit, tr("Go to any node, rule or command by typing"),
         true},
        {C::AddClient, tr("&Client"), "client", K("Alt+1"), add, tr("A source of requests")},
        {C::AddGateway, tr("&Gateway"), "gateway", K("Alt+2"), add, tr("Lets requests in from outside the mesh")},
        {C::AddVirtualService, tr("Virtual &service"), "virtualservice", K("Alt+3"), add,
         tr("Rules that say where to go")},
        {C::AddService, tr("S&ervice with v1 and v2"), "service", K("Alt+4"), add,
         tr("A service, its destination rule and two versions")},
        {C::AddVersion, tr("&Version of the selected service"), "workload", K("Alt+5"), add,
         tr("One more workload, with its subset")},
        {C::AddDestinationRule, tr("&Policy for the selected service"), "balance", K("Alt+6"), add,
         tr("A destination rule: how to go, and which version")},
        {C::RunPause, tr("&Run"), "run", K("F5"), run, tr("Run or pause the simulation")},
        {C::Step, tr("&Step one second"), "step", K("F6"), run, tr("Simulate one second and pause")},
        {C::StepRequest, tr("Step one re&quest"), "requests", K("F7"), run,
         tr("Simulate until a client gets its next answer, then pause")},
        {C::StepEvent, tr("Step one e&vent"), "", K("Shift+F7"), run, tr("Simulate a single event, then pause")},
        {C::UntilFailure, tr("Run until a &failure"), "error", K("F8"), run,
         tr("As fast as possible until a client gets a failed answer")},
        {C::UntilEjection, tr("Run until an e&jection"), "eject", K("Shift+F8"), run,
         tr("As fast as possible until a pod is left out for its errors")},
        {C::GoLive, tr("Back to &live"), "timeline", K("Ctrl+End"), run,
         tr("Show the moment the run has reached, after looking back")},
        {C::Reset, tr("R&eset"), "reset", K("Shift+F5"), run, tr("Back to the start, with the design as it is now")},
        {C::Fit, tr("&Fit the design"), "fit", K("Ctrl+0"), view, tr("Show the whole design")},
        {C::ZoomIn, tr("Zoom &in"), "zoom-in", K::ZoomIn, view, tr("Draw larger")},
        {C::ZoomOut, tr("Zoom &out"), "zoom-out", K::ZoomOut, view, tr("Draw smaller")},
        {C::ZoomNatural, tr("Natural si&ze"), "", K("Ctrl+1"), view, tr("One canvas unit is one pixel")},
        {C::Arrange, tr("&Arrange nodes"), "layout", K("Ctrl+L"), view,
         tr("Lay the nodes out along the way of a request")},
        {C::Present, tr("&Presentation"), "present", K("F11"), view, tr("Only the canvas and the timeline, large"),
         true, true},
        {C::ResetLayout, tr("&Reset layout"), "layout", {}, view, tr("All panels where they stood at first")},
        {C::ThemeSystem,
         tr("Theme of the s&ystem"),
         "theme",
         {},
         view,
         tr("Light or dark as the system says"),
         true,
         true},
        {C::ThemeLight, tr("&Light theme"), "", {}, view, tr("Dark text on a light ground"), false, true},
        {C::ThemeDark, tr("&Dark theme"), "", {}, view, tr("Light text on a dark ground"), false, true},
        {C::SavePicture,
         tr("Save canvas as pict&ure…"),
         "picture",
         {},
         view,
         tr("The whole design as PNG or SVG"),
         true},
        {C::CopyPicture, tr("&Copy canvas as picture"), "copy", K("Ctrl+Shift+C"), view,
         tr("The whole design, to the clipboard")},
    };
}

Actions::Actions(QWidget* window) : QObject(window), table_(commandTable()) {
    for (const auto& info : table_) {
        auto* action = new QAction(info.text, window);
        action->setShortcut(info.shortcut);
        action->setCheckable(info.checkable);
        const QString keys = info.shortcut.toString(QKeySequence::NativeText);
        action->setStatusTip(info.hint);
        action->setToolTip(keys.isEmpty() ? info.hint : tr("%1 (%2)").arg(info.hint, keys));
        window->addAction(action);
        actions_.insert(info.id, action);
    }
    refreshIcons(window->palette());
}

void Actions::refreshIcons(const QPalette& palette) {
    for (const auto& info : table_)
        if (!info.icon.isEmpty()) actions_[info.id]->setIcon(icon(info.icon, palette));
}

} // namespace meshwright::ui
