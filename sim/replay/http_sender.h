// Sends HTTP requests through one proxy's routes, one after another: tries, retries, timeouts, mirrors and faults.
#pragma once

#include "sim/kernel/random.h"
#include "sim/replay/runner.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace meshwright::sim::replay {

/// One proxy with its balancers, and the clock of the requests it has sent so far.
class HttpSender {
public:
    /// Says why a policy of the proxy refuses a request whose path is normalized; nothing where it may pass.
    using Refusal = std::function<std::optional<std::string>(const routing::Request&)>;

    /// `run` must outlive the sender. `refusal` unset: nothing stands before the routes.
    HttpSender(const SenderRun& run, std::shared_ptr<const routing::ProxyTables> tables, Refusal refusal = {});
    ~HttpSender();
    HttpSender(const HttpSender&) = delete;
    HttpSender& operator=(const HttpSender&) = delete;

    /// One recorded request with its repetitions, by the plain HTTP listener of its port.
    Outcome send(const CaseRequest& request);
    /// What becomes of one request; `table` null: by the plain HTTP listener of its port.
    Answer answer(const routing::Request& asked, const routing::RouteTable* table = nullptr);
    /// The decision for a request that something else answers.
    routing::Decision decide(const routing::Request& asked, const routing::RouteTable* table = nullptr);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace meshwright::sim::replay
