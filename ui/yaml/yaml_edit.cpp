#include "ui/yaml/yaml_edit.h"

#include <QCoreApplication>

namespace meshwright::ui {

using model::Design;
using model::edit::Edit;

namespace {

/// The document in which the texts differ, where the rest is the same before and after it.
std::optional<std::pair<std::size_t, std::string>> singleChange(const Design& design, const std::string& file,
                                                                const std::string& text) {
    std::vector<std::size_t> own;
    for (std::size_t i = 0; i < design.documents().size(); ++i)
        if (design.documents()[i]->file == file) own.push_back(i);
    std::size_t first = 0, begin = 0;
    while (first < own.size()) {
        const std::string& t = design.documents()[own[first]]->text;
        if (text.compare(begin, t.size(), t) != 0) break;
        begin += t.size();
        ++first;
    }
    std::size_t last = own.size(), end = text.size();
    while (last > first + 1) {
        const std::string& t = design.documents()[own[last - 1]]->text;
        if (end < begin + t.size() || text.compare(end - t.size(), t.size(), t) != 0) break;
        end -= t.size();
        --last;
    }
    if (last != first + 1) return {};
    return {{own[first], text.substr(begin, end - begin)}};
}

} // namespace

tl::expected<std::optional<Edit>, model::Diagnostics> textEdit(const Design& design, const std::string& file,
                                                               const std::string& text) {
    if (design.textOf(file) == text) return std::nullopt;
    auto read = design.withText(file, text);
    if (!read) return tl::unexpected(std::move(read.error()));
    const std::string words = QCoreApplication::translate("Yaml", "Edit YAML").toStdString();
    if (read->documents().size() == design.documents().size())
        if (auto change = singleChange(design, file, text))
            return Edit{model::edit::ReplaceText{change->first, std::move(change->second)}, words};
    return Edit{model::edit::Restore{std::move(*read)}, words}; // documents came or went
}

} // namespace meshwright::ui
