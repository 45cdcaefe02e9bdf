// What a person does in a form as edits of the design.
#include "ui/inspector/schema_form.h"

#include "model/assist/object_type.h"
#include "model/assist/values.h"
#include "model/yaml/writer.h"
#include "ui/document/selection.h"
#include "ui/inspector/form_seeds.h"
#include "ui/text.h"

#include <QFrame>
#include <algorithm>

namespace meshwright::ui {

namespace assist = model::assist;
using namespace model::edit;
using model::yaml::childPath;
using Kind = FormRow::Kind;
using Place = FormRow::Place;
using Type = model::yaml::TypeInfo::Kind;

namespace {

/// Long values are told by their beginning in the undo list.
QString brief(const QString& text) {
    constexpr qsizetype room = 32;
    const QString line = text.section('\n', 0, 0);
    return line.size() > room || line.size() < text.size() ? line.left(room) + QChar(0x2026) : line;
}

/// An object's identity: changed as a whole, never letter by letter.
bool isIdentity(const std::string& path) {
    return path == "metadata.name" || path == "metadata.namespace";
}

} // namespace

QString SchemaForm::called(const FormRowWidget& row) const {
    const auto& r = row.row();
    if (r.place == Place::Field) return q(words(r.key)).toLower();
    const QString list = q(words(r.traits.key)).toLower();
    return r.place == Place::Item ? tr("%1 %2").arg(list, q(r.key)) : tr("%1 of %2").arg(q(r.key), list);
}

bool SchemaForm::apply(Edit edit, FormRowWidget* beside) {
    QPointer<FormRowWidget> row(beside);
    const auto done = context_.document.edit(std::move(edit));
    if (done) return true;
    if (row && !done.error().empty()) row->refuse(q(done.error().front().message));
    return false;
}

void SchemaForm::typed(FormRowWidget& row, const QString& text) {
    const auto& r = row.row();
    pending_ = &row;
    pendingText_ = text;
    const auto why = text.isEmpty() ? std::nullopt : assist::whyNot(*r.type, r.traits, text.toStdString());
    row.refuse(why ? q(*why) : QString());
    // An empty field may be on its way to another value: it is taken away when it is left.
    if (why || text.isEmpty() || isIdentity(r.path)) return pause_.stop();
    pause_.start();
}

void SchemaForm::commit() {
    pause_.stop();
    if (!pending_) return;
    auto* row = pending_.data();
    if (!gesture_) context_.document.beginGesture();
    gesture_ = true;
    write(*row, pendingText_);
}

void SchemaForm::write(FormRowWidget& row, const QString& typedText) {
    const FormRow r = row.row();
    const auto* node = nodeAt(r.path);
    const bool present = node && node->isScalar();
    if (present && q(node->text) == typedText) {
        showProblems();
        return;
    }
    const bool verbatim = r.type->kind == Type::Text && !isIdentity(r.path);
    const QString text = verbatim ? typedText : typedText.trimmed();
    if (present && q(node->text) == text) return;
    if (text.isEmpty() && r.place != Place::Entry) {
        if (r.present || present) {
            state_.wanted.insert(r.owner); // the emptied field stays in view
            apply({RemoveField{context_.object, r.owner}, tr("Remove %1").arg(called(row)).toStdString()}, &row);
        }
        return;
    }
    if (const auto why = assist::whyNot(*r.type, r.traits, text.toStdString())) return row.refuse(q(*why));
    const QString name = tr("Set %1 to %2").arg(called(row), brief(text));
    const bool done = apply(
        {SetField{context_.object, r.path, assist::valueOf(*r.type, r.traits, text.toStdString())}, name.toStdString()},
        &row);
    if (done && isIdentity(r.path)) followRename(r.path, text.toStdString());
}

void SchemaForm::followRename(const std::string& path, const std::string& text) {
    auto id = context_.object;
    (path == "metadata.name" ? id.name : id.ns) = text;
    if (!context_.document.design().find(id)) return;
    context_.selection.set(Selected{id, {}});
}

void SchemaForm::renameKey(FormRowWidget& row, const QString& key) {
    const FormRow r = row.row();
    const std::string to = key.trimmed().toStdString();
    if (to == r.key) return;
    if (to.empty()) return remove(row);
    if (apply({RenameField{context_.object, r.owner, to}, tr("Rename %1 to %2").arg(q(r.key), q(to)).toStdString()},
              &row))
        focusLater(childPath(parentPath(r.owner), to), Kind::Value);
}

void SchemaForm::choose(FormRowWidget& row, const QString& option) {
    const FormRow r = row.row();
    const std::string next = option.toStdString();
    const auto* now = r.chosen.empty() ? nullptr : nodeAt(childPath(r.base, r.chosen));
    for (const auto* o : r.options) state_.wanted.erase(childPath(r.base, o->key));
    if (next == r.chosen && !next.empty()) return;
    if (next.empty()) {
        if (now && r.place == Place::Field && r.base == r.owner)
            apply({RemoveField{context_.object, r.owner}, tr("Remove %1").arg(called(row)).toStdString()}, &row);
        else if (now)
            apply({RemoveField{context_.object, childPath(r.base, r.chosen)},
                   tr("Ask only that %1 is present").arg(called(row)).toStdString()},
                  &row);
        return refresh();
    }
    const auto found = std::find_if(r.options.begin(), r.options.end(), [&](const auto* o) { return o->key == next; });
    if (found == r.options.end()) return;
    std::string path = childPath(r.base, next);
    if (!now) {
        state_.wanted.insert(path);
        refresh();
        return focusLater(path, Kind::Choice);
    }
    auto [below, value] = firstValue(*(*found)->type, **found);
    const bool both =
        below.empty() && now->isScalar() && (*found)->type->kind == Type::Text && (*found)->values.empty();
    if (both) value = now->text;
    const std::string leaf = below.empty() ? path : path + (below.front() == '[' ? "" : ".") + below;
    const auto resource = context_.document.design().find(context_.object);
    const auto* info = model::findKind(resource->apiVersion, resource->kind);
    const auto* field = info ? assist::fieldAt(*info, leaf) : nullptr;
    const auto& type = field ? *field->type : *(*found)->type;
    const auto* scalar = isScalar(type) ? &type : type.element;
    Sequence all;
    all.edits.push_back(
        {SetField{context_.object, leaf, assist::valueOf(*scalar, field ? *field : **found, value)}, {}});
    all.edits.push_back({RemoveField{context_.object, childPath(r.base, r.chosen)}, {}});
    if (apply({std::move(all), tr("Change %1 to %2").arg(called(row), option).toStdString()}, &row))
        focusLater(path, Kind::Choice);
    else
        refresh();
}

void SchemaForm::add(FormRowWidget& row, const QString& text) {
    const FormRow r = row.row();
    if (r.kind == Kind::More) {
        state_.whole.insert(r.path);
        return refresh();
    }
    if (r.kind == Kind::AddField) {
        const std::string path = childPath(r.path, text.toStdString());
        state_.wanted.insert(path);
        refresh();
        return focusLater(path, Kind::Value);
    }
    if (r.type->kind == Type::Map) {
        const std::string key = text.toStdString(), path = childPath(r.path, key);
        if (nodeAt(path)) return row.setProblem(tr("There is an entry of this name already."));
        const auto [below, value] = firstValue(*r.type->element, r.traits);
        const std::string leaf = below.empty() ? path : path + (below.front() == '[' ? "" : ".") + below;
        const auto* type = r.type->element;
        const auto* field = below.empty() ? nullptr : model::yaml::fieldAt(*type, below);
        if (field) type = isScalar(*field->type) ? field->type : field->type->element;
        if (apply({SetField{context_.object, leaf,
                            assist::valueOf(
                                *type, field ? static_cast<const model::yaml::FieldTraits&>(*field) : r.traits, value)},
                   tr("Add %1").arg(text).toStdString()},
                  &row))
            focusLater(path, Kind::Value);
        return;
    }
    const auto& element = *r.type->element;
    std::string yaml;
    if (isScalar(element)) {
        if (const auto why = assist::whyNot(element, r.traits, text.toStdString())) return row.setProblem(q(*why));
        const bool quotes = element.kind == Type::Text || element.kind == Type::Duration;
        yaml = quotes ? model::yaml::scalarText(text.toStdString()) : text.toStdString();
    } else {
        yaml = newItem(context_.document.design(), context_.object, element, r.count);
    }
    const std::string path = childPath(r.path, r.count);
    if (!isScalar(element)) state_.open[path] = true;
    if (apply({InsertItem{context_.object, r.path, r.count, yaml},
               tr("Add to %1").arg(q(words(r.traits.key)).toLower()).toStdString()},
              &row))
        focusLater(isScalar(element) ? r.path : path, isScalar(element) ? Kind::AddItem : Kind::Group);
}

void SchemaForm::remove(FormRowWidget& row) {
    const FormRow r = row.row();
    state_.wanted.erase(r.owner);
    if (!nodeAt(r.owner)) return refresh();
    if (!apply({RemoveField{context_.object, r.owner}, tr("Remove %1").arg(called(row)).toStdString()}, &row)) return;
    if (const auto at = listAndIndex(r.owner); at && r.place == Place::Item) {
        renumber(at->first, [&](std::size_t i) -> std::optional<std::size_t> {
            if (i == at->second) return std::nullopt;
            return i > at->second ? i - 1 : i;
        });
        refresh();
    }
}

void SchemaForm::duplicate(FormRowWidget& row) {
    const FormRow r = row.row();
    const auto at = listAndIndex(r.owner);
    const auto* node = nodeAt(r.owner);
    if (!at || !node) return;
    if (!apply({InsertItem{context_.object, at->first, at->second + 1, model::yaml::blockText(*node, 0) + "\n"},
                tr("Duplicate %1").arg(called(row)).toStdString()},
               &row))
        return;
    renumber(at->first, [&](std::size_t i) { return i > at->second ? i + 1 : i; });
    refresh();
    focusLater(childPath(at->first, at->second + 1), r.kind);
}

void SchemaForm::moveBy(FormRowWidget& row, int by) {
    const auto at = listAndIndex(row.row().owner);
    if (!at || (by < 0 && at->second == 0)) return;
    move(row, std::size_t(int(at->second) + by));
}

void SchemaForm::move(FormRowWidget& row, std::size_t to) {
    const FormRow r = row.row();
    const auto at = listAndIndex(r.owner);
    const auto* list = at ? nodeAt(at->first) : nullptr;
    if (!list || to >= list->items.size() || to == at->second) return;
    const std::size_t from = at->second;
    if (!apply({MoveItem{context_.object, at->first, from, to},
                tr("Move %1 to place %2").arg(called(row)).arg(to + 1).toStdString()},
               &row))
        return;
    renumber(at->first, [&](std::size_t i) {
        if (i == from) return to;
        if (from < to) return i > from && i <= to ? i - 1 : i;
        return i >= to && i < from ? i + 1 : i;
    });
    refresh();
    focusLater(childPath(at->first, to), r.kind);
}

void SchemaForm::renumber(const std::string& list, const std::function<std::optional<std::size_t>(std::size_t)>& to) {
    const auto renamed = [&](const std::string& path) -> std::optional<std::string> {
        if (!isWithin(path, list) || path.size() == list.size() || path[list.size()] != '[') return path;
        const auto close = path.find(']', list.size());
        const auto next = to(std::stoul(path.substr(list.size() + 1, close - list.size() - 1)));
        if (!next) return std::nullopt;
        return childPath(list, *next) + path.substr(close + 1);
    };
    std::map<std::string, bool> open;
    for (const auto& [path, is] : state_.open)
        if (const auto now = renamed(path)) open[*now] = is;
    state_.open = std::move(open);
    std::set<std::string> wanted;
    for (const auto& path : state_.wanted)
        if (const auto now = renamed(path)) wanted.insert(*now);
    state_.wanted = std::move(wanted);
}

std::vector<FormRowWidget*> SchemaForm::itemsOf(const std::string& list) const {
    std::vector<FormRowWidget*> out;
    for (auto* w : widgets_)
        if (const auto at = listAndIndex(w->row().owner); at && at->first == list && w->row().place == Place::Item)
            out.push_back(w);
    return out;
}

std::size_t SchemaForm::dropIndex(const FormRowWidget& row, int globalY) const {
    const auto at = listAndIndex(row.row().owner);
    if (!at) return 0;
    std::size_t index = 0;
    for (const auto* w : itemsOf(at->first))
        if (w != &row && w->mapToGlobal(QPoint(0, w->height() / 2)).y() < globalY) ++index;
    return index;
}

void SchemaForm::showDrop(const FormRowWidget& row, std::optional<int> globalY) {
    dropMark_->setVisible(globalY.has_value());
    const auto at = listAndIndex(row.row().owner);
    if (!globalY || !at) return;
    auto items = itemsOf(at->first);
    const std::size_t to = dropIndex(row, *globalY);
    std::erase(items, &row);
    const int y =
        to < items.size() ? items[to]->y() : (items.empty() ? row.y() : items.back()->y() + items.back()->height());
    dropMark_->setGeometry(row.row().depth * 12, y - 1, width() - row.row().depth * 12, 2);
    dropMark_->raise();
}

} // namespace meshwright::ui
