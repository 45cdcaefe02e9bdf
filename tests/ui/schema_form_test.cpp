// Forms made from the schema: every field of every kind can be set through its control and undone to the exact bytes.
#include "tests/ui/test_main.h"

#include "model/assist/object_type.h"
#include "model/assist/values.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/inspector/schema_form.h"

#include <QTest>
#include <QToolButton>

using namespace meshwright;
using namespace meshwright::ui;
using model::yaml::childPath;
using model::yaml::TypeInfo;
using Kind = TypeInfo::Kind;

namespace {

/// One step on the way from an object's root to a field.
struct Step {
    enum class What { Field, Choice, Item, Entry } what = What::Field;
    std::string key;
};

struct Leaf {
    std::string path;
    std::vector<Step> steps;
    const TypeInfo* type = nullptr;
    model::yaml::FieldTraits traits;
};

constexpr const char* mapKey = "x-key";

/// Every scalar that a message can hold.
void collect(const TypeInfo& type, const model::yaml::FieldTraits& traits, const std::string& path,
             std::vector<Step> steps, std::vector<Leaf>& out) {
    switch (type.kind) {
    case Kind::Message:
        for (const auto& f : type.fields) {
            if (!traits.onlyKey.empty() && f.key != traits.onlyKey) continue;
            auto next = steps;
            next.push_back({f.choice.empty() ? Step::What::Field : Step::What::Choice, std::string(f.key)});
            collect(*f.type, f, childPath(path, f.key), std::move(next), out);
        }
        break;
    case Kind::List:
        steps.push_back({Step::What::Item, {}});
        collect(*type.element, traits, childPath(path, std::size_t(0)), std::move(steps), out);
        break;
    case Kind::Map:
        steps.push_back({Step::What::Entry, mapKey});
        collect(*type.element, traits, childPath(path, mapKey), std::move(steps), out);
        break;
    default:
        out.push_back({path, std::move(steps), &type, traits});
    }
}

/// A value that reads as itself only where it is written right.
QString sample(const Leaf& leaf) {
    if (!leaf.traits.values.empty()) {
        const auto last = leaf.traits.values.back();
        return QString::fromUtf8(last.data(), qsizetype(last.size()));
    }
    switch (leaf.type->kind) {
    case Kind::Integer:
        return QStringLiteral("42");
    case Kind::Number:
        return QStringLiteral("2.5");
    case Kind::Percent:
        return QStringLiteral("12.5");
    case Kind::Flag:
        return QStringLiteral("true");
    case Kind::Duration:
        return QStringLiteral("1m30.5s");
    default:
        break;
    }
    if (leaf.traits.format == model::yaml::Format::Lines) return QStringLiteral("two: lines\n# of text");
    if (leaf.traits.format == model::yaml::Format::Regex) return QStringLiteral("^/v[0-9]+: #$");
    return leaf.traits.numberOrText ? QStringLiteral("http") : QStringLiteral("1.10");
}

FormRowWidget* rowOf(SchemaForm& form, FormRow::Kind kind, const std::string& path) {
    for (const auto& row : form.rows())
        if (row.kind == kind && row.path == path) return form.rowAt(path, kind);
    return nullptr;
}

/// Goes to the field as a person does: opens what is folded, adds what is absent.
FormRowWidget* reach(SchemaForm& form, const std::string& root, const Leaf& leaf) {
    std::string at = root;
    for (const auto& step : leaf.steps) {
        form.reveal(at);
        if (auto* heading = form.rowFor(at);
            heading && heading->row().folds && !heading->row().open && isWithin(at, heading->row().owner))
            form.setOpen(heading->row().path, true);
        const std::string next =
            step.what == Step::What::Item ? childPath(at, std::size_t(0)) : childPath(at, step.key);
        const auto shown = [&] {
            auto* row = form.rowFor(next);
            return row && isWithin(row->row().path, next) ? row : nullptr;
        };
        if (step.what == Step::What::Choice) {
            // The choice is in view, or one of its options is offered among the fields to add.
            FormRowWidget* choice = nullptr;
            for (const auto& row : form.rows())
                if (row.kind == FormRow::Kind::Choice && row.base == at &&
                    std::any_of(row.options.begin(), row.options.end(),
                                [&](const auto* o) { return o->key == step.key; }))
                    choice = form.rowAt(row.path, row.kind);
            if (choice && choice->row().chosen != step.key)
                choice->choose(QString::fromStdString(step.key));
            else if (!choice)
                if (auto* add = rowOf(form, FormRow::Kind::AddField, at)) add->add(QString::fromStdString(step.key));
        } else if (step.what == Step::What::Field && !shown()) {
            if (auto* add = rowOf(form, FormRow::Kind::AddField, at)) add->add(QString::fromStdString(step.key));
        } else if (step.what == Step::What::Item) {
            auto* add = rowOf(form, FormRow::Kind::AddItem, at);
            if (!add) return nullptr;
            const bool scalar = &step == &leaf.steps.back() && isScalar(*add->row().type->element);
            // A new item may hold a single field that stands for it.
            add->add(scalar ? sample(leaf) : QString());
        } else if (step.what == Step::What::Entry) {
            auto* add = rowOf(form, FormRow::Kind::AddItem, at);
            if (!add) return nullptr;
            add->add(QString::fromLatin1(mapKey));
        }
        at = next;
    }
    form.reveal(at);
    auto* row = form.rowFor(at);
    return row && row->row().path == at ? row : nullptr;
}

std::string textOf(const Document& document) {
    return document.design().textOf(document.mainFile());
}

constexpr const char* service = R"(apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: shop # the front
spec:
  hosts: [shop.example.com]
  http:
  # beta testers
  - match:
    - uri:
        prefix: "/v2/"   # quoted on purpose
      headers:
        end-user: # whose
          exact: jason
    route:
    - destination: {host: shop, subset: v2}
    timeout:   2s   # patience
  - name: rest
    route:
    - destination:
        host: shop
        subset: v1
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: shop}
spec:
  host: shop
  subsets:
  - name: v1
    labels: {version: v1}
  - name: v2
    labels:
      version: v2
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop-v1}
spec: {replicas: 3, selector: {matchLabels: {app: shop, version: v1}}, template: {metadata: {labels: {app: shop, version: v1}}}}
)";

const model::ResourceId shop{"VirtualService", "default", "shop"};
const model::ResourceId policy{"DestinationRule", "default", "shop"};

} // namespace

class SchemaFormTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Document> document_;
    std::unique_ptr<Selection> selection_;
    std::unique_ptr<SchemaForm> form_;
    std::string before_;

    SchemaForm& openForm(const model::ResourceId& id, const std::string& root, bool show = true) {
        const auto r = document_->design().find(id);
        const auto* type = model::assist::typeAt(*model::findKind(r->apiVersion, r->kind), root);
        form_ = std::make_unique<SchemaForm>(FormContext{*document_, *selection_, id}, root, *type);
        connect(document_.get(), &Document::changed, form_.get(), &SchemaForm::refresh);
        form_->resize(340, 800);
        form_->setVisible(show);
        return *form_;
    }
    QWidget* stop(const char* name) { return form_->findChild<QWidget*>(QString::fromLatin1(name)); }
    void undoAll() {
        while (document_->undoStack().canUndo()) document_->undoStack().undo();
        QCOMPARE(textOf(*document_), before_);
    }

private Q_SLOTS:
    void init() {
        document_ = std::make_unique<Document>();
        selection_ = std::make_unique<Selection>();
        QVERIFY(document_->openText(service, QStringLiteral("shop.yaml")));
        before_ = textOf(*document_);
    }
    void cleanup() {
        form_.reset();
        selection_.reset();
        document_.reset();
    }

    void everyFieldOfEveryKindHasADocumentedControlThatWritesItAndUndoes_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("root");
        const auto kinds = model::kinds();
        for (std::size_t i = 0; i < kinds.size(); ++i)
            for (const char* root : {"spec", "metadata"})
                if (kinds[i].type || QLatin1String(root) == QLatin1String("metadata"))
                    QTest::newRow((std::string(kinds[i].kind) + " " + root).c_str())
                        << int(i) << QString::fromLatin1(root);
    }
    void everyFieldOfEveryKindHasADocumentedControlThatWritesItAndUndoes() {
        QFETCH(int, kind);
        QFETCH(QString, root);
        const auto& info = model::kinds()[std::size_t(kind)];
        const std::string text = "# head\napiVersion: " + model::apiVersionOf(info) +
                                 "\nkind: " + std::string(info.kind) +
                                 "\nmetadata:\n  name: it # called so\nspec: {} # nothing yet\n# tail\n";
        const std::string base = root.toStdString();
        const auto* type = model::assist::typeAt(info, base);
        QVERIFY(type);
        std::vector<Leaf> leaves;
        collect(*type, {}, base, {}, leaves);
        QVERIFY(!leaves.empty());
        for (const auto& leaf : leaves) {
            const bool identity = leaf.path == "metadata.name" || leaf.path == "metadata.namespace";
            QVERIFY2(!leaf.traits.doc.empty(), leaf.path.c_str());
            QVERIFY2(leaf.traits.doc.back() == '.', leaf.path.c_str());
            QVERIFY(document_->openText(QByteArray::fromStdString(text), QStringLiteral("it.yaml")));
            model::ResourceId id{std::string(info.kind), "default", "it"};
            if (!document_->design().find(id)) id = document_->design().resources().front()->id();
            auto& form = openForm(id, base, false);
            auto* row = reach(form, base, leaf);
            QVERIFY2(row && row->control(), leaf.path.c_str());
            QVERIFY2(!row->control()->stop()->accessibleName().isEmpty(), leaf.path.c_str());
            QVERIFY2(!row->control()->stop()->toolTip().isEmpty(), leaf.path.c_str());
            const QString value = sample(leaf);
            row->control()->enter(value);
            if (identity) id = document_->design().resources().front()->id();
            const auto* node = valueAt(document_->design(), id, leaf.path);
            QVERIFY2(node && node->isScalar(), leaf.path.c_str());
            QCOMPARE(QString::fromStdString(node->text), value);
            for (const auto& d : document_->design().diagnostics())
                QVERIFY2(d.code != "MW0011" && d.code != "MW0012" && d.code != "MW0030",
                         (leaf.path + ": " + d.message).c_str());
            const auto again = model::Design::fromText(textOf(*document_), "it.yaml");
            QVERIFY2(again.has_value(), leaf.path.c_str());
            QVERIFY2(textOf(*document_).find("# called so") != std::string::npos, leaf.path.c_str());
            while (document_->undoStack().canUndo()) document_->undoStack().undo();
            QCOMPARE(textOf(*document_), text);
        }
    }

    void typingIsOneStepAndTouchesOnlyTheValue() {
        openForm(shop, "spec.http[0]");
        auto* field = stop("spec.http[0].timeout");
        QVERIFY(field);
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, QStringLiteral("4s"));
        form_->commit();
        QTest::keyClick(field, Qt::Key_Backspace);
        QTest::keyClicks(field, QStringLiteral("00ms"));
        QTest::keyClick(field, Qt::Key_Return);
        std::string expected = before_;
        expected.replace(expected.find("timeout:   2s"), 13, "timeout:   400ms");
        QCOMPARE(textOf(*document_), expected);
        QCOMPARE(document_->undoStack().count(), 1);
        undoAll();
    }

    void anExpressionIsCheckedWhileItIsTyped() {
        openForm(shop, "spec.http[0]");
        auto* row = form_->rowFor("spec.http[0].match[0].uri");
        QVERIFY(row && row->options());
        row->choose(QStringLiteral("regex"));
        row = form_->rowFor("spec.http[0].match[0].uri");
        QCOMPARE(row->control()->text(), QStringLiteral("/v2/"));
        auto* field = row->control()->stop();
        field->setFocus();
        QTest::keyClick(field, Qt::Key_End);
        QTest::keyClicks(field, QStringLiteral("("));
        QVERIFY2(row->problem().contains(QStringLiteral("RE2")), qPrintable(row->problem()));
        QTest::keyClicks(field, QStringLiteral(".*)"));
        QVERIFY(row->problem().isEmpty());
        QTest::keyClick(field, Qt::Key_Return);
        const auto r = document_->design().find(shop);
        QCOMPARE(r->as<model::istio::VirtualService>()->http[0].match[0].uri->regex.value(), std::string("/v2/(.*)"));
        undoAll();
    }

    void whatIsNoValueIsSaidBesideTheFieldAndNotWritten() {
        openForm(shop, "spec.http[0]");
        auto* row = form_->rowFor("spec.http[0].timeout");
        row->control()->enter(QStringLiteral("soon"));
        QVERIFY(row->problem().contains(QStringLiteral("unit")));
        QCOMPARE(textOf(*document_), before_);
    }

    void whatTheChecksSayStandsBesideTheField() {
        openForm(shop, "spec.http[0]");
        auto* row = form_->rowFor("spec.http[0].timeout");
        row->control()->enter(QStringLiteral("-3s"));
        row = form_->rowFor("spec.http[0].timeout");
        QVERIFY(!row->problem().isEmpty());
        undoAll();
        QVERIFY(form_->rowFor("spec.http[0].timeout")->problem().isEmpty());
    }

    void rulesMoveByKeyboardAndByDragging() {
        openForm(shop, "spec");
        auto* second = form_->rowFor("spec.http[1]");
        QVERIFY(second && second->head());
        QApplication::setActiveWindow(form_.get());
        second->head()->setFocus();
        QTest::keyClick(second->head(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(document_->design().find(shop)->as<model::istio::VirtualService>()->http[0].name, std::string("rest"));
        QVERIFY(textOf(*document_).find("# beta testers") != std::string::npos);
        undoAll();
        auto* first = form_->rowFor("spec.http[0]");
        second = form_->rowFor("spec.http[1]");
        QVERIFY(first->grip());
        const QPoint down = first->grip()->rect().center();
        QTest::mousePress(first->grip(), Qt::LeftButton, {}, down);
        const QPoint below = first->grip()->mapFromGlobal(second->mapToGlobal(QPoint(4, second->height())));
        QTest::mouseMove(first->grip(), below);
        QTest::mouseRelease(first->grip(), Qt::LeftButton, {}, below);
        QCOMPARE(document_->design().find(shop)->as<model::istio::VirtualService>()->http[0].name, std::string("rest"));
        QCOMPARE(document_->undoStack().count(), 1);
        undoAll();
    }

    void itemsAreDuplicatedAndRemoved() {
        openForm(shop, "spec");
        Q_EMIT form_->rowFor("spec.http[0]")->duplicateWanted();
        QCOMPARE(document_->design().find(shop)->as<model::istio::VirtualService>()->http.size(), std::size_t(3));
        Q_EMIT form_->rowFor("spec.http[2]")->removeWanted();
        QCOMPARE(document_->design().find(shop)->as<model::istio::VirtualService>()->http.size(), std::size_t(2));
        undoAll();
    }

    void aHeaderIsRenamedInItsPlace() {
        openForm(shop, "spec.http[0]");
        auto* row = form_->rowFor("spec.http[0].match[0].headers.end-user");
        QVERIFY(row && row->keyControl());
        row->keyControl()->enter(QStringLiteral("x-user"));
        std::string expected = before_;
        expected.replace(expected.find("end-user: # whose"), 8, "x-user");
        QCOMPARE(textOf(*document_), expected);
        undoAll();
    }

    void oneOfSeveralKeepsWhatItCanOfTheOther() {
        openForm(shop, "spec.http[0]");
        form_->rowFor("spec.http[0].match[0].headers.end-user")->choose(QStringLiteral("prefix"));
        const auto& m = document_->design().find(shop)->as<model::istio::VirtualService>()->http[0].match[0];
        QCOMPARE(m.headers.at("end-user").prefix.value(), std::string("jason"));
        QVERIFY(!m.headers.at("end-user").exact);
        form_->rowFor("spec.http[0].match[0].headers.end-user")->choose(QString());
        QVERIFY(!document_->design()
                     .find(shop)
                     ->as<model::istio::VirtualService>()
                     ->http[0]
                     .match[0]
                     .headers.at("end-user")
                     .any());
        QCOMPARE(document_->undoStack().count(), 2);
        undoAll();
    }

    void labelsSayWhichPodsTheyPick() {
        openForm(policy, "spec");
        form_->reveal("spec.subsets[0].labels.version");
        auto* labels = form_->rowAt("spec.subsets[0].labels", FormRow::Kind::Map);
        QVERIFY(labels);
        QVERIFY2(labels->note().contains(QStringLiteral("shop-v1 (3 pods)")), qPrintable(labels->note()));
        form_->reveal("spec.subsets[1].labels.version");
        QVERIFY(form_->rowAt("spec.subsets[1].labels", FormRow::Kind::Map)->note().contains(QStringLiteral("no pod")));
    }

    void anAddedFieldIsWrittenOnlyWhenItHasAValue() {
        openForm(shop, "spec.http[0]");
        form_->rowAt("spec.http[0]", FormRow::Kind::AddField)->add(QStringLiteral("rewrite"));
        QCOMPARE(textOf(*document_), before_);
        auto* row = form_->reveal("spec.http[0].rewrite.uri");
        QVERIFY(row && row->control());
        row->control()->enter(QStringLiteral("/"));
        QVERIFY(document_->design().find(shop)->as<model::istio::VirtualService>()->http[0].rewrite.has_value());
        QCOMPARE(document_->undoStack().count(), 1);
        undoAll();
    }

    void theKeyboardGoesThroughTheFieldsFromTopToBottom() {
        openForm(shop, "spec.http[0]");
        int last = -1;
        QWidget* at = form_->rowFor("spec.http[0].match")->head();
        for (int i = 0; i < 12; ++i) {
            const int y = at->mapTo(form_.get(), QPoint(0, 0)).y();
            QVERIFY2(y >= last - at->height(), qPrintable(at->objectName()));
            last = std::max(last, y);
            at = at->nextInFocusChain();
            while (!(at->focusPolicy() & Qt::TabFocus) || !at->isVisibleTo(form_.get())) at = at->nextInFocusChain();
            if (!form_->isAncestorOf(at)) break;
        }
    }
};

MESHWRIGHT_UI_TEST(SchemaFormTest, "schema_form_test")
#include "schema_form_test.moc"
