// The people and programs outside the mesh: open-loop sources and closed-loop users, with mixes, sessions, deadlines
// and retries of their own.
#pragma once

#include "sim/mesh/arrivals.h"
#include "sim/mesh/engine.h"

#include <memory>
#include <vector>

namespace meshwright::sim::mesh {

/// Drives an engine with a scenario's traffic.
class Clients final : public Driver {
public:
    explicit Clients(std::uint64_t seed) : seed_(seed) {}

    /// Reads the traffic and schedules the first requests. Refused, one sentence each, where it cannot run.
    tl::expected<void, model::Diagnostics> open(Engine& engine, const std::vector<model::scenario::Traffic>& traffic);
    /// From now on these are the sources: those that stay the same go on, the others end or begin. Refused as a whole,
    /// like `open`.
    tl::expected<void, model::Diagnostics> change(const std::vector<model::scenario::Traffic>& traffic);
    /// The configuration changed: what was decided in advance is void.
    void reconfigured();

    void answered(Stream& stream) override;
    void happened(const kernel::Event& event) override;

    /// Who is told of events that are not the clients' (incidents, a rollout).
    std::function<void(const kernel::Event&)> others;
    /// Asked for each finished request of the outside: (status, latency, source).
    std::function<void(std::uint16_t, Duration, std::uint32_t)> onAnswer;

    enum : std::uint16_t { arrival = event::driver, userSends, retrySends, firstOther };

private:
    struct Shape {
        double upTo = 0;
        routing::Request request;
        std::vector<const Plan*> plans; ///< by session (one where there are none); null = not decided yet
    };
    struct Source {
        model::scenario::Traffic traffic;
        std::string name;
        std::uint32_t ledgerName = 0;
        Cell* cell = nullptr; ///< where its requests are counted
        std::vector<std::uint32_t> proxies;
        std::vector<Shape> shapes;
        std::optional<Arrivals> arrivals;
        kernel::TimeSampler thinkTime;
        kernel::RandomStream random;
        TimePoint stop;
        bool closedLoop = false, ended = false;
    };
    /// One request as its sender sees it, over all its tries.
    struct Asked {
        std::uint32_t source = 0, shape = 0, session = 0, tries = 0;
        std::uint64_t request = 0;
        TimePoint first;
        std::uint32_t chain = metrics::Ledger::none;
    };

    /// A source that goes on where `before` (null = none) ends.
    tl::expected<std::unique_ptr<Source>, model::Diagnostics> makeSource(const model::scenario::Traffic& traffic,
                                                                         std::size_t index, const Source* before);
    void openSource(std::unique_ptr<Source> source);
    void ask(std::uint32_t source);
    void send(std::uint32_t asked);
    void over(std::uint32_t asked, Stream& stream);
    const Plan* plan(Source& source, Shape& shape, std::uint32_t session, std::uint32_t proxy);

    std::uint64_t seed_, requests_ = 0;
    Engine* engine_ = nullptr;
    std::vector<std::unique_ptr<Source>> sources_;
    kernel::Pool<Asked> asked_;
    Duration slowFrom_; ///< what counts as slow; zero = not known yet
};

} // namespace meshwright::sim::mesh
