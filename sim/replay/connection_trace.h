// Follows one connection through a proxy's listeners, with every step and its
// rule: filter chains, TLS, policies, TCP and TLS routes, and the HTTP routes
// inside where the proxy reads HTTP.
#pragma once

#include "sim/replay/case.h"
#include "sim/routing/explain.h"
#include "sim/routing/l4/connection.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace meshwright::sim::replay {

struct ConnectionTrace {
    routing::MeshIndexPtr mesh;
    routing::ConnectionOutcome outcome;
    std::optional<routing::Trace> http; ///< where a route table of the proxy decides
};

/// The request is one of a case file, with `to` or a protocol; every back end
/// answers 200. `nowSeconds`: Unix time at which tokens are judged. The error
/// is one sentence.
tl::expected<ConnectionTrace, std::string> traceConnection(const routing::MeshIndexPtr& mesh,
                                                           const CaseRequest& request, std::int64_t nowSeconds);

/// For people: the outcome in one line, then every step. Ends in a newline.
std::string toText(const ConnectionTrace& trace);
/// The outcome fields of a recording, "explanation" (a list of steps) and,
/// where HTTP was read, "http" (the explanation of a plain request).
nlohmann::ordered_json toJson(const ConnectionTrace& trace);

} // namespace meshwright::sim::replay
