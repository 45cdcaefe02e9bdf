// Selecting and arranging: rubber band, lining up, guides, the clipboard, namespaces, zoom, minimap, filter.
#include "tests/ui/canvas_driver.h"
#include "tests/ui/test_main.h"

#include "ui/canvas/edge_item.h"
#include "ui/canvas/filter_bar.h"
#include "ui/canvas/frame_item.h"
#include "ui/canvas/guides.h"
#include "ui/canvas/minimap.h"
#include "ui/canvas/overview.h"
#include "ui/window/file_commands.h"

#include <QClipboard>
#include <QLineEdit>
#include <QWheelEvent>
#include <cmath>

using namespace meshwright;
using namespace meshwright::ui;
using meshwright::ui::test::Hands;

class CanvasArrangeTest : public QObject {
    Q_OBJECT

    std::unique_ptr<MainWindow> window_;
    std::unique_ptr<Hands> hands_;
    const QString reviews = QStringLiteral("Service/default/reviews"),
                  details = QStringLiteral("Service/default/details"),
                  ratings = QStringLiteral("Service/default/ratings");

    QPointF at(const QString& key) { return hands_->card(key)->pos(); }
    void trigger(Command c) { window_->actions()[c]->trigger(); }

private Q_SLOTS:
    void init() {
        window_ = std::make_unique<MainWindow>();
        window_->resize(1600, 1000);
        window_->show();
        QVERIFY(window_->files().openPath(test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml"))));
        hands_ = std::make_unique<Hands>(*window_);
    }
    void cleanup() {
        hands_.reset();
        window_.reset();
    }

    void aRubberBandSelectsWhatItTouches() {
        window_->canvas().view().fit();
        const QRectF all = hands_->scene().contentRect();
        const QPoint from = hands_->view().mapFromScene(all.topLeft() - QPointF(10, 10)),
                     to = hands_->view().mapFromScene(all.bottomRight() + QPointF(10, 10));
        test::drag(hands_->port(), from, to);
        QCOMPARE(hands_->scene().selectedCards().size(), hands_->scene().graph().nodes.size());
        trigger(Command::SelectAll);
        QCOMPARE(hands_->scene().selectedCards().size(), hands_->scene().graph().nodes.size());
    }

    void liningUpAndSpreadingAreOneUndoStepEach() {
        const QByteArray before = hands_->text();
        hands_->scene().select({reviews, details, ratings});
        trigger(Command::AlignLeft);
        QCOMPARE(at(reviews).x(), at(details).x());
        QCOMPARE(at(reviews).x(), at(ratings).x());
        trigger(Command::AlignTop);
        QCOMPARE(at(reviews).y(), at(details).y());
        QCOMPARE(window_->document().undoStack().count(), 2);
        QVERIFY(hands_->undoneTo(before, 2));
    }

    void alignGivesThePlacesThatItsNameSays_data() {
        QTest::addColumn<int>("how");
        QTest::addColumn<QList<QPointF>>("places");
        const auto row = [](const char* name, Align how, QList<QPointF> places) {
            QTest::newRow(name) << int(how) << places;
        };
        // 100 × 40 at (0, 0), 200 × 80 at (304, 160), 104 × 40 at (96, 400).
        row("left", Align::Left, {{0, 0}, {0, 160}, {0, 400}});
        row("right", Align::Right, {{404, 0}, {304, 160}, {400, 400}});
        row("centre", Align::Centre, {{200, 0}, {152, 160}, {200, 400}});
        row("top", Align::Top, {{0, 0}, {304, 0}, {96, 0}});
        row("middle", Align::Middle, {{0, 200}, {304, 184}, {96, 200}});
        row("bottom", Align::Bottom, {{0, 400}, {304, 360}, {96, 400}});
        row("across", Align::SpreadAcross, {{0, 0}, {304, 160}, {152, 400}});
        row("down", Align::SpreadDown, {{0, 0}, {304, 184}, {96, 400}});
    }
    void alignGivesThePlacesThatItsNameSays() {
        QFETCH(int, how);
        QFETCH(QList<QPointF>, places);
        const auto got = align(Align(how), {{0, 0, 100, 40}, {304, 160, 200, 80}, {96, 400, 104, 40}});
        QCOMPARE(QList<QPointF>(got.begin(), got.end()), places);
    }

    void aDraggedCardSnapsToTheGridAndToItsNeighbours() {
        const std::vector<QRectF> others{{0, 0, 184, 100}};
        const auto near = snapTo({3, 300, 168, 80}, others, 6, 8);
        QCOMPARE(near.by.x(), -3.0); // left edges
        QCOMPARE(near.by.y(), 4.0);  // the grid
        QVERIFY(!near.lines.empty());
        const auto far = snapTo({40, 300, 168, 80}, others, 6, 8);
        QCOMPARE(far.by, QPointF(0, 4));
        QVERIFY(far.lines.empty());
        // Through the mouse: the guide shows while it lasts.
        window_->canvas().view().setZoom(1);
        window_->canvas().view().centerOn(hands_->card(details));
        const QPoint from = hands_->head(details);
        QTest::mousePress(hands_->port(), Qt::LeftButton, {}, from);
        test::mouseMove(hands_->port(), from + QPoint(0, 10));
        test::mouseMove(hands_->port(), from + QPoint(2, 16));
        QVERIFY(!hands_->scene().guides().lines().empty());
        QTest::mouseRelease(hands_->port(), Qt::LeftButton, {}, from + QPoint(2, 16));
        QVERIFY(hands_->scene().guides().lines().empty());
        QCOMPARE(std::fmod(at(details).x(), 8), 0.0);
    }

    void severalCardsAreDraggedTogether() {
        window_->canvas().view().setZoom(0.8);
        hands_->scene().select({reviews, details});
        window_->canvas().view().centerOn(hands_->card(details));
        const QPointF a = at(reviews), b = at(details);
        const QPoint from = hands_->head(details);
        test::drag(hands_->port(), from, from + QPoint(0, 64), Qt::AltModifier);
        QCOMPARE(at(reviews) - a, at(details) - b);
        QVERIFY(std::abs((at(details) - b).y() - 80) <= 8);
        QCOMPARE(window_->document().undoStack().count(), 1);
    }

    void aCopyIsTextForAnEditorAndComesBackUnderItsOwnName() {
        const QByteArray before = hands_->text();
        hands_->scene().select({reviews, "Deployment/default/reviews-v1"});
        trigger(Command::Copy);
        const QString text = QApplication::clipboard()->text();
        QVERIFY(model::Design::fromText(text.toStdString(), "x")->find({"Service", "default", "reviews"}));
        trigger(Command::Paste);
        QVERIFY(hands_->has("Service", "reviews-2") && hands_->has("Deployment", "reviews-v1-2"));
        QCOMPARE(hands_->scene().selectedCards().size(), std::size_t(2));
        trigger(Command::Duplicate);
        QVERIFY(hands_->has("Service", "reviews-2-2") || hands_->has("Service", "reviews-3"));
        QCOMPARE(window_->document().undoStack().count(), 2);
        QVERIFY(hands_->undoneTo(before, 2));
    }

    void textFromAnEditorIsPasted() {
        QApplication::clipboard()->setText(
            QStringLiteral("apiVersion: v1\nkind: Service\nmetadata: {name: typed}\nspec: {ports: [{port: 80}]}\n"));
        trigger(Command::Paste);
        QVERIFY(hands_->card(QStringLiteral("Service/default/typed"))->isSelected());
        const QByteArray before = hands_->text();
        QApplication::clipboard()->setText(QStringLiteral("dear all, ..."));
        trigger(Command::Paste);
        QCOMPARE(hands_->text(), before);
    }

    void cutTakesAwayAndPasteBringsBack() {
        hands_->scene().select({QStringLiteral("Gateway/default/bookinfo-gateway")});
        trigger(Command::Cut);
        QVERIFY(!hands_->has("Gateway", "bookinfo-gateway"));
        trigger(Command::Paste);
        QVERIFY(hands_->has("Gateway", "bookinfo-gateway"));
    }

    void aNamespaceIsFramedAndClosedToOneCard() {
        trigger(Command::GroupNamespaces);
        auto* frame = hands_->scene().frames().value(QStringLiteral("default"));
        QVERIFY(frame);
        QVERIFY(frame->boundingRect().contains(hands_->card(reviews)->sceneBoundingRect()));
        hands_->view().fit();
        hands_->view().setZoom(0.5);
        hands_->view().centerOn(frame->labelRect().center());
        QTest::mouseClick(hands_->port(), Qt::LeftButton, {}, hands_->view().mapFromScene(frame->labelRect().center()));
        QTRY_COMPARE(hands_->scene().graph().nodes.size(), std::size_t(1));
        QVERIFY(hands_->card(QStringLiteral("Namespace//default")));
        QTest::mouseDClick(hands_->port(), Qt::LeftButton, {}, hands_->head(QStringLiteral("Namespace//default")));
        QTRY_VERIFY(hands_->scene().card(reviews));
    }

    void theWheelZoomsAboutThePointer() {
        hands_->view().setZoom(0.7);
        hands_->view().centerOn(hands_->card(reviews));
        const QPoint pointer = hands_->head(reviews);
        const QPointF under = hands_->view().mapToScene(pointer);
        QTest::mouseMove(hands_->port(), pointer);
        QWheelEvent wheel(QPointF(pointer), QPointF(hands_->port()->mapToGlobal(pointer)), {}, {0, 120}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(hands_->port(), &wheel);
        QVERIFY(hands_->view().zoom() > 0.75);
        const QPointF now = hands_->view().mapToScene(pointer);
        QVERIFY2(std::hypot(now.x() - under.x(), now.y() - under.y()) < 4,
                 qPrintable(QStringLiteral("%1 %2").arg(now.x() - under.x()).arg(now.y() - under.y())));
    }

    void spaceAndMiddleButtonPan() {
        hands_->view().setZoom(1);
        const QPointF before = hands_->view().mapToScene(QPoint(0, 0));
        QTest::keyPress(&hands_->view(), Qt::Key_Space);
        test::drag(hands_->port(), {400, 300}, {340, 260});
        QTest::keyRelease(&hands_->view(), Qt::Key_Space);
        QVERIFY(hands_->view().mapToScene(QPoint(0, 0)) != before);
        QCOMPARE(window_->document().undoStack().count(), 0);
    }

    void zoomToSelectionShowsIt() {
        hands_->scene().select({ratings});
        trigger(Command::ZoomSelection);
        QVERIFY(hands_->view().visibleArea().contains(hands_->card(ratings)->sceneBoundingRect()));
        QCOMPARE(hands_->view().zoom(), 1.0);
        trigger(Command::ZoomNatural);
        QCOMPARE(hands_->view().zoom(), 1.0);
    }

    void theMinimapShowsThePartInSightAndGoesElsewhere() {
        auto& map = window_->canvas().minimap();
        hands_->view().fit();
        QVERIFY(!map.isVisible());
        hands_->view().setZoom(2);
        QVERIFY(map.isVisible());
        const QPointF before = hands_->view().visibleArea().center();
        QTest::mouseClick(&map, Qt::LeftButton, {}, map.rect().center() + QPoint(60, 40));
        QVERIFY(hands_->view().visibleArea().center() != before);
        trigger(Command::Minimap);
        QVERIFY(!map.isVisible());
    }

    void theFilterDimsWhatDoesNotMatch() {
        trigger(Command::Filter);
        auto& bar = window_->canvas().filterBar();
        QVERIFY(bar.isVisible());
        QTest::keyClicks(&bar.field(), QStringLiteral("reviews jason"));
        QCOMPARE(hands_->card("VirtualService/default/reviews")->opacity(), 1.0);
        QVERIFY(hands_->card(ratings)->opacity() < 0.5);
        QTest::keyClick(&bar.field(), Qt::Key_Return);
        QVERIFY(hands_->card("VirtualService/default/reviews")->isSelected());
        QTest::keyClick(&bar.field(), Qt::Key_Escape);
        QVERIFY(!bar.isVisible());
        QCOMPARE(hands_->card(ratings)->opacity(), 1.0);
    }

    void arrangingAllIsOneStepAndLeavesNoOverlap() {
        const QByteArray before = hands_->text();
        trigger(Command::Arrange);
        const auto& nodes = hands_->scene().graph().nodes;
        for (std::size_t a = 0; a < nodes.size(); ++a)
            for (std::size_t b = a + 1; b < nodes.size(); ++b)
                QVERIFY(!QRectF(nodes[a].position, graph::cardSize(nodes[a]))
                             .intersects(QRectF(nodes[b].position, graph::cardSize(nodes[b]))));
        QVERIFY(hands_->undoneTo(before, 1));
    }
};

MESHWRIGHT_UI_TEST(CanvasArrangeTest, "canvas_arrange_test")
#include "canvas_arrange_test.moc"
