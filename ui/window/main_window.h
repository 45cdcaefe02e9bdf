// The main window: it makes the parts and connects them, nothing more.
#pragma once

#include <QMainWindow>
#include <memory>

class QStackedWidget;

namespace meshwright::ui {

class Actions;
class CanvasPanel;
class ChartsPanel;
class Creator;
class Document;
class FileCommands;
class FindAnything;
class Inspector;
class MessageBar;
class PanelDocks;
class Playback;
class Selection;
class StartPage;
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
    MessageBar& messages() { return *messages_; }
    FileCommands& files() { return *files_; }
    /// Selects the node with this canvas key ("VirtualService/default/reviews", with "#spec.http[0]" a rule of it).
    bool selectKey(const QString& key);
    /// Brings a panel of the panel table to the front.
    void raisePanel(const QString& id);
    /// Shows a line of a file in the YAML panel.
    void showLine(const QString& file, int line);
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
    CanvasPanel* canvas_;
    StartPage* start_;
    QStackedWidget* center_;
    Inspector* inspector_;
    YamlPane* yaml_;
    ChartsPanel* charts_;
    FindAnything* find_;
    FileCommands* files_;
    Creator* creator_;
    PanelDocks* panels_;
};

} // namespace meshwright::ui
