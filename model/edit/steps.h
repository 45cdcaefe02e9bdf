// Building one undo step of several edits, each made for the design that the ones before it leave.
#pragma once

#include "model/edit/edit.h"

#include <string>
#include <utility>

namespace meshwright::model::edit {

class Steps {
public:
    explicit Steps(Design design) : now_(std::move(design)) {}

    /// The design with all steps so far applied.
    const Design& now() const { return now_; }
    bool empty() const { return all_.edits.empty(); }
    /// Appends a step. Where it cannot be applied nothing is appended, and `refusal` says why.
    bool add(Edit edit);
    bool set(const ResourceId& object, const std::string& field, Value value);
    /// Removes a field where there is one.
    bool remove(const ResourceId& object, const std::string& field);
    const std::string& refusal() const { return refusal_; }
    Edit done(std::string text) && { return {std::move(all_), std::move(text)}; }

private:
    Design now_;
    Sequence all_;
    std::string refusal_;
};

} // namespace meshwright::model::edit
