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
/// Where a name is empty a free one is taken; a name that is taken gets a number.
Made client(const model::Design& design, const std::string& file, const std::string& name = {});
Made gateway(const model::Design& design, const std::string& file, const std::string& name = {});
/// A service without pods: its versions come next.
Made bareService(const model::Design& design, const std::string& file, const std::string& name = {});
/// A service, its two versions with one pod each, and the destination rule that names them.
Made service(const model::Design& design, const std::string& file, const std::string& name = {});
/// A host outside of the mesh.
Made external(const model::Design& design, const std::string& file, const std::string& name = {});
/// One more version of a service: a workload, and its subset; the destination rule is made where there is none. Nothing
/// where `service` is no service of the design.
std::optional<Made> version(const model::Design& design, const std::string& file, const model::ResourceId& service,
                            const std::string& name = {});
/// A virtual service for `service` (or the first service without one) that shares 90 to 10 between its first two
/// subsets.
std::optional<Made> virtualService(const model::Design& design, const std::string& file,
                                   const std::optional<model::ResourceId>& service, const std::string& name = {});
/// A virtual service without rules, for the host of its name.
Made bareVirtualService(const model::Design& design, const std::string& file, const std::string& name = {});
/// A destination rule with a subset for each version of the service.
std::optional<Made> destinationRule(const model::Design& design, const std::string& file,
                                    const model::ResourceId& service, const std::string& name = {});
/// Mutual TLS only, or nobody but the own namespace: for the pods of `service`, else for the whole namespace.
Made peerAuthentication(const model::Design& design, const std::string& file,
                        const std::optional<model::ResourceId>& service, const std::string& name = {});
Made authorizationPolicy(const model::Design& design, const std::string& file,
                         const std::optional<model::ResourceId>& service, const std::string& name = {});

} // namespace meshwright::ui::create
