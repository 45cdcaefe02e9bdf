// A thousand random changes, by forms and by typing, whole and broken: text, form and canvas always show one design.
#include "tests/ui/test_main.h"

#include "model/assist/object_type.h"
#include "ui/canvas/graph_model.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/inspector/schema_form.h"
#include "ui/yaml/yaml_editor.h"
#include "ui/yaml/yaml_pane.h"

#include <QFile>
#include <QTest>
#include <random>

using namespace meshwright;
using namespace meshwright::ui;

namespace {

/// Without std::*_distribution: the same walk on every machine.
class Dice {
public:
    explicit Dice(std::uint32_t seed) : engine_(seed) {}
    std::size_t below(std::size_t n) { return n == 0 ? 0 : engine_() % n; }
    template <class T> const T& of(const std::vector<T>& all) { return all[below(all.size())]; }

private:
    std::mt19937 engine_;
};

QString keyOf(const FormRow& row, Dice& dice) {
    const auto key = row.options[dice.below(row.options.size())]->key;
    return QString::fromUtf8(key.data(), qsizetype(key.size()));
}

/// What a graph says, as text.
QString spelled(const graph::Graph& g) {
    QString out;
    for (const auto& n : g.nodes) {
        out += n.key + '|' + n.title + '|' + n.footer + '\n';
        for (const auto& r : n.rules) out += QString::fromStdString(r.field) + '\n';
    }
    for (const auto& e : g.edges) out += QStringLiteral("%1>%2\n").arg(e.from.node).arg(e.to.node);
    return out;
}

} // namespace

class TwoWayTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Document> document_;
    std::unique_ptr<Selection> selection_;
    std::unique_ptr<YamlPane> pane_;
    std::unique_ptr<SchemaForm> form_;
    model::ResourceId object_;

    std::string designText() const { return document_->design().textOf(document_->mainFile()); }

    void openForm(Dice& dice) {
        std::vector<model::ResourcePtr> all;
        for (const auto& r : document_->design().resources()) {
            const auto* kind = model::findKind(r->apiVersion, r->kind);
            if (kind && kind->type && !r->as<model::scenario::Canvas>()) all.push_back(r);
        }
        if (all.empty()) return;
        const auto r = dice.of(all);
        object_ = r->id();
        form_ = std::make_unique<SchemaForm>(FormContext{*document_, *selection_, object_}, "spec",
                                             *model::assist::typeAt(*model::findKind(r->apiVersion, r->kind), "spec"));
        connect(document_.get(), &Document::changed, form_.get(), &SchemaForm::refresh);
    }

    QString valueFor(const FormRow& row, Dice& dice) {
        using Kind = model::yaml::TypeInfo::Kind;
        if (!row.traits.values.empty()) {
            const auto v = row.traits.values[dice.below(row.traits.values.size())];
            return QString::fromUtf8(v.data(), qsizetype(v.size()));
        }
        switch (row.type->kind) {
        case Kind::Integer:
            return QString::number(1 + dice.below(99));
        case Kind::Number:
        case Kind::Percent:
            return QString::number(double(dice.below(1000)) / 10);
        case Kind::Flag:
            return dice.below(2) ? QStringLiteral("true") : QStringLiteral("false");
        case Kind::Duration:
            return QStringLiteral("%1ms").arg(1 + dice.below(5000));
        default:
            return dice.of(std::vector<QString>{"a", "no", "1.10", "x y", "it's: #1", "v2", ""});
        }
    }

    /// One thing that a person does in the form.
    void useForm(Dice& dice) {
        if (!form_ || !document_->design().find(object_) || dice.below(4) == 0) openForm(dice);
        if (!form_) return;
        std::vector<FormRow> rows;
        for (const auto& row : form_->rows())
            if (row.kind != FormRow::Kind::More) rows.push_back(row);
        if (rows.empty()) return;
        const FormRow row = dice.of(rows);
        auto* w = form_->rowAt(row.path, row.kind);
        if (!w) return;
        switch (row.kind) {
        case FormRow::Kind::AddField:
            w->add(keyOf(row, dice));
            break;
        case FormRow::Kind::AddItem:
            w->add(QStringLiteral("7%1").arg(dice.below(90)));
            break;
        case FormRow::Kind::Choice:
            if (dice.below(2) || !w->control()) {
                w->choose(keyOf(row, dice));
                break;
            }
            [[fallthrough]];
        case FormRow::Kind::Value:
            if (dice.below(8) == 0)
                Q_EMIT w->removeWanted();
            else if (row.place == FormRow::Place::Item && dice.below(3) == 0)
                Q_EMIT w->duplicateWanted();
            else if (w->control())
                w->control()->enter(valueFor(row, dice));
            break;
        default:
            switch (dice.below(6)) {
            case 0:
                Q_EMIT w->moveWanted(dice.below(2) ? 1 : -1);
                break;
            case 1:
                if (row.removable) Q_EMIT w->removeWanted();
                break;
            case 2:
                if (row.place == FormRow::Place::Item && row.count < 6) Q_EMIT w->duplicateWanted();
                break;
            default:
                form_->setOpen(row.path, !row.open);
            }
        }
    }

    /// Something typed or deleted anywhere in the text; often it is no YAML afterwards.
    void useText(Dice& dice) {
        auto& editor = pane_->editor();
        const std::string_view now = editor.bytes();
        std::size_t at = dice.below(now.size() + 1);
        while (at > 0 && at < now.size() && (static_cast<unsigned char>(now[at]) & 0xC0) == 0x80) --at;
        switch (dice.below(5)) {
        case 0: { // within a line
            std::size_t to = std::min(now.size(), at + 1 + dice.below(6));
            while (to < now.size() && (static_cast<unsigned char>(now[to]) & 0xC0) == 0x80) ++to;
            editor.replace(at, to, "");
            break;
        }
        case 1: { // a whole line goes
            const std::size_t begin = at == 0 ? 0 : now.rfind('\n', at - 1) + 1;
            const std::size_t end = std::min(now.size(), now.find('\n', at));
            editor.replace(begin, std::min(now.size(), end + 1), "");
            break;
        }
        case 2: // a comment
            editor.replace(std::min(now.size(), now.find('\n', at)), std::min(now.size(), now.find('\n', at)),
                           " # \xC3\xA9 note");
            break;
        default:
            editor.replace(at, at,
                           dice.of(std::vector<std::string>{"a", " ", "\n", "x: 1\n", "[", "}", "'", "\"", ": ", "- ",
                                                            "---\n", "# c\n", "  ", "&a ", "*a", "\t"}));
        }
    }

    void everythingAgrees(bool committed) {
        if (committed) QCOMPARE(std::string(pane_->editor().bytes()), designText());
        const auto fresh = model::Design::fromText(designText(), document_->mainFile());
        QVERIFY(fresh.has_value());
        QCOMPARE(spelled(graph::build(document_->design())), spelled(graph::build(*fresh)));
        if (!form_ || !document_->design().find(object_)) return;
        for (const auto& row : form_->rows()) {
            auto* w = form_->rowAt(row.path, row.kind);
            if (!w || !w->control() || row.kind != FormRow::Kind::Value) continue;
            const auto* node = valueAt(document_->design(), object_, row.path);
            const bool present = node && node->isScalar();
            if (!present) continue;
            if (!w->problem().isEmpty() && w->control()->text().toStdString() != node->text)
                continue; // refused text stays
            QCOMPARE(w->control()->text().toStdString(), node->text);
        }
    }

private Q_SLOTS:
    void aThousandChangesBothWaysStayInStepAndUndoToTheFirstByte() {
        QFile sample(test::sourcePath(QStringLiteral("resources/samples/bookinfo.yaml")));
        QVERIFY(sample.open(QIODevice::ReadOnly));
        const QByteArray original = sample.readAll();
        document_ = std::make_unique<Document>();
        selection_ = std::make_unique<Selection>();
        QVERIFY(document_->openText(original, QStringLiteral("bookinfo.yaml")));
        pane_ = std::make_unique<YamlPane>(*document_, *selection_);
        Dice dice(20261124);
        int broken = 0, typed = 0;
        for (int i = 0; i < 1000; ++i) {
            if (dice.below(2)) {
                ++typed;
                const auto before = designText();
                useText(dice);
                pane_->commit();
                if (!pane_->message().isEmpty()) {
                    ++broken;
                    QCOMPARE(designText(), before); // the last good design stays
                    everythingAgrees(false);
                    if (dice.below(3)) { // mended by undo, else by another key stroke or a change elsewhere
                        int steps = 0;
                        while (!pane_->message().isEmpty() && ++steps < 50) QVERIFY(pane_->undoTyping());
                    }
                    if (!pane_->message().isEmpty()) pane_->setText(QString::fromStdString(designText()));
                    pane_->commit();
                    QVERIFY(pane_->message().isEmpty());
                }
            } else {
                useForm(dice);
            }
            if (dice.below(10) == 0 && document_->undoStack().canUndo()) document_->undoStack().undo();
            if (dice.below(20) == 0 && document_->undoStack().canRedo()) document_->undoStack().redo();
            everythingAgrees(true);
            if (QTest::currentTestFailed()) {
                qWarning("step %d", i);
                return;
            }
        }
        QVERIFY2(broken > 50, qPrintable(QString::number(broken)));
        QVERIFY2(document_->undoStack().count() > 200, qPrintable(QString::number(document_->undoStack().count())));
        while (document_->undoStack().canUndo()) document_->undoStack().undo();
        QCOMPARE(QByteArray::fromStdString(designText()), original);
        QCOMPARE(pane_->text().toUtf8(), original);
        form_.reset();
        pane_.reset();
    }
};

MESHWRIGHT_UI_TEST(TwoWayTest, "two_way_test")
#include "two_way_test.moc"
