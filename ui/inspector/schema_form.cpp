#include "ui/inspector/schema_form.h"

#include "model/assist/selectors.h"
#include "model/istio/describe.h"
#include "ui/document/selection.h"
#include "ui/text.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QFrame>
#include <QKeyEvent>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace meshwright::ui {

namespace assist = model::assist;
using model::yaml::Node;
using Kind = FormRow::Kind;
using Place = FormRow::Place;

namespace {

/// A pause in typing after which the value is written, in milliseconds.
constexpr int pauseMs = 150;

bool holdsValue(const FormRow& row) {
    return row.kind != Kind::AddField && row.kind != Kind::AddItem && row.kind != Kind::More;
}

model::istio::Labels labelsOf(const Node* node) {
    model::istio::Labels out;
    if (node && node->isMap())
        for (const auto& e : node->entries) out[e.key] = e.value.text;
    return out;
}

} // namespace

SchemaForm::SchemaForm(FormContext context, std::string root, const model::yaml::TypeInfo& type, std::string links,
                       QWidget* parent)
    : QWidget(parent), context_(std::move(context)), root_(std::move(root)), type_(type),
      column_(new QVBoxLayout(this)), dropMark_(new QFrame(this)) {
    state_.links = std::move(links);
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(0);
    dropMark_->setFixedHeight(2);
    dropMark_->setProperty("dropMark", true);
    dropMark_->hide();
    help_.values = [this](const FormRow& row) { return valuesFor(row); };
    help_.keys = [this](const FormRow& row) {
        const bool labels = row.traits.format == model::yaml::Format::Labels || row.traits.key == "labels";
        return labels ? assist::labelKeys(context_.document.design()) : std::vector<assist::Suggestion>();
    };
    help_.summary = [this](const FormRow& row) { return summaryOf(row); };
    pause_.setSingleShot(true);
    pause_.setInterval(pauseMs);
    connect(&pause_, &QTimer::timeout, this, &SchemaForm::commit);
    refresh();
}

void SchemaForm::setExtra(Extra extra) {
    extra_ = std::move(extra);
    refresh();
}

const Node* SchemaForm::nodeAt(const std::string& path) const {
    return valueAt(context_.document.design(), context_.object, path);
}

const Node* SchemaForm::rootNode() const {
    return nodeAt(root_);
}

QString SchemaForm::summaryOf(const FormRow& row) const {
    const auto at = listAndIndex(row.path);
    if (at && at->first == "spec.http") {
        const auto r = context_.document.design().find(context_.object);
        const auto* vs = r ? r->as<model::istio::VirtualService>() : nullptr;
        if (vs && at->second < vs->http.size())
            return QStringLiteral("%1 \u2192 %2")
                .arg(q(model::istio::describeCondition(vs->http[at->second])),
                     q(model::istio::describeAction(vs->http[at->second])));
    }
    return q(summary(row.node ? row.node : nodeAt(row.path)));
}

std::vector<assist::Suggestion> SchemaForm::valuesFor(const FormRow& row) const {
    const auto& design = context_.document.design();
    const auto* type = row.kind == Kind::AddItem ? row.type->element : row.type;
    if (row.place == Place::Entry && (row.traits.format == model::yaml::Format::Labels || row.traits.key == "labels"))
        return assist::labelValues(design, row.key);
    assist::FieldPlace place{context_.object, context_.object.kind, row.path, {}};
    // A subset or port belongs to the host beside it, or one level above.
    for (std::string at = row.path; place.host.empty() && isWithin(at, root_) && at.size() > root_.size();) {
        const auto cut = at.find_last_of(".[");
        if (cut == std::string::npos) break;
        at.resize(cut);
        const Node* node = nodeAt(at);
        if (const Node* host = node && node->isMap() ? node->find("host") : nullptr) place.host = host->text;
    }
    return assist::suggestions(design, place, *type, row.traits);
}

FormRowWidget* SchemaForm::makeRow(const FormRow& row) {
    auto* w = new FormRowWidget(row, help_);
    connect(w, &FormRowWidget::typed, this, [this, w](const QString& text) { typed(*w, text); });
    connect(w, &FormRowWidget::finished, this, [this, w](const QString& text) {
        pause_.stop();
        pending_.clear();
        write(*w, text);
        if (gesture_) context_.document.endGesture();
        gesture_ = false;
    });
    connect(w, &FormRowWidget::entered, this,
            [this, w] { Q_EMIT fieldEntered(q(w->row().path), q(w->row().traits.doc)); });
    connect(w, &FormRowWidget::keyFinished, this, [this, w](const QString& key) { renameKey(*w, key); });
    connect(w, &FormRowWidget::chose, this, [this, w](const QString& option) { choose(*w, option); });
    connect(w, &FormRowWidget::toggled, this, [this, w] { setOpen(w->row().path, !w->row().open); });
    connect(w, &FormRowWidget::followed, this, [this, w] {
        context_.selection.set(Selected{context_.object, w->row().path});
    });
    connect(w, &FormRowWidget::removeWanted, this, [this, w] { remove(*w); });
    connect(w, &FormRowWidget::duplicateWanted, this, [this, w] { duplicate(*w); });
    connect(w, &FormRowWidget::moveWanted, this, [this, w](int by) { moveBy(*w, by); });
    connect(w, &FormRowWidget::addWanted, this, [this, w](const QString& text) { add(*w, text); });
    connect(w, &FormRowWidget::dragging, this, [this, w](int y) { showDrop(*w, y); });
    connect(w, &FormRowWidget::dropped, this, [this, w](int y) {
        showDrop(*w, {});
        move(*w, dropIndex(*w, y));
    });
    return w;
}

void SchemaForm::refresh() {
    rows_ = formRows(type_, rootNode(), root_, state_);
    std::multimap<std::string, FormRowWidget*> old;
    for (auto* w : widgets_) old.emplace(w->row().path, w);
    std::vector<FormRowWidget*> now;
    bool moved = widgets_.size() != rows_.size();
    for (const auto& row : rows_) {
        FormRowWidget* found = nullptr;
        const auto [first, last] = old.equal_range(row.path);
        for (auto it = first; it != last; ++it)
            if (it->second->row().sameShape(row)) {
                found = it->second;
                old.erase(it);
                break;
            }
        if (!found) {
            found = makeRow(row);
            moved = true;
        }
        moved = moved || now.size() >= widgets_.size() || widgets_[now.size()] != found;
        found->bring(row);
        showNotes(*found, row);
        now.push_back(found);
    }
    for (const auto& [path, w] : old) {
        w->blockSignals(true); // hidden, its control loses the keyboard and would finish a value that is gone
        w->hide();
        w->deleteLater();
    }
    if (moved || extra_) lay(std::move(now));
    showProblems();
}

void SchemaForm::lay(std::vector<FormRowWidget*> rows) {
    widgets_ = std::move(rows);
    while (auto* item = column_->takeAt(0)) delete item;
    std::map<std::string, QPointer<QWidget>> kept;
    QWidget* before = nullptr;
    for (auto* w : widgets_) {
        column_->addWidget(w);
        w->show();
        for (auto* stop : w->stops()) {
            if (before) setTabOrder(before, stop);
            before = stop;
        }
        if (!extra_ || w->row().kind != Kind::Group || !w->row().open) continue;
        auto found = extras_.find(w->row().path);
        QWidget* more = found != extras_.end() ? found->second.data() : extra_(w->row());
        if (!more) continue;
        kept[w->row().path] = more;
        column_->addWidget(more);
        more->show();
    }
    for (const auto& [path, w] : extras_)
        if (w && !kept.count(path)) {
            w->hide();
            w->deleteLater();
        }
    extras_ = std::move(kept);
}

void SchemaForm::showNotes(FormRowWidget& widget, const FormRow& row) {
    if (row.kind != Kind::Map || row.traits.format != model::yaml::Format::Labels) return;
    const auto labels = labelsOf(nodeAt(row.path));
    const auto pods = assist::podsPickedBy(context_.document.design(), context_.object, row.path, labels);
    widget.setNote(labels.empty() ? QString() : tr("Picks %1.").arg(q(assist::inWords(pods))));
}

void SchemaForm::showProblems() {
    std::map<FormRowWidget*, const model::Diagnostic*> said;
    for (const auto& d : context_.document.diagnostics()) {
        if (d.severity == model::Severity::Info || !isAbout(d, context_.object) || !isWithin(d.field, root_)) continue;
        FormRowWidget* best = nullptr;
        for (auto* w : widgets_)
            if (holdsValue(w->row()) && isWithin(d.field, w->row().owner) &&
                (!best || w->row().owner.size() > best->row().owner.size()))
                best = w;
        if (best) said.emplace(best, &d); // the worst comes first
    }
    for (auto* w : widgets_) {
        if (w == pending_.data()) continue; // what is being typed is judged by itself
        if (!w->refusal().isEmpty()) {
            w->setProblem(w->refusal());
            continue;
        }
        const auto found = said.find(w);
        if (found != said.end())
            w->setProblem(q(found->second->message), found->second->severity);
        else
            w->setProblem({});
    }
}

FormRowWidget* SchemaForm::rowAt(const std::string& path, Kind kind) const {
    for (auto* w : widgets_)
        if (w->row().kind == kind && (w->row().path == path || w->row().owner == path)) return w;
    return nullptr;
}

FormRowWidget* SchemaForm::rowFor(const std::string& path) const {
    FormRowWidget* best = nullptr;
    for (auto* w : widgets_)
        if (holdsValue(w->row()) && isWithin(path, w->row().owner) &&
            (!best || w->row().owner.size() > best->row().owner.size()))
            best = w;
    return best;
}

FormRowWidget* SchemaForm::reveal(const std::string& path) {
    for (;;) {
        auto* row = rowFor(path);
        if (!row) return nullptr;
        const auto& r = row->row();
        if (const auto at = listAndIndex(path);
            r.kind == Kind::List && at && at->second >= longList && state_.whole.insert(r.path).second) {
            refresh();
            continue;
        }
        if (!r.folds || r.open || r.link || path == r.path || path == r.owner) return row;
        setOpen(r.path, true);
    }
}

void SchemaForm::setOpen(const std::string& path, bool open) {
    state_.open[path] = open;
    refresh();
}

void SchemaForm::focusLater(const std::string& path, Kind kind) {
    // New rows get their place when control returns to the loop; a focus given before would not be scrolled to.
    QMetaObject::invokeMethod(
        this,
        [this, path, kind] {
            auto* w = rowAt(path, kind);
            if (!w) w = rowFor(path);
            if (!w || w->stops().isEmpty()) return;
            QWidget* stop = w->control() ? w->control()->stop() : w->stops().front();
            stop->setFocus();
            for (QWidget* up = parentWidget(); up; up = up->parentWidget())
                if (auto* area = qobject_cast<QScrollArea*>(up)) area->ensureWidgetVisible(stop);
        },
        Qt::QueuedConnection);
}

FormRowWidget* SchemaForm::rowAround(QWidget* widget) const {
    FormRowWidget* row = nullptr;
    for (QWidget* up = widget; up && up != this; up = up->parentWidget())
        if (auto* w = qobject_cast<FormRowWidget*>(up)) row = w;
    return row;
}

FormRowWidget* SchemaForm::itemAround(QWidget* widget) const {
    const FormRowWidget* row = rowAround(widget);
    if (!row) return nullptr;
    FormRowWidget* best = nullptr;
    for (auto* w : widgets_)
        if (w->row().place == Place::Item && isWithin(row->row().path, w->row().owner) &&
            (!best || w->row().owner.size() > best->row().owner.size()))
            best = w;
    return best;
}

void SchemaForm::keyPressEvent(QKeyEvent* event) {
    auto* item = itemAround(focusWidget());
    const auto mods = event->modifiers() & ~Qt::KeypadModifier;
    if (item && mods == Qt::AltModifier && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down))
        return moveBy(*item, event->key() == Qt::Key_Up ? -1 : 1);
    if (item && mods == Qt::ControlModifier && event->key() == Qt::Key_D) return duplicate(*item);
    if (mods == Qt::AltModifier && event->key() == Qt::Key_Delete)
        if (auto* row = rowAround(focusWidget()); row && holdsValue(row->row())) return remove(*row);
    if (auto* button = qobject_cast<QToolButton*>(focusWidget()); button && mods == Qt::NoModifier)
        for (auto* w : widgets_) {
            if (w->head() != button) continue;
            if (event->key() == Qt::Key_Delete && w->row().removable) return remove(*w);
            if (w->row().folds && (event->key() == Qt::Key_Right || event->key() == Qt::Key_Left))
                return setOpen(w->row().path, event->key() == Qt::Key_Right);
        }
    QWidget::keyPressEvent(event);
}

} // namespace meshwright::ui
