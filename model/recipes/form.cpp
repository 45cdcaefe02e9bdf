#include "model/recipes/form.h"

#include "model/recipes/parts.h"
#include "model/validate/names.h"
#include "model/yaml/duration.h"

#include <algorithm>
#include <charconv>

namespace meshwright::model::recipes {

namespace {

std::optional<std::int64_t> wholeNumber(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

} // namespace

Form::Form(const std::vector<FormField>& rows, const Values& values) {
    for (const auto& row : rows) values_[row.id] = filled(values, row.id, row.value);
    for (const auto& row : rows)
        if (row.control == Control::Choice &&
            std::find(row.choices.begin(), row.choices.end(), values_[row.id]) == row.choices.end())
            refuse(row.id, row.choices.empty() ? "There is nothing to choose from yet." : "Choose one of the list.");
}

const std::string& Form::text(std::string_view id) const {
    static const std::string none;
    const auto found = values_.find(id);
    return found == values_.end() ? none : found->second;
}

std::string Form::needed(std::string_view id, const std::string& what) {
    if (text(id).empty()) refuse(id, "Write " + what + ".");
    return text(id);
}

std::string Form::name(std::string_view id, const std::string& what) {
    const std::string& value = text(id);
    if (value.empty())
        refuse(id, "Write " + what + ".");
    else if (!validation::isDnsLabel(value) ||
             std::any_of(value.begin(), value.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
        refuse(id, "'" + value +
                       "' is no name: lower-case letters, digits and dashes, at most 63, and no dash at the ends.");
    return value;
}

std::string Form::host(std::string_view id, bool wildcard) {
    const std::string& value = text(id);
    if (value.empty()) {
        refuse(id, "Write a host name, such as shop.example.com.");
        return value;
    }
    const bool star = value.starts_with("*.");
    if (value.find("://") != std::string::npos || value.find('/') != std::string::npos)
        refuse(id, "A host is only the name, without scheme and path: shop.example.com.");
    else if (star && !wildcard)
        refuse(id, "A wildcard cannot be looked up; write the host's whole name.");
    else if (value.find('.') == std::string::npos)
        refuse(id, "A host from outside has a dot in its name, such as shop.example.com.");
    else if (!validation::checkWildcardDomain(value).empty())
        refuse(id, "'" + value + "' is no host name: parts of letters, digits and dashes with dots between.");
    return value;
}

int Form::percent(std::string_view id) {
    return static_cast<int>(number(id, 0, 100));
}

std::int64_t Form::number(std::string_view id, std::int64_t least, std::int64_t most) {
    const auto value = wholeNumber(text(id));
    if (!value || *value < least || *value > most)
        refuse(id, "Write a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
    return value.value_or(least);
}

std::optional<Duration> Form::duration(std::string_view id) {
    const std::string& value = text(id);
    if (value.empty()) return std::nullopt;
    const auto read = yaml::parseDuration(value);
    if (!read)
        refuse(id, "'" + value + "' is no time: a number and its unit, such as 250ms, 2s or 1m.");
    else if (read->ns < 1'000'000 || read->ns % 1'000'000 != 0)
        refuse(id, "The shortest time is 1ms, and parts of a millisecond cannot be written.");
    else
        return read;
    return std::nullopt;
}

ResourcePtr Form::service(std::string_view id, const Design& design) {
    auto found = serviceNamed(design, text(id));
    if (!found && std::none_of(errors_.begin(), errors_.end(), [&](const auto& e) { return e.field == id; }))
        refuse(id, text(id).empty() ? "There is no service yet: add one, or plan a canary, which makes one."
                                    : "The design holds no service '" + text(id) + "'.");
    return found;
}

void Form::refuse(std::string_view id, std::string message) {
    errors_.push_back({std::string(id), std::move(message)});
}

std::string filled(const Values& values, std::string_view id, const std::string& proposal) {
    const auto found = values.find(id);
    return found == values.end() ? proposal : found->second;
}

FormField serviceRow(const Design& design, const Values& values) {
    const auto names = serviceNames(design);
    return {"service",
            "Service",
            "The service whose callers are concerned.",
            Control::Choice,
            filled(values, "service", names.empty() ? "" : names.front()),
            names};
}

ResourcePtr chosenService(const Design& design, const Values& values) {
    return serviceNamed(design, serviceRow(design, values).value);
}

} // namespace meshwright::model::recipes
