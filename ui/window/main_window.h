// The main window: it makes the parts and connects them, nothing more.
#pragma once

#include <QMainWindow>
#include <memory>
#include <string_view>

class QMenu;
class QStackedWidget;

namespace meshwright::ui {

class Actions;
class Autosave;
class CanvasPanel;
class ChartsPanel;
enum class Command;
class ComparePage;
class Creator;
class DiskWatch;
class Document;
class ExportPage;
class FileCommands;
class FindAnything;
class Inspector;
class MessageBar;
class PanelDocks;
class Playback;
class Recovery;
class RenameBox;
class Selection;
class ShortcutsPage;
class StartPage;
class WizardPage;
class YamlPane;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow();
    ~MainWindow() override;

    Document& document() { return *document_; }
    Playback& playback() { return *playback_; }
    Selection& selection() { return *selection_; }
    Actions& actions() { return *actions_; }
    CanvasPanel& canvas() { return *canvas_; }
    PanelDocks& panels() { return *panels_; }
    ChartsPanel& charts() { return *charts_; }
    Inspector& inspector() { return *inspector_; }
    YamlPane& yaml() { return *yaml_; }
    StartPage& start() { return *start_; }
    WizardPage& wizard() { return *wizard_; }
    MessageBar& messages() { return *messages_; }
    FileCommands& files() { return *files_; }
    ComparePage& compare() { return *compare_; }
    ExportPage& exporting() { return *export_; }
    ShortcutsPage& shortcuts() { return *shortcuts_; }
    RenameBox& renameBox() { return *rename_; }
    DiskWatch& diskWatch() { return *diskWatch_; }
    /// Keeps unsaved changes in this folder from now on, and offers what a crash left there.
    void startRecovery(const QString& folder);
    Autosave* autosave() { return autosave_.get(); }
    /// Selects the node with this canvas key ("VirtualService/default/reviews", with "#spec.http[0]" a rule of it).
    bool selectKey(const QString& key);
    /// Brings a panel of the panel table to the front.
    void raisePanel(const QString& id);
    /// Shows a line of a file in the YAML panel.
    void showLine(const QString& file, int line);
    /// Begins a plan of model/recipes; false where there is none of this name.
    bool openPlan(std::string_view recipe);
    /// Puts the keyboard into a field of the selected object: in its form, or else in the text.
    void goToField(const QString& field);
    void setPresenting(bool on);
    /// Layout and theme are read from and written to the settings.
    void restoreLayout();

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void makeMenus();
    void makeRecentMenu(QMenu& menu);
    void makeToolBar();
    void connectCommands();
    void connectParts();
    void showCanvas(bool canvas);
    void showTitle();
    void showRunState();
    void tellRefusal();

    Document* document_;
    Selection* selection_;
    Playback* playback_;
    Actions* actions_;
    MessageBar* messages_;
    Creator* creator_;
    CanvasPanel* canvas_;
    StartPage* start_;
    WizardPage* wizard_;
    ComparePage* compare_;
    ExportPage* export_;
    ShortcutsPage* shortcuts_;
    QStackedWidget* center_;
    QWidget* beforeShortcuts_ = nullptr;
    Inspector* inspector_;
    YamlPane* yaml_;
    ChartsPanel* charts_;
    FindAnything* find_;
    RenameBox* rename_;
    FileCommands* files_;
    DiskWatch* diskWatch_;
    std::unique_ptr<Autosave> autosave_;
    Recovery* recovery_ = nullptr;
    PanelDocks* panels_;
};

} // namespace meshwright::ui
