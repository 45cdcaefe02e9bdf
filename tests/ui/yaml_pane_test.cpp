// The text of the design: completion, hints, marks, keys, and staying in step with the document both ways.
#include "tests/ui/test_main.h"

#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/yaml/completion_list.h"
#include "ui/yaml/find_bar.h"
#include "ui/yaml/yaml_editor.h"
#include "ui/yaml/yaml_pane.h"

#include <QLineEdit>
#include <QTest>

using namespace meshwright;
using namespace meshwright::ui;

namespace {

constexpr const char* text = R"(# the shop
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: shop
spec:
  hosts: [shop]
  http:
  - name: beta
    match:
    - headers: {end-user: {exact: jason}}
    route:
    - destination: {host: shop, subset: v2}
  - name: rest
    route:
    - destination:
        host: shop
        subset: v1
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: shop}
spec: {host: shop, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{name: http, port: 80}]}
)";

const model::ResourceId shop{"VirtualService", "default", "shop"};

} // namespace

class YamlPaneTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Document> document_;
    std::unique_ptr<Selection> selection_;
    std::unique_ptr<YamlPane> pane_;

    std::string designText() const { return document_->design().textOf(document_->mainFile()); }
    std::size_t offsetOf(const char* words) const { return pane_->editor().bytes().find(words); }
    void type(const QString& keys) { QTest::keyClicks(&pane_->editor(), keys); }

private Q_SLOTS:
    void init() {
        document_ = std::make_unique<Document>();
        selection_ = std::make_unique<Selection>();
        QVERIFY(document_->openText(text, QStringLiteral("shop.yaml")));
        pane_ = std::make_unique<YamlPane>(*document_, *selection_);
        pane_->resize(600, 700);
        pane_->show();
        QApplication::setActiveWindow(pane_.get());
        pane_->editor().setFocus();
    }
    void cleanup() {
        pane_.reset();
        selection_.reset();
        document_.reset();
    }

    void showsTheDesignAndNothingElse() { QCOMPARE(pane_->text().toStdString(), std::string(text)); }

    void completesKeysWithTheirDocumentation() {
        const std::size_t end = offsetOf("    route:\n    - destination: {host: shop, subset: v2}");
        pane_->editor().replace(end, end, "\n");
        pane_->editor().setCaret(end);
        type(QStringLiteral("    tim"));
        QVERIFY(pane_->completions().isVisible());
        QCOMPARE(pane_->completions().labels().first(), QStringLiteral("timeout"));
        QVERIFY(!pane_->completions().chosen()->doc.empty());
        QTest::keyClick(&pane_->editor(), Qt::Key_Return);
        QVERIFY(!pane_->completions().isVisible());
        type(QStringLiteral("2s"));
        QTest::keyClick(&pane_->editor(), Qt::Key_Return);
        pane_->commit();
        const auto r = document_->design().find(shop);
        QCOMPARE(r->as<model::istio::VirtualService>()->http[0].timeout->inSeconds(), 2.0);
    }

    void completesNamesOfTheDesign() {
        pane_->editor().setCaret(offsetOf("v2}\n  - name: rest"));
        for (int i = 0; i < 2; ++i) QTest::keyClick(&pane_->editor(), Qt::Key_Delete);
        pane_->complete(true);
        QCOMPARE(pane_->completions().labels(), QStringList({"v1", "v2"}));
        QTest::keyClick(&pane_->editor(), Qt::Key_Escape);
        QVERIFY(!pane_->completions().isVisible());
    }

    void saysWhatAFieldIsAndWhatIsWrongWithIt() {
        QVERIFY(pane_->hintAt(offsetOf("hosts: [shop]")).contains(QStringLiteral("spec.hosts: list of host")));
        QString broken = pane_->text();
        broken.replace(QStringLiteral("subset: v1\n---"), QStringLiteral("subset: v9\n---"));
        pane_->setText(broken);
        pane_->commit();
        QVERIFY(!document_->diagnostics().empty());
        const auto& d = document_->diagnostics().front();
        QVERIFY(
            pane_->editor()
                .linesMarked(d.severity == model::Severity::Error ? YamlEditor::Mark::Error : YamlEditor::Mark::Warning)
                .size() >= 1);
        const std::size_t line = pane_->editor().bytes().find("subset: v9");
        QVERIFY(!pane_->hintAt(line).isEmpty());
    }

    void brokenTextKeepsTheLastDesignAndUndoTakesItBackStepByStep() {
        const auto before = designText();
        pane_->editor().setCaret(offsetOf("hosts: [shop]") + 13);
        QTest::keyClick(&pane_->editor(), Qt::Key_Backspace);
        pane_->commit();
        QVERIFY(pane_->message().contains(QStringLiteral("Line")));
        QVERIFY(pane_->editor().linesMarked(YamlEditor::Mark::Broken).size() == 1);
        QCOMPARE(designText(), before);
        QVERIFY(document_->design().find(shop));
        QCOMPARE(document_->undoStack().count(), 0);
        QTest::keyClick(&pane_->editor(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(pane_->text().toStdString(), before);
        QVERIFY(pane_->message().isEmpty());
    }

    void typingIsOneStepOfTheDocumentsUndo() {
        const auto before = designText();
        pane_->editor().setCaret(offsetOf("rest"));
        type(QStringLiteral("the-"));
        pane_->commit();
        QCOMPARE(document_->undoStack().count(), 1);
        QVERIFY(designText().find("the-rest") != std::string::npos);
        QTest::keyClick(&pane_->editor(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(designText(), before);
        QCOMPARE(pane_->text().toStdString(), before);
        document_->undoStack().redo();
        QVERIFY(pane_->text().contains(QStringLiteral("the-rest")));
    }

    void aChangeElsewhereLeavesTheCursorWhereItIs() {
        pane_->editor().setCaret(offsetOf("rest"));
        QVERIFY(document_->edit(
            {model::edit::SetField{shop, "spec.http[0].name", std::string("a-longer-name")}, "Rename"}));
        QCOMPARE(pane_->editor().caret(), offsetOf("rest"));
    }

    void theSelectionFollowsTheCursorAndTheCursorsLinesFollowTheSelection() {
        pane_->editor().setCaret(offsetOf("subset: v1\n"));
        QTRY_VERIFY(selection_->current() == (Selected{shop, "spec.http[1]"}));
        QCOMPARE(pane_->markedLines().first, 14);
        selection_->set(Selected{{"Service", "default", "shop"}, {}});
        QCOMPARE(pane_->markedLines().first, 25);
        selection_->set(Selected{shop, {}});
        pane_->showField(QStringLiteral("spec.hosts"));
        QCOMPARE(pane_->markedLines(), std::make_pair(7, 7));
    }

    void aNewLineStandsWhereTheNextKeyWould() {
        pane_->editor().setCaret(offsetOf("\n    match:"));
        QTest::keyClick(&pane_->editor(), Qt::Key_Return);
        type(QStringLiteral("timeout: 1s"));
        pane_->commit();
        QVERIFY2(pane_->message().isEmpty(), qPrintable(pane_->message()));
        QVERIFY(document_->design().find(shop)->as<model::istio::VirtualService>()->http[0].timeout);
        pane_->editor().setCaret(offsetOf("spec:\n  hosts") + 5);
        QTest::keyClick(&pane_->editor(), Qt::Key_Return);
        QCOMPARE(pane_->editor().caret(), offsetOf("spec:") + 8);
    }

    void linesAreCommentedOutAndIn() {
        const auto before = designText();
        pane_->editor().setCaret(offsetOf("name: rest"));
        pane_->editor().toggleComment();
        QVERIFY(pane_->text().contains(QStringLiteral("  # - name: rest")));
        pane_->editor().toggleComment();
        QCOMPARE(pane_->text().toStdString(), before);
    }

    void findsAndReplaces() {
        pane_->findBar().open(true);
        pane_->findBar().words().setText(QStringLiteral("version"));
        QVERIFY2(pane_->findBar().count().contains(QStringLiteral("5")), qPrintable(pane_->findBar().count()));
        pane_->findBar().words().setText(QStringLiteral("beta"));
        pane_->findBar().with().setText(QStringLiteral("gamma"));
        pane_->findBar().replaceAll();
        pane_->commit();
        QCOMPARE(document_->design().find(shop)->as<model::istio::VirtualService>()->http[0].name,
                 std::string("gamma"));
        QCOMPARE(document_->undoStack().count(), 1);
    }

    void foldsByIndentation() {
        const int line = 3; // "metadata:", from 0
        pane_->editor().recolor();
        pane_->editor().foldLine(line);
        QVERIFY(!pane_->editor().SendScintilla(QsciScintilla::SCI_GETLINEVISIBLE, line + 1));
    }
};

MESHWRIGHT_UI_TEST(YamlPaneTest, "yaml_pane_test")
#include "yaml_pane_test.moc"
