// A line drawn from one card's port to another's, as an edit. What it means depends on what it joins: a gateway binds a
// virtual service, a rule gets a destination, a client or a workload calls, a policy is attached.
#pragma once

#include "model/edit/edit.h"

#include <string>
#include <tl/expected.hpp>

namespace meshwright::model::edit {

/// One end of a line.
struct Port {
    std::string node;   ///< as in scenario::Placement: "Service/default/reviews"; a source is "Traffic/ns/name"
    std::string rule;   ///< of a virtual service: "spec.http[0]"; empty = the card's head
    std::string subset; ///< of a service: the subset's name; empty = the card's head
};

/// The edit that makes the line real (its text names it), or in one plain sentence why such a line cannot be.
/// A rule that gets a further destination gives it a tenth of its requests.
tl::expected<Edit, std::string> connect(const Design& design, const Port& from, const Port& to);

} // namespace meshwright::model::edit
