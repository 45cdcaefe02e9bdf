#include "sim/mesh/app.h"

#include "model/base/text.h"
#include "sim/resilience/grpc_status.h"

#include <algorithm>
#include <cctype>

namespace meshwright::sim::mesh {
namespace {

model::Diagnostic refuse(const std::string& field, std::string message) {
    model::Diagnostic d;
    d.code = "MW3001";
    d.kind = "Scenario";
    d.field = field;
    d.message = std::move(message);
    return d;
}

/// A status below every HTTP code is a grpc-status.
bool isGrpc(const model::scenario::ErrorRate& errors) {
    return errors.status >= 1 && errors.status <= 16;
}

} // namespace

std::uint16_t answerStatus(const model::scenario::ErrorRate& errors) {
    return static_cast<std::uint16_t>(errors.status + (isGrpc(errors) ? resilience::grpcStatusBase : 0));
}

tl::expected<App, model::Diagnostics> makeApp(const model::scenario::Behaviour& b, const std::string& field,
                                              std::uint32_t& nextCall,
                                              const std::function<std::uint32_t(const std::string& host)>& portOf) {
    App app;
    model::Diagnostics wrong;
    if (b.latency) {
        auto sampler = kernel::TimeSampler::compile(*b.latency, field + ".latency");
        if (!sampler) return tl::unexpected(sampler.error());
        app.work = std::move(*sampler);
    }
    if (b.concurrency < 0 || b.concurrency > 1'000'000)
        wrong.push_back(refuse(field + ".concurrency", "concurrency must be 0 (no limit) to 1,000,000."));
    app.concurrency = static_cast<std::uint32_t>(std::clamp<std::int64_t>(b.concurrency, 0, 1'000'000));
    if (b.queue >= 0) app.queue = static_cast<std::uint32_t>(std::min<std::int64_t>(b.queue, 0xfffffffe));
    if (b.errors) {
        app.errorShare = b.errors->percent.fraction();
        app.errorStatus = answerStatus(*b.errors);
        if (!isGrpc(*b.errors) && (b.errors->status < 200 || b.errors->status > 599))
            wrong.push_back(refuse(field + ".errors.status",
                                   "An answer's status must be 200 to 599, or 1 to 16 for a gRPC error."));
    }
    for (const std::string& name : b.forward) app.forward.push_back(model::lowerCase(name));
    if (b.connectTime) app.connectTime = *b.connectTime;
    app.firstCall = nextCall;
    for (std::size_t g = 0; g < b.calls.size(); ++g) {
        AppGroup group;
        group.parallel = b.calls[g].parallel;
        for (std::size_t c = 0; c < b.calls[g].calls.size(); ++c) {
            const model::scenario::Call& call = b.calls[g].calls[c];
            const std::string at = field + ".calls[" + std::to_string(g) + "].calls[" + std::to_string(c) + "]";
            AppCall out;
            out.id = nextCall++;
            out.request.authority = call.host;
            if (!call.path.empty()) out.request.path = call.path;
            if (!call.method.empty()) out.request.method = call.method;
            for (const auto& [name, value] : call.headers)
                out.request.headers.emplace_back(model::lowerCase(name), value);
            out.request.port = call.port > 0 ? static_cast<std::uint32_t>(call.port) : portOf(call.host);
            if (call.host.empty())
                wrong.push_back(refuse(at + ".host", "A call needs the host that it goes to."));
            else if (out.request.port == 0)
                wrong.push_back(refuse(at + ".port", "The call to " + call.host +
                                                         " needs a port: no Service of that name with exactly one port "
                                                         "is in the design."));
            if (!(call.probability >= 0 && call.probability <= 1))
                wrong.push_back(refuse(at + ".probability", "A probability must be 0 to 1."));
            if (call.count < 0 || call.count > 100'000)
                wrong.push_back(refuse(at + ".count", "A call's count must be 0 to 100,000."));
            out.probability = call.probability;
            out.count = static_cast<std::uint32_t>(std::clamp<std::int64_t>(call.count, 0, 100'000));
            out.optional = call.optional;
            group.calls.push_back(std::move(out));
        }
        app.groups.push_back(std::move(group));
    }
    app.calls = nextCall - app.firstCall;
    if (!wrong.empty()) return tl::unexpected(std::move(wrong));
    return app;
}

} // namespace meshwright::sim::mesh
