// New nodes as edits: the YAML that a person would write for them, with names that are free.
#pragma once

#include "model/edit/edit.h"

#include <optional>

namespace meshwright::ui::create {

/// A made edit, and what to select once it is applied.
struct Made {
    model::edit::Edit edit;
    model::ResourceId object;
    std::string field;
};

/// A traffic source: 20 requests a second to the first gateway's virtual service, else to the first service.
Made client(const model::Design& design, const std::string& file);
Made gateway(const model::Design& design, const std::string& file);
/// A service, its two versions with one pod each, and the destination rule that names them.
Made service(const model::Design& design, const std::string& file);
/// One more version of a service: a workload, and a subset where there is a destination rule. Nothing where `service`
/// is no service of the design.
std::optional<Made> version(const model::Design& design, const std::string& file, const model::ResourceId& service);
/// A virtual service for `service` (or the first service without one) that shares 90 to 10 between its first two
/// subsets.
std::optional<Made> virtualService(const model::Design& design, const std::string& file,
                                   const std::optional<model::ResourceId>& service);
/// A destination rule with a subset for each version of the service.
std::optional<Made> destinationRule(const model::Design& design, const std::string& file,
                                    const model::ResourceId& service);

} // namespace meshwright::ui::create
