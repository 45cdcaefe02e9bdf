#include "model/assist/place.h"

#include "model/yaml/node.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace meshwright::model::assist {

using yaml::childPath;

namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\n')) text.remove_suffix(1);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    return text;
}

std::string unquoted(std::string_view text) {
    text = trimmed(text);
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
        text = text.substr(1, text.size() - 2);
    return std::string(text);
}

/// Where the key of "key: value" ends; nothing where the text has none.
std::optional<std::size_t> colonOf(std::string_view content) {
    char quote = 0;
    for (std::size_t i = 0; i < content.size(); ++i) {
        const char c = content[i];
        if (quote) {
            if (c == quote) quote = 0;
        } else if ((c == '"' || c == '\'') && i == 0) {
            quote = c;
        } else if (c == '#' && i > 0 && content[i - 1] == ' ') {
            return std::nullopt;
        } else if (c == ':' && (i + 1 == content.size() || content[i + 1] == ' ' || content[i + 1] == '\r')) {
            return i;
        }
    }
    return std::nullopt;
}

/// A value without the comment behind it.
std::string_view withoutComment(std::string_view value) {
    char quote = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (quote) {
            if (value[i] == quote) quote = 0;
        } else if (value[i] == '"' || value[i] == '\'') {
            quote = value[i];
        } else if (value[i] == '#' && (i == 0 || value[i - 1] == ' ')) {
            return value.substr(0, i);
        }
    }
    return value;
}

struct Frame {
    bool list = false;
    std::size_t indent = 0;
    std::string path;    ///< of the map or list
    std::string current; ///< of its child that was written last
    std::size_t next = 0;
};

class Scanner {
public:
    Scanner(std::string_view text, std::size_t cursor) : text_(text), cursor_(cursor) {}

    TextPlace run() {
        for (std::size_t at = 0; at <= text_.size();) {
            const std::size_t stop = std::min(text_.find('\n', at), text_.size());
            line(at, stop);
            if (stop == text_.size()) break;
            at = stop + 1;
        }
        TextPlace out = std::move(place_);
        const auto scalar = [&](const char* map, const char* key) {
            const auto& values = scalars_[map];
            const auto found = values.find(key);
            return found == values.end() ? std::string() : found->second;
        };
        out.apiVersion = scalar("", "apiVersion");
        out.kind = scalar("", "kind");
        out.name = scalar("metadata", "name");
        out.ns = scalar("metadata", "namespace");
        std::string map = out.path;
        if (out.what == TextPlace::What::Value) map = parent_;
        out.siblings = scalars_[map];
        return out;
    }

private:
    void line(std::size_t begin, std::size_t end) {
        const bool here = cursor_ >= begin && cursor_ <= end;
        const std::string_view whole = text_.substr(begin, end - begin);
        std::size_t column = std::min(whole.find_first_not_of(' '), whole.size());
        if (block_ && (column > *block_ || trimmed(whole).empty())) {
            if (!here || column > *block_) return;
        }
        const std::string_view content = whole.substr(column);
        const bool blank = trimmed(content).empty();
        if (blank && !here) return;
        block_.reset();
        if (blank) column = cursor_ - begin;
        if (!blank && (content.front() == '#' || whole.substr(0, 3) == "---" || whole.substr(0, 3) == "...")) return;
        entry(begin, column, end, here);
    }

    /// What stands on a line from `column` on: dashes, a key, a value.
    void entry(std::size_t begin, std::size_t column, std::size_t end, bool here) {
        std::size_t at = std::min(begin + column, end);
        const auto rest = [&] { return text_.substr(at, end - at); };
        while (!frames_.empty() && frames_.back().indent > column) frames_.pop_back();
        while (at < end && text_[at] == '-' && (at + 1 == end || text_[at + 1] == ' ' || text_[at + 1] == '\r')) {
            if (here && cursor_ <= at) return;
            if (frames_.empty() || !frames_.back().list || frames_.back().indent != column)
                frames_.push_back({true, column, current(), {}, 0});
            auto& list = frames_.back();
            list.current = childPath(list.path, list.next++);
            const std::size_t next = std::min(text_.find_first_not_of(' ', at + 1), end);
            column += next - at;
            at = next;
            if (here && cursor_ <= at && trimmed(rest()).empty()) column = std::max(column, cursor_ - begin);
        }
        if (!frames_.empty() && frames_.back().list && frames_.back().indent == column) frames_.pop_back();
        const auto colon = colonOf(rest());
        const bool sameMap = !frames_.empty() && !frames_.back().list && frames_.back().indent == column;
        const std::string map = sameMap ? frames_.back().path : current();
        if (!colon || (here && cursor_ <= at + *colon)) {
            if (here && cursor_ >= at) key(map, at, column, sameMap);
            if (here && cursor_ < at) key(map, cursor_, column, sameMap);
            if (!colon) return;
        }
        const std::string name = unquoted(rest().substr(0, *colon));
        if (!sameMap) frames_.push_back({false, column, map, {}, 0});
        frames_.back().current = childPath(map, name);
        value(map, name, begin, at + *colon + 1, end, here);
    }

    std::string current() const { return frames_.empty() ? std::string() : frames_.back().current; }

    void key(const std::string& map, std::size_t from, std::size_t column, bool sameMap) {
        place_.what = TextPlace::What::Key;
        place_.path = map;
        place_.typed = std::string(text_.substr(from, cursor_ - from));
        place_.from = from;
        place_.indent = column;
        place_.item = !sameMap && !frames_.empty() && !frames_.back().list;
        parent_ = map;
    }

    void value(const std::string& map, const std::string& name, std::size_t lineBegin, std::size_t from,
               std::size_t end, bool here) {
        const std::string_view all = text_.substr(from, end - from);
        const std::string_view written = trimmed(withoutComment(all));
        const bool flow = !written.empty() && (written.front() == '{' || written.front() == '[');
        scalars_[map][name] = flow ? std::string() : unquoted(written);
        if (!written.empty() && (written.front() == '|' || written.front() == '>')) {
            const std::size_t indent = text_.substr(lineBegin, end - lineBegin).find_first_not_of(' ');
            block_ = indent == std::string_view::npos ? 0 : indent;
        }
        const bool inside = here && cursor_ >= from;
        std::size_t start = from;
        while (start < end && text_[start] == ' ') ++start;
        if (flow && !(inside && cursor_ <= start)) return flowValue(childPath(map, name), start, end, inside);
        if (!inside) return;
        if (withoutComment(all).size() < cursor_ - from) return; // in the comment
        place_.what = TextPlace::What::Value;
        place_.path = childPath(map, name);
        place_.from = std::min(start, cursor_);
        place_.typed = std::string(text_.substr(place_.from, cursor_ - place_.from));
        parent_ = map;
    }

    void flowValue(const std::string& path, std::size_t from, std::size_t end, bool inside) {
        struct Level {
            bool list;
            std::string path, key;
            std::size_t index = 0, begin = 0;
            bool afterColon = false;
        };
        std::vector<Level> levels;
        char quote = 0;
        const std::size_t stop = inside ? std::min(end, cursor_) : end;
        const auto here = [&](const Level& l) {
            return l.list ? childPath(l.path, l.index) : l.afterColon ? childPath(l.path, l.key) : l.path;
        };
        const auto finish = [&](Level& l, std::size_t at) {
            if (!l.list && l.afterColon) {
                const auto text = unquoted(text_.substr(l.begin, at - l.begin));
                auto& old = scalars_[l.path][l.key];
                if (old.empty() && text.find_first_of("{[") == std::string::npos) old = text;
            }
        };
        const auto read = [&](std::size_t upTo) {
            for (std::size_t i = from; i < upTo; ++i) {
                const char c = text_[i];
                if (quote) {
                    if (c == quote) quote = 0;
                    continue;
                }
                if (c == '"' || c == '\'') {
                    quote = c;
                } else if (c == '{' || c == '[') {
                    levels.push_back({c == '[', levels.empty() ? path : here(levels.back()), {}, 0, i + 1, false});
                } else if (levels.empty()) {
                    continue;
                } else if (c == '}' || c == ']') {
                    finish(levels.back(), i);
                    levels.pop_back();
                    if (levels.empty()) return;
                } else if (c == ',') {
                    finish(levels.back(), i);
                    levels.back().afterColon = false;
                    levels.back().begin = i + 1;
                    ++levels.back().index;
                } else if (c == ':' && !levels.back().list && !levels.back().afterColon &&
                           (i + 1 >= text_.size() || text_[i + 1] == ' ')) {
                    levels.back().key = unquoted(text_.substr(levels.back().begin, i - levels.back().begin));
                    levels.back().afterColon = true;
                    levels.back().begin = i + 1;
                }
            }
        };
        if (inside) {
            read(stop);
            if (!levels.empty()) {
                const Level l = levels.back();
                place_.what = l.list || l.afterColon ? TextPlace::What::Value : TextPlace::What::Key;
                place_.path = here(l);
                place_.from = std::min(l.begin, stop);
                while (place_.from < stop && text_[place_.from] == ' ') ++place_.from;
                place_.typed = std::string(text_.substr(place_.from, stop - place_.from));
                place_.flow = true;
                parent_ = l.path;
            }
            levels.clear();
            quote = 0;
        }
        read(end); // once more, for what the maps hold
    }

    std::string_view text_;
    std::size_t cursor_;
    std::vector<Frame> frames_;
    std::map<std::string, std::map<std::string, std::string>> scalars_; ///< of each map, by its path
    std::optional<std::size_t> block_; ///< indentation of the line that began a block of text
    TextPlace place_;
    std::string parent_;
};

} // namespace

DocumentRange documentAround(std::string_view text, std::size_t offset) {
    DocumentRange out{0, text.size()};
    offset = std::min(offset, text.size());
    // A separator line itself begins the document that follows it.
    for (std::size_t at = std::min(text.find('\n', offset), text.size()); at != std::string_view::npos;) {
        const std::size_t begin = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
        const std::size_t first = begin == std::string_view::npos ? 0 : begin + 1;
        if (text.substr(first, 3) == "---") {
            out.begin = first;
            break;
        }
        if (first == 0) break;
        at = begin;
    }
    for (std::size_t at = text.find("\n---", offset); at != std::string_view::npos; at = text.find("\n---", at + 1)) {
        out.end = at + 1;
        break;
    }
    return out;
}

TextPlace placeAt(std::string_view text, std::size_t offset) {
    const auto range = documentAround(text, offset);
    TextPlace out = Scanner(text.substr(range.begin, range.end - range.begin), offset - range.begin).run();
    out.from += range.begin;
    return out;
}

TextPlace fieldOfLine(std::string_view text, std::size_t offset) {
    offset = std::min(offset, text.size());
    std::size_t begin = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    begin = begin == std::string_view::npos ? 0 : begin + 1;
    const std::size_t end = std::min(text.find('\n', offset), text.size());
    std::size_t at = begin;
    while (at < end && (text[at] == ' ' || (text[at] == '-' && at + 1 < end && text[at + 1] == ' '))) ++at;
    const auto colon = colonOf(text.substr(at, end - at));
    // Within brackets the cursor itself says which field is meant.
    if (!colon || offset > at + *colon + 1) return placeAt(text, offset);
    return placeAt(text, at + *colon + 1);
}

} // namespace meshwright::model::assist
