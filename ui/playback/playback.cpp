#include "ui/playback/playback.h"

#include "ui/document/document.h"

#include <QMetaObject>
#include <utility>

namespace meshwright::ui {

Playback::Playback(Document& document, QObject* parent)
    : QObject(parent), document_(document), worker_(new SimulationWorker) {
    qRegisterMetaType<FramePtr>("meshwright::ui::FramePtr");
    worker_->moveToThread(&thread_);
    connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
    connect(worker_, &SimulationWorker::frame, this, &Playback::take);
    connect(worker_, &SimulationWorker::refused, this, [this](const model::Diagnostics& why) {
        refusal_ = why;
        if (frame_) {
            Q_EMIT changeRefused();
            return;
        }
        started_ = false;
        setState(State::Refused);
    });
    connect(worker_, &SimulationWorker::reached, this, [this] {
        setState(State::Paused);
        Q_EMIT advanced();
    });
    connect(worker_, &SimulationWorker::finished, this, [this] { setState(State::Finished); });
    connect(&document_, &Document::opened, this, &Playback::restartForNewDesign);
    connect(&document_, &Document::changed, this, &Playback::reconfigure);
    thread_.setObjectName(QStringLiteral("simulation"));
    thread_.start();
}

Playback::~Playback() {
    worker_->interrupt();
    thread_.quit();
    thread_.wait();
}

FramePtr Playback::frameBefore() const {
    if (!frame_) return {};
    const auto wanted = frame_->snapshot.now - sim::mesh::Duration::seconds(1);
    FramePtr best;
    for (const auto& f : history_)
        if (f->snapshot.now <= wanted || !best) best = f;
    return best && best->snapshot.now < frame_->snapshot.now ? best : FramePtr{};
}

void Playback::setState(State state) {
    if (state == state_) return;
    state_ = state;
    Q_EMIT stateChanged();
}

void Playback::take(const FramePtr& frame) {
    worker_->taken();
    if (frame->run != run_) return;
    frame_ = frame;
    history_.push_back(frame);
    // One more than the second is kept, so that a difference always spans at least a second once there was one.
    const auto old = frame->snapshot.now - sim::mesh::Duration::seconds(1);
    while (history_.size() > 2 && history_[1]->snapshot.now <= old) history_.pop_front();
    Q_EMIT frameChanged();
}

void Playback::ensureStarted() {
    if (started_) return;
    started_ = true;
    refusal_.clear();
    history_.clear();
    frame_.reset();
    ++run_;
    QMetaObject::invokeMethod(
        worker_, [worker = worker_, design = document_.design(), seed = seed_, run = run_, speed = speed_] {
            worker->setSpeed(speed);
            worker->start(design, seed, run);
        });
}

void Playback::run() {
    if (state_ == State::Finished) reset();
    ensureStarted();
    setState(State::Running);
    QMetaObject::invokeMethod(worker_, &SimulationWorker::run);
}

void Playback::pause() {
    if (state_ != State::Running) return;
    worker_->interrupt();
    QMetaObject::invokeMethod(worker_, &SimulationWorker::pause);
    setState(State::Paused);
}

void Playback::toggle() {
    state_ == State::Running ? pause() : run();
}

void Playback::advance(double seconds) {
    ensureStarted();
    const double now = frame_ ? frame_->snapshot.now.sinceStart().inSeconds() : 0;
    goal_ = std::max(now, state_ == State::Running ? goal_ : now) + seconds;
    setState(State::Running);
    QMetaObject::invokeMethod(worker_, [worker = worker_, until = qint64(goal_ * 1e9)] { worker->runTo(until); });
}

void Playback::reset() {
    worker_->interrupt();
    QMetaObject::invokeMethod(worker_, &SimulationWorker::stop);
    started_ = false;
    ++run_;
    frame_.reset();
    history_.clear();
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

void Playback::reconfigure() {
    if (!started_ || std::exchange(reconfigureSoon_, true)) return;
    // Several changes of one moment (a drag, a sequence) reach the simulation as one.
    QMetaObject::invokeMethod(
        this,
        [this] {
            reconfigureSoon_ = false;
            if (!started_) return;
            QMetaObject::invokeMethod(worker_,
                                      [worker = worker_, design = document_.design()] { worker->reconfigure(design); });
        },
        Qt::QueuedConnection);
}

} // namespace meshwright::ui
