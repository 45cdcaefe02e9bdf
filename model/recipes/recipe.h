// A recipe: a form to fill in, and the edit that a filled-in form stands for. Used by the window's wizards.
#pragma once

#include "model/edit/edit.h"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace meshwright::model::recipes {

/// What a person filled in, by the field's id, as text: "10", "2s", "true".
using Values = std::map<std::string, std::string, std::less<>>;

enum class Control {
    Text,     ///< free text; where there are `choices` they are suggestions
    Choice,   ///< one of `choices`
    Percent,  ///< 0 to 100
    Number,   ///< a whole number of 0 or more
    Duration, ///< "2s", "250ms"
    Toggle,   ///< "true" or "false"
};

/// One row of a form. Label and help are English; a window translates them.
struct FormField {
    std::string id, label, help;
    Control control = Control::Text;
    std::string value; ///< what is filled in, or the proposal where nothing is
    std::vector<std::string> choices;
};

/// Why a form cannot be carried out: one plain sentence beside a field; `field` is empty where it concerns them all.
struct FieldError {
    std::string field, message;
};
using FieldErrors = std::vector<FieldError>;

/// One edit, hence one undo step, and what to show once it is applied.
struct Plan {
    edit::Edit edit;
    ResourceId object;
    std::string field;
};
using Planned = tl::expected<Plan, FieldErrors>;

struct Recipe {
    std::string_view id;      ///< "canary": never changes
    std::string_view title;   ///< "Canary"
    std::string_view summary; ///< one sentence: what it writes and what happens then
    /// The rows for this design, with the proposals that follow from what is filled in so far.
    std::vector<FormField> (*form)(const Design& design, const Values& values);
    /// The plan for a filled-in form; fields that are absent count with their proposals.
    Planned (*plan)(const Design& design, const Values& values);
};

/// Every recipe, in the order in which people meet them.
std::span<const Recipe> recipes();
const Recipe* findRecipe(std::string_view id);

} // namespace meshwright::model::recipes
