// The rows of a form for a YAML value, by the schema of its type: a plain list that the form shows one below the other.
#pragma once

#include "model/yaml/node.h"
#include "model/yaml/schema.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace meshwright::ui {

/// What a person opened, closed or asked for, by path.
struct FormState {
    std::map<std::string, bool> open; ///< where it differs from what is open by itself
    std::set<std::string> wanted;     ///< absent fields that are shown because they were added, not yet written
    std::set<std::string> whole;      ///< lists shown to their end
    std::string links;                ///< items of this list are not opened in place but lead to a form of their own
};

/// One row. A value lies at `path`; `owner` is what taking the row away removes: the outermost field of a chain of
/// fields that hold nothing else (`percentage` of `percentage.value`).
struct FormRow {
    enum class Kind {
        Value,  ///< a scalar
        Choice, ///< one of several fields; a scalar one stands in the same row
        Group,  ///< heading of a message
        List,
        Map,
        More, ///< the rest of a long list
        AddItem,
        AddField,
    };
    enum class Place { Field, Item, Entry }; ///< in a message, a list or a map
    Kind kind = Kind::Value;
    Place place = Place::Field;
    std::string path, owner;
    std::string base;                            ///< of Choice: the message whose fields are the options
    std::string key;                             ///< of the named field or map entry; of an item its number
    const model::yaml::TypeInfo* type = nullptr; ///< of the value at `path`
    model::yaml::FieldTraits traits;             ///< of the field
    int depth = 0;
    bool present = false;
    bool removable = false;
    bool folds = false, open = false;
    bool link = false;
    std::size_t index = 0, count = 0; ///< of an item in its list; of a heading its number of values
    std::vector<const model::yaml::TypeInfo::Field*> options; ///< of Choice and AddField
    std::string chosen;                                       ///< key of the chosen option; "" for none
    const model::yaml::Node* node = nullptr;                  ///< the value; valid as long as the tree that was read

    /// True where a widget made for the one can show the other.
    bool sameShape(const FormRow& other) const;
};

/// Items shown of a long list before "more".
inline constexpr std::size_t longList = 100;

/// The rows for the value `node` (null: absent) of `type` at `path`.
std::vector<FormRow> formRows(const model::yaml::TypeInfo& type, const model::yaml::Node* node, const std::string& path,
                              const FormState& state);

/// True for a message of which one field is set, such as exact, prefix or regex.
bool isChoice(const model::yaml::TypeInfo& type);
bool isScalar(const model::yaml::TypeInfo& type);

/// "Max ejection percent" of "maxEjectionPercent".
std::string words(std::string_view key);

/// The value of a folded row in a few words: "host reviews · subset v1".
std::string summary(const model::yaml::Node* node);

} // namespace meshwright::ui
