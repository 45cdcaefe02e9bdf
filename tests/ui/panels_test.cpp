// Inspector, YAML pane, outline, problems, find anything, start page and canvas, in the real window.
#include "tests/ui/test_main.h"

#include "ui/canvas/canvas_panel.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/card_item.h"
#include "ui/commands/commands.h"
#include "ui/commands/find_anything.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/inspector/fields.h"
#include "ui/inspector/inspector.h"
#include "ui/outline/outline_model.h"
#include "ui/problems/problems_model.h"
#include "ui/start/sample_tile.h"
#include "ui/start/start_page.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/yaml/yaml_pane.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace meshwright;
using namespace meshwright::ui;

namespace {

QString bookinfoPath() {
    return test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml"));
}

QByteArray textOf(MainWindow& window) {
    return QByteArray::fromStdString(window.document().design().textOf(window.document().mainFile()));
}

const model::ResourceId reviews{"VirtualService", "default", "reviews"};

const model::istio::VirtualService& spec(MainWindow& window) {
    return *window.document().design().find(reviews)->as<model::istio::VirtualService>();
}

} // namespace

class PanelsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<MainWindow> window_;

private Q_SLOTS:
    void init() {
        window_ = std::make_unique<MainWindow>();
        window_->resize(1440, 900);
        QVERIFY(window_->files().openPath(bookinfoPath()));
        window_->show();
    }
    void cleanup() {
        // What a test changed is not to be saved: a question would wait for a person.
        window_->document().clear();
        window_.reset();
    }

    void theInspectorEditsWeights() {
        window_->selection().set(Selected{reviews, "spec.http[1]"});
        auto* number = window_->inspector().findChild<QSpinBox*>(QStringLiteral("weight-0"));
        QVERIFY(number);
        QCOMPARE(number->value(), 90);
        number->setValue(60);
        QCOMPARE(spec(*window_).http[1].route[0].weight, 60);
        QCOMPARE(spec(*window_).http[1].route[1].weight, 40);
        QCOMPARE(window_->inspector().findChild<QSpinBox*>(QStringLiteral("weight-1"))->value(), 40);
    }

    void theInspectorEditsMatches() {
        const QByteArray before = textOf(*window_);
        window_->selection().set(Selected{reviews, "spec.http[0]"});
        auto* value =
            window_->inspector().findChild<QLineEdit*>(QStringLiteral("spec.http[0].match[0].headers.end-user"));
        QVERIFY(value);
        QCOMPARE(value->text(), QStringLiteral("jason"));
        value->selectAll();
        QTest::keyClicks(value, QStringLiteral("alice"));
        QTest::keyClick(value, Qt::Key_Return);
        QCOMPARE(spec(*window_).http[0].match[0].headers.at("end-user").exact.value(), std::string("alice"));
        window_->document().undoStack().undo();
        QCOMPARE(textOf(*window_), before);
    }

    void theInspectorRefusesATimeWithoutUnitBesideTheField() {
        window_->selection().set(Selected{reviews, "spec.http[1]"});
        auto* field = window_->inspector().findChild<QLineEdit*>(QStringLiteral("spec.http[1].timeout"));
        QVERIFY(field);
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("soon"));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(!spec(*window_).http[1].timeout);
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("250ms"));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(spec(*window_).http[1].timeout.has_value());
        QCOMPARE(spec(*window_).http[1].timeout->inMilliseconds(), 250.0);
    }

    void everyKindOfObjectHasAForm() {
        for (const auto& r : window_->document().design().resources()) {
            window_->selection().set(Selected{r->id(), {}});
            QVERIFY2(window_->inspector().form(), r->kind.c_str());
        }
        window_->selection().set(Selected{{"Scenario", "default", "bookinfo"}, "spec.traffic[0]"});
        QVERIFY(window_->inspector().findChild<QLineEdit*>(QStringLiteral("spec.traffic[0].rate")));
        window_->selection().clear();
        QVERIFY(!window_->inspector().form());
    }

    void theYamlPaneShowsTheTextAndMarksTheSelection() {
        QCOMPARE(window_->yaml().text().toUtf8(), textOf(*window_));
        window_->selection().set(Selected{reviews, "spec.http[0]"});
        const auto [first, last] = window_->yaml().markedLines();
        const QStringList lines = window_->yaml().text().split('\n');
        QVERIFY(lines[first - 1].contains(QStringLiteral("tester")));
        QVERIFY(last > first);
        QVERIFY(lines[last - 1].contains(QStringLiteral("subset: v2")));
    }

    void typingYamlChangesTheDesignAndUndoGivesItBack() {
        const QByteArray before = textOf(*window_);
        QString text = window_->yaml().text();
        text.replace(QStringLiteral("exact: jason"), QStringLiteral("exact: bob  # who else"));
        window_->yaml().setText(text);
        window_->yaml().commit();
        QCOMPARE(spec(*window_).http[0].match[0].headers.at("end-user").exact.value(), std::string("bob"));
        QCOMPARE(textOf(*window_), text.toUtf8());
        QCOMPARE(window_->document().undoStack().count(), 1);
        window_->document().undoStack().undo();
        QCOMPARE(textOf(*window_), before);
        QCOMPARE(window_->yaml().text().toUtf8(), before);
    }

    void brokenYamlIsSaidWithItsLineAndChangesNothing() {
        const QByteArray before = textOf(*window_);
        window_->yaml().setText(window_->yaml().text() + QStringLiteral("---\nkind: [\n"));
        window_->yaml().commit();
        QVERIFY(!window_->yaml().message().isEmpty());
        QVERIFY(window_->yaml().message().contains(QStringLiteral("Line")));
        QCOMPARE(textOf(*window_), before);
        window_->yaml().setText(QString::fromUtf8(before));
        window_->yaml().commit();
        QVERIFY(window_->yaml().message().isEmpty());
    }

    void aDocumentAddedInTheYamlPaneIsThere() {
        window_->yaml().setText(
            window_->yaml().text() +
            QStringLiteral(
                "---\napiVersion: v1\nkind: Service\nmetadata: {name: extra}\nspec: {ports: [{port: 80}]}\n"));
        window_->yaml().commit();
        QVERIFY(window_->document().design().find({"Service", "default", "extra"}));
        QVERIFY(window_->canvas().scene().card(QStringLiteral("Service/default/extra")));
        window_->document().undoStack().undo();
        QVERIFY(!window_->canvas().scene().card(QStringLiteral("Service/default/extra")));
    }

    void movingACardIsAnEditOfTheCanvas() {
        const QByteArray before = textOf(*window_);
        auto* card = window_->canvas().scene().card(QStringLiteral("Service/default/reviews"));
        QVERIFY(card);
        const QPointF at = card->pos();
        window_->selection().set(Selected{{"Service", "default", "reviews"}, {}});
        QVERIFY(card->isSelected());
        QTest::keyClick(&window_->canvas().view(), Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(card->pos(), at + QPointF(64, 0));
        QVERIFY(window_->document().modified());
        const auto* canvas =
            window_->document().design().all<model::scenario::Canvas>().front()->as<model::scenario::Canvas>();
        const auto place = std::find_if(canvas->nodes.begin(), canvas->nodes.end(),
                                        [](const auto& n) { return n.node == "Service/default/reviews"; });
        QVERIFY(place != canvas->nodes.end());
        QCOMPARE(place->x, at.x() + 64);
        window_->document().undoStack().undo();
        QCOMPARE(textOf(*window_), before);
        QCOMPARE(window_->canvas().scene().card(QStringLiteral("Service/default/reviews"))->pos(), at);
    }

    void draggingACardWithTheMouseMovesIt() {
        auto& view = window_->canvas().view();
        view.setZoom(1);
        auto* card = window_->canvas().scene().card(QStringLiteral("Service/default/details"));
        view.centerOn(card);
        const QPointF at = card->pos();
        const QPoint from = view.mapFromScene(card->pos() + QPointF(60, 12));
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, from);
        for (int i = 1; i <= 4; ++i) {
            const QPoint to = from + QPoint(0, 16 * i);
            QMouseEvent move(QEvent::MouseMove, QPointF(to), QPointF(view.viewport()->mapToGlobal(to)), Qt::NoButton,
                             Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(view.viewport(), &move);
        }
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, from + QPoint(0, 64));
        QCOMPARE(window_->canvas().scene().card(QStringLiteral("Service/default/details"))->pos(), at + QPointF(0, 64));
        QCOMPARE(window_->document().undoStack().count(), 1);
    }

    void deletingANodeCanBeUndone() {
        const QByteArray before = textOf(*window_);
        window_->selection().set(Selected{reviews, {}});
        window_->actions()[Command::Delete]->trigger();
        QVERIFY(!window_->document().design().find(reviews));
        QVERIFY(!window_->selection().current());
        window_->actions()[Command::Undo]->trigger();
        QCOMPARE(textOf(*window_), before);
    }

    void theOutlineIsAProperModelAndFollowsTheDesign() {
        OutlineModel model(window_->document());
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(model.rowCount() >= 5);
        const QModelIndex rule = model.find(Selected{reviews, "spec.http[1].route[0]"});
        QVERIFY(rule.isValid());
        QVERIFY(rule.data().toString().contains(QStringLiteral("v1 90")));
        QVERIFY(window_->document().edit(
            model::edit::setWeight(window_->document().design(), reviews, "spec.http[1]", 0, 70)));
        QVERIFY(model.find(Selected{reviews, "spec.http[1]"}).data().toString().contains(QStringLiteral("v1 70")));
    }

    void theProblemsAreAProperModelAndFollowTheDesign() {
        ProblemsModel model(window_->document());
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), int(window_->document().diagnostics().size()));
        window_->yaml().setText(window_->yaml().text() +
                                QStringLiteral("---\napiVersion: networking.istio.io/v1\nkind: "
                                               "VirtualService\nmetadata: {name: extra}\nspec: {htpp: []}\n"));
        window_->yaml().commit();
        QVERIFY(model.rowCount() > 0);
        QCOMPARE(model.rowCount(), int(window_->document().diagnostics().size()));
        QVERIFY(!model.index(0, ProblemsModel::Message).data().toString().isEmpty());
    }

    void findAnythingGoesToARule() {
        window_->actions()[Command::Find]->trigger();
        auto* find = window_->findChild<FindAnything*>();
        QVERIFY(find && find->isVisible());
        find->field().setText(QStringLiteral("rule reviews jason"));
        QCOMPARE(find->found(), 1);
        QTest::keyClick(&find->field(), Qt::Key_Return);
        QVERIFY(!find->isVisible());
        QVERIFY(window_->selection().current() == Selected({reviews, "spec.http[0]"}));
    }

    void aFileThatCannotBeReadIsSaidInTheWindow() {
        QVERIFY(!window_->files().openPath(QStringLiteral("/nowhere.yaml")));
        QVERIFY(window_->messages().text().contains(QStringLiteral("/nowhere.yaml")));
        QVERIFY(!window_->document().empty());
    }

    void theExportedBundleIsWhatAClusterTakes() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("bundle.yaml"));
        QVERIFY(window_->files().exportIstioTo(path));
        const auto bundle = model::Design::fromPath(path.toStdString());
        QVERIFY(bundle.has_value());
        QVERIFY(bundle->find(reviews));
        QVERIFY(bundle->all<model::scenario::Scenario>().empty());
        QVERIFY(bundle->all<model::scenario::Canvas>().empty());
        QVERIFY(!window_->files().exportIstioTo(QStringLiteral("/nowhere/bundle.yaml")));
        QVERIFY(!window_->messages().text().isEmpty());
    }

    void nothingIsBuiltWithoutTheWords() {
        for (const auto& info : window_->actions().table()) {
            QVERIFY(!info.text.isEmpty());
            QVERIFY(!info.hint.isEmpty());
            QVERIFY(!info.menu.isEmpty());
        }
    }

    void noTwoCommandsShareAShortcut() {
        QSet<QString> seen;
        for (const auto& info : window_->actions().table()) {
            const QString keys = info.shortcut.toString();
            if (keys.isEmpty()) continue;
            QVERIFY2(!seen.contains(keys), qPrintable(keys));
            seen.insert(keys);
        }
    }
};

MESHWRIGHT_UI_TEST(PanelsTest, "panels_test")
#include "panels_test.moc"
