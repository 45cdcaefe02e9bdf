// The one table of what the window can do: menus, toolbar, shortcuts and "find anything" are made from it.
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <QString>
#include <vector>

class QAction;
class QPalette;
class QWidget;

namespace meshwright::ui {

enum class Command {
    New,
    Open,
    OpenFolder,
    Gallery,
    Save,
    SaveAs,
    ExportIstio,
    Quit,
    Undo,
    Redo,
    Delete,
    AddClient,
    AddGateway,
    AddService,
    AddVersion,
    AddVirtualService,
    AddDestinationRule,
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
    Arrange,
    Find,
    Present,
    ResetLayout,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    SavePicture,
    CopyPicture,
};

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
    /// Draws the icons anew, in the palette's colours.
    void refreshIcons(const QPalette& palette);

private:
    std::vector<CommandInfo> table_;
    QHash<Command, QAction*> actions_;
};

} // namespace meshwright::ui
