#include "sim/mesh/case_runner.h"

#include "sim/mesh/engine.h"
#include "sim/replay/echo.h"
#include "sim/replay/recorded_tables.h"
#include "sim/routing/inbound/http_policies.h"
#include "sim/routing/match/path.h"
#include "sim/routing/mesh_index.h"

#include <algorithm>
#include <cmath>

namespace meshwright::sim::mesh {
namespace {

// How long things take on the loopback interface of the machine that recorded.
// Measured over the recordings: answers without a delay take 0.5 to 1 ms, those
// with a delay about 1 ms more than it.
constexpr Duration wire = Duration::microseconds(150);       ///< one way between Envoy and a back end
constexpr Duration senderSide = Duration::microseconds(250); ///< between the sender and Envoy, both ways
constexpr Duration handling = Duration::microseconds(100);   ///< the back end's own work
constexpr Duration sleepLate = Duration::microseconds(500);  ///< a sleep ends this much late
constexpr Duration envoyAge = Duration::milliseconds(60);    ///< Envoy is up this long before the first request
constexpr Duration afterwards = Duration::milliseconds(150); ///< that the recorder waits for stragglers

Duration workFor(Duration delay) {
    return delay.ns > 0 ? delay + handling + sleepLate : handling;
}

/// How a recording calls the end of a request, and the flag that goes with it.
std::pair<replay::Ending, Flags> endingOf(const Stream& s) {
    switch (s.ending) {
    case Ending::Answered:
        break;
    case Ending::LocalReply:
        return {replay::Ending::LocalReply, flag::NR | flag::NC};
    case Ending::FaultAbort:
        return {replay::Ending::FaultAbort, flag::FI};
    case Ending::NoHealthyHost:
        return {replay::Ending::NoHealthyHost, flag::UH};
    case Ending::ConnectFailure:
        return {replay::Ending::ConnectFailure, flag::UF};
    case Ending::Overflow:
        return {replay::Ending::Overflow, flag::UO};
    case Ending::RouteTimeout:
        return {replay::Ending::RouteTimeout, flag::UT};
    case Ending::PerTryTimeout:
        return {replay::Ending::PerTryTimeout, flag::UT};
    case Ending::ProtocolError:
        return {replay::Ending::ProtocolError, flag::UPE};
    case Ending::Disconnected:
        return {replay::Ending::Disconnected, flag::UC};
    case Ending::RateLimited:
        return {replay::Ending::LocalReply, flag::RL};
    case Ending::CallerGaveUp:
        return {replay::Ending::Disconnected, flag::DC};
    }
    return {replay::Ending::Answered, 0};
}

/// Sends the requests of a case, one after another, and writes down what became
/// of each repetition.
class Sender final : public Driver {
public:
    explicit Sender(const replay::SenderRun& run)
        : run_(run), policies_(*run.mesh, *run.requests.front()->from), engine_(seedOf(run), network(), {}, *this),
          refusals_(kernel::RandomStream::forEntity(seedOf(run), "refusals")) {
        watchesPods = true;
        engine_.adaptTables = [this](const auto&) {
            return replay::recordedTables(run_.mesh, *run_.requests.front()->from);
        };
    }

    std::vector<replay::Outcome> outcomes() {
        if (auto done = engine_.configure(run_.mesh->design(), run_.mesh, {}); !done) return {};
        const auto& proxies = engine_.proxiesOf(*run_.requests.front()->from);
        const bool sends = !proxies.empty();
        if (sends) proxy_ = proxies.front();
        sent_.resize(run_.requests.size());
        lastAnswer_.resize(run_.requests.size(), nobody);
        if (sends) {
            next_ = 0;
            engine_.scheduler().at({}, {requestBegins, 0, 0});
            const TimePoint end{3'600'000'000'000};
            while (!done_ && engine_.stopped().empty() && engine_.now() < end)
                engine_.run(std::min(end, engine_.now() + Duration::milliseconds(100)), 1'000'000'000);
            engine_.run(engine_.now() + afterwards, 1'000'000'000);
        }
        std::vector<replay::Outcome> out;
        for (std::size_t r = 0; r < run_.requests.size(); ++r) {
            const auto& request = *run_.requests[r];
            replay::OutcomeBuilder builder(run_.testCase.name, request.name, request.rate > 0);
            for (const replay::Answer& a : sent_[r]) builder.add(a);
            replay::Outcome outcome = builder.finish();
            // The recorder keeps the headers of the answer that came last, and of
            // rated requests no variants.
            if (lastAnswer_[r] != nobody) outcome.response = sent_[r][lastAnswer_[r]].response;
            if (request.rate > 0) outcome.seen.clear();
            out.push_back(std::move(outcome));
        }
        return out;
    }

    void happened(const kernel::Event& e) override {
        if (e.kind == requestBegins) return beginRequest();
        if (e.kind == sendOne) return send(e.index);
    }

    void answered(Stream& s) override {
        const std::size_t r = s.request >> 32;
        replay::Answer& a = sent_[r][s.request & 0xffffffffu];
        a.workload = engine_.workloadName(s);
        a.pod = engine_.podName(s);
        a.tries = s.tries;
        a.tookMs = (engine_.now() - s.start + senderSide).inMilliseconds();
        const routing::Decision decision = engine_.matcherOf(proxy_).decide(asked_, s.draw);
        a.cluster = decision.cluster ? decision.cluster->name : "-";
        const auto [ending, flag] = endingOf(s);
        std::vector<std::string> flags;
        if (const Flags others = s.flags & ~flag) flags.push_back(flagsText(others));
        replay::describe(a, decision, ending, s.status, flags);
        a.flags = flagsText(s.flags);
        if (ending == replay::Ending::Answered && replay::refusesRequestLine(decision.rewritten.path) &&
            decision.rewritten.method != "HEAD")
            a.body = "400 Bad Request";
        finished(r, static_cast<std::uint32_t>(s.request & 0xffffffffu));
    }

    void finished(std::size_t r, std::uint32_t repetition) {
        lastAnswer_[r] = repetition;
        ++answered_;
        const auto& request = *run_.requests[r];
        if (request.rate <= 0 && sentCount_ < request.count())
            engine_.scheduler().after(senderSide, {sendOne, 0, sentCount_++});
        if (answered_ == request.count()) {
            if (r + 1 == run_.requests.size())
                done_ = true;
            else
                engine_.scheduler().after(senderSide, {requestBegins, 0, 0});
        }
    }

    void podAppeared(std::uint32_t i) override {
        const World& world = engine_.world();
        const Workload& w = world.workloads()[world.pods()[i].workload];
        const replay::Backend& b =
            run_.testCase.backends.of(w.outside ? "outside" : world.pods()[i].name, w.outside ? "outside" : w.name);
        Pod& pod = engine_.pod(i);
        auto app = std::make_shared<App>();
        app->concurrency = b.concurrency;
        pod.app = std::move(app);
        pod.up = !b.down;
        pod.script.push_back({TimePoint{}, workFor(b.delay), static_cast<std::uint16_t>(b.status)});
        for (const auto& step : b.script)
            pod.script.push_back({TimePoint{static_cast<std::int64_t>(std::llround(step.atSeconds * 1e9))},
                                  workFor(step.delay), static_cast<std::uint16_t>(step.status)});
    }

    std::uint16_t reachedPod(const Stream& s, std::uint32_t pod) override {
        if (engine_.speaksHttp2(s)) return otherProtocol; // the echo speaks HTTP/1.1 only
        if (replay::refusesRequestLine(s.choice->rewritten.path)) return 400;
        replay::Answer& a = sent_[s.request >> 32][s.request & 0xffffffffu];
        if (s.mirrored) {
            const Workload& w = engine_.world().workloads()[engine_.world().pods()[pod].workload];
            a.mirrors.push_back(w.outside ? "outside" : w.name);
        } else {
            a.upstream = replay::asSeen(s.choice->rewritten);
        }
        return 0;
    }

private:
    enum : std::uint16_t { requestBegins = event::driver, sendOne };

    /// Cases of one file do not share their luck.
    static std::uint64_t seedOf(const replay::SenderRun& run) {
        return kernel::RandomStream::forEntity(run.seed, "case/" + run.testCase.name).next();
    }
    static Network network() {
        Network n;
        n.oneWay = wire;
        n.proxyAge = envoyAge;
        n.serverSidecars = false;
        return n;
    }

    void beginRequest() {
        const auto& request = *run_.requests[next_];
        current_ = next_++;
        asked_ = replay::toRequest(request);
        sent_[current_].resize(request.count());
        begun_ = engine_.now();
        if (!engine_.listens(proxy_, request.port)) {
            // Nothing accepts the connection: the sender has an error each time.
            if (next_ == run_.requests.size())
                done_ = true;
            else
                engine_.scheduler().at(begun_, {requestBegins, 0, 0});
            return;
        }
        plan_ = engine_.planFor(proxy_, asked_);
        answered_ = sentCount_ = 0;
        if (request.rate > 0) {
            for (std::uint32_t i = 0; i < request.count(); ++i)
                engine_.scheduler().at(begun_ +
                                           Duration{static_cast<std::int64_t>(std::llround(i / request.rate * 1e9))},
                                       {sendOne, 0, i});
            return;
        }
        const std::uint32_t first = std::min(request.count(), std::max(1u, request.parallel));
        for (; sentCount_ < first; ++sentCount_) engine_.scheduler().at(begun_, {sendOne, 0, sentCount_});
    }

    void send(std::uint32_t i) {
        sent_[current_][i].sentAtSeconds = (engine_.now() - begun_).inSeconds();
        if (const auto details = refusal()) {
            replay::describeRefusal(sent_[current_][i], engine_.matcherOf(proxy_).decide(asked_, refusals_.next()),
                                    *details);
            return finished(current_, i);
        }
        engine_.begin(proxy_, plan_, static_cast<std::uint64_t>(current_) << 32 | i, 0);
    }

    /// Policies come before faults and routes; a path that is refused as such
    /// never gets to them.
    std::optional<std::string> refusal() const {
        if (policies_.empty()) return std::nullopt;
        const auto path = routing::normalizePath(asked_.path, run_.mesh->config().pathNormalization);
        if (!path) return std::nullopt;
        routing::Request seen = asked_;
        seen.path = *path;
        // the recorder's client and the proxy's ports are on the loopback
        // interface, the ports with numbers of their own
        return policies_.refusal(seen, "127.0.0.1", "127.0.0.1", 0);
    }

    const replay::SenderRun& run_;
    routing::HttpPolicies policies_;
    Engine engine_;
    kernel::RandomStream refusals_;
    std::uint32_t proxy_ = nobody;
    const Plan* plan_ = nullptr;
    routing::Request asked_;
    std::vector<std::vector<replay::Answer>> sent_; ///< by request, by repetition
    std::vector<std::uint32_t> lastAnswer_;         ///< by request: the repetition that was answered last
    std::size_t next_ = 0, current_ = 0;
    std::uint32_t answered_ = 0, sentCount_ = 0;
    TimePoint begun_;
    bool done_ = false;
};

} // namespace

std::vector<replay::Outcome> simulateHttp(const replay::SenderRun& run) {
    if (run.requests.empty()) return {};
    return Sender(run).outcomes();
}

} // namespace meshwright::sim::mesh
