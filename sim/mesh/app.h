// What the program inside a pod does with a request: work, then calls, then an answer.
#pragma once

#include "model/scenario/scenario.h"
#include "sim/kernel/distribution.h"
#include "sim/routing/engine.h"

#include <cstdint>
#include <functional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace meshwright::sim::mesh {

using model::Duration;
using model::TimePoint;

/// One call to another service, ready to send. `id` is unique within a run.
struct AppCall {
    std::uint32_t id = 0;
    routing::Request request; ///< as the program sends it; forwarded headers are added to it
    double probability = 1;
    std::uint32_t count = 1;
    bool optional = false;
};

struct AppGroup {
    bool parallel = false;
    std::vector<AppCall> calls;
};

/// A pod's behaviour. Immutable during a run; incidents change the pod, not this.
struct App {
    kernel::TimeSampler work;
    std::uint32_t concurrency = 0; ///< 0 = no limit
    std::uint32_t queue = 0xffffffffu;
    double errorShare = 0;
    std::uint16_t errorStatus = 500;
    std::vector<AppGroup> groups;
    std::vector<std::string> forward; ///< lower-case header names
    Duration connectTime;
    std::uint32_t firstCall = 0, calls = 0; ///< ids of its calls: [firstCall, firstCall + calls)
};

/// The status of an answer that fails so, as the engine writes it (see sim/resilience/grpc_status.h).
std::uint16_t answerStatus(const model::scenario::ErrorRate& errors);

/// Makes an App of a scenario's entry. `field` is the entry's path ("spec.services[2]"), `nextCall` counts call ids,
/// `portOf` gives the only port of a host as its caller's namespace sees it (0 where there is none or several).
tl::expected<App, model::Diagnostics> makeApp(const model::scenario::Behaviour& behaviour, const std::string& field,
                                              std::uint32_t& nextCall,
                                              const std::function<std::uint32_t(const std::string& host)>& portOf);

} // namespace meshwright::sim::mesh
