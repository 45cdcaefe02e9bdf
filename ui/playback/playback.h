// Run, pause, step, reset and speed: the window's handle on the simulation's thread, and the latest frame of the run.
#pragma once

#include "ui/playback/simulation_worker.h"

#include <QThread>
#include <deque>

namespace meshwright::ui {

class Document;

class Playback : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Running, Paused, Finished, Refused };

    explicit Playback(Document& document, QObject* parent = nullptr);
    ~Playback() override;

    State state() const { return state_; }
    double speed() const { return speed_; }
    /// The latest frame; null before the first run.
    const FramePtr& frame() const { return frame_; }
    /// The frame of about one simulated second before the latest; null at the start.
    FramePtr frameBefore() const;
    /// Why the design cannot run; empty where it can.
    const model::Diagnostics& refusal() const { return refusal_; }
    /// 0 = the scenario's own seed. Takes effect at the next start.
    void setSeed(quint64 seed) { seed_ = seed; }

public Q_SLOTS:
    void run();
    void pause();
    void toggle();
    /// Simulates `seconds` more as fast as possible, then pauses; advanced() says when.
    void advance(double seconds);
    void reset();
    void setSpeed(double factor);

Q_SIGNALS:
    void stateChanged();
    void frameChanged();
    void advanced();
    /// A change of the design cannot be simulated: the run goes on with the design before it.
    void changeRefused();
    void speedChanged();

private:
    void restartForNewDesign();
    void reconfigure();
    void ensureStarted();
    void setState(State state);
    void take(const FramePtr& frame);

    Document& document_;
    QThread thread_;
    SimulationWorker* worker_;
    State state_ = State::Idle;
    FramePtr frame_;
    std::deque<FramePtr> history_; ///< frames of the last two simulated seconds, for rates
    model::Diagnostics refusal_;
    double speed_ = 1;
    quint64 seed_ = 0;
    int run_ = 0;
    bool started_ = false, reconfigureSoon_ = false;
    double goal_ = 0;
};

} // namespace meshwright::ui
