// Drawing a mesh by hand: palette, lines from port to port, names, deleting. Every step can be undone.
#include "tests/ui/canvas_driver.h"
#include "tests/ui/test_main.h"

#include "model/validate/validate.h"
#include "ui/canvas/connect_tool.h"
#include "ui/canvas/edge_item.h"
#include "ui/canvas/weight_chip.h"
#include "ui/window/file_commands.h"
#include "ui/window/message_bar.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace meshwright;
using namespace meshwright::ui;
using meshwright::ui::test::Hands;

class CanvasDrawTest : public QObject {
    Q_OBJECT

    std::unique_ptr<MainWindow> window_;
    std::unique_ptr<Hands> hands_;

    bool joined(const QString& from, const QString& to) {
        const auto& g = window_->canvas().scene().graph();
        return std::any_of(g.edges.begin(), g.edges.end(), [&](const auto& e) {
            return g.nodes[std::size_t(e.from.node)].key == from && g.nodes[std::size_t(e.to.node)].key == to;
        });
    }
    void open(const char* sample) {
        QVERIFY(window_->files().openPath(test::sourcePath(QStringLiteral("resources/samples/") + sample)));
        window_->canvas().view().setZoom(1);
    }

private Q_SLOTS:
    void init() {
        window_ = std::make_unique<MainWindow>();
        window_->resize(1920, 1080);
        window_->show();
        window_->files().newDesign();
        window_->canvas().view().setZoom(1);
        hands_ = std::make_unique<Hands>(*window_);
    }
    void cleanup() {
        hands_.reset();
        window_.reset();
    }

    void everyTileOfThePaletteMakesItsNodeWhereItIsDropped() {
        const QByteArray before = hands_->text();
        const std::vector<std::pair<Offer, QString>> wanted{
            {Offer::Client, "Traffic/default/users"},
            {Offer::Gateway, "Gateway/default/edge"},
            {Offer::Service, "Service/default/a"},
            {Offer::VirtualService, "VirtualService/default/route-a"},
            {Offer::External, "ServiceEntry/default/pay-example-com"},
            {Offer::PeerAuthentication, "PeerAuthentication/default/strict"},
            {Offer::AuthorizationPolicy, "AuthorizationPolicy/default/own"},
        };
        const QStringList names{"users", "edge", "a", "route-a", "pay.example.com", "strict", "own"};
        int steps = 0;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const QPoint at(150 + 240 * int(i % 4), 150 + 250 * int(i / 4));
            hands_->place(wanted[i].first, at, names[qsizetype(i)]);
            auto* card = hands_->card(wanted[i].second);
            QVERIFY2(card, qPrintable(wanted[i].second));
            const QRect there = hands_->view().mapFromScene(card->sceneBoundingRect()).boundingRect();
            QVERIFY2(there.adjusted(-16, -16, 16, 16).contains(at), qPrintable(wanted[i].second));
            ++steps;
            // Naming it is part of making it.
            QCOMPARE(window_->document().undoStack().index(), steps);
        }
        QVERIFY(hands_->undoneTo(before, steps));
    }

    void aVersionIsDroppedOnItsServiceAndSaysSoElsewhere() {
        hands_->place(Offer::Version, {300, 300});
        QVERIFY(!window_->messages().text().isEmpty());
        hands_->place(Offer::Service, {300, 300}, QStringLiteral("reviews"));
        hands_->place(Offer::Version, hands_->head(QStringLiteral("Service/default/reviews")), QStringLiteral("v1"));
        hands_->place(Offer::Version, hands_->head(QStringLiteral("Service/default/reviews")), QStringLiteral("v2"));
        QVERIFY(hands_->has("Deployment", "reviews-v1") && hands_->has("Deployment", "reviews-v2"));
        const auto* rule = window_->document()
                               .design()
                               .find({"DestinationRule", "default", "reviews"})
                               ->as<model::istio::DestinationRule>();
        QCOMPARE(rule->subsets.size(), std::size_t(2));
        QVERIFY(joined("Service/default/reviews", "Deployment/default/reviews-v2"));
    }

    void escapeTakesADragBack() {
        const QByteArray before = hands_->text();
        auto* tile = window_->findChild<PalettePanel*>()->tile(Offer::Gateway);
        QTest::mousePress(tile, Qt::LeftButton, {}, tile->rect().center());
        test::mouseMove(tile, tile->mapFromGlobal(hands_->port()->mapToGlobal(QPoint(300, 300))));
        QTest::keyClick(tile, Qt::Key_Escape);
        QTest::mouseRelease(tile, Qt::LeftButton, {}, tile->rect().center());
        QCOMPARE(hands_->text(), before);
    }

    void aLineShowsWhetherItIsAllowedAndWhyNot() {
        open("bookinfo.yaml");
        window_->canvas().view().centerOn(hands_->card("Service/default/reviews"));
        auto& tool = hands_->scene().connectTool();
        const QPoint from = hands_->outPort("VirtualService/default/reviews", 0);
        QTest::mousePress(hands_->port(), Qt::LeftButton, {}, from);
        QVERIFY(tool.active());
        test::mouseMove(hands_->port(), hands_->row("Service/default/reviews", 1));
        QVERIFY(tool.allowed() == false);
        QVERIFY2(tool.words().contains(QStringLiteral("already")), qPrintable(tool.words()));
        test::mouseMove(hands_->port(), hands_->row("Service/default/reviews", 0));
        QVERIFY(tool.allowed() == true);
        test::mouseMove(hands_->port(), hands_->row("Service/default/reviews", 1));
        QTest::mouseRelease(hands_->port(), Qt::LeftButton, {}, hands_->row("Service/default/reviews", 1));
        QVERIFY(!tool.active());
        QVERIFY(window_->messages().text().contains(QStringLiteral("already")));
        QCOMPARE(window_->document().undoStack().count(), 0);
    }

    void aRuleIsConnectedToASubset() {
        open("bookinfo.yaml");
        window_->canvas().view().centerOn(hands_->card("Service/default/reviews"));
        const QByteArray before = hands_->text();
        hands_->connect(hands_->outPort("VirtualService/default/reviews", 1),
                        hands_->row("Service/default/reviews", 1));
        const auto& http = window_->document()
                               .design()
                               .find({"VirtualService", "default", "reviews"})
                               ->as<model::istio::VirtualService>()
                               ->http;
        QCOMPARE(http[1].route.size(), std::size_t(3));
        QCOMPARE(http[1].route[2].destination.subset, std::string("v2"));
        QCOMPARE(http[1].route[0].weight + http[1].route[1].weight + http[1].route[2].weight, 100);
        QVERIFY(hands_->undoneTo(before, 1));
    }

    void doubleClickRenamesInPlace() {
        open("bookinfo.yaml");
        window_->canvas().view().centerOn(hands_->card("Gateway/default/bookinfo-gateway"));
        const QByteArray before = hands_->text();
        QTest::mouseDClick(hands_->port(), Qt::LeftButton, {}, hands_->head("Gateway/default/bookinfo-gateway"));
        QVERIFY(!window_->canvas().editor().inlineEdit().isHidden());
        hands_->answer(QStringLiteral("edge"));
        QVERIFY(hands_->has("Gateway", "edge"));
        QVERIFY(hands_->card("Gateway/default/edge"));
        QVERIFY(hands_->undoneTo(before, 1));
    }

    void deletingTakesAlongWhatHangsOnIt() {
        open("bookinfo.yaml");
        const QByteArray before = hands_->text();
        hands_->scene().select({"Service/default/reviews"});
        window_->actions()[Command::Delete]->trigger();
        QVERIFY(!hands_->has("VirtualService", "reviews") && !hands_->has("Deployment", "reviews-v2"));
        QVERIFY(hands_->has("Service", "ratings"));
        QVERIFY(hands_->undoneTo(before, 1));
    }

    void deletingALineRemovesItsDestination() {
        open("bookinfo.yaml");
        const QByteArray before = hands_->text();
        for (const auto& e : hands_->scene().graph().edges)
            if (e.weightRef && e.version == "v3") {
                hands_->scene().edge(e.key)->setSelected(true);
                break;
            }
        window_->actions()[Command::Delete]->trigger();
        const auto& http = window_->document()
                               .design()
                               .find({"VirtualService", "default", "reviews"})
                               ->as<model::istio::VirtualService>()
                               ->http;
        QCOMPARE(http[1].route.size(), std::size_t(1));
        QVERIFY(hands_->undoneTo(before, 1));
    }

    /// Journey 1: an empty canvas, the palette and the mouse; no menu, no YAML.
    void aCanaryIsDrawnFromAnEmptyCanvasAndExportsAValidBundle() {
        hands_->place(Offer::Client, {110, 200}, QStringLiteral("shoppers"));
        hands_->place(Offer::Gateway, {330, 200}, QStringLiteral("edge"));
        hands_->place(Offer::Service, {860, 200}, QStringLiteral("reviews"));
        const QString reviews = QStringLiteral("Service/default/reviews");
        hands_->place(Offer::Version, hands_->head(reviews), QStringLiteral("v1"));
        hands_->place(Offer::Version, hands_->head(reviews), QStringLiteral("v2"));
        hands_->place(Offer::VirtualService, hands_->head(reviews), QStringLiteral("reviews"));
        const QString rules = QStringLiteral("VirtualService/default/reviews");
        QVERIFY(hands_->card(rules));
        if (!joined("Gateway/default/edge", rules))
            hands_->connect(hands_->outPort("Gateway/default/edge"), hands_->head(rules));
        hands_->connect(hands_->outPort("Traffic/default/shoppers"), hands_->head("Gateway/default/edge"));
        QVERIFY(joined("Traffic/default/shoppers", "Gateway/default/edge"));
        QVERIFY(joined("Gateway/default/edge", rules));
        QVERIFY(joined(rules, reviews));
        QVERIFY(joined(reviews, "Deployment/default/reviews-v1") && joined(reviews, "Deployment/default/reviews-v2"));
        const auto* v = window_->document()
                            .design()
                            .find({"VirtualService", "default", "reviews"})
                            ->as<model::istio::VirtualService>();
        QCOMPARE(v->http.size(), std::size_t(1));
        QCOMPARE(v->http[0].route.size(), std::size_t(2));
        QCOMPARE(v->http[0].route[0].weight, 90);
        QCOMPARE(v->http[0].route[1].weight, 10);

        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("bundle.yaml"));
        QVERIFY(window_->files().exportIstioTo(path));
        const auto bundle = model::Design::fromPath(path.toStdString());
        QVERIFY(bundle.has_value());
        for (const auto& d : model::validate(*bundle))
            QVERIFY2(d.severity != model::Severity::Error, d.message.c_str());
        for (const auto& d : window_->document().diagnostics())
            QVERIFY2(d.severity != model::Severity::Error, d.message.c_str());
        QVERIFY(hands_->undoneTo({}, window_->document().undoStack().count()));
    }
};

MESHWRIGHT_UI_TEST(CanvasDrawTest, "canvas_draw_test")
#include "canvas_draw_test.moc"
