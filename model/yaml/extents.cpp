#include "model/yaml/extents.h"

#include <algorithm>

namespace meshwright::model::yaml {

namespace {
bool isBlank(char c) {
    return c == ' ' || c == '\t';
}
bool isBreak(char c) {
    return c == '\n' || c == '\r';
}
bool isSpace(char c) {
    return isBlank(c) || isBreak(c);
}
} // namespace

std::size_t Extents::skipBlank(std::size_t i) const {
    while (i < text_.size()) {
        if (isSpace(text_[i])) {
            ++i;
        } else if (text_[i] == '#' && (i == 0 || isSpace(text_[i - 1]))) {
            while (i < text_.size() && text_[i] != '\n') ++i;
        } else {
            break;
        }
    }
    return i;
}

std::size_t Extents::after(std::size_t offset, char wanted) const {
    const std::size_t i = skipBlank(offset);
    return i < text_.size() && text_[i] == wanted ? i + 1 : offset;
}

std::size_t Extents::wordEnd(std::size_t i) const {
    while (i < text_.size() && !isSpace(text_[i]) && text_[i] != ',' && text_[i] != ']' && text_[i] != '}') ++i;
    return i;
}

std::size_t Extents::skipProperties(std::size_t i) const {
    while (i < text_.size() && (text_[i] == '&' || text_[i] == '!')) i = skipBlank(wordEnd(i));
    return i;
}

bool Extents::isNullWord(std::size_t i) const {
    const std::string_view word = text_.substr(i, wordEnd(i) - i);
    if (word != "~" && word != "null" && word != "Null" && word != "NULL") return false;
    const std::size_t next = skipBlank(i + word.size());
    return next >= text_.size() || text_[next] != ':' || (next + 1 < text_.size() && !isSpace(text_[next + 1]));
}

bool Extents::indentedByTab(std::size_t offset) const {
    bool tab = false;
    while (offset > 0 && !isBreak(text_[offset - 1])) {
        --offset;
        if (!isBlank(text_[offset])) return false;
        tab = tab || text_[offset] == '\t';
    }
    return tab;
}

std::optional<std::size_t> Extents::quotedEnd(std::size_t i) const {
    const char quote = text_[i++];
    for (; i < text_.size(); ++i) {
        if (text_[i] == '\\' && quote == '"') {
            ++i;
        } else if (text_[i] == quote) {
            if (quote == '"' || i + 1 >= text_.size() || text_[i + 1] != '\'') return i + 1;
            ++i;
        }
    }
    return std::nullopt;
}

std::size_t Extents::blockEnd(std::size_t i, std::size_t parentIndent) const {
    std::size_t indent = 0; // of the content; 0 = not known yet
    while (i < text_.size() && text_[i] != '\n') {
        if (text_[i] >= '1' && text_[i] <= '9' && indent == 0)
            indent = parentIndent + static_cast<std::size_t>(text_[i] - '0');
        if (text_[i] == '#' || isBlank(text_[i])) {
            while (i < text_.size() && text_[i] != '\n') ++i;
            break;
        }
        ++i;
    }
    std::size_t end = i;
    if (end > 0 && end <= text_.size() && text_[end - 1] == '\r') --end;
    while (i < text_.size()) {
        const std::size_t line = i + 1;
        std::size_t first = line;
        while (first < text_.size() && text_[first] == ' ') ++first;
        const bool blank = first >= text_.size() || isBreak(text_[first]);
        std::size_t stop = first;
        while (stop < text_.size() && text_[stop] != '\n') ++stop;
        if (!blank) {
            const std::size_t width = first - line;
            if (indent == 0 && width > parentIndent) indent = width;
            if (indent == 0 || width < indent) break;
            end = stop > 0 && text_[stop - 1] == '\r' ? stop - 1 : stop;
        }
        i = stop;
    }
    return end;
}

std::size_t Extents::plainEnd(std::size_t i, std::string_view value) const {
    std::size_t v = 0;
    while (v < value.size() && i < text_.size()) {
        if (value[v] == text_[i]) {
            ++v;
            ++i;
        } else if (isSpace(value[v]) && isSpace(text_[i])) {
            while (v < value.size() && isSpace(value[v])) ++v;
            while (i < text_.size() && isSpace(text_[i])) ++i;
        } else if (isSpace(text_[i])) {
            ++i; // blanks before a folded line
        } else {
            break;
        }
    }
    return i;
}

std::optional<std::size_t> Extents::scalarEnd(std::size_t offset, std::string_view value,
                                              std::size_t parentIndent) const {
    const std::size_t i = skipProperties(offset);
    if (i >= text_.size()) return text_.size();
    if (text_[i] == '"' || text_[i] == '\'') return quotedEnd(i);
    if (text_[i] == '|' || text_[i] == '>') return blockEnd(i, parentIndent);
    return plainEnd(i, value);
}

std::size_t Extents::flowEnd(std::size_t i) const {
    while (i < text_.size()) {
        i = skipBlank(i);
        if (i < text_.size() && (text_[i] == ']' || text_[i] == '}')) return i + 1;
        if (i < text_.size() && text_[i] != ',' && text_[i] != ':' && text_[i] != '?') break;
        ++i;
    }
    return std::min(i, text_.size());
}

} // namespace meshwright::model::yaml
