// The window's frame: panels, their layout, presentation mode, messages and hints.
#include "tests/ui/test_main.h"

#include "ui/canvas/canvas_panel.h"
#include "ui/canvas/canvas_view.h"
#include "ui/commands/commands.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/window/export_page.h"
#include "ui/window/file_commands.h"
#include "ui/window/history_panel.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/panel_docks.h"

#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoView>

using namespace meshwright;
using namespace meshwright::ui;

namespace {

QString bookinfoPath() {
    return test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml"));
}

void show(MainWindow& window) {
    window.resize(1440, 900);
    QVERIFY(window.files().openPath(bookinfoPath()));
    window.show();
}

} // namespace

class WindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void everyPanelOfTheTableIsADockWithATitleAndAPlaceInTheMenu() {
        MainWindow window;
        show(window);
        QSet<QString> ids;
        for (const auto& info : window.panels().table()) {
            QVERIFY2(!ids.contains(info.id), qPrintable(info.id));
            ids << info.id;
            QVERIFY2(!info.title.isEmpty() && !info.icon.isEmpty(), qPrintable(info.id));
            QVERIFY2(QFile::exists(QStringLiteral(":/icons/%1.svg").arg(info.icon)), qPrintable(info.icon));
            auto* dock = window.panels().dock(info.id);
            QVERIFY(dock && dock->widget());
            QCOMPARE(!dock->isHidden(), info.open);
            QCOMPARE(dock->widget()->accessibleName(), info.title);
            window.raisePanel(info.id);
            QVERIFY2(dock->isVisible(), qPrintable(info.id));
            dock->toggleViewAction()->trigger();
            QVERIFY2(!dock->isVisible(), qPrintable(info.id));
        }
        for (const char* id : {"outline", "inspector", "yaml", "problems", "charts", "history"})
            QVERIFY2(ids.contains(QLatin1String(id)), id);
    }

    void theLayoutIsRememberedAndCanBeReset() {
        {
            MainWindow window;
            show(window);
            window.panels().dock("outline")->close();
            window.addDockWidget(Qt::LeftDockWidgetArea, window.panels().dock("problems"));
            window.raisePanel("yaml");
            QVERIFY(window.close());
        }
        MainWindow window;
        window.restoreLayout();
        show(window);
        QVERIFY(window.panels().dock("outline")->isHidden());
        QCOMPARE(window.dockWidgetArea(window.panels().dock("problems")), Qt::LeftDockWidgetArea);
        window.actions()[Command::ResetLayout]->trigger();
        QVERIFY(window.panels().dock("outline")->isVisible());
        QCOMPARE(window.dockWidgetArea(window.panels().dock("problems")), Qt::BottomDockWidgetArea);
        QVERIFY(window.tabifiedDockWidgets(window.panels().dock("charts")).contains(window.panels().dock("problems")));
    }

    void aLayoutLeftFromTheStartPageKeepsThePanels() {
        {
            MainWindow window;
            window.show();
            QVERIFY(window.close());
        }
        MainWindow window;
        window.restoreLayout();
        show(window);
        QVERIFY(window.panels().dock("inspector")->isVisible());
        QVERIFY(window.panels().dock("history")->isHidden());
    }

    void aPanelWithoutTabsHasATitleAndATabbedOneHasNot() {
        MainWindow window;
        show(window);
        auto* yaml = window.panels().dock("yaml");
        QTRY_VERIFY(yaml->titleBarWidget());
        window.panels().dock("inspector")->close();
        for (const auto& info : window.panels().table())
            if (info.area == Qt::RightDockWidgetArea && info.id != "yaml") window.panels().dock(info.id)->close();
        QTRY_VERIFY(!yaml->titleBarWidget());
    }

    void presentationLeavesTheCanvasAndTheTimelineInLargeText() {
        MainWindow window;
        show(window);
        window.actions()[Command::Present]->trigger();
        QVERIFY(window.canvas().isVisible());
        QVERIFY(!window.statusBar()->isVisible());
        for (const auto& info : window.panels().table())
            QCOMPARE(!window.panels().dock(info.id)->isHidden(), info.presented);
        // Cards are written with 11 units or more: at this zoom that is 18 pt at 96 dots per inch.
        QVERIFY(window.canvas().view().zoom() * 11 >= 24);
        window.actions()[Command::Present]->trigger();
        QVERIFY(window.statusBar()->isVisible());
        QVERIFY(window.panels().dock("inspector")->isVisible());
        QVERIFY(window.panels().dock("history")->isHidden());
    }

    void aQuestionInTheWindowWaitsForItsAnswer() {
        MainWindow window;
        show(window);
        int reloaded = 0;
        window.messages().ask("Changed on disk.", {{"Reload", [&] { ++reloaded; }}, {"Keep", {}}});
        QVERIFY(window.messages().isVisible());
        QCOMPARE(window.messages().buttons().size(), std::size_t(2));
        window.messages().buttons()[1]->click();
        QVERIFY(!window.messages().isVisible());
        QCOMPARE(reloaded, 0);
        window.messages().ask("Changed on disk.", {{"Reload", [&] { ++reloaded; }}});
        window.messages().buttons()[0]->click();
        QCOMPARE(reloaded, 1);
        QVERIFY(window.messages().buttons().empty());
    }

    void theStatusBarSaysWhatCanBeDoneWithTheSelection() {
        MainWindow window;
        show(window);
        const auto hints = [&] {
            QStringList all;
            for (const auto* label : window.statusBar()->findChildren<QLabel*>()) all << label->text();
            return all.join('|');
        };
        const QString none = hints();
        window.selection().set(Selected{{"VirtualService", "default", "reviews"}, {}});
        QVERIFY(hints() != none);
        QVERIFY(hints().contains("weight"));
    }

    void exportingShowsWhatIsWrittenAndThatAClusterTakesIt() {
        MainWindow window;
        show(window);
        window.actions()[Command::Export]->trigger();
        auto& page = window.exporting();
        QVERIFY(page.isVisible());
        QVERIFY(page.preview().contains("kind: VirtualService"));
        QVERIFY(!page.preview().contains("meshwright.dev"));
        QVERIFY2(page.verdict().contains("Validated"), qPrintable(page.verdict()));
        QTemporaryDir folder;
        QVERIFY(page.writeFile(folder.filePath("bundle.yaml")));
        QVERIFY(window.canvas().isVisible());
        QFile file(folder.filePath("bundle.yaml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()), page.preview());
        QVERIFY(!page.writeFile("/nowhere/bundle.yaml"));
        QVERIFY(page.verdict().contains("/nowhere"));
        QVERIFY(page.writeFolder(folder.filePath("all")));
        QVERIFY(QFile::exists(folder.filePath("all/virtualservice-default-reviews.yaml")));
    }

    void exportingWhatAClusterWouldRefuseSaysWhy() {
        MainWindow window;
        show(window);
        QVERIFY(window.document().edit({model::edit::SetField{{"VirtualService", "default", "reviews"},
                                                              "spec.http[1].route[0].weight",
                                                              std::int64_t(-1)},
                                        "Break"}));
        window.actions()[Command::Export]->trigger();
        QVERIFY2(window.exporting().verdict().contains("error"), qPrintable(window.exporting().verdict()));
        QVERIFY(window.exporting().notes().count() > 0);
        window.exporting().target().setCurrentIndex(1);
        QVERIFY(window.exporting().preview().contains("HTTPRoute"));
        QTest::keyClick(&window.exporting(), Qt::Key_Escape);
        QVERIFY(window.canvas().isVisible());
        window.document().clear();
    }

    void theHistoryGoesToAnyStepAndMarksTheSavedOne() {
        MainWindow window;
        show(window);
        const model::ResourceId reviews{"VirtualService", "default", "reviews"};
        const auto text = [&] { return window.document().design().textOf(window.document().mainFile()); };
        const std::string before = text();
        for (const int percent : {80, 70, 60})
            QVERIFY(window.document().edit(
                model::edit::setWeight(window.document().design(), reviews, "spec.http[1]", 0, percent)));
        auto* history = window.panels().widget<HistoryPanel>("history");
        QVERIFY(history);
        QCOMPARE(history->list().model()->rowCount(), 4);
        QVERIFY(history->list().model()->index(1, 0).data().toString().contains("80"));
        history->list().setCurrentIndex(history->list().model()->index(0, 0));
        QCOMPARE(text(), before);
        QVERIFY(!window.document().modified());
        history->list().setCurrentIndex(history->list().model()->index(3, 0));
        QVERIFY(window.document().modified());
        window.document().clear();
    }
};

MESHWRIGHT_UI_TEST(WindowTest, "window_test")
#include "window_test.moc"
