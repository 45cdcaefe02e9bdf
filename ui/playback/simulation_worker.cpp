#include "ui/playback/simulation_worker.h"

#include <algorithm>
#include <cmath>

namespace meshwright::ui {

using sim::mesh::Duration;
using sim::mesh::Simulation;
using sim::mesh::TimePoint;

namespace {
constexpr int frameMs = 17;
/// A stretch of computing: short enough that pausing feels immediate.
constexpr int sliceMs = 12;
} // namespace

SimulationWorker::SimulationWorker() : timer_(this) {
    timer_.setTimerType(Qt::PreciseTimer);
    connect(&timer_, &QTimer::timeout, this, &SimulationWorker::tick);
}

SimulationWorker::~SimulationWorker() = default;

void SimulationWorker::start(const model::Design& design, quint64 seed, int run) {
    timer_.stop();
    simulation_.reset();
    target_.reset();
    run_ = run;
    sim::mesh::RunOptions options;
    options.recordFlights = true;
    // A person watches: the run goes on until they stop it.
    options.duration = Duration::seconds(24 * 3600);
    if (seed != 0) options.seed = seed;
    auto made = Simulation::create(design, options);
    if (!made) {
        Q_EMIT refused(made.error());
        return;
    }
    simulation_ = std::make_unique<Simulation>(std::move(*made));
    factor_ = 0;
    Q_EMIT started();
    publish(true);
}

void SimulationWorker::setSpeed(double factor) {
    speed_ = factor;
    owed_ = 0;
}

void SimulationWorker::run() {
    if (!simulation_) return;
    interrupted_ = false;
    target_.reset();
    owed_ = 0;
    clock_.restart();
    measured_.restart();
    measuredAt_ = simulation_->now();
    timer_.start(speed_ == fullSpeed ? 0 : frameMs);
}

void SimulationWorker::pause() {
    timer_.stop();
    target_.reset();
    publish(true);
}

void SimulationWorker::runTo(qint64 until) {
    if (!simulation_) return;
    run();
    target_ = TimePoint{until};
    timer_.start(0);
}

void SimulationWorker::reconfigure(const model::Design& design) {
    if (!simulation_) return;
    if (auto done = simulation_->reconfigure(design); !done) Q_EMIT refused(done.error());
}

void SimulationWorker::stop() {
    timer_.stop();
    simulation_.reset();
}

void SimulationWorker::tick() {
    if (!simulation_) return timer_.stop();
    const bool fast = target_ || speed_ == fullSpeed;
    if (timer_.interval() != (fast ? 0 : frameMs)) timer_.start(fast ? 0 : frameMs);

    QElapsedTimer slice;
    slice.start();
    const auto keepGoing = [&] { return !interrupted_ && slice.elapsed() < sliceMs; };
    if (fast) {
        simulation_->advanceTo(target_.value_or(simulation_->horizon()), keepGoing);
        clock_.restart();
    } else {
        owed_ += double(clock_.nsecsElapsed()) * speed_;
        clock_.restart();
        // Where the machine cannot keep up, simulated time falls behind instead of the window.
        owed_ = std::min(owed_, 0.25e9 * std::max(1.0, speed_));
        const TimePoint before = simulation_->now();
        simulation_->advanceTo(before + Duration{std::int64_t(owed_)}, keepGoing);
        owed_ -= double((simulation_->now() - before).ns);
    }
    if (measured_.elapsed() >= 500) {
        factor_ = double((simulation_->now() - measuredAt_).ns) / double(measured_.nsecsElapsed());
        measured_.restart();
        measuredAt_ = simulation_->now();
    }
    const bool there = target_ && simulation_->now() >= *target_;
    const bool end = simulation_->finished();
    if (there || end) timer_.stop();
    publish(there || end);
    if (there) {
        target_.reset();
        Q_EMIT reached();
    }
    if (end) Q_EMIT finished();
}

void SimulationWorker::publish(bool always) {
    if (!simulation_) return;
    if (!always && (waiting_ || (published_.isValid() && published_.elapsed() < frameMs))) return;
    auto frame = std::make_shared<Frame>();
    frame->snapshot = simulation_->snapshot();
    frame->flights = simulation_->drainFlights();
    frame->realTimeFactor = factor_;
    frame->run = run_;
    published_.restart();
    waiting_ = true;
    Q_EMIT this->frame(frame);
}

} // namespace meshwright::ui
