// The main job through the window: open Bookinfo, drag a weight, run five simulated seconds, read the split.
#include "tests/ui/test_main.h"

#include "ui/canvas/canvas_panel.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/edge_item.h"
#include "ui/canvas/weight_chip.h"
#include "ui/charts/chart_model.h"
#include "ui/charts/charts_panel.h"
#include "ui/charts/line_chart.h"
#include "ui/document/document.h"
#include "ui/playback/playback.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

using namespace meshwright;
using namespace meshwright::ui;

namespace {

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray textOf(Document& document) {
    return QByteArray::fromStdString(document.design().textOf(document.mainFile()));
}

void drag(QWidget* target, QPoint from, int dx) {
    QTest::mousePress(target, Qt::LeftButton, {}, from);
    for (int i = 1; i <= 8; ++i) {
        QMouseEvent move(QEvent::MouseMove, QPointF(from + QPoint(dx * i / 8, 0)),
                         QPointF(target->mapToGlobal(from + QPoint(dx * i / 8, 0))), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QApplication::sendEvent(target, &move);
    }
    QTest::mouseRelease(target, Qt::LeftButton, {}, from + QPoint(dx, 0));
}

double share(const std::vector<std::pair<QString, double>>& split, const QString& version) {
    for (const auto& [name, value] : split)
        if (name == version) return value;
    return -1;
}

WeightChip* chipOf(MainWindow& window, const QString& version) {
    for (const auto& edge : window.canvas().scene().graph().edges)
        if (edge.weightRef && edge.version == version) return window.canvas().scene().edge(edge.key)->chip();
    return nullptr;
}

void advance(MainWindow& window, double seconds) {
    QSignalSpy done(&window.playback(), &Playback::advanced);
    window.playback().advance(seconds);
    QVERIFY(done.wait(60'000));
}

} // namespace

class CanaryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDraggedWeightShowsInTheSplit() {
        const QString path = test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml"));
        MainWindow window;
        window.resize(1440, 900);
        QVERIFY(window.files().openPath(path));
        window.show();
        window.canvas().view().setZoom(1);
        const QByteArray before = textOf(window.document());
        QCOMPARE(before, bytesOf(path));

        WeightChip* chip = chipOf(window, QStringLiteral("v3"));
        QVERIFY(chip);
        QCOMPARE(chip->weight(), 10);
        window.canvas().view().centerOn(chip);
        // Two pixels a percent: forty percent more.
        drag(window.canvas().view().viewport(), window.canvas().view().mapFromScene(chip->scenePos()), 80);
        QCOMPARE(chipOf(window, QStringLiteral("v3"))->weight(), 50);
        QCOMPARE(chipOf(window, QStringLiteral("v1"))->weight(), 50);
        QCOMPARE(window.document().undoStack().count(), 1);

        window.playback().setSeed(7);
        advance(window, 5);
        const auto& snapshot = window.playback().frame()->snapshot;
        QCOMPARE(snapshot.now.sinceStart().inSeconds(), 5.0);
        // 100 rps, a twentieth of them to v2: of about 475 others half each, within four standard deviations.
        const auto got = split(snapshot, QStringLiteral("reviews"), 0, 5);
        const double v1 = share(got, QStringLiteral("v1")), v3 = share(got, QStringLiteral("v3"));
        const double n = 500 * (v1 + v3), deviation = std::sqrt(0.25 / n);
        QVERIFY2(n > 300, qPrintable(QString::number(n)));
        QVERIFY2(std::abs(v3 / (v1 + v3) - 0.5) < 4 * deviation, qPrintable(QString::number(v3 / (v1 + v3))));

        // The chart shows the same: a line for each version, one point for each simulated second.
        window.charts().setService(QStringLiteral("reviews"));
        const auto& lines = window.charts().rate().lines();
        QCOMPARE(lines.size(), std::size_t(3));
        QVERIFY(lines[0].points.size() >= 5);

        window.document().undoStack().undo();
        QCOMPARE(textOf(window.document()), before);
        QCOMPARE(chipOf(window, QStringLiteral("v3"))->weight(), 10);
    }

    void aChangeDuringTheRunShowsInTheNextSimulatedSecond() {
        MainWindow window;
        QVERIFY(window.files().openPath(test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml"))));
        advance(window, 10);
        const auto atFirst = split(window.playback().frame()->snapshot, QStringLiteral("reviews"), 0, 10);
        QVERIFY(share(atFirst, QStringLiteral("v3")) < 0.2);
        const model::ResourceId reviews{"VirtualService", "default", "reviews"};
        QVERIFY(window.document().edit(
            model::edit::setWeight(window.document().design(), reviews, "spec.http[1]", 1, 100)));
        QCoreApplication::processEvents();
        advance(window, 10);
        // From the change on nothing goes to v1 any more, beyond the one call that may have been on its way.
        const auto then = split(window.playback().frame()->snapshot, QStringLiteral("reviews"), 11, 20);
        QVERIFY2(share(then, QStringLiteral("v3")) > 0.8,
                 qPrintable(QString::number(share(then, QStringLiteral("v3")))));
        QVERIFY(share(then, QStringLiteral("v1")) < 0.01);
    }

    void pausingAndStoppingReachTheThread() {
        MainWindow window;
        QVERIFY(window.files().openPath(test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml"))));
        auto& playback = window.playback();
        playback.setSpeed(fullSpeed);
        playback.run();
        QTRY_VERIFY_WITH_TIMEOUT(playback.frame() && playback.frame()->snapshot.events > 0, 30'000);
        playback.pause();
        QCOMPARE(playback.state(), Playback::State::Paused);
        playback.reset();
        QCOMPARE(playback.state(), Playback::State::Idle);
        QVERIFY(!playback.frame());
    }

    void aDesignWithoutTrafficSaysSoAndOffersAClient() {
        MainWindow window;
        QVERIFY(window.document().openText(
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n", "a.yaml"));
        window.playback().run();
        QTRY_COMPARE(window.playback().state(), Playback::State::Refused);
        QVERIFY(!window.playback().refusal().empty());
    }
};

MESHWRIGHT_UI_TEST(CanaryTest, "canary_test")
#include "canary_test.moc"
