// The canvas without a mouse: travel, weights, connecting, a whole canary; and what a screen reader hears.
#include "tests/ui/canvas_driver.h"
#include "tests/ui/test_main.h"

#include "model/validate/validate.h"
#include "ui/canvas/connect_tool.h"
#include "ui/canvas/edge_item.h"
#include "ui/canvas/travel.h"
#include "ui/canvas/weight_chip.h"
#include "ui/window/file_commands.h"

#include <QAccessible>
#include <QMenu>
#include <QSignalSpy>

using namespace meshwright;
using namespace meshwright::ui;
using meshwright::ui::test::Hands;

class CanvasKeysTest : public QObject {
    Q_OBJECT

    std::unique_ptr<MainWindow> window_;
    std::unique_ptr<Hands> hands_;
    const model::ResourceId reviews{"VirtualService", "default", "reviews"};

    std::vector<std::int64_t> weights() {
        std::vector<std::int64_t> out;
        const auto& http = window_->document().design().find(reviews)->as<model::istio::VirtualService>()->http;
        for (const auto& d : http.back().route) out.push_back(d.weight);
        return out;
    }
    QString here() {
        const auto spot = window_->canvas().keys().spot();
        return spot.node < 0 ? QString() : hands_->scene().graph().nodes[std::size_t(spot.node)].key;
    }
    /// Opens the palette popup, takes the nth entry with the arrows, and answers the question for a name.
    void insert(Offer offer, const QString& name) {
        hands_->key(Qt::Key_Insert);
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        for (int i = 0; i <= int(offer); ++i) QTest::keyClick(menu, Qt::Key_Down);
        QTest::keyClick(menu, Qt::Key_Return);
        hands_->answer(name);
    }
    void travelTo(const QString& key) {
        hands_->scene().clearSelection();
        window_->canvas().view().setFocus();
        const auto count = hands_->scene().graph().nodes.size();
        for (std::size_t i = 0; i <= count && here() != key; ++i) hands_->key(Qt::Key_Backtab);
        for (std::size_t i = 0; i <= count && here() != key; ++i) hands_->key(Qt::Key_Tab);
        QCOMPARE(here(), key);
    }
    void connectTo(const QString& target) {
        hands_->key(Qt::Key_C);
        auto& tool = hands_->scene().connectTool();
        QVERIFY(tool.active());
        const QString name = target.section('/', -1);
        // Going through all cards passes the one that is meant.
        const auto count = hands_->scene().graph().nodes.size();
        const auto wanted = [&] { return tool.target() == target.toStdString(); };
        for (std::size_t i = 0; i <= count && !wanted(); ++i) hands_->key(Qt::Key_Backtab);
        for (std::size_t i = 0; i <= count && !wanted(); ++i) hands_->key(Qt::Key_Tab);
        QVERIFY2(tool.allowed() == true, qPrintable(tool.words()));
        hands_->key(Qt::Key_Return);
        QVERIFY(!tool.active());
    }

private Q_SLOTS:
    void init() {
        window_ = std::make_unique<MainWindow>();
        window_->resize(1600, 1000);
        window_->show();
        QVERIFY(window_->files().openPath(test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml"))));
        hands_ = std::make_unique<Hands>(*window_);
        window_->canvas().view().setFocus();
    }
    void cleanup() {
        hands_.reset();
        window_.reset();
    }

    void arrowsTravelAlongEdgesAndBetweenRules() {
        travelTo(QStringLiteral("Traffic/default/readers"));
        hands_->key(Qt::Key_Right);
        QCOMPARE(here(), QStringLiteral("Gateway/default/bookinfo-gateway"));
        hands_->key(Qt::Key_Right);
        QCOMPARE(here(), QStringLiteral("VirtualService/default/bookinfo"));
        hands_->key(Qt::Key_Left);
        QCOMPARE(here(), QStringLiteral("Gateway/default/bookinfo-gateway"));
        travelTo(QStringLiteral("VirtualService/default/reviews"));
        hands_->key(Qt::Key_Down);
        QVERIFY(window_->selection().current() == Selected({reviews, "spec.http[0]"}));
        hands_->key(Qt::Key_Down);
        QVERIFY(window_->selection().current() == Selected({reviews, "spec.http[1]"}));
        hands_->key(Qt::Key_Right);
        QVERIFY(window_->canvas().keys().spot().edge >= 0);
        hands_->key(Qt::Key_Right);
        QCOMPARE(here(), QStringLiteral("Service/default/reviews"));
    }

    void theRingIsWhereTheKeyboardIs() {
        travelTo(QStringLiteral("Service/default/ratings"));
        hands_->key(Qt::Key_Tab);
        hands_->key(Qt::Key_Backtab);
        QVERIFY(hands_->card(QStringLiteral("Service/default/ratings"))->isSelected());
        QCOMPARE(here(), QStringLiteral("Service/default/ratings"));
    }

    void aWeightIsChangedByArrowsAndByTyping() {
        const QByteArray before = hands_->text();
        travelTo(QStringLiteral("VirtualService/default/reviews"));
        hands_->key(Qt::Key_Down);
        hands_->key(Qt::Key_Down);
        hands_->key(Qt::Key_Right);
        QCOMPARE(weights(), (std::vector<std::int64_t>{90, 10}));
        hands_->key(Qt::Key_Down);
        hands_->key(Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(weights(), (std::vector<std::int64_t>{79, 21}));
        // Steps that follow each other are one undo step.
        QCOMPARE(window_->document().undoStack().count(), 1);
        hands_->key(Qt::Key_Tab);
        QTest::keyClick(&hands_->view(), Qt::Key_4);
        auto& edit = window_->canvas().editor().inlineEdit();
        QVERIFY(!edit.isHidden());
        QTest::keyClick(&edit, Qt::Key_0);
        QTest::keyClick(&edit, Qt::Key_Return);
        QCOMPARE(weights(), (std::vector<std::int64_t>{60, 40}));
        QVERIFY(hands_->undoneTo(before, window_->document().undoStack().count()));
    }

    void theOtherWeightsKeepTheirProportions() {
        QVERIFY(window_->document().openText(
            "apiVersion: v1\nkind: Service\nmetadata: {name: reviews}\nspec: {selector: {app: reviews}, ports: [{port: "
            "80}]}\n"
            "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews}\nspec:\n"
            "  hosts: [reviews]\n  http:\n  - route:\n    - {destination: {host: reviews, subset: v1}, weight: 60}\n"
            "    - {destination: {host: reviews, subset: v2}, weight: 30}\n"
            "    - {destination: {host: reviews, subset: v3}, weight: 10}\n",
            "x.yaml"));
        const QByteArray before = hands_->text();
        QString key;
        for (const auto& e : hands_->scene().graph().edges)
            if (e.version == "v3") key = e.key;
        window_->canvas().editor().stepWeight(key, 20);
        QCOMPARE(weights(), (std::vector<std::int64_t>{47, 23, 30}));
        window_->canvas().editor().stepWeight(key, 70);
        QCOMPARE(weights(), (std::vector<std::int64_t>{0, 0, 100}));
        QCOMPARE(window_->document().undoStack().count(), 1);
        QVERIFY(hands_->undoneTo(before, 1));
    }

    void f2RenamesAndDeleteDeletes() {
        const QByteArray before = hands_->text();
        travelTo(QStringLiteral("Gateway/default/bookinfo-gateway"));
        hands_->key(Qt::Key_F2);
        hands_->answer(QStringLiteral("edge"));
        QVERIFY(hands_->has("Gateway", "edge"));
        window_->actions()[Command::Delete]->trigger();
        QVERIFY(!hands_->has("Gateway", "edge"));
        QVERIFY(hands_->undoneTo(before, 2));
    }

    void enterOpensTheForm() {
        travelTo(QStringLiteral("Service/default/ratings"));
        QSignalSpy opened(&window_->canvas(), &CanvasPanel::openWanted);
        hands_->key(Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
    }

    void aCanaryWithTheKeyboardAlone() {
        window_->files().newDesign();
        window_->canvas().view().setFocus();
        insert(Offer::Client, QStringLiteral("shoppers"));
        QVERIFY(hands_->card("Traffic/default/shoppers"));
        insert(Offer::Gateway, QStringLiteral("edge"));
        insert(Offer::Service, QStringLiteral("reviews"));
        travelTo(QStringLiteral("Service/default/reviews"));
        insert(Offer::Version, QStringLiteral("v1"));
        travelTo(QStringLiteral("Service/default/reviews"));
        insert(Offer::Version, QStringLiteral("v2"));
        QVERIFY(hands_->has("Deployment", "reviews-v1") && hands_->has("Deployment", "reviews-v2"));
        insert(Offer::VirtualService, QStringLiteral("reviews"));
        travelTo(QStringLiteral("Traffic/default/shoppers"));
        connectTo(QStringLiteral("Gateway/default/edge"));
        QCOMPARE(weights(), (std::vector<std::int64_t>{90, 10}));
        travelTo(QStringLiteral("VirtualService/default/reviews"));
        hands_->key(Qt::Key_Down);
        hands_->key(Qt::Key_Right);
        hands_->key(Qt::Key_Tab);
        for (int i = 0; i < 4; ++i) hands_->key(Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(weights(), (std::vector<std::int64_t>{50, 50}));
        for (const auto& d : window_->document().diagnostics())
            QVERIFY2(d.severity != model::Severity::Error, d.message.c_str());
    }

    void aScreenReaderHearsTheCards() {
        auto* canvas = QAccessible::queryAccessibleInterface(&hands_->view());
        QVERIFY(canvas);
        QCOMPARE(canvas->role(), QAccessible::List);
        QCOMPARE(canvas->childCount(), int(hands_->scene().graph().nodes.size()));
        bool found = false;
        for (int i = 0; i < canvas->childCount(); ++i) {
            auto* child = canvas->child(i);
            QVERIFY(child && child->isValid());
            QCOMPARE(child->parent(), canvas);
            QCOMPARE(canvas->indexOfChild(child), i);
            QVERIFY(!child->rect().isEmpty());
            found = found || child->text(QAccessible::Name) == QStringLiteral("Virtual service reviews, 2 rules");
        }
        QVERIFY(found);
        hands_->scene().select({QStringLiteral("Service/default/ratings")});
        const int i = hands_->scene().graph().indexOf(QStringLiteral("Service/default/ratings"));
        QVERIFY(canvas->child(i)->state().selected);
    }
};

MESHWRIGHT_UI_TEST(CanvasKeysTest, "canvas_keys_test")
#include "canvas_keys_test.moc"
