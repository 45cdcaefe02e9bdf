// Playing a run: steps, runs that stop where something happens, time travel, speed, and changes on the way.
#include "tests/ui/test_main.h"
#include "tests/ui/watching.h"

#include "ui/canvas/canvas_panel.h"
#include "ui/canvas/edge_item.h"
#include "ui/canvas/flight_layer.h"
#include "ui/canvas/weight_chip.h"
#include "ui/document/document.h"
#include "ui/playback/playback_bar.h"
#include "ui/timeline/timeline_panel.h"
#include "ui/timeline/timeline_view.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <cmath>

using namespace meshwright;
using namespace meshwright::ui;
using namespace meshwright::ui::test;
using sim::metrics::EventKind;
using sim::metrics::Flight;

class PlaybackTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEventARequestAndASecondAreSteps() {
        Watched w("retry-storm");
        w.wait([&] { w.playback().stepEvent(); });
        const auto events = w.now().events;
        w.wait([&] { w.playback().stepEvent(); });
        QCOMPARE(w.now().events, events + 1);
        const auto answered = w.now().total.completed;
        w.wait([&] { w.playback().stepRequest(); });
        QCOMPARE(w.now().total.completed, answered + 1);
        const double before = w.seconds();
        w.wait([&] { w.playback().advance(1); });
        QVERIFY(std::abs(w.seconds() - before - 1) < 1e-6);
        QCOMPARE(w.playback().state(), Playback::State::Paused);
        w.playback().reset();
        QCOMPARE(w.playback().state(), Playback::State::Idle);
        QVERIFY(!w.playback().frame());
    }

    void aRunStopsAtTheFirstFailureAndAtTheFirstEjection() {
        Watched storm("retry-storm");
        QSignalSpy found(&storm.playback(), &Playback::untilEnded);
        storm.wait([&] { storm.playback().runUntil(Playback::Until::FirstFailure); });
        QCOMPARE(found.size(), 1);
        QVERIFY(found.front().front().toBool());
        QCOMPARE(storm.now().total.failed, std::uint64_t(1));
        QVERIFY(storm.seconds() > 15); // the slow disk begins at 15 s

        Watched breaking("circuit-breaking");
        breaking.wait([&] { breaking.playback().runUntil(Playback::Until::FirstEjection); });
        const auto& pods = breaking.now().pods;
        QVERIFY(std::any_of(pods.begin(), pods.end(), [](const auto& p) { return p.ejected; }));
    }

    void aTypedTimeIsReachedOrLookedBackAt() {
        Watched w("retry-storm");
        auto* clock = w.window.findChild<QLineEdit*>(QStringLiteral("clock"));
        QVERIFY(clock);
        clock->setText(QStringLiteral("0:04.5"));
        w.wait([&] { QTest::keyClick(clock, Qt::Key_Return); });
        QVERIFY(std::abs(w.seconds() - 4.5) < 1e-6);
        clock->setText(QStringLiteral("2"));
        QTest::keyClick(clock, Qt::Key_Return);
        QVERIFY(w.playback().lookingBack());
        QVERIFY(w.seconds() <= 2 && w.seconds() > 1.5);
        QVERIFY(w.now().total.arrived > 0);
        QCOMPARE(PlaybackBar::secondsFrom(QStringLiteral("1:05")), std::optional(65.0));
        QVERIFY(!PlaybackBar::secondsFrom(QStringLiteral("soon")));
        QVERIFY(!PlaybackBar::secondsFrom(QStringLiteral("999999")));
    }

    void theSpeedSliderIsLogarithmicAndEndsAtFullSpeed() {
        QCOMPARE(PlaybackBar::speedAt(0), 0.1);
        QCOMPARE(PlaybackBar::speedAt(20), 1.0);
        QCOMPARE(PlaybackBar::speedAt(60), 100.0);
        QCOMPARE(PlaybackBar::speedAt(80), 1000.0);
        QCOMPARE(PlaybackBar::speedAt(PlaybackBar::lastNotch), fullSpeed);
        for (int notch = 0; notch <= PlaybackBar::lastNotch; ++notch)
            QCOMPARE(PlaybackBar::notchOf(PlaybackBar::speedAt(notch)), notch);
        Watched w("retry-storm");
        auto* slider = w.window.findChild<QSlider*>(QStringLiteral("speed"));
        QVERIFY(slider);
        slider->setValue(40);
        QCOMPARE(w.playback().speed(), 10.0);
        w.playback().setSpeed(0.5);
        QCOMPARE(slider->value(), 14);
    }

    void theAchievedSpeedIsShown() {
        Watched w("retry-storm");
        w.playback().setSpeed(fullSpeed);
        w.playback().run();
        auto* label = w.window.findChild<QLabel*>(QStringLiteral("achieved"));
        QVERIFY(label);
        QTRY_VERIFY_WITH_TIMEOUT(label->text().contains(QStringLiteral("×")), 30'000);
        w.playback().pause();
    }

    void nothingComesAfterAPause() {
        Watched w("retry-storm");
        w.playback().setSpeed(fullSpeed);
        w.playback().run();
        QTRY_VERIFY_WITH_TIMEOUT(w.playback().frame() && w.now().events > 10'000, 30'000);
        w.playback().pause();
        QVERIFY(QSignalSpy(&w.playback(), &Playback::standsStill).wait(10'000));
        const auto stands = w.playback().latest()->snapshot.now;
        QTest::qWait(100);
        QCOMPARE(w.playback().latest()->snapshot.now, stands);
    }

    void aRuleChangedWhileItRunsHoldsAndIsMarkedOnTheTimeline() {
        Watched w("bookinfo");
        w.wait([&] { w.playback().advance(3); });
        const model::ResourceId reviews{"VirtualService", "default", "reviews"};
        QVERIFY(w.window.document().edit(
            model::edit::setWeight(w.window.document().design(), reviews, "spec.http[1]", 1, 100)));
        w.wait([&] { w.playback().advance(2); });
        QCOMPARE(w.events(EventKind::ConfigChanged).size(), std::size_t(1));
        const auto change = w.events(EventKind::ConfigChanged).front();
        QCOMPARE(change.at.sinceStart().inSeconds(), 3.0);
        QCOMPARE(QString::fromStdString(change.text), w.window.document().undoStack().undoText());
        // Moving a card is no change of the mesh.
        QVERIFY(w.window.document().edit(
            model::edit::moveNode(w.window.document().design(), "Service/default/reviews", 10, 20)));
        w.wait([&] { w.playback().advance(1); });
        QCOMPARE(w.events(EventKind::ConfigChanged).size(), std::size_t(1));
        QVERIFY(timelineText(w.timeline().view().lanes()).contains(QStringLiteral("Changes")));
    }

    void anIncidentAddedWhileItRunsBegins() {
        Watched w("circuit-breaking");
        w.wait([&] { w.playback().advance(2); });
        const auto scenario = w.window.document().design().all<model::scenario::Scenario>().front();
        const std::string yaml = "name: bad day\ntype: errors\nat: 0s\nservice: inventory\nerrors: {percent: 100, "
                                 "status: 503}\n";
        using namespace model::edit;
        QVERIFY(w.window.document().edit({InsertItem{scenario->id(), "spec.incidents", 0, yaml}, "Add an incident"}));
        w.wait([&] { w.playback().advance(3); });
        const auto began = w.events(EventKind::IncidentBegan);
        QVERIFY(std::any_of(began.begin(), began.end(), [](const auto& e) { return e.text.rfind("bad day", 0) == 0; }));
        QVERIFY(w.now().total.failed > 0);
    }

    void whileARolloutRunsTheChipsShowTheWeightsThatHold() {
        Watched w("canary");
        const auto weights = [&] {
            std::vector<int> out;
            for (const auto& e : w.window.canvas().scene().graph().edges)
                if (e.weightRef) out.push_back(w.window.canvas().scene().edge(e.key)->chip()->weight());
            return out;
        };
        const auto before = weights();
        QVERIFY(!before.empty());
        // The first step has the weights of the design; the second moves them.
        for (int step = 0; step < 2; ++step) w.wait([&] { w.playback().runUntil(Playback::Until::NextRolloutStep); });
        w.wait([&] { w.playback().advance(1); });
        QVERIFY(w.playback().frame()->rollout);
        QTRY_VERIFY(weights() != before);
        const double canary = w.playback().frame()->rollout->steps.back().weight;
        const auto now = weights();
        QVERIFY(std::find(now.begin(), now.end(), int(canary)) != now.end());
        w.playback().reset();
        QTRY_COMPARE(weights(), before);
    }

    void theTimelineIsReadAndMovedByKeyboardAndMouse() {
        Watched w("retry-storm");
        w.wait([&] { w.playback().advance(30); });
        w.window.raisePanel(QStringLiteral("timeline"));
        auto& view = w.timeline().view();
        QTRY_VERIFY(
            timelineText(view.lanes())
                .contains(QStringLiteral("Incidents, 00:15.0 to 00:25.0: slow disk: stock-v1 works 8 × as long")));
        const QString text = timelineText(view.lanes());
        QVERIFY(text.contains(QStringLiteral("First failures")));
        QCOMPARE(view.accessibleDescription(), text);
        const auto scale = view.scale();
        QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(int(scale.xOf(20)), 40));
        QVERIFY(w.playback().lookingBack());
        QVERIFY(std::abs(w.seconds() - 20) < 0.5);
        // The canvas shows that moment: by then stock has failed or slowed down, at 5 s it had not.
        const auto failedAt20 = w.now().total.failed;
        const double at20 = w.seconds();
        QTest::keyClick(&view, Qt::Key_Left);
        QVERIFY(w.seconds() < at20);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(w.seconds(), at20);
        QTest::keyClick(&view, Qt::Key_Home);
        QCOMPARE(w.seconds(), 0.0);
        QCOMPARE(w.now().total.arrived, std::uint64_t(0));
        QVERIFY(failedAt20 <= w.playback().latest()->snapshot.total.failed);
        QTest::keyClick(&view, Qt::Key_End);
        QVERIFY(!w.playback().lookingBack());
        QVERIFY(std::abs(w.seconds() - 30) < 1e-6);
    }

    void labelsOfTheRulerAreRoundAndFarEnoughApart() {
        for (const double seconds : {1.0, 7.3, 60.0, 3'600.0, 86'400.0}) {
            const TimelineScale s{100, 600, seconds};
            QVERIFY(s.step(76) / seconds * 600 >= 76 - 1e-9);
            QCOMPARE(s.secondAt(s.xOf(seconds / 3)), seconds / 3);
        }
        QCOMPARE((TimelineScale{0, 600, 60}).step(76), 10.0);
    }

    void marksAreProportionalToRatesAndBounded() {
        CanvasScene scene;
        FlightLayer& layer = scene.flights();
        layer.setArea({0, 0, 2'000, 1'000});
        const auto way = [](const Flight& f) {
            QPainterPath path(QPointF(0, f.to == "busy" ? 0 : 100));
            path.lineTo(1'900, f.to == "busy" ? 0 : 100);
            return FlightLayer::Way{path};
        };
        const auto flight = [](const char* to, Flight::Outcome outcome) {
            Flight f;
            f.from = "client";
            f.to = to;
            f.outcome = outcome;
            f.request = 7;
            return f;
        };
        // Ten times as many on one way as on the other, and one failure.
        std::vector<Flight> flights;
        for (int i = 0; i < 2'000; ++i) flights.push_back(flight("busy", Flight::Outcome::Fine));
        for (int i = 0; i < 200; ++i) flights.push_back(flight("quiet", Flight::Outcome::Fine));
        flights.push_back(flight("quiet", Flight::Outcome::Failed));
        for (int i = 0; i < 600; ++i) layer.add(flights, way);
        QVERIFY(layer.marks() > 0);
        QVERIFY(layer.marks() <= FlightLayer::mostMarks);
        layer.spread();
        std::size_t busy = 0, quiet = 0;
        for (std::size_t i = 0; i < layer.marks(); ++i) (layer.placeOf(i).y() < 50 ? busy : quiet) += 1;
        QVERIFY2(busy > 5 * quiet && busy < 20 * quiet, qPrintable(QStringLiteral("%1 and %2").arg(busy).arg(quiet)));
        QVERIFY(layer.marks(Flight::Outcome::Failed) >= 1);
        QCOMPARE(layer.requestAt(layer.placeOf(0), 5), quint64(7));
        QCOMPARE(layer.requestAt(QPointF(900, 600), 5), quint64(0));
    }
};

MESHWRIGHT_UI_TEST(PlaybackTest, "playback_test")
#include "playback_test.moc"
