// HTTP requests that come by a connection of their own, through one proxy's
// routes: tries, retries, timeouts, mirrors and faults. Requests that share
// connections and time are simulated instead (sim/mesh/case_runner.h).
#pragma once

#include "sim/kernel/random.h"
#include "sim/replay/runner.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace meshwright::sim::replay {

/// One proxy with its balancers, and the clock of the requests it has sent so
/// far.
class HttpSender {
public:
    /// `run` must outlive the sender.
    HttpSender(const SenderRun& run, std::shared_ptr<const routing::ProxyTables> tables);
    ~HttpSender();
    HttpSender(const HttpSender&) = delete;
    HttpSender& operator=(const HttpSender&) = delete;

    /// What becomes of one request of the client at `source`; `table` null: by
    /// the plain HTTP listener of its port.
    Answer answer(const routing::Request& asked, const routing::RouteTable* table, const std::string& source);
    /// The decision for a request that something else answers.
    routing::Decision decide(const routing::Request& asked, const routing::RouteTable* table = nullptr);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace meshwright::sim::replay
