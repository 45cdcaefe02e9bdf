#include "ui/window/main_window.h"

#include "model/design/placement.h"
#include "model/recipes/recipe.h"
#include "sim/advise/advise.h"
#include "ui/canvas/canvas_commands.h"
#include "ui/canvas/canvas_panel.h"
#include "ui/canvas/canvas_view.h"
#include "ui/charts/charts_panel.h"
#include "ui/commands/commands.h"
#include "ui/commands/find_anything.h"
#include "ui/commands/shortcuts_page.h"
#include "ui/document/autosave.h"
#include "ui/document/disk_watch.h"
#include "ui/document/document.h"
#include "ui/document/recent_files.h"
#include "ui/inspector/inspector.h"
#include "ui/palette/creator.h"
#include "ui/playback/playback.h"
#include "ui/playback/playback_bar.h"
#include "ui/problems/advisor.h"
#include "ui/start/start_page.h"
#include "ui/theme/theme.h"
#include "ui/window/compare_page.h"
#include "ui/window/export_page.h"
#include "ui/window/file_commands.h"
#include "ui/window/message_bar.h"
#include "ui/window/panel_docks.h"
#include "ui/window/recovery.h"
#include "ui/window/rename_box.h"
#include "ui/window/status_line.h"
#include "ui/wizards/wizard_page.h"
#include "ui/window/watching.h"
#include "ui/yaml/yaml_pane.h"

#include <QAction>
#include <QScrollArea>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace meshwright::ui {

namespace {
/// The smallest text of a card, in canvas units, and 18 pt in pixels at 96 dots per inch.
constexpr double smallestText = 11, presentedText = 24;
} // namespace

MainWindow::MainWindow()
    : document_(new Document(this)), selection_(new Selection(this)), playback_(new Playback(*document_, this)),
      actions_(new Actions(this)), messages_(new MessageBar), creator_(new Creator(*document_, *selection_, this)),
      canvas_(new CanvasPanel(*document_, *selection_, *playback_, *creator_)), start_(new StartPage),
      wizard_(new WizardPage(*document_, *selection_)), compare_(new ComparePage(*document_)),
      export_(new ExportPage(*document_)), shortcuts_(new ShortcutsPage(*actions_)), center_(new QStackedWidget),
      find_(new FindAnything(*document_, *selection_, *actions_, this)),
      rename_(new RenameBox(*document_, *selection_, this)), files_(new FileCommands(*document_, *messages_, this)),
      diskWatch_(new DiskWatch(*document_, this)) {
    auto* middle = new QWidget;
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(messages_);
    center_->addWidget(start_);
    center_->addWidget(canvas_);
    center_->addWidget(wizard_);
    center_->addWidget(compare_);
    center_->addWidget(export_);
    center_->addWidget(shortcuts_);
    column->addWidget(center_, 1);
    setCentralWidget(middle);
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    panels_ = new PanelDocks(*this);
    inspector_ = panels_->widget<Inspector>(QStringLiteral("inspector"));
    yaml_ = panels_->widget<YamlPane>(QStringLiteral("yaml"));
    charts_ = panels_->widget<ChartsPanel>(QStringLiteral("charts"));
    makeMenus();
    makeToolBar();
    connectCommands();
    connectParts();
    showCanvas(false);
    showTitle();
    showRunState();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeMenus() {
    QMenu* menu = nullptr;
    for (const auto& info : actions_->table()) {
        if (!menu || menu->title() != info.menu) menu = menuBar()->addMenu(info.menu);
        if (info.id == Command::ResetLayout) continue; // stands with the panels
        if (info.separatorBefore) menu->addSeparator();
        menu->addAction((*actions_)[info.id]);
        if (info.id == Command::OpenFolder) makeRecentMenu(*menu->addMenu(tr("Open &recent")));
    }
    menu->addSeparator();
    auto* panels = menu->addMenu(tr("&Panels"));
    panels_->fillMenu(*panels);
    panels->addSeparator();
    panels->addAction((*actions_)[Command::ResetLayout]);
    for (auto* top : menuBar()->actions())
        if (top->menu()->actions().contains((*actions_)[Command::PlanCanary])) canvas_->view().addAction(top);
    auto* themes = new QActionGroup(this);
    for (const Command c : {Command::ThemeSystem, Command::ThemeLight, Command::ThemeDark})
        themes->addAction((*actions_)[c]);
    connectCanvasCommands(*actions_, *canvas_);
}

void MainWindow::makeRecentMenu(QMenu& menu) {
    connect(&menu, &QMenu::aboutToShow, this, [this, &menu] {
        menu.clear();
        for (const QString& path : recent::files()) {
            QAction* action = menu.addAction(QString(path).replace('&', QLatin1String("&&")));
            connect(action, &QAction::triggered, this, [this, path] { files_->openPath(path); });
        }
        if (menu.isEmpty()) {
            menu.addAction(tr("Nothing yet"))->setEnabled(false);
            return;
        }
        menu.addSeparator();
        connect(menu.addAction(tr("&Forget these")), &QAction::triggered, this, &recent::forget);
    });
}

void MainWindow::makeToolBar() {
    auto* bar = addToolBar(tr("Main toolbar"));
    bar->setObjectName(QStringLiteral("toolbar"));
    bar->setMovable(false);
    bar->setIconSize({measure::icon, measure::icon});
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    const auto add = [&](std::initializer_list<Command> commands) {
        for (const Command c : commands) bar->addAction((*actions_)[c]);
    };
    add({Command::New, Command::Open, Command::Save});
    bar->addSeparator();
    add({Command::Undo, Command::Redo});
    bar->addSeparator();
    auto* create = new QToolButton;
    create->setText(tr("Add"));
    create->setIcon(icon(QStringLiteral("add"), palette()));
    create->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    create->setPopupMode(QToolButton::InstantPopup);
    auto* createMenu = new QMenu(create);
    for (const auto& info : actions_->table())
        if (info.id >= Command::AddClient && info.id <= Command::AddDestinationRule)
            createMenu->addAction((*actions_)[info.id]);
    create->setMenu(createMenu);
    create->setObjectName(QStringLiteral("add"));
    bar->addWidget(create);
    bar->addSeparator();
    add({Command::RunPause, Command::Step, Command::StepRequest, Command::Reset});
    bar->addWidget(new PlaybackBar(*playback_));
    auto* space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    add({Command::Fit, Command::Present});
    bar->addSeparator();
    auto* find = new QToolButton;
    const auto say = [this, find] {
        const QString keys = actions_->shortcut(Command::Find).toString(QKeySequence::NativeText);
        find->setText(keys.isEmpty() ? tr("Find anything") : tr("Find anything   %1").arg(keys));
    };
    say();
    connect(actions_, &Actions::shortcutsChanged, find, say);
    find->setIcon(icon(QStringLiteral("search"), palette()));
    find->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    find->setObjectName(QStringLiteral("find"));
    connect(find, &QToolButton::clicked, find_, &FindAnything::open);
    bar->addWidget(find);
}

void MainWindow::connectCommands() {
    const auto on = [this](Command c, auto act) { connect((*actions_)[c], &QAction::triggered, this, act); };
    on(Command::New, [this] { files_->newDesign(); });
    on(Command::Open, [this] { files_->askOpen(); });
    on(Command::OpenFolder, [this] { files_->askOpenFolder(); });
    on(Command::Gallery, [this] { showCanvas(false); });
    on(Command::Save, [this] {
        yaml_->commit();
        files_->save();
    });
    on(Command::SaveAs, [this] {
        yaml_->commit();
        files_->saveAs();
    });
    on(Command::Export, [this] {
        yaml_->commit();
        center_->setCurrentWidget(export_);
        export_->open();
    });
    on(Command::Quit, [this] { close(); });
    on(Command::Undo, [this] {
        inspector_->commit();
        if (!yaml_->undoTyping()) document_->undoStack().undo();
    });
    on(Command::Redo, [this] {
        if (!yaml_->redoTyping()) document_->undoStack().redo();
    });
    on(Command::Delete, [this] { canvas_->deleteSelected(); });
    on(Command::Find, [this] { find_->open(); });
    on(Command::Rename, [this] {
        if (!rename_->open()) messages_->say(tr("Select what to rename first."));
    });
    on(Command::Shortcuts, [this] {
        if (center_->currentWidget() != shortcuts_) beforeShortcuts_ = center_->currentWidget();
        center_->setCurrentWidget(shortcuts_);
        shortcuts_->open();
    });
    connect(shortcuts_, &ShortcutsPage::closed, this, [this] { showCanvas(beforeShortcuts_ != start_); });
    for (const auto& info : actions_->table())
        if (info.id >= Command::AddClient && info.id <= Command::AddDestinationRule)
            on(info.id, [this, id = info.id] { creator_->add(id); });
    for (const auto& info : actions_->table())
        if (info.id >= Command::PlanCanary && info.id <= Command::PlanStrictMtls)
            on(info.id, [this, at = std::size_t(info.id) - std::size_t(Command::PlanCanary)] {
                openPlan(model::recipes::recipes()[at].id);
            });
    on(Command::RunPause, [this] { playback_->toggle(); });
    on(Command::Step, [this] { playback_->advance(1); });
    on(Command::StepRequest, [this] { playback_->stepRequest(); });
    on(Command::StepEvent, [this] { playback_->stepEvent(); });
    on(Command::UntilFailure, [this] { playback_->runUntil(Playback::Until::FirstFailure); });
    on(Command::UntilEjection, [this] { playback_->runUntil(Playback::Until::FirstEjection); });
    on(Command::GoLive, [this] { playback_->goLive(); });
    on(Command::Reset, [this] { playback_->reset(); });
    on(Command::Fit, [this] { canvas_->view().fit(); });
    on(Command::ZoomIn, [this] { canvas_->view().setZoom(canvas_->view().zoom() * 1.25); });
    on(Command::ZoomOut, [this] { canvas_->view().setZoom(canvas_->view().zoom() / 1.25); });
    on(Command::ZoomNatural, [this] { canvas_->view().setZoom(1); });
    on(Command::Arrange, [this] { canvas_->arrangeAll(); });
    on(Command::ResetLayout, [this] { panels_->reset(); });
    on(Command::Present, [this](bool checked) { setPresenting(checked); });
    const auto theme = [&](Command c, ThemeChoice choice) {
        on(c, [choice] {
            QSettings().setValue(QStringLiteral("theme"), toText(choice));
            applyTheme(*qApp, choice);
        });
    };
    theme(Command::ThemeSystem, ThemeChoice::System);
    theme(Command::ThemeLight, ThemeChoice::Light);
    theme(Command::ThemeDark, ThemeChoice::Dark);
    on(Command::CopyPicture, [this] { QApplication::clipboard()->setImage(canvas_->picture()); });
    on(Command::SavePicture, [this] {
        const QString path = QFileDialog::getSaveFileName(this, tr("Save canvas as picture"),
                                                          QStringLiteral("canvas.png"), tr("PNG (*.png);;SVG (*.svg)"));
        if (!path.isEmpty() && !canvas_->savePicture(path)) messages_->say(tr("%1 cannot be written.").arg(path));
    });
}

void MainWindow::connectParts() {
    new Advisor(
        *document_, [](const model::Design& design) { return sim::advise::advise(design); }, this);
    auto* status = new StatusLine(*document_, *playback_, *selection_, *statusBar());
    connect(status, &StatusLine::problemsWanted, this, [this] { raisePanel(QStringLiteral("problems")); });
    connect(start_, &StartPage::openWanted, files_, &FileCommands::askOpen);
    connect(start_, &StartPage::openFolderWanted, files_, &FileCommands::askOpenFolder);
    connect(start_, &StartPage::emptyWanted, files_, &FileCommands::newDesign);
    connect(start_, &StartPage::sampleWanted, files_, &FileCommands::openSample);
    connect(start_, &StartPage::planWanted, this, [this] { openPlan("canary"); });
    connect(start_, &StartPage::recentWanted, files_, &FileCommands::openPath);
    connect(files_, &FileCommands::designWanted, this, [this] { showCanvas(true); });
    connect(diskWatch_, &DiskWatch::changedOnDisk, files_, &FileCommands::askAboutDisk);
    connect(files_, &FileCommands::compareWanted, this, [this] {
        compare_->open();
        center_->setCurrentWidget(compare_);
    });
    connect(compare_, &ComparePage::closed, this, [this] { showCanvas(true); });
    connect(compare_, &ComparePage::reloadWanted, this, [this] {
        showCanvas(true);
        files_->reload();
    });
    connect(compare_, &ComparePage::keepWanted, this, [this] {
        showCanvas(true);
        files_->keepMine();
    });
    connect(export_, &ExportPage::closed, this, [this] { showCanvas(true); });
    connect(export_, &ExportPage::written, this, [this](const QString& path) {
        showCanvas(true);
        statusBar()->showMessage(tr("Written: %1").arg(path), 8000);
    });
    connect(export_, &ExportPage::problemWanted, this, [this](const model::Diagnostic& d) {
        showCanvas(true);
        const model::ResourceId id{d.kind, d.ns, d.name};
        if (document_->design().find(id)) selection_->set(Selected{id, d.field});
        showLine(QString::fromStdString(d.file), d.position.line);
    });
    connect(canvas_, &CanvasPanel::policyWanted, creator_, &Creator::addPolicy);
    connect(canvas_, &CanvasPanel::said, messages_, [this](const QString& text) { messages_->say(text); });
    connect(canvas_, &CanvasPanel::hinted, statusBar(),
            [this](const QString& text) { statusBar()->showMessage(text, 8000); });
    connect(canvas_, &CanvasPanel::openWanted, this, [this] {
        raisePanel(QStringLiteral("inspector"));
        inspector_->setFocus(Qt::OtherFocusReason);
    });
    connect(creator_, &Creator::needs, messages_, [this](const QString& text) { messages_->say(text); });
    connect(creator_, &Creator::added, this, [this] {
        showCanvas(true);
        canvas_->view().fit();
    });
    connect(wizard_, &WizardPage::cancelled, this, [this] { showCanvas(!document_->empty()); });
    connect(wizard_, &WizardPage::written, this, [this](const model::ResourceId& object, const QString& field) {
        showCanvas(true);
        selection_->set(Selected{object, field.toStdString()});
        canvas_->view().fit();
    });
    new Watching(*this);
    connect(find_, &FindAnything::nodeChosen, canvas_, &CanvasPanel::reveal);
    connect(find_, &FindAnything::fieldChosen, this, &MainWindow::goToField);
    for (std::size_t i = 0; i < panels_->table().size(); ++i)
        find_->offer(panels_->docks()[qsizetype(i)]->toggleViewAction(), tr("Panel %1").arg(panels_->table()[i].title),
                     panels_->table()[i].icon);
    connect(document_, &Document::opened, this, [this] { selection_->clear(); });
    connect(document_, &Document::changed, this, [this] {
        if (selection_->current() && !document_->design().find(selection_->current()->object)) selection_->clear();
    });
    connect(document_, &Document::refused, this, [this](const model::Diagnostics& why) {
        if (!why.empty()) messages_->say(QString::fromStdString(why.front().message));
    });
    connect(document_, &Document::titleChanged, this, &MainWindow::showTitle);
    connect(playback_, &Playback::stateChanged, this, &MainWindow::showRunState);
    connect(playback_, &Playback::changeRefused, this, &MainWindow::tellRefusal);
    connect(&document_->undoStack(), &QUndoStack::indexChanged, this, &MainWindow::showTitle);
    connect(inspector_, &Inspector::fieldEntered, yaml_, &YamlPane::showField);
    connect(yaml_, &YamlPane::fieldEntered, inspector_, [this](const model::ResourceId& object, const QString& field) {
        inspector_->reveal(object, field.toStdString());
    });
}

void MainWindow::showCanvas(bool canvas) {
    center_->setCurrentWidget(canvas ? static_cast<QWidget*>(canvas_) : start_);
    // The start page has the window to itself; the panels come with a design.
    if (!canvas) setPresenting(false);
    panels_->setAllowed(canvas);
    if (!canvas) start_->setRecent(recent::files());
    using C = Command;
    for (const C c :
         {C::RunPause, C::Step, C::StepRequest, C::StepEvent, C::UntilFailure, C::UntilEjection, C::GoLive, C::Reset, C::Fit,
          C::ZoomIn, C::ZoomOut, C::ZoomNatural, C::Arrange, C::Delete, C::Save, C::SaveAs, C::Export, C::SavePicture,
          C::CopyPicture, C::Present, C::ResetLayout})
        (*actions_)[c]->setEnabled(canvas);
    setCanvasCommandsEnabled(*actions_, canvas);
    if (canvas) canvas_->view().setFocus();
}

bool MainWindow::openPlan(std::string_view recipe) {
    if (!model::recipes::findRecipe(recipe)) return false;
    yaml_->commit();
    showCanvas(true);
    center_->setCurrentWidget(wizard_);
    wizard_->open(recipe);
    return true;
}

void MainWindow::showTitle() {
    setWindowTitle(tr("%1[*] – Meshwright").arg(document_->title()));
    setWindowModified(document_->modified());
    auto& undo = document_->undoStack();
    (*actions_)[Command::Undo]->setEnabled(undo.canUndo());
    (*actions_)[Command::Redo]->setEnabled(undo.canRedo());
    (*actions_)[Command::Undo]->setText(undo.canUndo() ? tr("&Undo: %1").arg(undo.undoText()) : tr("&Undo"));
    (*actions_)[Command::Redo]->setText(undo.canRedo() ? tr("&Redo: %1").arg(undo.redoText()) : tr("&Redo"));
}

void MainWindow::showRunState() {
    const bool running = playback_->state() == Playback::State::Running;
    QAction* action = (*actions_)[Command::RunPause];
    action->setText(running ? tr("&Pause") : tr("&Run"));
    action->setIcon(icon(running ? QStringLiteral("pause") : QStringLiteral("run"), palette()));
    if (playback_->state() == Playback::State::Refused) tellRefusal();
}

void MainWindow::tellRefusal() {
    if (playback_->refusal().empty()) return;
    const QString why = QString::fromStdString(playback_->refusal().front().message);
    bool traffic = false;
    for (const auto& r : document_->design().all<model::scenario::Scenario>())
        traffic = traffic || !r->as<model::scenario::Scenario>()->traffic.empty();
    if (traffic)
        messages_->say(why);
    else
        messages_->say(why, tr("Add a client"), [this] { creator_->add(Command::AddClient); });
}

bool MainWindow::selectKey(const QString& key) {
    const QString node = key.section('#', 0, 0), field = key.section('#', 1);
    const auto* found = canvas_->scene().graph().find(node);
    if (found && field.isEmpty()) {
        selection_->set(found->target);
        return true;
    }
    const model::ResourceId id{node.section('/', 0, 0).toStdString(), node.section('/', 1, 1).toStdString(),
                               node.section('/', 2).toStdString()};
    if (!document_->design().find(id)) return false;
    selection_->set(Selected{id, field.toStdString()});
    return true;
}

void MainWindow::raisePanel(const QString& id) {
    panels_->raise(id);
}

void MainWindow::goToField(const QString& field) {
    const auto& selected = selection_->current();
    const auto resource = selected ? document_->design().find(selected->object) : nullptr;
    if (!resource) return;
    // A form's control carries the field's path; what no form shows is shown in the text.
    if (auto* control = inspector_->findChild<QWidget*>(field)) {
        raisePanel(QStringLiteral("inspector"));
        inspector_->scrollArea().ensureWidgetVisible(control);
        control->setFocus(Qt::OtherFocusReason);
        return;
    }
    showLine(QString::fromStdString(resource->file),
             model::Placement(document_->design()).positionOf(*resource, field.toStdString()).line);
}

void MainWindow::showLine(const QString& file, int line) {
    raisePanel(QStringLiteral("yaml"));
    yaml_->goToLine(file, line);
}

void MainWindow::setPresenting(bool on) {
    (*actions_)[Command::Present]->setChecked(on);
    if (on == panels_->presenting()) return;
    panels_->setPresenting(on);
    menuBar()->setVisible(!on);
    statusBar()->setVisible(!on);
    // Without a display there is no screen to fill.
    if (on && QGuiApplication::platformName() != QLatin1String("offscreen")) showFullScreen();
    if (!on && isFullScreen()) showNormal();
    auto& view = canvas_->view();
    view.fit();
    if (on && view.zoom() * smallestText < presentedText) view.setZoom(presentedText / smallestText);
}

void MainWindow::restoreLayout() {
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray());
    panels_->restore(settings.value(QStringLiteral("layout")).toByteArray());
    const ThemeChoice theme = themeFromText(settings.value(QStringLiteral("theme")).toString());
    (*actions_)[theme == ThemeChoice::Light  ? Command::ThemeLight
                : theme == ThemeChoice::Dark ? Command::ThemeDark
                                             : Command::ThemeSystem]
        ->setChecked(true);
    showCanvas(center_->currentWidget() == canvas_);
}

void MainWindow::startRecovery(const QString& folder) {
    autosave_ = std::make_unique<Autosave>(*document_, folder);
    if (!recovery_) recovery_ = new Recovery(*document_, *files_, *messages_, folder, this);
    recovery_->offer();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    yaml_->commit();
    if (!files_->mayLeave()) return event->ignore();
    autosave_.reset();
    setPresenting(false);
    QSettings settings;
    settings.setValue(QStringLiteral("geometry"), saveGeometry());
    settings.setValue(QStringLiteral("layout"), panels_->save());
    playback_->pause();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().value(0).isLocalFile()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    if (paths.isEmpty()) return;
    event->acceptProposedAction();
    files_->openPaths(paths);
}

void MainWindow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange && actions_) {
        actions_->refreshIcons(palette());
        showRunState();
        if (auto* b = findChild<QToolButton*>(QStringLiteral("add")))
            b->setIcon(icon(QStringLiteral("add"), palette()));
        if (auto* b = findChild<QToolButton*>(QStringLiteral("find")))
            b->setIcon(icon(QStringLiteral("search"), palette()));
    }
    QMainWindow::changeEvent(event);
}

} // namespace meshwright::ui
