#include "tests/ui/test_main.h"

#include "ui/canvas/canvas_panel.h"
#include "ui/charts/chart_model.h"
#include "ui/commands/commands.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/playback/playback_bar.h"
#include "ui/start/sample_tile.h"
#include "ui/start/start_page.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QAction>
#include <QDockWidget>
#include <QTest>

using namespace meshwright;
using namespace meshwright::ui;

class StartTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyWindowShowsDoorsAndNoPanels() {
        MainWindow window;
        window.show();
        QVERIFY(window.start().isVisible());
        QVERIFY(!window.canvas().isVisible());
        for (const auto* dock : window.findChildren<QDockWidget*>()) QVERIFY(!dock->isVisible());
        QVERIFY(!window.start().tiles().empty());
    }

    void theStartPageHasThreeDoorsThatTheKeyboardReaches() {
        MainWindow window;
        window.resize(1200, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        for (const char* name : {"try-sample", "plan-canary", "open-yaml"}) {
            auto* door = window.start().findChild<QAbstractButton*>(QLatin1String(name));
            QVERIFY2(door && door->isVisible(), name);
            QVERIFY(!door->accessibleName().isEmpty() && !door->accessibleDescription().isEmpty());
            QVERIFY(door->focusPolicy() & Qt::TabFocus);
        }
        window.start().findChild<QAbstractButton*>(QStringLiteral("try-sample"))->click();
        QVERIFY(window.start().tiles().front()->hasFocus());
    }

    void everySampleOpensWithAPictureAndWithoutErrors() {
        for (const auto& sample : samples()) {
            MainWindow window;
            window.resize(1200, 800);
            window.show();
            SampleTile* tile = nullptr;
            for (auto* t : window.start().tiles())
                if (t->sample().path == sample.path) tile = t;
            QVERIFY(tile);
            tile->click();
            QVERIFY2(window.canvas().isVisible(), qPrintable(sample.path));
            QVERIFY2(!window.canvas().scene().graph().nodes.empty(), qPrintable(sample.path));
            for (const auto& d : window.document().diagnostics())
                QVERIFY2(d.severity != model::Severity::Error, model::toText(d).c_str());
            QVERIFY2(!window.document().hasDiskPath(), "a sample has no file that saving would overwrite");
        }
    }

    void aThumbnailIsAPictureOfTheDesign() {
        const auto all = samples();
        QVERIFY(!all.empty());
        const QImage picture = thumbnail(all.front(), {240, 120}, QApplication::palette(), 1).toImage();
        QSet<QRgb> colours;
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x) colours.insert(picture.pixel(x, y));
        QVERIFY(colours.size() > 8);
    }

    void aCanaryCanBeDrawnWithoutYaml() {
        MainWindow window;
        window.resize(1200, 800);
        window.show();
        window.actions()[Command::New]->trigger();
        QVERIFY(window.canvas().isVisible());
        for (const Command c : {Command::AddGateway, Command::AddService}) window.actions()[c]->trigger();
        window.selection().set(Selected{{"Service", "default", "reviews"}, {}});
        for (const Command c : {Command::AddVersion, Command::AddVirtualService, Command::AddClient}) {
            window.selection().set(Selected{{"Service", "default", "reviews"}, {}});
            window.actions()[c]->trigger();
        }
        const auto& design = window.document().design();
        QCOMPARE(design.all<model::kube::Deployment>().size(), std::size_t(3));
        QCOMPARE(design.all<model::scenario::Scenario>().size(), std::size_t(1));
        QCOMPARE(design.all<model::scenario::Scenario>().front()->as<model::scenario::Scenario>()->traffic.size(),
                 std::size_t(1));
        const auto vs = design.find({"VirtualService", "default", "reviews"});
        QVERIFY(vs);
        QCOMPARE(vs->as<model::istio::VirtualService>()->http.front().route.front().weight, 90);
        for (const auto& d : window.document().diagnostics())
            QVERIFY2(d.severity != model::Severity::Error, model::toText(d).c_str());
        while (window.document().undoStack().canUndo()) window.document().undoStack().undo();
        QVERIFY(window.document().empty());
    }

    void textKeepsItsContrastInBothThemes_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void textKeepsItsContrastInBothThemes() {
        QFETCH(bool, dark);
        const Tokens& t = dark ? darkTokens() : lightTokens();
        for (const QColor& ground : {t.surface, t.surfaceAlt, t.window, t.canvas, t.selection})
            for (const QColor& text : {t.text, t.textMuted})
                QVERIFY2(contrast(text, ground) >= 4.5, qPrintable(text.name() + " on " + ground.name()));
        for (const QColor& text : {t.good, t.warn, t.bad, t.accent})
            QVERIFY2(contrast(text, t.surface) >= 4.5, qPrintable(text.name()));
        QVERIFY(contrast(t.onAccent, t.accent) >= 4.5);
        for (const char* v : {"v1", "v2", "v3", "v4", "v5", "v6", "v7", "canary", "blue", "green"})
            for (const Tokens& t : {lightTokens(), darkTokens()}) {
                const QColor color = versionColor(v, t.dark);
                QVERIFY2(contrast(readableOn(color), color) >= 4.5, v);
                for (const QColor& ground : {t.surface, t.surfaceAlt, t.canvas})
                    QVERIFY2(contrast(color, ground) >= 3, v);
            }
    }

    void aVersionHasOneColour() {
        QCOMPARE(versionColor("v1"), versionColor("V1"));
        QVERIFY(versionColor("v1") != versionColor("v2"));
        QVERIFY(versionColor("v2") != versionColor("v3"));
        QVERIFY(versionColor("v2-mysql") != versionColor("v2"));
    }

    void theClockHasFixedDigits() {
        QCOMPARE(PlaybackBar::clockText(0), QStringLiteral("00:00.0"));
        QCOMPARE(PlaybackBar::clockText(42.34), QStringLiteral("00:42.3"));
        QCOMPARE(PlaybackBar::clockText(61), QStringLiteral("01:01.0"));
        QCOMPARE(PlaybackBar::clockText(6000), QStringLiteral("100:00.0"));
    }

    void chartsAreDecimatedAndKeepPeaks() {
        sim::metrics::Snapshot snapshot;
        sim::metrics::Series series;
        series.name = "reviews/v1";
        for (int i = 0; i < 2000; ++i) {
            sim::metrics::Point p;
            p.at = {std::int64_t(i) * 1'000'000'000};
            p.rate = 10;
            p.p99 = model::Duration::milliseconds(i == 777 ? 900 : 5);
            series.points.push_back(p);
        }
        snapshot.series = {series};
        const auto data = chartData(snapshot, QStringLiteral("reviews"), 100);
        QVERIFY(data.rate.front().points.size() <= 100);
        for (const auto& p : data.rate.front().points) QCOMPARE(p.y(), 10.0);
        double peak = 0;
        for (const auto& p : data.latency.back().points) peak = std::max(peak, p.y());
        QCOMPARE(peak, 900.0);
        const auto all = split(snapshot, QStringLiteral("reviews"), 0, 10);
        QCOMPARE(all.size(), std::size_t(1));
        QCOMPARE(all.front().second, 1.0);
    }
};

MESHWRIGHT_UI_TEST(StartTest, "start_test")
#include "start_test.moc"
