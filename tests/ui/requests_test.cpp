// Why did it fail? From the red share of an edge to the requests behind it, to one request's waterfall, to the rule.
#include "tests/ui/watching.h"

#include "ui/canvas/canvas_panel.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/edge_item.h"
#include "ui/canvas/flight_layer.h"
#include "ui/canvas/trace_layer.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/requests/requests_panel.h"
#include "ui/requests/waterfall_view.h"
#include "ui/trace/trace_view.h"
#include "ui/trace/what_if_panel.h"
#include "ui/yaml/yaml_pane.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace meshwright;
using namespace meshwright::ui;
using namespace meshwright::ui::test;
using sim::mesh::SpanKind;

namespace {

/// The edge with the greatest failing share into a service of this name.
const graph::Edge* failingEdge(MainWindow& window, const QString& to) {
    const auto& g = window.canvas().scene().graph();
    const graph::Edge* found = nullptr;
    for (const auto& e : g.edges)
        if (e.live.failing > 0 && g.nodes[std::size_t(e.to.node)].title == to &&
            (!found || e.live.failing > found->live.failing))
            found = &e;
    return found;
}

} // namespace

class RequestsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fromTheRedShareOfAnEdgeToTheRuleAndItsYamlLine() {
        Watched w("retry-storm");
        w.wait([&] { w.playback().advance(22); });
        auto& canvas = w.window.canvas();
        canvas.view().setZoom(1);
        const graph::Edge* edge = failingEdge(w.window, QStringLiteral("stock"));
        QVERIFY(edge);
        const QString key = edge->key;
        EdgeItem* item = canvas.scene().edge(key);
        // A point near the arrow head, where the line is red.
        const QPointF red = item->path().pointAtPercent(0.97);
        QVERIFY(item->onFailures(red));
        QVERIFY(!item->onFailures(item->path().pointAtPercent(0)) || edge->live.failing > 0.95);
        canvas.view().centerOn(red);
        canvas.scene().flights().clear();
        QTest::mouseClick(canvas.view().viewport(), Qt::LeftButton, {}, canvas.view().mapFromScene(red));

        auto& panel = w.requests();
        QVERIFY(panel.isVisible());
        QVERIFY2(panel.limitText().startsWith(QStringLiteral("failed from")), qPrintable(panel.limitText()));
        QVERIFY(panel.filter().rowCount() > 0);
        for (int row = 0; row < panel.filter().rowCount(); ++row)
            QVERIFY(panel.log().life(panel.filter().mapToSource(panel.filter().index(row, 0)).row())->failed);

        // The newest of them is open: hops, tries and back-offs, and the hop that failed is chosen.
        auto& waterfall = panel.waterfall();
        const auto life = waterfall.spans().life();
        QVERIFY(life);
        std::size_t tries = 0, waits = 0;
        for (const auto& s : life->spans) {
            tries += s.kind == SpanKind::Try;
            waits += s.kind == SpanKind::BackOff;
        }
        QVERIFY(tries >= 3);
        QVERIFY(waits >= 1);
        QVERIFY(waterfall.text().contains(QStringLiteral("back-off before the next try")));
        const auto* chosen = waterfall.spans().spanAt(waterfall.currentIndex());
        QVERIFY(chosen && chosen->decision);
        // Its way lights up on the canvas, with the rule that decided.
        const auto& way = canvas.scene().traced().way();
        QVERIFY(way.edges.contains(key));
        QVERIFY(std::any_of(way.rows.begin(), way.rows.end(), [](const auto& r) { return r.matched; }));

        // Why: the rule that matched, and Enter on it shows it on the canvas and in the YAML.
        QVERIFY(!panel.why().rows().rows().empty());
        QModelIndex rule;
        for (int i = 0; i < panel.why().rows().rowCount() && !rule.isValid(); ++i) {
            const QModelIndex index = panel.why().rows().index(i, 0);
            const auto* row = panel.why().rows().row(index);
            if (row->verdict == TraceRow::Verdict::Matched && row->origin &&
                row->origin.resource->kind == "VirtualService" && row->text.startsWith(QStringLiteral("rule")))
                rule = index;
        }
        QVERIFY(rule.isValid());
        const auto origin = panel.why().rows().row(rule)->origin;
        panel.why().setCurrentIndex(rule);
        Q_EMIT panel.why().activated(rule);
        QVERIFY(w.window.selection().current());
        QCOMPARE(w.window.selection().current()->object.name, origin.resource->meta.name);
        QCOMPARE(w.window.selection().current()->field, std::string("spec.http[0]"));
        QVERIFY(w.window.yaml().isVisible());
    }

    void theLogFiltersByOutcomeTextAndLimit() {
        Watched w("retry-storm");
        w.wait([&] { w.playback().advance(22); });
        auto& panel = w.requests();
        QAbstractItemModelTester log(&panel.log(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_VERIFY(panel.log().rowCount() > 20);
        const int all = panel.filter().rowCount();
        QCOMPARE(all, panel.log().rowCount());
        panel.filter().setShow(RequestFilter::Show::Bad);
        QVERIFY(panel.filter().rowCount() < all);
        panel.filter().setShow(RequestFilter::Show::All);
        panel.filter().setText(QStringLiteral("STOCK-v1-0"));
        QVERIFY(panel.filter().rowCount() > 0);
        panel.filter().setText(QStringLiteral("nobody of this name"));
        QCOMPARE(panel.filter().rowCount(), 0);
        panel.clearLimit();
        panel.filter().setText({});
        QCOMPARE(panel.filter().rowCount(), all);
        w.playback().reset();
        QCOMPARE(panel.log().rowCount(), 0);
    }

    void theWaterfallIsATreeWithATextOfItsOwn() {
        Watched w("retry-storm");
        w.wait([&] { w.playback().advance(22); });
        auto& panel = w.requests();
        QTRY_VERIFY(panel.log().rowCount() > 20);
        panel.filter().setShow(RequestFilter::Show::Bad);
        panel.table().selectRow(0);
        auto& spans = panel.waterfall().spans();
        QAbstractItemModelTester tree(&spans, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(spans.rowCount(), 1);
        QVERIFY(spans.rowCount(spans.index(0, 0)) >= 1);
        for (std::size_t i = 0; i < spans.life()->spans.size(); ++i) {
            const auto [from, to] = spans.shareOf(spans.life()->spans[i]);
            QVERIFY(from >= 0 && from <= to && to <= 1 + 1e-9);
        }
        QTest::keyClick(&panel.waterfall(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), panel.waterfall().text());
        QVERIFY(panel.waterfall().accessibleDescription().contains(QStringLiteral("try 1 at")));
    }

    void aMovingMarkLeadsToItsRequest() {
        Watched w("bookinfo");
        w.playback().run();
        auto& canvas = w.window.canvas();
        auto& layer = canvas.scene().flights();
        QTRY_VERIFY_WITH_TIMEOUT(layer.marks() > 3, 30'000);
        w.playback().pause();
        canvas.freezeFlights();
        canvas.view().setZoom(1);
        bool shown = false;
        for (std::size_t i = 0; i < layer.marks() && !shown; ++i) {
            canvas.view().centerOn(layer.placeOf(i));
            // A card may lie over the way.
            const QPoint at = canvas.view().mapFromScene(layer.placeOf(i));
            if (canvas.view().itemAt(at) != &layer) continue;
            const auto request = layer.requestAt(canvas.view().mapToScene(at), 20);
            QTest::mouseClick(canvas.view().viewport(), Qt::LeftButton, {}, at);
            const auto life = w.requests().waterfall().spans().life();
            QVERIFY(life);
            QCOMPARE(life->request, std::uint64_t(request));
            shown = true;
        }
        QVERIFY(shown);
    }

    void aTypedRequestLightsItsWayAndSaysWhy() {
        Watched w("header-routing");
        w.window.raisePanel(QStringLiteral("whatif"));
        auto& panel = w.whatIf();
        QTRY_VERIFY(!panel.why().rows().rows().empty());
        // The form begins with the first request of the design's own traffic.
        QCOMPARE(panel.findChild<QComboBox*>(QStringLiteral("host"))->currentText(),
                 QStringLiteral("shop.example.com"));
        const auto& way = w.window.canvas().scene().traced().way();
        const auto row = [&](int index) {
            return std::find_if(way.rows.begin(), way.rows.end(), [&](const auto& r) { return r.row == index; });
        };
        auto* headers = panel.findChild<QLineEdit*>(QStringLiteral("headers"));
        headers->clear();
        QTRY_VERIFY(row(1) != way.rows.end() && row(1)->matched);
        QVERIFY(row(0) != way.rows.end() && !row(0)->matched);
        headers->setText(QStringLiteral("user: beta"));
        QTRY_VERIFY(row(0) != way.rows.end() && row(0)->matched);
        QVERIFY(row(1) == way.rows.end());
        QVERIFY(!way.edges.isEmpty());
        const QString text = traceText(panel.why().rows().rows());
        QVERIFY2(text.contains(QStringLiteral("+ rule 1 of catalog")), qPrintable(text));
        headers->setText(QStringLiteral("no header"));
        QTRY_VERIFY(panel.why().rows().rows().empty());
        QVERIFY(way.empty());
    }

    void whatWouldHaveToChangeToReachAVersion() {
        Watched w("header-routing");
        w.window.raisePanel(QStringLiteral("whatif"));
        auto& panel = w.whatIf();
        QTRY_VERIFY(!panel.why().rows().rows().empty());
        panel.findChild<QLineEdit*>(QStringLiteral("headers"))->clear();
        panel.setTarget(QStringLiteral("v2 of catalog"));
        QTRY_COMPARE_WITH_TIMEOUT(panel.reachText(),
                                  QStringLiteral("To reach v2 of catalog, send the header user: beta."), 30'000);
        for (auto* button : panel.findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Use this request")) button->click();
        QTRY_VERIFY_WITH_TIMEOUT(panel.reachText().startsWith(QStringLiteral("100 % of such requests reach")), 30'000);
        QCOMPARE(panel.findChild<QLineEdit*>(QStringLiteral("headers"))->text(), QStringLiteral("user: beta"));
    }
};

MESHWRIGHT_UI_TEST(RequestsTest, "requests_test")
#include "requests_test.moc"
