// A filled-in form, read: each row as its type, with one plain sentence where it is none.
#pragma once

#include "model/recipes/recipe.h"

#include <optional>

namespace meshwright::model::recipes {

class Form {
public:
    /// Rows that are absent from `values` count with their proposals.
    Form(const std::vector<FormField>& rows, const Values& values);

    const std::string& text(std::string_view id) const;
    /// Text that must not be empty.
    std::string needed(std::string_view id, const std::string& what);
    /// A version's or object's name: letters, digits, dashes and dots, as a label's value may be.
    std::string name(std::string_view id, const std::string& what);
    /// A host name with at least one dot; `*.` in front only where `wildcard`.
    std::string host(std::string_view id, bool wildcard);
    int percent(std::string_view id);
    std::int64_t number(std::string_view id, std::int64_t least, std::int64_t most);
    /// Nothing where the row is empty.
    std::optional<Duration> duration(std::string_view id);
    bool on(std::string_view id) const { return text(id) == "true"; }
    /// A service of the design by its name; null, with an error, where there is none.
    ResourcePtr service(std::string_view id, const Design& design);

    void refuse(std::string_view id, std::string message);
    const FieldErrors& errors() const { return errors_; }

private:
    std::map<std::string, std::string, std::less<>> values_;
    FieldErrors errors_;
};

/// The row that asks for a service, and what it holds now: the first service where nothing is filled in.
FormField serviceRow(const Design& design, const Values& values);
/// What is filled in for a row, else the proposal.
std::string filled(const Values& values, std::string_view id, const std::string& proposal);
/// The service that the form is about now, or null.
ResourcePtr chosenService(const Design& design, const Values& values);

} // namespace meshwright::model::recipes
