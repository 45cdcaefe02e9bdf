#include "ui/inspector/form_rows.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace meshwright::ui {

using model::yaml::childPath;
using model::yaml::FieldTraits;
using model::yaml::Node;
using model::yaml::TypeInfo;
using Type = TypeInfo::Kind;
using Field = TypeInfo::Field;

namespace {

/// Messages down to this depth are open by themselves, and so are lists of at most this many.
constexpr int openDepth = 3;
constexpr std::size_t openItems = 3;

bool allowed(const Field& field, const FieldTraits& outer) {
    return outer.onlyKey.empty() || field.key == outer.onlyKey;
}

std::vector<const Field*> fieldsOf(const TypeInfo& type, const FieldTraits& outer) {
    std::vector<const Field*> out;
    for (const auto& f : type.fields)
        if (allowed(f, outer)) out.push_back(&f);
    return out;
}

/// A value with its field, after going down through messages that hold a single field.
struct Value {
    std::string path;
    const TypeInfo* type;
    FieldTraits traits;
    const Node* node;
};

const Node* child(const Node* node, const Field& field) {
    if (!node || !node->isMap()) return nullptr;
    if (const Node* found = node->find(field.key)) return found;
    return field.alias.empty() ? nullptr : node->find(field.alias);
}

std::string keyIn(const Node* node, const Field& field) {
    const bool byAlias =
        !field.alias.empty() && node && node->isMap() && !node->find(field.key) && node->find(field.alias);
    return std::string(byAlias ? field.alias : field.key);
}

Value descend(Value value) {
    while (value.type->kind == Type::Message) {
        const auto fields = fieldsOf(*value.type, value.traits);
        if (fields.size() != 1) break;
        const Field& only = *fields.front();
        FieldTraits traits = only;
        traits.doc = value.traits.doc.empty() ? only.doc : value.traits.doc;
        traits.key = value.traits.key;
        value = {childPath(value.path, keyIn(value.node, only)), only.type, traits, child(value.node, only)};
    }
    return value;
}

class Builder {
public:
    explicit Builder(const FormState& state) : state_(state) {}

    void message(const TypeInfo& type, const FieldTraits& outer, const Node* node, const std::string& path, int depth) {
        std::set<std::string_view> choices;
        std::vector<const Field*> absent;
        for (const Field* f : fieldsOf(type, outer)) {
            if (f->choice.empty()) {
                if (shown(*f, node, path))
                    field(*f, node, path, depth);
                else
                    absent.push_back(f);
            } else if (choices.insert(f->choice).second) {
                const auto options = optionsOf(type, outer, f->choice);
                if (std::any_of(options.begin(), options.end(), [&](const Field* o) { return shown(*o, node, path); }))
                    choice(options, node, path, {path, std::string(f->choice), false}, depth, nullptr);
                else
                    absent.insert(absent.end(), options.begin(), options.end());
            }
        }
        if (absent.empty()) return;
        FormRow row;
        row.kind = FormRow::Kind::AddField;
        row.path = row.owner = path;
        row.type = &type;
        row.depth = depth;
        row.options = std::move(absent);
        rows.push_back(std::move(row));
    }

    std::vector<FormRow> rows;

private:
    bool shown(const Field& f, const Node* node, const std::string& path) const {
        return f.common || child(node, f) || state_.wanted.count(childPath(path, keyIn(node, f)));
    }

    static std::vector<const Field*> optionsOf(const TypeInfo& type, const FieldTraits& outer,
                                               std::string_view choice) {
        std::vector<const Field*> out;
        for (const Field* f : fieldsOf(type, outer))
            if (f->choice == choice) out.push_back(f);
        return out;
    }

    bool isOpen(const std::string& path, bool byItself) const {
        const auto found = state_.open.find(path);
        return found == state_.open.end() ? byItself : found->second;
    }

    FormRow row(FormRow::Kind kind, const Value& value, const std::string& owner, std::string key, int depth) const {
        FormRow out;
        out.kind = kind;
        out.path = value.path;
        out.owner = owner;
        out.key = std::move(key);
        out.type = value.type;
        out.traits = value.traits;
        out.depth = depth;
        out.node = value.node;
        out.present = value.node != nullptr;
        return out;
    }

    void field(const Field& f, const Node* node, const std::string& path, int depth) {
        const std::string owner = childPath(path, keyIn(node, f));
        const Node* own = child(node, f);
        place(descend({owner, f.type, f, own}), {owner, std::string(f.key), own != nullptr, FormRow::Place::Field},
              depth);
    }

    /// Where a value stands: what goes with it, its name, and whether it can be taken away.
    struct Owner {
        std::string path, key;
        bool removable = false;
        FormRow::Place place = FormRow::Place::Field;
        bool few = true; ///< of an item: its list is short
    };

    void place(const Value& value, const Owner& owner, int depth) {
        const bool wanted = state_.wanted.count(owner.path) != 0;
        if (value.type->kind == Type::Message && isChoice(*value.type))
            return choice(fieldsOf(*value.type, value.traits), value.node, value.path, owner, depth, &value);
        FormRow r = row(FormRow::Kind::Value, value, owner.path, owner.key, depth);
        r.removable = owner.removable;
        r.place = owner.place;
        switch (value.type->kind) {
        case Type::Message:
            r.kind = FormRow::Kind::Group;
            r.folds = true;
            r.open = isOpen(value.path, wanted || (value.node && depth < openDepth && owner.few));
            rows.push_back(r);
            if (r.open) message(*value.type, value.traits, value.node, value.path, depth + 1);
            break;
        case Type::List:
            r.kind = FormRow::Kind::List;
            list(std::move(r), value, depth, wanted);
            break;
        case Type::Map:
            r.kind = FormRow::Kind::Map;
            map(std::move(r), value, depth, wanted);
            break;
        default:
            rows.push_back(std::move(r));
        }
    }

    /// `whole`: the message that is nothing but the choice. Else the choice is among fields of a larger message.
    void choice(std::vector<const Field*> options, const Node* node, const std::string& path, const Owner& owner,
                int depth, const Value* whole) {
        FormRow r;
        r.kind = FormRow::Kind::Choice;
        r.place = owner.place;
        r.path = r.base = path;
        r.owner = owner.path;
        r.key = owner.key;
        r.depth = depth;
        r.removable = owner.removable;
        if (whole) {
            r.traits = whole->traits;
            r.type = whole->type;
            r.present = whole->node != nullptr;
            r.node = whole->node;
        }
        const Field* chosen = nullptr;
        for (const Field* o : options)
            if (child(node, *o)) chosen = o;
        for (const Field* o : options)
            if (!chosen && state_.wanted.count(childPath(path, o->key))) chosen = o;
        if (!whole && !chosen)
            if (const auto found =
                    std::find_if(options.begin(), options.end(), [](const auto* o) { return o->common; });
                found != options.end())
                chosen = *found;
        r.options = std::move(options);
        if (!chosen) {
            rows.push_back(std::move(r));
            return;
        }
        r.chosen = std::string(chosen->key);
        const std::string at = childPath(path, keyIn(node, *chosen));
        const Value value = descend({at, chosen->type, *chosen, child(node, *chosen)});
        const bool scalar = isScalar(*value.type);
        if (scalar) {
            r.path = value.path;
            r.type = value.type;
            r.traits = value.traits;
            if (whole) r.traits.doc = whole->traits.doc;
            r.node = value.node;
            r.present = value.node != nullptr;
            if (!whole) r.owner = at;
        }
        if (!whole) r.removable = scalar && value.node;
        rows.push_back(std::move(r));
        if (!scalar) place(value, {at, std::string(chosen->key), value.node != nullptr}, depth + 1);
    }

    void list(FormRow heading, const Value& value, int depth, bool wanted) {
        const std::size_t count = value.node && value.node->isSequence() ? value.node->items.size() : 0;
        const bool links = value.path == state_.links;
        heading.count = count;
        heading.folds = true;
        heading.open = isOpen(value.path, links || wanted || depth == 0 || (count > 0 && count <= openItems));
        rows.push_back(heading);
        if (!heading.open) return;
        const std::size_t upTo = state_.whole.count(value.path) ? count : std::min(count, longList);
        for (std::size_t i = 0; i < upTo; ++i) {
            const std::string at = childPath(value.path, i);
            const Value item{at, value.type->element, value.traits, &value.node->items[i]};
            const std::size_t first = rows.size();
            if (links) {
                rows.push_back(row(FormRow::Kind::Group, item, at, std::to_string(i + 1), depth + 1));
                rows.back().place = FormRow::Place::Item;
                rows.back().removable = rows.back().link = true;
            } else {
                place(descend(item), {at, std::to_string(i + 1), true, FormRow::Place::Item, count <= openItems},
                      depth + 1);
            }
            rows[first].index = i;
            if (rows[first].kind != FormRow::Kind::List && rows[first].kind != FormRow::Kind::Map)
                rows[first].count = count;
        }
        if (upTo < count) {
            rows.push_back(row(FormRow::Kind::More, value, value.path, {}, depth + 1));
            rows.back().count = count - upTo;
        }
        rows.push_back(row(FormRow::Kind::AddItem, value, value.path, {}, depth + 1));
        rows.back().count = count;
    }

    void map(FormRow heading, const Value& value, int depth, bool wanted) {
        const std::size_t count = value.node && value.node->isMap() ? value.node->entries.size() : 0;
        heading.count = count;
        heading.folds = true;
        heading.open = isOpen(value.path, wanted || depth == 0 || count > 0);
        rows.push_back(heading);
        if (!heading.open) return;
        for (std::size_t i = 0; i < count; ++i) {
            const auto& entry = value.node->entries[i];
            const std::string at = childPath(value.path, entry.key);
            place(descend({at, value.type->element, value.traits, &entry.value}),
                  {at, entry.key, true, FormRow::Place::Entry}, depth + 1);
        }
        rows.push_back(row(FormRow::Kind::AddItem, value, value.path, {}, depth + 1));
        rows.back().count = count;
    }

    const FormState& state_;
};

void summarise(const Node& node, std::string& out, std::size_t room) {
    constexpr const char* kBetween = " · ";
    if (out.size() > room) return;
    if (node.isScalar()) {
        out += node.text.substr(0, node.text.find('\n'));
        return;
    }
    for (const auto& entry : node.entries) {
        if (out.size() > room) return;
        if (!out.empty()) out += kBetween;
        if (entry.value.isScalar()) {
            out += entry.key + " ";
            summarise(entry.value, out, room);
        } else if (entry.value.isMap() && !entry.value.entries.empty()) {
            std::string inner;
            summarise(entry.value, inner, room);
            const bool plain = entry.value.entries.size() == 1 && entry.value.entries.front().value.isScalar();
            out += plain ? entry.key + " " + inner : inner;
        } else if (entry.value.isSequence()) {
            out += entry.key + " " + std::to_string(entry.value.items.size());
        } else {
            out += entry.key;
        }
    }
}

/// Key in words from its first capital on; `begins`: it is the beginning of the text.
std::string rest(std::string_view key, bool begins = false) {
    std::string out;
    for (std::size_t i = 0; i < key.size(); ++i) {
        const auto letter = [&](std::size_t k) { return static_cast<unsigned char>(k < key.size() ? key[k] : 'A'); };
        const bool upper = std::isupper(letter(i)) != 0;
        if (upper && (i > 0 ? !std::isupper(letter(i - 1)) : !begins)) out += ' ';
        if (i == 0 && begins)
            out += static_cast<char>(std::toupper(letter(i)));
        else
            out += upper && std::islower(letter(i + 1)) ? static_cast<char>(std::tolower(letter(i))) : key[i];
    }
    return out;
}

} // namespace

bool FormRow::sameShape(const FormRow& o) const {
    return kind == o.kind && place == o.place && path == o.path && owner == o.owner && key == o.key && type == o.type &&
           traits.key == o.traits.key && depth == o.depth && link == o.link && options == o.options &&
           chosen == o.chosen;
}

bool isScalar(const TypeInfo& type) {
    return type.kind != Type::Message && type.kind != Type::List && type.kind != Type::Map;
}

bool isChoice(const TypeInfo& type) {
    return type.fields.size() > 1 && std::all_of(type.fields.begin(), type.fields.end(), [&](const Field& f) {
               return !f.choice.empty() && f.choice == type.fields.front().choice && isScalar(*f.type);
           });
}

std::vector<FormRow> formRows(const TypeInfo& type, const Node* node, const std::string& path, const FormState& state) {
    Builder builder(state);
    builder.message(type, {}, node, path, 0);
    return std::move(builder.rows);
}

std::string words(std::string_view key) {
    // Words that are written in their own way wherever a field begins with them.
    constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kOwn{{{"http", "HTTP"},
                                                                                 {"mtls", "mTLS"},
                                                                                 {"tls", "TLS"},
                                                                                 {"tcp", "TCP"},
                                                                                 {"uri", "URI"},
                                                                                 {"ip", "IP"},
                                                                                 {"jwt", "JWT"},
                                                                                 {"jwks", "JWKS"},
                                                                                 {"sni", "SNI"}}};
    std::string out;
    std::size_t word = 0;
    while (word < key.size() && std::islower(static_cast<unsigned char>(key[word]))) ++word;
    for (const auto& [plain, own] : kOwn)
        if (key.substr(0, word) == plain) return std::string(own) + rest(key.substr(word));
    return rest(key, true);
}

std::string summary(const Node* node) {
    constexpr std::size_t kRoom = 80;
    std::string out;
    if (node && node->isSequence()) return std::to_string(node->items.size());
    if (node) summarise(*node, out, kRoom);
    return out;
}

} // namespace meshwright::ui
