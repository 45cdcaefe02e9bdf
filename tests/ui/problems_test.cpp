// A mistake stands beside its field, on its card and in the table as soon as it is typed; a click on its fix takes it
// away, and undo brings it back.
#include "tests/ui/test_main.h"

#include "ui/canvas/canvas_panel.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/inspector/inspector.h"
#include "ui/problems/advisor.h"
#include "ui/problems/problems_filter.h"
#include "ui/problems/problems_model.h"
#include "ui/problems/problems_panel.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/yaml/yaml_pane.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <atomic>
#include <thread>

using namespace meshwright;
using namespace meshwright::ui;

namespace {

const model::ResourceId reviews{"VirtualService", "default", "reviews"};

/// Messages that fix nothing by themselves: an unknown subset, a number in quotes, a port without protocol.
const QByteArray shop = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  selector: {app: a}\n"
                        "  ports:\n  - {name: foo, port: 80}\n---\n"
                        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n"
                        "  hosts: [a]\n  http:\n  - route:\n    - destination: {host: a, subset: v9}\n"
                        "    retries: {attempts: '3'}\n";

int rowOf(const ProblemsModel& model, const QString& code) {
    for (int row = 0; row < model.rowCount(); ++row)
        if (model.index(row, ProblemsModel::Code).data() == code) return row;
    return -1;
}

} // namespace

class ProblemsTest : public QObject {
    Q_OBJECT

    /// Whether a label of the inspector says `text` beside a field.
    static bool saidBesideField(MainWindow& window, const QString& text) {
        for (const auto* label : window.inspector().findChildren<QLabel*>())
            if (label->isVisibleTo(&window.inspector()) && label->text() == text) return true;
        return false;
    }

    static int errorsOnCards(MainWindow& window) {
        int errors = 0;
        for (const auto& node : window.canvas().scene().graph().nodes) errors += node.errors;
        return errors;
    }

private Q_SLOTS:
    void aTypedMistakeIsMarkedEverywhereAndItsFixTakesItAway() {
        MainWindow window;
        window.resize(1440, 900);
        QVERIFY(window.files().openPath(test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml"))));
        window.show();
        window.selection().set(Selected{reviews, "spec.http[0]"});
        const int errorsBefore = errorsOnCards(window);
        ProblemsModel model(window.document());
        const int rowsBefore = model.rowCount();

        const QString text = window.yaml().text();
        const QString rule = QStringLiteral("  - name: tester\n");
        QVERIFY(text.contains(rule));
        QString mistaken = text;
        mistaken.replace(rule, rule + QStringLiteral("    retries: {attempts: '3'}\n"));
        window.yaml().setText(mistaken);
        window.yaml().commit();

        const int row = rowOf(model, QStringLiteral("MW0030"));
        QVERIFY(row >= 0);
        const model::Diagnostic problem = *model.at(row);
        QCOMPARE(problem.field, std::string("spec.http[0].retries.attempts"));
        QVERIFY(errorsOnCards(window) > errorsBefore);
        QVERIFY(saidBesideField(window, QString::fromStdString(problem.message)));

        auto* panel = window.findChild<ProblemsPanel*>();
        QVERIFY(panel);
        auto* table = panel->findChild<QTableView*>(QStringLiteral("problems"));
        const auto* filter = qobject_cast<ProblemsFilter*>(table->model());
        table->setCurrentIndex(filter->mapFromSource(filter->sourceModel()->index(row, 0)));
        auto* fix = panel->findChild<QPushButton*>(QStringLiteral("problemFix"));
        QVERIFY(fix->isVisibleTo(panel));
        QVERIFY(!panel->findChild<QLabel*>(QStringLiteral("problemWhy"))->text().isEmpty());
        fix->click();
        QCOMPARE(model.rowCount(), rowsBefore);
        QCOMPARE(errorsOnCards(window), errorsBefore);
        QVERIFY(!saidBesideField(window, QString::fromStdString(problem.message)));
        QVERIFY(window.yaml().text().contains(QStringLiteral("retries: {attempts: 3}")));

        window.document().undoStack().undo();
        QVERIFY(rowOf(model, QStringLiteral("MW0030")) >= 0);
        QVERIFY(errorsOnCards(window) > errorsBefore);
        QVERIFY(window.yaml().text().contains(QStringLiteral("retries: {attempts: '3'}")));
        window.document().clear();
    }

    void theTableCountsFiltersAndSorts() {
        Document document;
        Selection selection;
        QVERIFY(document.openText(shop, "shop.yaml"));
        ProblemsPanel panel(document, selection);
        auto* table = panel.findChild<QTableView*>(QStringLiteral("problems"));
        auto* model = qobject_cast<ProblemsFilter*>(table->model());
        QAbstractItemModelTester tester(model->sourceModel(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const int all = model->rowCount();
        QCOMPARE(all, int(document.diagnostics().size()));
        QVERIFY(all >= 3);
        const auto* source = qobject_cast<ProblemsModel*>(model->sourceModel());
        auto* errors = panel.findChild<QToolButton*>(QStringLiteral("show-error"));
        QVERIFY(errors->text().startsWith(QString::number(source->count(model::Severity::Error))));
        errors->setChecked(false);
        QCOMPARE(model->rowCount(), all - source->count(model::Severity::Error));
        errors->setChecked(true);

        auto* kind = panel.findChild<QComboBox*>(QStringLiteral("problemsKind"));
        kind->setCurrentIndex(kind->findData(QStringLiteral("Service")));
        QCOMPARE(model->rowCount(), 1);
        kind->setCurrentIndex(0);
        panel.findChild<QLineEdit*>(QStringLiteral("problemsSearch"))->setText(QStringLiteral("v9"));
        QCOMPARE(model->rowCount(), 1);
        panel.findChild<QLineEdit*>(QStringLiteral("problemsSearch"))->clear();

        table->sortByColumn(ProblemsModel::Place, Qt::AscendingOrder);
        QCOMPARE(model->index(0, ProblemsModel::Object).data().toString(), QStringLiteral("Service a"));
        table->sortByColumn(ProblemsModel::Place, Qt::DescendingOrder);
        QCOMPARE(model->index(0, ProblemsModel::Object).data().toString(), QStringLiteral("VirtualService a"));
    }

    void aClickGoesToTheObjectAndTheLine() {
        Document document;
        Selection selection;
        QVERIFY(document.openText(shop, "shop.yaml"));
        ProblemsPanel panel(document, selection);
        auto* table = panel.findChild<QTableView*>(QStringLiteral("problems"));
        auto* model = qobject_cast<ProblemsFilter*>(table->model());
        QSignalSpy lines(&panel, &ProblemsPanel::lineWanted);
        const int row = rowOf(*qobject_cast<ProblemsModel*>(model->sourceModel()), QStringLiteral("IST0118"));
        QVERIFY(row >= 0);
        Q_EMIT table->clicked(model->mapFromSource(model->sourceModel()->index(row, ProblemsModel::Message)));
        QVERIFY(selection.current() == Selected({{"Service", "default", "a"}, "spec.ports[0]"}));
        QCOMPARE(lines.count(), 1);
        QCOMPARE(lines[0][1].toInt(), 7);
    }

    void adviceComesFromAnotherThreadAndOnlyForTheNewestDesign() {
        Document document;
        QVERIFY(document.openText(shop, "shop.yaml"));
        std::atomic<int> asked = 0;
        const auto window = std::this_thread::get_id();
        std::atomic<bool> elsewhere = true;
        Advisor advisor(document, [&](const model::Design& design) {
            ++asked;
            elsewhere = elsewhere && std::this_thread::get_id() != window;
            model::Diagnostic d;
            d.code = "MW1001";
            d.kind = "Service";
            d.ns = "default";
            d.name = "a";
            d.message = design.textOf("shop.yaml").find("port: 81") == std::string::npos ? "old" : "new";
            return model::Diagnostics{d};
        });
        QSignalSpy more(&document, &Document::diagnosticsChanged);
        QTRY_COMPARE(more.count(), 1);
        QVERIFY(document.edit(
            {model::edit::SetField{{"Service", "default", "a"}, "spec.ports[0].port", std::int64_t(81)}, "Set port"}));
        QTRY_VERIFY(!advisor.busy());
        const auto& all = document.diagnostics();
        QVERIFY(std::any_of(all.begin(), all.end(), [](const auto& d) { return d.message == "new"; }));
        QVERIFY(std::none_of(all.begin(), all.end(), [](const auto& d) { return d.message == "old"; }));
        QVERIFY(elsewhere);
        QCOMPARE(asked.load(), 2);

        const model::Design now = document.design();
        QVERIFY(document.edit(
            {model::edit::SetField{{"Service", "default", "a"}, "spec.ports[0].port", std::int64_t(82)}, "Set port"}));
        const int before = int(document.diagnostics().size());
        document.setAdvice(now, {}); // about a design that is no more
        QCOMPARE(int(document.diagnostics().size()), before);
    }
};

MESHWRIGHT_UI_TEST(ProblemsTest, "problems_test")
#include "problems_test.moc"
