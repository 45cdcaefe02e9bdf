// Run, pause, step, reset, speed and time: the window's handle on the simulation's thread. Holds the latest frame of
// the run and the one that is shown, which is another while somebody looks back.
#pragma once

#include "ui/playback/simulation_worker.h"

#include <QThread>
#include <QTimer>
#include <deque>

namespace meshwright::ui {

class Document;

class Playback : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Running, Paused, Finished, Refused };
    /// What `runUntil` waits for.
    enum class Until { FirstEjection, FirstFailure, NextRolloutStep, NextBreaker };

    explicit Playback(Document& document, QObject* parent = nullptr);
    ~Playback() override;

    State state() const { return state_; }
    double speed() const { return speed_; }
    /// The frame that is shown; null before the first run. While looking back, a recorded moment without flights.
    const FramePtr& frame() const { return lookedAt_ ? lookedAt_ : latest_; }
    const FramePtr& latest() const { return latest_; }
    /// The frame of about one simulated second before the shown one; null at the start.
    FramePtr frameBefore() const;
    bool lookingBack() const { return lookedAt_ != nullptr; }
    /// What happened so far, oldest first; bounded like the engine's log.
    const std::vector<sim::metrics::LoggedEvent>& events() const { return events_; }
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
    void stepEvent();
    /// Until the next answer to a client.
    void stepRequest();
    void runUntil(meshwright::ui::Playback::Until what);
    /// Looks back where that moment has passed, else runs to it as fast as possible and pauses.
    void jumpTo(double seconds);
    /// Shows the recorded moment nearest before; the run itself goes on (or stands) as it was.
    void lookBack(double seconds);
    void goLive();
    void reset();
    void setSpeed(double factor);

Q_SIGNALS:
    void stateChanged();
    /// What is shown is another moment.
    void frameChanged();
    /// A frame of the run came in, shown or not.
    void frameArrived(const meshwright::ui::FramePtr& frame);
    void advanced();
    /// After pause(): the simulation's thread has heard it, and its last frame is here.
    void standsStill();
    /// `runUntil` found what it was waiting for (or the day ended without).
    void untilEnded(bool found);
    /// A change of the design cannot be simulated: the run goes on with the design before it.
    void changeRefused();
    void speedChanged();

private:
    void restartForNewDesign();
    void noteChange();
    void sendChange();
    void ensureStarted();
    void setState(State state);
    void take(const FramePtr& frame);
    void runWorker(qint64 until, const sim::mesh::HaltAt& halt);
    double now() const;

    Document& document_;
    QThread thread_;
    SimulationWorker* worker_;
    State state_ = State::Idle;
    FramePtr latest_, lookedAt_;
    std::deque<FramePtr> history_; ///< frames of the last two simulated seconds, for rates
    std::vector<sim::metrics::LoggedEvent> events_;
    model::Diagnostics refusal_;
    model::Design sent_; ///< what the run was last told
    QTimer changeSoon_;
    double speed_ = 1;
    quint64 seed_ = 0;
    int run_ = 0, undoIndex_ = 0;
    bool started_ = false, waitsForEvent_ = false;
    double goal_ = 0;
};

} // namespace meshwright::ui
