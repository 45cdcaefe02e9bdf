// The recordings' back end and client: what they see of a request and of an
// answer.
#pragma once

#include "sim/replay/case.h"
#include "sim/replay/outcome.h"
#include "sim/routing/engine.h"

#include <string>
#include <vector>

namespace meshwright::sim::replay {

using HeaderLines = std::vector<std::pair<std::string, std::string>>;

/// The proxy's request for a recorded one; header names become lower case.
routing::Request toRequest(const CaseRequest& request);

/// A request as the echo notes it down: headers without those of tracing and of
/// the client's own.
Upstream asSeen(const routing::Request& request);

/// True where the echo's HTTP server refuses the request line (400) before it
/// looks at it: neither a slash nor a scheme at the start, or a broken percent
/// escape.
bool refusesRequestLine(const std::string& path);

/// Headers of an answer as the client notes them down.
HeaderMap asReceived(const HeaderLines& headers);

/// How one request ended, as far as its details and body depend on it.
enum class Ending {
    Answered,   ///< by a back end
    LocalReply, ///< Decision::reply
    FaultAbort,
    NoHealthyHost,
    ConnectFailure,
    Overflow, ///< a breaker
    RouteTimeout,
    PerTryTimeout,
    ProtocolError, ///< the back end does not speak HTTP/2
    Disconnected,  ///< the back end closed before it answered
};

/// Puts status, flags, body, details, route name and response headers of the
/// proxy's own answers into `answer`, and the headers of a back end's answer.
/// `flags` are those besides what the ending brings ("DI", "URX"), in order.
void describe(Answer& answer, const routing::Decision& decision, Ending ending, std::uint32_t backendStatus,
              const std::vector<std::string>& flags);

/// The proxy's refusal of a request by one of its policies. The access log
/// still names where the request would have gone.
void describeRefusal(Answer& answer, const routing::Decision& decision, const std::string& details);

} // namespace meshwright::sim::replay
