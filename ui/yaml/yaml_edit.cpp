#include "ui/yaml/yaml_edit.h"

#include <QCoreApplication>

namespace meshwright::ui {

tl::expected<std::optional<model::edit::Edit>, model::Diagnostics>
textEdit(const model::Design& design, const std::string& file, const std::string& text) {
    if (design.textOf(file) == text) return std::nullopt;
    auto read = design.withText(file, text);
    if (!read) return tl::unexpected(std::move(read.error()));
    return model::edit::Edit{model::edit::Restore{std::move(*read)},
                             QCoreApplication::translate("Yaml", "Edit YAML").toStdString()};
}

} // namespace meshwright::ui
