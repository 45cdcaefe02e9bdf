// "What would this rule match": an example beside each match, and a request of one's own judged in words.
#include "tests/ui/test_main.h"

#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/inspector/match_probe.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>
#include <QToolButton>

using namespace meshwright;
using namespace meshwright::ui;

namespace {

constexpr const char* text = R"(apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop}
spec:
  hosts: [shop]
  http:
  - match:
    - uri: {prefix: /v2/}
      method: {exact: POST}
      headers: {end-user: {exact: jason}}
    - queryParams: {beta: {exact: "1"}}
    route: [{destination: {host: shop, subset: v2}}]
  - match: [{uri: {regex: "/items/[0-9]+"}}]
    route: [{destination: {host: shop, subset: v1}}]
  - match: [{uri: {prefix: /v2/}, method: {exact: POST}, headers: {end-user: {exact: jason}}}]
    route: [{destination: {host: shop, subset: v1}}]
  - match: [{headers: {a: {exact: "1"}}, withoutHeaders: {a: {exact: "1"}}}]
    route: [{destination: {host: shop, subset: v1}}]
)";

const model::ResourceId shop{"VirtualService", "default", "shop"};

} // namespace

class MatchProbeTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Document> document_;
    std::unique_ptr<Selection> selection_;
    std::unique_ptr<MatchProbe> probe_;

    MatchProbe& open(const char* match) {
        probe_ = std::make_unique<MatchProbe>(FormContext{*document_, *selection_, shop}, match);
        probe_->show();
        return *probe_;
    }
    template <class W> W* part(const char* name) { return probe_->findChild<W*>(QString::fromLatin1(name)); }

private Q_SLOTS:
    void init() {
        document_ = std::make_unique<Document>();
        selection_ = std::make_unique<Selection>();
        QVERIFY(document_->openText(text, QStringLiteral("shop.yaml")));
    }
    void cleanup() {
        probe_.reset();
        selection_.reset();
        document_.reset();
    }

    void showsARequestThatTheMatchTakes() {
        const QString example = open("spec.http[0].match[0]").example();
        QVERIFY2(example.contains(QStringLiteral("POST /v2/")), qPrintable(example));
        QVERIFY2(example.contains(QStringLiteral("end-user: jason")), qPrintable(example));
        QVERIFY(open("spec.http[0].match[1]").example().contains(QStringLiteral("beta=1")));
        QVERIFY(open("spec.http[1].match[0]").example().contains(QStringLiteral("/items/")));
    }

    void saysWhereARuleBeforeItTakesEverything() {
        const QString example = open("spec.http[2].match[0]").example();
        QVERIFY2(example.contains(QStringLiteral("a rule before it does")), qPrintable(example));
    }

    void saysWhereTheConditionsContradictEachOther() {
        QVERIFY(open("spec.http[3].match[0]").example().contains(QStringLiteral("No request")));
    }

    void judgesAnotherRequestInWords() {
        open("spec.http[0].match[0]");
        part<QToolButton>("try")->click();
        QVERIFY2(probe_->verdict().startsWith(QStringLiteral("Yes")), qPrintable(probe_->verdict()));
        part<QPlainTextEdit>("try-headers")->setPlainText(QStringLiteral("End-User: bob"));
        QVERIFY2(probe_->verdict().contains(QStringLiteral("end-user")) &&
                     probe_->verdict().contains(QStringLiteral("bob")),
                 qPrintable(probe_->verdict()));
        auto* path = part<QLineEdit>("try-path");
        path->selectAll();
        QTest::keyClicks(path, QStringLiteral("/v1/x"));
        QVERIFY2(probe_->verdict().contains(QStringLiteral("/v1/x")), qPrintable(probe_->verdict()));
    }

    void saysWhichRuleBeforeItTakesTheRequest() {
        open("spec.http[2].match[0]");
        part<QToolButton>("try")->click();
        QVERIFY2(probe_->verdict().contains(QStringLiteral("rule 1")), qPrintable(probe_->verdict()));
    }

    void followsTheRule() {
        open("spec.http[1].match[0]");
        QVERIFY(
            document_->edit({model::edit::SetField{shop, "spec.http[1].match[0].uri.regex", std::string("/new")}, ""}));
        probe_->refresh();
        QVERIFY(probe_->example().contains(QStringLiteral("/new")));
    }
};

MESHWRIGHT_UI_TEST(MatchProbeTest, "match_probe_test")
#include "match_probe_test.moc"
