#include "ui/commands/commands.h"

#include "ui/theme/theme.h"

#include <QAction>
#include <QMetaEnum>
#include <QSettings>
#include <QWidget>
#include <algorithm>

namespace meshwright::ui {

std::vector<CommandInfo> commandTable() {
    const auto tr = [](const char* text) { return QObject::tr(text); };
    const QString file = tr("&File"), edit = tr("&Edit"), add = tr("&Add"), plan = tr("&Plan"),
                  arrange = tr("A&rrange"), run = tr("&Run"), view = tr("&View");
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
        {C::Export, tr("&Export…"), "export", K("Ctrl+E"), file,
         tr("Write the manifests a cluster takes, or those of another program")},
        {C::Quit, tr("&Quit"), "", K::Quit, file, tr("Close the window"), true},
        {C::Undo, tr("&Undo"), "undo", K::Undo, edit, tr("Take back the last change")},
        {C::Redo, tr("&Redo"), "redo", K::Redo, edit, tr("Do the change again")},
        {C::Cut, tr("Cu&t"), "", K::Cut, edit, tr("Take what is selected to the clipboard, as YAML"), true},
        {C::Copy, tr("&Copy"), "copy", K::Copy, edit, tr("Copy what is selected to the clipboard, as YAML")},
        {C::Paste, tr("&Paste"), "", K::Paste, edit, tr("Add the resources of YAML text on the clipboard")},
        {C::Duplicate, tr("Dup&licate"), "", K("Ctrl+D"), edit,
         tr("A copy of what is selected, under a name of its own")},
        {C::Delete, tr("&Delete"), "delete", K::Delete, edit, tr("Remove what is selected from the design")},
        {C::SelectAll, tr("Select &all"), "", K::SelectAll, edit, tr("Select every node of the canvas")},
        {C::Rename, tr("&Rename…"), "inspector", K("F2"), edit,
         tr("Give the selected object or subset another name, everywhere it is named")},
        {C::Find, tr("&Find anything…"), "search", K("Ctrl+K"), edit, tr("Go to any node, rule or command by typing"),
         true},
        {C::Filter, tr("Filter the can&vas"), "search", K::Find, edit, tr("Dim what does not match")},
        {C::Shortcuts, tr("&Keyboard shortcuts…"), "inspector", K("Ctrl+F1"), edit,
         tr("See every command with its keys, and change them")},
        {C::AddClient, tr("&Client"), "client", K("Alt+1"), add, tr("A source of requests")},
        {C::AddGateway, tr("&Gateway"), "gateway", K("Alt+2"), add, tr("Lets requests in from outside the mesh")},
        {C::AddVirtualService, tr("Virtual &service"), "virtualservice", K("Alt+3"), add,
         tr("Rules that say where to go")},
        {C::AddService, tr("S&ervice with v1 and v2"), "service", K("Alt+4"), add,
         tr("A service, its destination rule and two versions")},
        {C::AddVersion, tr("&Version of the selected service"), "workload", K("Alt+5"), add,
         tr("One more workload, with its subset")},
        {C::AddExternal, tr("E&xternal service"), "external", K("Alt+7"), add, tr("A host outside of the mesh")},
        {C::AddPeerAuthentication, tr("&Mutual TLS policy"), "lock", K("Alt+8"), add,
         tr("For the selected service, else for the whole namespace")},
        {C::AddAuthorizationPolicy, tr("Acce&ss policy"), "shield", K("Alt+9"), add,
         tr("Who may call the selected service, else anything of the namespace")},
        {C::AddDestinationRule, tr("&Policy for the selected service"), "balance", K("Alt+6"), add,
         tr("A destination rule: how to go, and which version")},
        {C::Insert, tr("&Insert…"), "add", {}, add, tr("Pick what to add to the canvas; the key is Insert"), true},
        {C::Connect,
         tr("C&onnect"),
         "virtualservice",
         {},
         add,
         tr("Draw a line from the selected card with the keyboard; the key is C")},
        {C::PlanCanary, tr("&Canary…"), "virtualservice", K("Ctrl+Shift+1"), plan,
         tr("A share of the requests goes to a new version")},
        {C::PlanBlueGreen, tr("&Blue-green…"), "virtualservice", K("Ctrl+Shift+2"), plan,
         tr("Two versions side by side, and one switch between them")},
        {C::PlanAbTest, tr("&A/B by header…"), "virtualservice", K("Ctrl+Shift+3"), plan,
         tr("Requests with a header's value see one version, all others another")},
        {C::PlanMirror, tr("&Mirror…"), "mirror", K("Ctrl+Shift+4"), plan,
         tr("A new version gets copies of real requests")},
        {C::PlanResilience, tr("Add &resilience…"), "retry", K("Ctrl+Shift+5"), plan,
         tr("Timeout, retries, limits and ejection for the calls of a service")},
        {C::PlanExpose, tr("&Expose through a gateway…"), "gateway", K("Ctrl+Shift+6"), plan,
         tr("Clients outside reach a service under a host name")},
        {C::PlanEgress, tr("E&gress to an external service…"), "external", K("Ctrl+Shift+7"), plan,
         tr("The mesh may call a host outside of it")},
        {C::PlanStrictMtls, tr("&Strict mTLS…"), "lock", K("Ctrl+Shift+8"), plan,
         tr("Workloads accept only mutual TLS")},
        {C::Arrange, tr("&Arrange nodes"), "layout", K("Ctrl+L"), arrange,
         tr("Lay the nodes out along the way of a request")},
        {C::AlignLeft, tr("Line up &left edges"), "", K("Ctrl+Alt+Left"), arrange,
         tr("The selected cards, by the leftmost"), true},
        {C::AlignCentre, tr("Line up &centres"), "", {}, arrange, tr("The selected cards, one below the other")},
        {C::AlignRight, tr("Line up &right edges"), "", K("Ctrl+Alt+Right"), arrange,
         tr("The selected cards, by the rightmost")},
        {C::AlignTop, tr("Line up &tops"), "", K("Ctrl+Alt+Up"), arrange, tr("The selected cards, by the uppermost")},
        {C::AlignMiddle, tr("Line up &middles"), "", {}, arrange, tr("The selected cards, beside each other")},
        {C::AlignBottom, tr("Line up &bottoms"), "", K("Ctrl+Alt+Down"), arrange,
         tr("The selected cards, by the lowest")},
        {C::SpreadAcross, tr("Spread &across"), "", {}, arrange, tr("Equal gaps from left to right"), true},
        {C::SpreadDown, tr("Spread &down"), "", {}, arrange, tr("Equal gaps from top to bottom")},
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
        {C::ZoomSelection, tr("Zoom to &selection"), "zoom-in", K("Ctrl+2"), view,
         tr("Let what is selected fill the view")},
        {C::Minimap,
         tr("&Minimap"),
         "",
         {},
         view,
         tr("The whole design in a corner, while it is larger than the view"),
         true,
         true},
        {C::GroupNamespaces, tr("&Group by namespace"), "", K("Ctrl+Shift+G"), view,
         tr("A frame around each namespace; a click on its name closes it"), false, true},
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

namespace {

QString settingOf(Command id) {
    return QStringLiteral("shortcuts/") + nameOf(id);
}

} // namespace

QString nameOf(Command id) {
    return QString::fromLatin1(QMetaEnum::fromType<Command>().valueToKey(int(id)));
}

Actions::Actions(QWidget* window) : QObject(window), table_(commandTable()) {
    const QSettings settings;
    for (const auto& info : table_) {
        auto* action = new QAction(info.text, window);
        action->setCheckable(info.checkable);
        action->setStatusTip(info.hint);
        window->addAction(action);
        actions_.insert(info.id, action);
        const QVariant own = settings.value(settingOf(info.id));
        show(info, own.isValid() ? QKeySequence(own.toString(), QKeySequence::PortableText) : info.shortcut);
    }
    refreshIcons(window->palette());
}

void Actions::show(const CommandInfo& info, const QKeySequence& keys) {
    QAction* action = actions_[info.id];
    action->setShortcut(keys);
    const QString text = keys.toString(QKeySequence::NativeText);
    action->setToolTip(text.isEmpty() ? info.hint : tr("%1 (%2)").arg(info.hint, text));
}

const CommandInfo& Actions::info(Command id) const {
    return *std::find_if(table_.begin(), table_.end(), [id](const auto& i) { return i.id == id; });
}

QKeySequence Actions::shortcut(Command id) const {
    return actions_[id]->shortcut();
}

std::optional<Command> Actions::conflict(Command id, const QKeySequence& keys) const {
    if (keys.isEmpty()) return {};
    for (const auto& other : table_) {
        const QKeySequence theirs = shortcut(other.id);
        // No keys at all are the beginning of any.
        if (other.id != id && !theirs.isEmpty() && theirs.matches(keys) != QKeySequence::NoMatch) return other.id;
    }
    return {};
}

void Actions::setShortcut(Command id, const QKeySequence& keys) {
    QSettings settings;
    const auto store = [&](Command command, const QKeySequence& value) {
        show(info(command), value);
        if (value == info(command).shortcut)
            settings.remove(settingOf(command));
        else
            settings.setValue(settingOf(command), value.toString(QKeySequence::PortableText));
    };
    if (const auto other = conflict(id, keys)) store(*other, {});
    store(id, keys);
    Q_EMIT shortcutsChanged();
}

void Actions::resetShortcuts() {
    QSettings().remove(QStringLiteral("shortcuts"));
    for (const auto& info : table_) show(info, info.shortcut);
    Q_EMIT shortcutsChanged();
}

void Actions::refreshIcons(const QPalette& palette) {
    for (const auto& info : table_)
        if (!info.icon.isEmpty()) actions_[info.id]->setIcon(icon(info.icon, palette));
}

} // namespace meshwright::ui
