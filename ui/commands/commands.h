// The one table of what the window can do: menus, toolbar, shortcuts and "find anything" are made from it.
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <QString>
#include <optional>
#include <vector>

class QAction;
class QPalette;
class QWidget;

namespace meshwright::ui {

Q_NAMESPACE

enum class Command {
    New,
    Open,
    OpenFolder,
    Gallery,
    Save,
    SaveAs,
    Export,
    Quit,
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    Duplicate,
    Delete,
    SelectAll,
    Filter,
    AddClient,
    AddGateway,
    AddService,
    AddVersion,
    AddVirtualService,
    AddExternal,
    AddPeerAuthentication,
    AddAuthorizationPolicy,
    AddDestinationRule,
    PlanCanary, ///< the plans stand in the order of model/recipes
    PlanBlueGreen,
    PlanAbTest,
    PlanMirror,
    PlanResilience,
    PlanExpose,
    PlanEgress,
    PlanStrictMtls,
    Insert,
    Connect,
    AlignLeft,
    AlignCentre,
    AlignRight,
    AlignTop,
    AlignMiddle,
    AlignBottom,
    SpreadAcross,
    SpreadDown,
    RunPause,
    Step,
    StepRequest,
    StepEvent,
    UntilFailure,
    UntilEjection,
    GoLive,
    Reset,
    Fit,
    ZoomIn,
    ZoomOut,
    ZoomNatural,
    ZoomSelection,
    Minimap,
    GroupNamespaces,
    Arrange,
    Rename,
    Find,
    Shortcuts,
    Present,
    ResetLayout,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    SavePicture,
    CopyPicture,
};
Q_ENUM_NS(Command)

/// "AddGateway": what settings call a command; never changes.
QString nameOf(Command id);

struct CommandInfo {
    Command id;
    QString text; ///< as in a menu, with "&"
    QString icon; ///< name in resources/icons; may be empty
    QKeySequence shortcut;
    QString menu; ///< "File", "Edit", …: where it stands; the order of the table is the order of the menu
    QString hint; ///< one sentence for tooltip and palette
    bool separatorBefore = false;
    bool checkable = false;
};

/// In menu order; texts in the program's language.
std::vector<CommandInfo> commandTable();

/// One QAction for each command, owned by `parent`'s window.
class Actions : public QObject {
    Q_OBJECT
public:
    explicit Actions(QWidget* window);

    QAction* operator[](Command id) const { return actions_.value(id); }
    const std::vector<CommandInfo>& table() const { return table_; }
    const CommandInfo& info(Command id) const;
    QKeySequence shortcut(Command id) const;
    /// Another command that has these keys, where there is one.
    std::optional<Command> conflict(Command id, const QKeySequence& keys) const;
    /// Changes a shortcut and remembers it; a command that had these keys loses them. Empty keys take it away.
    void setShortcut(Command id, const QKeySequence& keys);
    /// All shortcuts as they were at first.
    void resetShortcuts();
    /// Draws the icons anew, in the palette's colours.
    void refreshIcons(const QPalette& palette);

Q_SIGNALS:
    void shortcutsChanged();

private:
    void show(const CommandInfo& info, const QKeySequence& keys);

    std::vector<CommandInfo> table_;
    QHash<Command, QAction*> actions_;
};

} // namespace meshwright::ui
