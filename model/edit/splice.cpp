#include "model/edit/splice.h"

#include "model/yaml/writer.h"

#include <algorithm>

namespace meshwright::model::edit {

using yaml::Node;
using yaml::PathStep;

namespace {

constexpr const char* kAlias = "This value comes from an alias (*) in the text; change it in the YAML pane.";
constexpr const char* kAnchor = "Other places of the text refer to this value (&); change it in the YAML pane.";

tl::unexpected<std::string> cannot(const char* why) {
    return tl::unexpected<std::string>(why);
}

/// The value below the steps that are absent: `{a: [{b: value}]}` for a[0].b.
Node nest(const std::vector<PathStep>& steps, std::size_t from, const Node& value) {
    if (from == steps.size()) return value;
    Node out;
    if (steps[from].index()) {
        out.kind = Node::Kind::Sequence;
        out.items.push_back(nest(steps, from + 1, value));
    } else {
        out.kind = Node::Kind::Map;
        out.entries.push_back({steps[from].text, {}, nest(steps, from + 1, value)});
    }
    return out;
}

} // namespace

Splice::Splice(std::string_view text, const Node& root)
    : text_(text), root_(root), extents_(text),
      lineBreak_(text.find("\r\n") != std::string_view::npos ? "\r\n" : "\n") {}

std::vector<Splice::Place> Splice::walk(const std::vector<PathStep>& steps) const {
    std::vector<Place> places{{&root_, nullptr, 0}};
    for (const auto& step : steps) {
        const Node& at = *places.back().node;
        const auto index = step.index();
        if (at.isSequence() && index && *index < at.items.size()) {
            places.push_back({&at.items[*index], &at, *index});
            continue;
        }
        const auto entry =
            std::find_if(at.entries.begin(), at.entries.end(), [&](const auto& e) { return e.key == step.text; });
        if (entry == at.entries.end()) break;
        places.push_back({&entry->value, &at, static_cast<std::size_t>(entry - at.entries.begin())});
    }
    return places;
}

bool Splice::isFlow(const Node& collection) const {
    const std::size_t at = extents_.skipProperties(begin(collection));
    return at < text_.size() && (text_[at] == '[' || text_[at] == '{');
}

bool Splice::insideFlow(const std::vector<Place>& places) const {
    return std::any_of(places.begin(), places.end(),
                       [&](const Place& p) { return (p.node->isMap() || p.node->isSequence()) && isFlow(*p.node); });
}

bool Splice::isAnchored(const Node& node) const {
    return begin(node) < text_.size() && text_[begin(node)] == '&';
}

const char* Splice::sharedBy(const std::vector<Place>& places) const {
    for (const auto& place : places) {
        if (place.node->viaAlias) return kAlias;
        if (isAnchored(*place.node)) return kAnchor;
    }
    return nullptr;
}

std::size_t Splice::lineBegin(std::size_t offset) const {
    while (offset > 0 && text_[offset - 1] != '\n') --offset;
    return offset;
}

std::size_t Splice::lineEnd(std::size_t offset) const {
    const auto at = text_.find('\n', offset);
    return at == std::string_view::npos ? text_.size() : at + 1;
}

bool Splice::firstOnLine(std::size_t offset) const {
    const std::size_t from = lineBegin(offset);
    return text_.substr(from, offset - from).find_first_not_of(' ') == std::string_view::npos;
}

std::size_t Splice::dash(const Node& list, std::size_t index) const {
    const std::size_t from = index == 0 ? extents_.skipProperties(begin(list)) : end(list.items[index - 1]);
    return extents_.after(from, '-') - 1;
}

std::size_t Splice::withComments(std::size_t line, std::size_t notBefore) const {
    while (line > notBefore) {
        const std::size_t above = lineBegin(line - 1);
        const auto first = text_.find_first_not_of(" \t", above);
        if (above < notBefore || first == std::string_view::npos || text_[first] != '#') break;
        line = above;
    }
    return line;
}

std::string Splice::replaced(std::size_t from, std::size_t to, std::string_view with) const {
    std::string out;
    out.reserve(text_.size() + with.size());
    out.append(text_.substr(0, from)).append(with).append(text_.substr(to));
    return out;
}

/// Inserts whole lines at `at`, the begin of a line or the text's end.
std::string Splice::withLines(std::size_t at, const std::string& lines) const {
    const bool needsBreak = at > 0 && text_[at - 1] != '\n';
    return replaced(at, at, needsBreak ? lineBreak_ + lines : lines + lineBreak_);
}

std::string Splice::leaf(const Node& value, const Node* old) const {
    if (!value.isScalar() || !value.quoted || !old || !old->isScalar()) return yaml::flowText(value);
    const char first = begin(*old) < text_.size() ? text_[begin(*old)] : ' ';
    return yaml::scalarText(value.text, first == '"'    ? yaml::Quotes::Double
                                        : first == '\'' ? yaml::Quotes::Single
                                                        : yaml::Quotes::None);
}

Spliced Splice::replaceValue(const std::vector<Place>& places, const Node& value) const {
    const Node& old = *places.back().node;
    const bool blockCollection = (old.isMap() || old.isSequence()) && !isFlow(old);
    if (blockCollection) {
        if (!places.back().parent || !places.back().parent->isMap())
            return cannot("A whole item cannot be replaced by one value; change its fields.");
        std::size_t colon = begin(old);
        while (colon > 0 && text_[colon - 1] != ':') --colon; // only blanks and comments stand between
        return replaced(colon, end(old), " " + leaf(value, nullptr));
    }
    const bool absent = begin(old) == end(old);
    const bool glued = absent && begin(old) > 0 && text_[begin(old) - 1] != ' ';
    return replaced(begin(old), end(old), (glued ? " " : "") + leaf(value, &old));
}

Spliced Splice::set(std::string_view path, const Node& value) const {
    const auto steps = yaml::splitPath(path);
    const auto places = walk(steps);
    if (const char* why = sharedBy(places)) return cannot(why);
    const std::size_t known = places.size() - 1;
    if (known == steps.size()) return replaceValue(places, value);
    return addTo(places, {steps.begin() + static_cast<std::ptrdiff_t>(known), steps.end()}, value);
}

Spliced Splice::addTo(const std::vector<Place>& places, const std::vector<PathStep>& missing, const Node& value) const {
    const Node& parent = *places.back().node;
    const auto index = missing.front().index();
    const bool emptyCollection =
        (parent.isMap() && parent.entries.empty()) || (parent.isSequence() && parent.items.empty());
    if (parent.isNull() || emptyCollection) {
        if (parent.isMap() && index) return cannot("A map has no items; name a field.");
        if (parent.isSequence() && !index) return cannot("A list has no fields; name an item.");
        return fillEmpty(places, nest(missing, 0, value));
    }
    if (parent.isScalar()) return cannot("The value here is no map and no list, so nothing can be put into it.");
    const Node content = nest(missing, 1, value);
    if (parent.isSequence()) {
        if (!index || *index != parent.items.size()) return cannot("The list has no item of this number.");
        std::string list;
        for (std::size_t i = 1; i < places.size(); ++i)
            list = places[i].parent->isMap() ? yaml::childPath(list, places[i].parent->entries[places[i].index].key)
                                             : yaml::childPath(list, places[i].index);
        return insert(list, *index, content);
    }
    if (index) return cannot("A map has no items; name a field.");
    const std::string key = yaml::scalarText(missing.front().text);
    std::size_t last = 0; // merged entries stand elsewhere
    for (const auto& entry : parent.entries) last = std::max(last, end(entry.value));
    if (isFlow(parent)) return replaced(last, last, ", " + key + ": " + yaml::flowText(content));
    if (insideFlow(places)) return cannot("The text here mixes styles; change it in the YAML pane.");
    const std::size_t indent = column(parent.entries.front().keyBegin.offset);
    Node entry;
    entry.kind = Node::Kind::Map;
    entry.entries.push_back({missing.front().text, {}, content});
    return withLines(lineEnd(end(parent)), indented(indent) + yaml::blockText(entry, indent, lineBreak_));
}

Spliced Splice::fillEmpty(const std::vector<Place>& places, const Node& content) const {
    const Place& place = places.back();
    const Node& old = *place.node;
    const std::vector<Place> above(places.begin(), places.end() - 1);
    const bool block = place.parent && !insideFlow(above);
    if (!block || !place.parent->isMap()) return replaceValue(places, content);
    // Block style below the key: what stood behind the colon (nothing, ~, {} or []) goes, a comment stays.
    const std::size_t key = place.parent->entries[place.index].keyBegin.offset;
    const std::size_t indent = column(key) + 2;
    std::size_t from = begin(old);
    while (from > 0 && text_[from - 1] == ' ') --from;
    const std::string without = replaced(from, end(old), "");
    const std::size_t rest = without.find('\n', from);
    const std::size_t at = rest == std::string::npos ? without.size() : rest + 1;
    const std::string lines = indented(indent) + yaml::blockText(content, indent, lineBreak_);
    std::string out = without.substr(0, at);
    if (rest == std::string::npos) return out + lineBreak_ + lines;
    return out + lines + lineBreak_ + without.substr(at);
}

Spliced Splice::removeFromFlow(const Node& parent, std::size_t index) const {
    const auto partBegin = [&](std::size_t i) {
        return parent.isMap() ? parent.entries[i].keyBegin.offset : begin(parent.items[i]);
    };
    const auto partEnd = [&](std::size_t i) {
        return parent.isMap() ? end(parent.entries[i].value) : end(parent.items[i]);
    };
    const std::size_t count = parent.isMap() ? parent.entries.size() : parent.items.size();
    if (index + 1 < count) return replaced(partBegin(index), partBegin(index + 1), "");
    const std::size_t from = index > 0 ? partEnd(index - 1) : partBegin(index);
    return replaced(from, partEnd(index), "");
}

Spliced Splice::removeEntry(const Node& map, std::size_t index) const {
    const auto& entry = map.entries[index];
    const std::size_t key = entry.keyBegin.offset;
    if (map.entries.size() == 1) return replaced(key, end(entry.value), "{}");
    if (firstOnLine(key)) return replaced(lineBegin(key), lineEnd(end(entry.value)), "");
    // The first entry behind a dash: the next one moves up to its place.
    if (index + 1 >= map.entries.size()) return cannot("The text here is unusual; change it in the YAML pane.");
    return replaced(key, map.entries[index + 1].keyBegin.offset, "");
}

Spliced Splice::removeItem(const Node& list, std::size_t index) const {
    const std::size_t from = dash(list, index);
    const std::size_t to = std::max(end(list.items[index]), from + 1);
    if (list.items.size() == 1) return replaced(from, to, "[]");
    if (firstOnLine(from)) return replaced(lineBegin(from), lineEnd(to), "");
    if (index + 1 >= list.items.size()) return cannot("The text here is unusual; change it in the YAML pane.");
    return replaced(from, dash(list, index + 1), "");
}

Spliced Splice::remove(std::string_view path) const {
    const auto steps = yaml::splitPath(path);
    const auto places = walk(steps);
    if (places.size() - 1 < steps.size()) return cannot("There is nothing to remove at this place.");
    const Place& place = places.back();
    if (!place.parent) return cannot("The whole document cannot be removed as a field.");
    if (const char* why = sharedBy({places.begin(), places.end() - 1})) return cannot(why);
    if (isAnchored(*place.node)) return cannot(kAnchor);
    if (place.parent->isMap() && place.node->viaAlias &&
        place.parent->entries[place.index].keyBegin == place.node->begin)
        return cannot(kAlias); // came through a merge key
    if (isFlow(*place.parent)) return removeFromFlow(*place.parent, place.index);
    return place.parent->isMap() ? removeEntry(*place.parent, place.index) : removeItem(*place.parent, place.index);
}

Spliced Splice::rename(std::string_view path, std::string_view key) const {
    const auto steps = yaml::splitPath(path);
    const auto places = walk(steps);
    if (places.size() - 1 < steps.size() || !places.back().parent || !places.back().parent->isMap())
        return cannot("There is no field of this name.");
    if (const char* why = sharedBy({places.begin(), places.end() - 1})) return cannot(why);
    const Node& map = *places.back().parent;
    const auto& entry = map.entries[places.back().index];
    if (map.find(key)) return cannot("The other name is taken; remove one of the two fields.");
    const std::size_t at = entry.keyBegin.offset;
    if (entry.value.viaAlias && entry.keyBegin == entry.value.begin) return cannot(kAlias); // came through a merge key
    const char quote = text_[at];
    if (quote == '"' || quote == '\'') {
        const auto after = extents_.scalarEnd(at, entry.key, 0);
        if (!after) return cannot("The text here is unusual; change it in the YAML pane.");
        return replaced(at, *after, yaml::scalarText(key, quote == '"' ? yaml::Quotes::Double : yaml::Quotes::Single));
    }
    if (text_.substr(at, entry.key.size()) != entry.key)
        return cannot("The text here is unusual; change it in the YAML pane.");
    return replaced(at, at + entry.key.size(), yaml::scalarText(key));
}

Spliced Splice::insert(std::string_view path, std::size_t index, const Node& item) const {
    const auto steps = yaml::splitPath(path);
    const auto places = walk(steps);
    if (const char* why = sharedBy(places)) return cannot(why);
    if (places.size() - 1 < steps.size() || places.back().node->isNull() ||
        (places.back().node->isSequence() && places.back().node->items.empty())) {
        Node list;
        list.kind = Node::Kind::Sequence;
        list.items.push_back(item);
        if (places.size() - 1 == steps.size()) return fillEmpty(places, list);
        return set(path, list);
    }
    const Node& list = *places.back().node;
    if (!list.isSequence()) return cannot("The value here is no list, so no item can be inserted.");
    index = std::min(index, list.items.size());
    if (isFlow(list)) {
        const std::string text = yaml::flowText(item);
        if (index < list.items.size()) return replaced(begin(list.items[index]), begin(list.items[index]), text + ", ");
        return replaced(end(list.items.back()), end(list.items.back()), ", " + text);
    }
    const std::size_t indent = column(extents_.skipProperties(begin(list)));
    const std::string lines = indented(indent) + "- " + yaml::blockText(item, indent + 2, lineBreak_);
    if (index == list.items.size())
        return withLines(lineEnd(std::max(end(list.items.back()), dash(list, index - 1) + 1)), lines);
    const std::size_t at = dash(list, index);
    if (!firstOnLine(at)) return replaced(at, at, lines.substr(indent) + lineBreak_ + indented(indent));
    const std::size_t notBefore = index == 0 ? lineBegin(at) : lineEnd(end(list.items[index - 1]));
    return replaced(withComments(lineBegin(at), notBefore), withComments(lineBegin(at), notBefore), lines + lineBreak_);
}

Spliced Splice::move(std::string_view path, std::size_t from, std::size_t to) const {
    const auto steps = yaml::splitPath(path);
    const auto places = walk(steps);
    if (places.size() - 1 < steps.size() || !places.back().node->isSequence())
        return cannot("There is no list at this place.");
    const Node& list = *places.back().node;
    if (const char* why = sharedBy(places)) return cannot(why);
    const std::size_t count = list.items.size();
    if (from >= count || to >= count) return cannot("The list has no item of this number.");
    const bool flow = isFlow(list);
    std::vector<std::pair<std::size_t, std::size_t>> parts(count); // each item's text; what stands between stays
    for (std::size_t i = 0; i < count; ++i) {
        if (flow) {
            parts[i] = {begin(list.items[i]), end(list.items[i])};
            continue;
        }
        const std::size_t at = dash(list, i);
        const std::size_t stop = std::max(end(list.items[i]), at + 1);
        std::size_t line = lineEnd(stop);
        if (line > stop && text_[line - 1] == '\n') line -= line > stop + 1 && text_[line - 2] == '\r' ? 2 : 1;
        parts[i] = {firstOnLine(at) ? withComments(lineBegin(at), i == 0 ? lineBegin(at) : lineEnd(parts[i - 1].second))
                                    : at,
                    line};
        if (!firstOnLine(at)) continue;
        // Without the indentation of its first line, so that the first item may stand behind another dash.
        while (text_[parts[i].first] == ' ') ++parts[i].first;
    }
    std::vector<std::size_t> order(count);
    for (std::size_t i = 0; i < count; ++i) order[i] = i;
    order.erase(order.begin() + static_cast<std::ptrdiff_t>(from));
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(to), from);
    std::string out(text_.substr(0, parts.front().first));
    for (std::size_t i = 0; i < count; ++i) {
        const auto [first, last] = parts[order[i]];
        out += text_.substr(first, last - first);
        const std::size_t next = i + 1 < count ? parts[i + 1].first : text_.size();
        out += text_.substr(parts[i].second, next - parts[i].second);
    }
    return out;
}

} // namespace meshwright::model::edit
