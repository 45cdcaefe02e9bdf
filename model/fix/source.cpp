#include "model/fix/source.h"

#include <algorithm>

namespace meshwright::model {

int charactersIn(std::string_view text) {
    return static_cast<int>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string_view Source::line(int line) const {
    const auto index = static_cast<std::size_t>(line - 1);
    if (line < 1 || index >= lines_.count()) return {};
    const std::size_t begin = lines_.begin(index);
    std::size_t end = index + 1 < lines_.count() ? lines_.begin(index + 1) : text_.size();
    while (end > begin && (text_[end - 1] == '\n' || text_[end - 1] == '\r')) --end;
    return std::string_view(text_).substr(begin, end - begin);
}

int Source::charactersBefore(int number, int column) const {
    return charactersIn(line(number).substr(0, static_cast<std::size_t>(std::max(column - 1, 0)))) + 1;
}

std::pair<int, int> Source::placeOf(std::size_t offset) const {
    offset = std::min(offset, text_.size());
    const std::size_t line = lines_.lineOf(offset);
    const std::size_t begin = lines_.begin(line);
    return {static_cast<int>(line) + 1, charactersIn(std::string_view(text_).substr(begin, offset - begin)) + 1};
}

std::size_t endOf(const Design& design, const Diagnostic& d) {
    const auto [begin, end] = design.rangeOf(d.file);
    if (d.document < 0 || begin + static_cast<std::size_t>(d.document) >= end) return 0;
    const std::size_t at = begin + static_cast<std::size_t>(d.document);
    for (const auto& r : design.documents()[at]->resources) {
        if (r->kind != d.kind || r->meta.name != d.name || r->meta.ns != d.ns || d.field.empty()) continue;
        const auto* node = r->root->at(r->prefix.empty() ? d.field : r->prefix + "." + d.field);
        if (!node) return 0;
        const std::size_t offset = design.placeOf(at).offset;
        return node->begin.offset + offset == d.position.offset ? node->end.offset + offset : 0;
    }
    return 0;
}

} // namespace meshwright::model
