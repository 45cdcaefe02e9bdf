#include "ui/playback/simulation_worker.h"

#include <algorithm>
#include <cmath>

namespace meshwright::ui {

using sim::mesh::Duration;
using sim::mesh::Ended;
using sim::mesh::HaltAt;
using sim::mesh::TimePoint;
using sim::mesh::Watch;

namespace {
constexpr int frameMs = 17;
/// A stretch of computing: short enough that pausing feels immediate.
constexpr int sliceMs = 12;
/// Lines of charts move a few times a second.
constexpr int seriesEveryMs = 200;
/// A frame may cost this share of the time; larger designs are shown less often.
constexpr int frameShare = 25;
constexpr std::size_t flightsAFrame = 40, livesAFrame = 24, livesAtRest = 800;
} // namespace

SimulationWorker::SimulationWorker() : timer_(this) {
    timer_.setTimerType(Qt::PreciseTimer);
    connect(&timer_, &QTimer::timeout, this, &SimulationWorker::tick);
}

SimulationWorker::~SimulationWorker() = default;

void SimulationWorker::start(const model::Design& design, quint64 seed, int run) {
    stop();
    run_ = run;
    sim::mesh::RunOptions options;
    // A person watches: the run goes on until they stop it.
    options.duration = Duration::seconds(24 * 3600);
    if (seed != 0) options.seed = seed;
    auto made = Watch::create(design, options);
    if (!made) {
        Q_EMIT refused(made.error());
        return;
    }
    watch_ = std::make_unique<Watch>(std::move(*made));
    factor_ = rate_ = 0;
    eventsSent_ = answeredThen_ = 0;
    effectiveVersion_ = -1;
    Q_EMIT started();
    publish(true);
}

void SimulationWorker::setSpeed(double factor) {
    speed_ = factor;
    owed_ = 0;
}

void SimulationWorker::run() {
    if (!watch_) return;
    interrupted_ = false;
    target_.reset();
    owed_ = 0;
    clock_.restart();
    measured_.restart();
    measuredAt_ = watch_->run().now();
    timer_.start(speed_ == fullSpeed ? 0 : frameMs);
}

void SimulationWorker::pause() {
    timer_.stop();
    target_.reset();
    factor_ = rate_ = 0;
    publish(true);
    Q_EMIT paused();
}

void SimulationWorker::runTo(qint64 until, const HaltAt& halt) {
    if (!watch_) return;
    run();
    target_ = Target{TimePoint{until}, halt};
    timer_.start(0);
}

void SimulationWorker::stepEvents(int count) {
    if (!watch_) return;
    timer_.stop();
    target_.reset();
    for (int i = 0; i < count && watch_->stepEvent(); ++i) {
    }
    publish(true);
    Q_EMIT reached(false);
}

void SimulationWorker::reconfigure(const model::Design& design, const QString& what) {
    if (!watch_) return;
    if (auto done = watch_->change(design, what.toStdString()); !done) Q_EMIT refused(done.error());
    if (!timer_.isActive()) publish(true);
}

void SimulationWorker::stop() {
    timer_.stop();
    target_.reset();
    watch_.reset();
    series_.clear();
    recorded_.reset();
    effective_.reset();
    rollout_.reset();
}

void SimulationWorker::tick() {
    if (!watch_) return timer_.stop();
    auto& simulation = watch_->run();
    const bool fast = target_ || speed_ == fullSpeed;
    if (timer_.interval() != (fast ? 0 : frameMs)) timer_.start(fast ? 0 : frameMs);

    QElapsedTimer slice;
    slice.start();
    const auto keepGoing = [&] { return !interrupted_ && slice.elapsed() < sliceMs; };
    bool there = false, halted = false;
    if (fast) {
        const Ended ended = target_ ? watch_->advanceUntil(target_->halt, target_->until, keepGoing)
                                    : watch_->advance(simulation.horizon(), keepGoing);
        halted = target_ && ended == Ended::Halted;
        there = target_ && (halted || simulation.now() >= target_->until);
        clock_.restart();
    } else {
        owed_ += double(clock_.nsecsElapsed()) * speed_;
        clock_.restart();
        // Where the machine cannot keep up, simulated time falls behind instead of the window.
        owed_ = std::min(owed_, 0.25e9 * std::max(1.0, speed_));
        const TimePoint before = simulation.now();
        watch_->advance(before + Duration{std::int64_t(owed_)}, keepGoing);
        owed_ -= double((simulation.now() - before).ns);
    }
    measure();
    const bool end = simulation.finished();
    if (there || end) timer_.stop();
    publish(there || end);
    if (there) {
        target_.reset();
        Q_EMIT reached(halted);
    }
    if (end) Q_EMIT finished();
}

void SimulationWorker::measure() {
    if (measured_.elapsed() < 500) return;
    const auto& simulation = watch_->run();
    const double seconds = double(measured_.nsecsElapsed()) * 1e-9;
    const std::uint64_t answered = simulation.answered();
    factor_ = (simulation.now() - measuredAt_).inSeconds() / seconds;
    rate_ = answered >= answeredThen_ ? double(answered - answeredThen_) / seconds : 0;
    measured_.restart();
    measuredAt_ = simulation.now();
    answeredThen_ = answered;
}

/// Flights that are drawn, and the lives of their requests: a click on a mark then has its answer in the window.
void SimulationWorker::fillRequests(Frame& frame, bool all) {
    auto& simulation = watch_->run();
    frame.flights = simulation.drainFlights(flightsAFrame);
    frame.lives = simulation.drainLives(all ? livesAtRest : livesAFrame);
    std::uint64_t last = 0;
    for (const auto& flight : frame.flights) {
        if (flight.request == last) continue;
        last = flight.request;
        if (auto life = simulation.life(flight.request)) frame.drawn.push_back(std::move(life));
    }
}

void SimulationWorker::publish(bool always) {
    if (!watch_) return;
    const qint64 pace = std::max<qint64>(frameMs, frameCostNs_ * frameShare / 1'000'000);
    if (!always && (waiting_ || (published_.isValid() && published_.elapsed() < pace))) return;
    QElapsedTimer cost;
    cost.start();
    const auto& simulation = watch_->run();
    const bool withSeries = always || !seriesShown_.isValid() || seriesShown_.elapsed() >= seriesEveryMs;
    auto frame = std::make_shared<Frame>();
    frame->snapshot = simulation.snapshot(withSeries);
    if (withSeries) {
        series_ = frame->snapshot.series;
        seriesShown_.restart();
        const auto& recorded = watch_->recording().snapshots();
        if (!recorded_ || recorded_->size() != recorded.size() || recorded_->back() != recorded.back())
            recorded_ = std::make_shared<const std::vector<sim::metrics::SnapshotPtr>>(recorded);
        rollout_ =
            simulation.rollout() ? std::make_shared<const sim::metrics::RolloutResult>(*simulation.rollout()) : nullptr;
    } else {
        frame->snapshot.series = series_;
    }
    if (effectiveVersion_ != frame->snapshot.configVersion) {
        effective_ = std::make_shared<const model::Design>(simulation.effectiveDesign());
        effectiveVersion_ = frame->snapshot.configVersion;
    }
    frame->recorded = recorded_;
    frame->effective = effective_;
    frame->rollout = rollout_;
    frame->events = simulation.events().since(eventsSent_);
    eventsSent_ = simulation.events().total();
    fillRequests(*frame, always);
    frame->realTimeFactor = factor_;
    frame->requestsASecond = rate_;
    frame->followedOneIn = simulation.followedOneIn();
    frame->run = run_;
    frameCostNs_ = cost.nsecsElapsed();
    published_.restart();
    waiting_ = true;
    Q_EMIT this->frame(frame);
}

} // namespace meshwright::ui
