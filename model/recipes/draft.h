// The edits of one plan, while it is made: each is applied at once, so that the next sees what is there then.
#pragma once

#include "model/recipes/recipe.h"

namespace meshwright::model::recipes {

class Draft {
public:
    explicit Draft(const Design& design) : design_(design) {}

    /// With all edits so far.
    const Design& design() const { return design_; }
    /// Adds an edit. One that cannot be applied ends the plan with its reason.
    void add(edit::Edit edit);
    /// Sets a field unless it already holds this value.
    void set(const ResourceId& object, const std::string& field, edit::Value value);
    void remove(const ResourceId& object, const std::string& field);
    void insert(const ResourceId& object, const std::string& list, std::size_t index, const std::string& yaml);
    /// Appends an object to the design's first file.
    void object(const std::string& yaml);
    bool has(const ResourceId& object, const std::string& field) const;

    Planned finish(const std::string& text, ResourceId object, std::string field = {}) const;

private:
    Design design_;
    std::vector<edit::Edit> edits_;
    FieldErrors errors_;
};

} // namespace meshwright::model::recipes
