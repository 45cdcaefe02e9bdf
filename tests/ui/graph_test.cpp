#include "tests/ui/test_main.h"

#include "model/design/design.h"
#include "model/edit/edit.h"
#include "ui/canvas/card_geometry.h"
#include "ui/canvas/graph_model.h"
#include "ui/canvas/graph_source.h"

#include <QFile>
#include <QRectF>
#include <QTest>

using namespace meshwright;
using namespace meshwright::ui;

namespace {

model::Design bookinfo() {
    return *model::Design::fromPath(test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml")).toStdString());
}

model::Design read(const char* text) {
    return *model::Design::fromText(text, "test.yaml");
}

const graph::Edge* edge(const graph::Graph& g, const QString& from, const QString& to, int fromPort = -2) {
    for (const auto& e : g.edges)
        if (g.nodes[std::size_t(e.from.node)].key == from && g.nodes[std::size_t(e.to.node)].key == to &&
            (fromPort == -2 || e.from.port == fromPort))
            return &e;
    return nullptr;
}

} // namespace

class GraphTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRequestsWayIsThere() {
        const auto g = graph::build(bookinfo());
        QVERIFY(edge(g, "Traffic/default/readers", "Gateway/default/bookinfo-gateway"));
        QVERIFY(edge(g, "Gateway/default/bookinfo-gateway", "VirtualService/default/bookinfo"));
        QVERIFY(edge(g, "VirtualService/default/bookinfo", "Service/default/productpage"));
        QVERIFY(edge(g, "Service/default/productpage", "Deployment/default/productpage-v1"));
        QVERIFY(edge(g, "Deployment/default/productpage-v1", "VirtualService/default/reviews"));
        QVERIFY(edge(g, "Deployment/default/productpage-v1", "Service/default/details"));
        QVERIFY(edge(g, "Deployment/default/reviews-v3", "Service/default/ratings"));
        QVERIFY(!edge(g, "Deployment/default/reviews-v1", "Service/default/ratings"));
    }

    void aVirtualServiceListsItsRulesInWords() {
        const auto g = graph::build(bookinfo());
        const auto* node = g.find("VirtualService/default/reviews");
        QVERIFY(node);
        QCOMPARE(node->rules.size(), std::size_t(2));
        QCOMPARE(node->rules[0].when, QStringLiteral("header end-user = jason"));
        QCOMPARE(node->rules[0].then, QStringLiteral("v2"));
        QCOMPARE(node->rules[1].when, QStringLiteral("otherwise"));
        QCOMPARE(node->rules[1].then, QStringLiteral("v1 90 · v3 10"));
    }

    void eachRuleHasAPortOfItsOwnAndItsWeights() {
        const auto g = graph::build(bookinfo());
        int weighted = 0;
        for (const auto& e : g.edges) {
            if (g.nodes[std::size_t(e.from.node)].key != "VirtualService/default/reviews") continue;
            if (e.weight) {
                QCOMPARE(e.from.port, 1);
                QCOMPARE(*e.weight, e.version == "v1" ? 90 : 10);
                ++weighted;
            } else {
                QCOMPARE(e.from.port, 0);
            }
        }
        QCOMPARE(weighted, 2);
    }

    void aDestinationRuleIsTheServicesBandAndPorts() {
        const auto g = graph::build(bookinfo());
        const auto* reviews = g.find("Service/default/reviews");
        QVERIFY(reviews && reviews->policy);
        QCOMPARE(reviews->subsets.size(), std::size_t(3));
        QCOMPARE(reviews->chips.size(), std::size_t(1));
        QCOMPARE(reviews->chips[0].text, QStringLiteral("least request"));
        for (const auto& subset : reviews->subsets) QVERIFY(!subset.hole);
        QCOMPARE(g.find("Service/default/ratings")->chips[0].icon, QStringLiteral("eject"));
    }

    void aSubsetWithoutPodsIsAHole() {
        const auto g = graph::build(read(
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n---\n"
            "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec:\n  host: a\n  "
            "subsets:\n"
            "  - {name: v1, labels: {version: v1}}\n---\n"
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  hosts: [a]\n  "
            "http:\n"
            "  - route: [{destination: {host: a, subset: v9}}, {destination: {host: nowhere}}]\n"));
        const auto* service = g.find("Service/default/a");
        QCOMPARE(service->subsets.size(), std::size_t(2));
        QVERIFY(service->subsets[0].hole && !service->subsets[0].undefined);
        QVERIFY(service->subsets[1].hole && service->subsets[1].undefined);
        const auto* missing = g.find("Host//nowhere.default.svc.cluster.local");
        QVERIFY(missing);
        QCOMPARE(missing->kind, graph::Kind::Unknown);
    }

    void mirrorsAreEdgesOfTheirOwn() {
        const auto g = graph::build(read(
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n---\n"
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  hosts: [a]\n  "
            "http:\n"
            "  - route: [{destination: {host: a, subset: v1}}]\n    mirror: {host: a, subset: v3}\n"));
        const auto mirrors = std::count_if(g.edges.begin(), g.edges.end(), [](const auto& e) { return e.mirror; });
        QCOMPARE(mirrors, 1);
    }

    void aHopRunsAlongRuleServiceAndVersion() {
        const auto g = graph::build(bookinfo());
        const auto way =
            g.wayOf("workload/default/productpage-v1", "workload/default/reviews-v3", "default/reviews", 1);
        QCOMPARE(way.size(), std::size_t(3));
        const auto& rule = g.edges[std::size_t(way[1])];
        QCOMPARE(rule.version, QStringLiteral("v3"));
        QCOMPARE(rule.from.port, 1);
        QCOMPARE(g.nodes[std::size_t(g.edges[std::size_t(way[2])].to.node)].key,
                 QStringLiteral("Deployment/default/reviews-v3"));
        QVERIFY(g.wayOf("workload/default/nobody", "workload/default/reviews-v3", "", -1).empty());
    }

    void numbersOfARunAreLaidOver() {
        auto g = graph::build(bookinfo());
        sim::metrics::Snapshot before, now;
        now.now = {1'000'000'000};
        sim::metrics::EdgeState e;
        e.from = "workload/default/productpage-v1";
        e.to = "workload/default/reviews-v3";
        e.virtualService = "default/reviews";
        e.rule = 1;
        e.totals.arrived = e.totals.completed = 40;
        e.totals.failed = 10;
        now.edges = {e};
        sim::metrics::PodState pod;
        pod.pod = "reviews-v3-0";
        pod.workload = "reviews-v3";
        pod.ns = "default";
        pod.active = 3;
        pod.capacity = 16;
        pod.ejected = true;
        now.pods = {pod};
        graph::overlay(g, now, &before);
        const auto way = g.wayOf(e.from, e.to, e.virtualService, e.rule);
        for (const int i : way) {
            QCOMPARE(g.edges[std::size_t(i)].live.rate, 40.0);
            QCOMPARE(g.edges[std::size_t(i)].live.failing, 0.25);
        }
        QCOMPARE(g.find("VirtualService/default/reviews")->rules[1].live.rate, 40.0);
        QVERIFY(g.find("Deployment/default/reviews-v3")->pods[0].ejected);
        QCOMPARE(g.find("Deployment/default/reviews-v3")->pods[0].active, 3u);
    }

    void problemsMarkTheirCard() {
        auto g = graph::build(bookinfo());
        model::Diagnostic d;
        d.kind = "DestinationRule";
        d.ns = "default";
        d.name = "reviews";
        d.message = "wrong";
        graph::markProblems(g, {d});
        QCOMPARE(g.find("Service/default/reviews")->errors, 1);
        QCOMPARE(g.find("Service/default/ratings")->errors, 0);
    }

    void arrangedCardsDoNotOverlapAndReadFromLeftToRight() {
        auto g = graph::build(bookinfo());
        graph::arrange(g, true);
        for (std::size_t i = 0; i < g.nodes.size(); ++i)
            for (std::size_t k = i + 1; k < g.nodes.size(); ++k) {
                const QRectF a(g.nodes[i].position, graph::cardSize(g.nodes[i])),
                    b(g.nodes[k].position, graph::cardSize(g.nodes[k]));
                QVERIFY2(!a.intersects(b), qPrintable(g.nodes[i].key + " and " + g.nodes[k].key));
            }
        // A call may lead on to the next line of cards; everything else goes to the right.
        for (const auto& e : g.edges) {
            const auto& from = g.nodes[std::size_t(e.from.node)];
            const auto& to = g.nodes[std::size_t(e.to.node)];
            if (from.position.x() < to.position.x()) continue;
            QCOMPARE(from.kind, graph::Kind::Workload);
            QVERIFY(to.position.y() > from.position.y() + graph::cardSize(from).height());
        }
    }

    void aCycleOfCallsIsArrangedAllTheSame() {
        auto g = graph::build(read(
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n---\n"
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {selector: {matchLabels: {app: a}}, "
            "template: {metadata: {labels: {app: a}}}}\n---\n"
            "apiVersion: meshwright.dev/v1alpha1\nkind: Scenario\nmetadata: {name: s}\nspec:\n  services:\n  - "
            "workload: a\n    calls:\n    - calls: [{host: a}]\n"));
        graph::arrange(g, true);
        QCOMPARE(g.nodes.size(), std::size_t(2));
        QVERIFY(edge(g, "Deployment/default/a", "Service/default/a"));
        QVERIFY(g.nodes[0].position != g.nodes[1].position);
    }

    void anEditOfWordsAndNumbersChangesOnlyItsOwnCardsAndLines_data() {
        QTest::addColumn<QString>("object");
        QTest::addColumn<QString>("field");
        QTest::addColumn<qlonglong>("value");
        QTest::newRow("a weight") << "VirtualService/reviews"
                                  << "spec.http[1].route[0].weight" << 70LL;
        QTest::newRow("retries") << "VirtualService/reviews"
                                 << "spec.http[1].retries.attempts" << 5LL;
        QTest::newRow("replicas") << "Deployment/reviews-v1"
                                  << "spec.replicas" << 5LL;
        QTest::newRow("a limit") << "DestinationRule/reviews"
                                 << "spec.trafficPolicy.connectionPool.http.http2MaxRequests" << 7LL;
        QTest::newRow("a rate") << "Scenario/bookinfo"
                                << "spec.traffic[0].rate" << 33LL;
        QTest::newRow("a port") << "Service/reviews"
                                << "spec.ports[0].port" << 9999LL;
    }
    void anEditOfWordsAndNumbersChangesOnlyItsOwnCardsAndLines() {
        QFETCH(QString, object);
        QFETCH(QString, field);
        QFETCH(qlonglong, value);
        const auto before = bookinfo();
        graph::GraphSource source;
        QVERIFY(!source.update(before, {}));
        const auto after =
            model::edit::apply(before, {model::edit::SetField{{object.section('/', 0, 0).toStdString(), "default",
                                                               object.section('/', 1).toStdString()},
                                                              field.toStdString(),
                                                              std::int64_t(value)},
                                        {}});
        QVERIFY(after.has_value());
        const auto delta = source.update(*after, {});
        QVERIFY(delta.has_value());
        QVERIFY(!delta->nodes.empty() && delta->nodes.size() <= 2);
        const auto fresh = graph::build(*after);
        QCOMPARE(source.graph().nodes.size(), fresh.nodes.size());
        for (std::size_t i = 0; i < fresh.nodes.size(); ++i)
            QVERIFY2(source.graph().nodes[i] == fresh.nodes[i], qPrintable(fresh.nodes[i].key));
        QVERIFY(source.graph().edges == fresh.edges);
        // Back again, too.
        QVERIFY(source.update(before, {}).has_value());
        QVERIFY(source.graph().nodes == graph::build(before).nodes);
    }

    void anEditThatMovesALineBuildsTheGraphAnew() {
        graph::GraphSource source;
        const auto before = bookinfo();
        source.update(before, {});
        const auto after = model::edit::apply(before, {model::edit::SetField{{"VirtualService", "default", "reviews"},
                                                                             "spec.http[1].route[0].destination.subset",
                                                                             std::string("v2")},
                                                       {}});
        QVERIFY(!source.update(*after, {}).has_value());
        QVERIFY(source.graph().edges == graph::build(*after).edges);
    }

    void aProblemMarksItsCardAndGoesAgain() {
        graph::GraphSource source;
        const auto design = bookinfo();
        source.update(design, {});
        model::Diagnostic d;
        d.kind = "VirtualService";
        d.ns = "default";
        d.name = "reviews";
        d.message = "Something is wrong.";
        const auto delta = source.update(design, {d});
        QVERIFY(delta && delta->nodes.size() == 1);
        QCOMPARE(source.graph().find("VirtualService/default/reviews")->errors, 1);
        QVERIFY(source.update(design, {}).has_value());
        QCOMPARE(source.graph().find("VirtualService/default/reviews")->errors, 0);
    }

    void aClosedNamespaceIsOneCardWithItsLines() {
        auto g = graph::build(read(
            "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: x}\nspec: {selector: {app: a}, ports: "
            "[{port: "
            "80}]}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: x}\nspec: {template: "
            "{metadata: {labels: {app: a}}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: b, namespace: "
            "y}\nspec: {selector: {app: b}, ports: [{port: 80}]}\n---\napiVersion: meshwright.dev/v1alpha1\nkind: "
            "Scenario\nmetadata: {name: s, namespace: x}\nspec: {services: [{workload: a, calls: [{calls: [{host: "
            "b.y.svc.cluster.local}]}]}]}\n"));
        graph::collapse(g, {"x"});
        QCOMPARE(g.nodes.size(), std::size_t(2));
        QCOMPARE(g.edges.size(), std::size_t(1));
        QVERIFY(edge(g, "Namespace//x", "Service/y/b"));
    }

    void aLockShowsWhereOnlyMutualTlsIsTaken() {
        const auto g = graph::build(
            *model::Design::fromPath(test::sourcePath(QStringLiteral("resources/samples/mtls.yaml")).toStdString()));
        const auto locks = std::count_if(g.edges.begin(), g.edges.end(), [](const auto& e) {
            return std::any_of(e.badges.begin(), e.badges.end(), [](const auto& b) { return b.icon == "lock"; });
        });
        QVERIFY(locks > 0);
        QVERIFY(
            std::any_of(g.nodes.begin(), g.nodes.end(), [](const auto& n) { return n.kind == graph::Kind::Policy; }));
    }

    void aRulesSignsAreOnItsRowAndItsLines() {
        const auto g = graph::build(read(
            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n---\n"
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  hosts: [a]\n  "
            "http:\n  - timeout: 1s\n    retries: {attempts: 2}\n    fault: {abort: {httpStatus: 500, percentage: "
            "{value: "
            "5}}}\n    mirror: {host: a}\n    route:\n    - {destination: {host: a, subset: v1}, weight: 50}\n    - "
            "{destination: {host: a, subset: v2}, weight: 50}\n"));
        QStringList row;
        for (const auto& b : g.find("VirtualService/default/a")->rules[0].badges) {
            row << b.icon;
            QVERIFY(!b.tip.isEmpty());
        }
        for (const char* icon : {"split", "clock", "retry", "bug", "mirror"}) QVERIFY2(row.contains(icon), icon);
        QStringList line;
        for (const auto& e : g.edges)
            if (e.version == "v1" && !e.mirror)
                for (const auto& b : e.badges) line << b.icon;
        for (const char* icon : {"clock", "retry", "bug"}) QVERIFY2(line.contains(icon), icon);
        for (const auto& icon : row + line) QVERIFY2(QFile::exists(":/icons/" + icon + ".svg"), qPrintable(icon));
    }
};

MESHWRIGHT_UI_TEST(GraphTest, "graph_test")
#include "graph_test.moc"
