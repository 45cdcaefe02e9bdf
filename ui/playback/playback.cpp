#include "ui/playback/playback.h"

#include "ui/document/document.h"

#include <QMetaObject>
#include <algorithm>
#include <set>
#include <utility>

namespace meshwright::ui {

namespace {

/// Several changes of one moment (a drag, a sequence) reach the simulation as one.
constexpr int changeAfterMs = 60;
constexpr std::size_t mostEvents = 6'000;

/// Whether a change concerns the picture alone: where cards stand is nothing to a mesh.
bool onlyPicture(const model::Design& a, const model::Design& b) {
    std::set<const model::Document*> before, after;
    for (const auto& d : a.documents()) before.insert(d.get());
    for (const auto& d : b.documents()) after.insert(d.get());
    const auto picture = [](const auto& all, const auto& others) {
        return std::all_of(all.begin(), all.end(), [&](const auto* d) {
            return others.count(d) > 0 || std::all_of(d->resources.begin(), d->resources.end(),
                                                      [](const auto& r) { return r->kind == "Canvas"; });
        });
    };
    return picture(before, after) && picture(after, before);
}

} // namespace

Playback::Playback(Document& document, QObject* parent)
    : QObject(parent), document_(document), worker_(new SimulationWorker) {
    qRegisterMetaType<FramePtr>("meshwright::ui::FramePtr");
    worker_->moveToThread(&thread_);
    connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
    connect(worker_, &SimulationWorker::frame, this, &Playback::take);
    connect(worker_, &SimulationWorker::refused, this, [this](const model::Diagnostics& why) {
        refusal_ = why;
        if (latest_) {
            Q_EMIT changeRefused();
            return;
        }
        started_ = false;
        setState(State::Refused);
    });
    connect(worker_, &SimulationWorker::reached, this, [this](bool halted) {
        setState(State::Paused);
        if (std::exchange(waitsForEvent_, false)) Q_EMIT untilEnded(halted);
        Q_EMIT advanced();
    });
    connect(worker_, &SimulationWorker::paused, this, &Playback::standsStill);
    connect(worker_, &SimulationWorker::finished, this, [this] { setState(State::Finished); });
    connect(&document_, &Document::opened, this, &Playback::restartForNewDesign);
    connect(&document_, &Document::changed, this, &Playback::noteChange);
    changeSoon_.setSingleShot(true);
    changeSoon_.setInterval(changeAfterMs);
    connect(&changeSoon_, &QTimer::timeout, this, &Playback::sendChange);
    thread_.setObjectName(QStringLiteral("simulation"));
    thread_.start();
}

Playback::~Playback() {
    worker_->interrupt();
    thread_.quit();
    thread_.wait();
}

double Playback::now() const {
    return latest_ ? latest_->snapshot.now.sinceStart().inSeconds() : 0;
}

FramePtr Playback::frameBefore() const {
    if (!frame()) return {};
    const auto wanted = frame()->snapshot.now - sim::mesh::Duration::seconds(1);
    if (lookedAt_) {
        const auto& recorded = *lookedAt_->recorded;
        auto before = sim::metrics::Recording::find(recorded, wanted);
        if (!before || before->now >= lookedAt_->snapshot.now) return {};
        auto out = std::make_shared<Frame>();
        out->snapshot = *before;
        return out;
    }
    FramePtr best;
    for (const auto& f : history_)
        if (f->snapshot.now <= wanted || !best) best = f;
    return best && best->snapshot.now < frame()->snapshot.now ? best : FramePtr{};
}

void Playback::setState(State state) {
    if (state == state_) return;
    state_ = state;
    Q_EMIT stateChanged();
}

void Playback::take(const FramePtr& frame) {
    worker_->taken();
    if (frame->run != run_) return;
    latest_ = frame;
    events_.insert(events_.end(), frame->events.begin(), frame->events.end());
    if (events_.size() > mostEvents)
        events_.erase(events_.begin(), events_.begin() + std::ptrdiff_t(events_.size() - mostEvents));
    // A few frames a simulated second are enough: at a tenth of real time there would be hundreds.
    if (history_.empty() ||
        frame->snapshot.now - history_.back()->snapshot.now >= sim::mesh::Duration::milliseconds(50))
        history_.push_back(frame);
    // One more than the second is kept, so that a difference always spans at least a second once there was one.
    const auto old = frame->snapshot.now - sim::mesh::Duration::seconds(1);
    while (history_.size() > 2 && history_[1]->snapshot.now <= old) history_.pop_front();
    Q_EMIT frameArrived(frame);
    if (!lookedAt_) Q_EMIT frameChanged();
}

void Playback::ensureStarted() {
    if (started_) {
        // What was changed before is part of what is simulated now.
        if (changeSoon_.isActive()) {
            changeSoon_.stop();
            sendChange();
        }
        return;
    }
    started_ = true;
    refusal_.clear();
    history_.clear();
    events_.clear();
    latest_.reset();
    lookedAt_.reset();
    ++run_;
    sent_ = document_.design();
    undoIndex_ = document_.undoStack().index();
    changeSoon_.stop();
    QMetaObject::invokeMethod(
        worker_, [worker = worker_, design = document_.design(), seed = seed_, run = run_, speed = speed_] {
            worker->setSpeed(speed);
            worker->start(design, seed, run);
        });
}

void Playback::run() {
    if (state_ == State::Finished) reset();
    ensureStarted();
    goLive();
    setState(State::Running);
    QMetaObject::invokeMethod(worker_, &SimulationWorker::run);
}

void Playback::pause() {
    if (state_ != State::Running) return;
    worker_->interrupt();
    QMetaObject::invokeMethod(worker_, &SimulationWorker::pause);
    waitsForEvent_ = false;
    setState(State::Paused);
}

void Playback::toggle() {
    state_ == State::Running ? pause() : run();
}

void Playback::runWorker(qint64 until, const sim::mesh::HaltAt& halt) {
    goLive();
    setState(State::Running);
    QMetaObject::invokeMethod(worker_, [worker = worker_, until, halt] { worker->runTo(until, halt); });
}

void Playback::advance(double seconds) {
    ensureStarted();
    goal_ = std::max(now(), state_ == State::Running ? goal_ : now()) + seconds;
    runWorker(qint64(goal_ * 1e9), {});
}

void Playback::stepEvent() {
    if (state_ == State::Running) return pause();
    ensureStarted();
    goLive();
    setState(State::Running);
    QMetaObject::invokeMethod(worker_, [worker = worker_] { worker->stepEvents(1); });
}

void Playback::stepRequest() {
    if (state_ == State::Running) return pause();
    ensureStarted();
    sim::mesh::HaltAt halt;
    halt.answer = true;
    runWorker(std::numeric_limits<qint64>::max(), halt);
}

void Playback::runUntil(Until what) {
    using sim::metrics::EventKind;
    ensureStarted();
    const auto bit = [](EventKind kind) { return 1u << static_cast<unsigned>(kind); };
    sim::mesh::HaltAt halt;
    switch (what) {
    case Until::FirstEjection:
        halt.events = bit(EventKind::Ejected);
        break;
    case Until::FirstFailure:
        halt.failure = true;
        break;
    case Until::NextRolloutStep:
        halt.events = bit(EventKind::RolloutStep) | bit(EventKind::RolloutEnded);
        break;
    case Until::NextBreaker:
        halt.events = bit(EventKind::BreakerOpened);
        break;
    }
    waitsForEvent_ = true;
    runWorker(std::numeric_limits<qint64>::max(), halt);
}

void Playback::jumpTo(double seconds) {
    if (latest_ && seconds < now()) return lookBack(seconds);
    ensureStarted();
    goal_ = seconds;
    runWorker(qint64(seconds * 1e9), {});
}

void Playback::lookBack(double seconds) {
    if (!latest_ || !latest_->recorded) return;
    const auto then = sim::metrics::Recording::find(*latest_->recorded, sim::mesh::TimePoint{qint64(seconds * 1e9)});
    if (!then || (lookedAt_ && lookedAt_->snapshot.now == then->now)) return;
    auto shown = std::make_shared<Frame>();
    shown->snapshot = *then;
    shown->snapshot.series = latest_->snapshot.series;
    shown->recorded = latest_->recorded;
    shown->run = run_;
    lookedAt_ = std::move(shown);
    Q_EMIT frameChanged();
}

void Playback::goLive() {
    if (!lookedAt_) return;
    lookedAt_.reset();
    Q_EMIT frameChanged();
}

void Playback::reset() {
    worker_->interrupt();
    QMetaObject::invokeMethod(worker_, &SimulationWorker::stop);
    started_ = waitsForEvent_ = false;
    ++run_;
    latest_.reset();
    lookedAt_.reset();
    history_.clear();
    events_.clear();
    goal_ = 0;
    refusal_.clear();
    setState(State::Idle);
    Q_EMIT frameChanged();
}

void Playback::setSpeed(double factor) {
    speed_ = factor;
    QMetaObject::invokeMethod(worker_, [worker = worker_, factor] { worker->setSpeed(factor); });
    Q_EMIT speedChanged();
}

void Playback::restartForNewDesign() {
    reset();
}

void Playback::noteChange() {
    if (started_) changeSoon_.start();
}

void Playback::sendChange() {
    if (!started_) return;
    // By now the undo stack knows the edit: while it was made, it did not.
    const auto& undo = document_.undoStack();
    const QString what = undo.index() < undoIndex_ ? tr("Undo: %1").arg(undo.redoText()) : undo.undoText();
    undoIndex_ = undo.index();
    if (onlyPicture(sent_, document_.design())) return;
    sent_ = document_.design();
    QMetaObject::invokeMethod(worker_,
                              [worker = worker_, design = sent_, what] { worker->reconfigure(design, what); });
}

} // namespace meshwright::ui
