// The simulation's thread: advances it at the asked speed, and hands out frames at most sixty times a second.
// Everything here runs on that thread; the window talks to it by queued calls only.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <atomic>
#include <memory>
#include <optional>

#include "sim/mesh/watch.h"
#include "ui/playback/frame.h"

namespace meshwright::ui {

/// Speed that means "as fast as the machine can".
inline constexpr double fullSpeed = 0;

class SimulationWorker : public QObject {
    Q_OBJECT
public:
    SimulationWorker();
    ~SimulationWorker() override;

    /// From any thread: give up the stretch that is being computed. Heard within a few thousand events.
    void interrupt() { interrupted_ = true; }
    /// From the window: the frame before was taken, the next may come.
    void taken() { waiting_ = false; }

public Q_SLOTS:
    void start(const meshwright::model::Design& design, quint64 seed, int run);
    void setSpeed(double factor);
    void run();
    void pause();
    /// Runs to `until` (simulated nanoseconds), or to what `halt` names, as fast as it can; then pauses and says
    /// reached(whether `halt` came).
    void runTo(qint64 until, const meshwright::sim::mesh::HaltAt& halt = {});
    void stepEvents(int count);
    void reconfigure(const meshwright::model::Design& design, const QString& what);
    void stop();

Q_SIGNALS:
    void frame(const meshwright::ui::FramePtr& frame);
    void refused(const meshwright::model::Diagnostics& why);
    void started();
    void paused();
    void reached(bool halted);
    void finished();

private:
    struct Target {
        sim::mesh::TimePoint until;
        sim::mesh::HaltAt halt;
    };
    void tick();
    void measure();
    void publish(bool always);
    void fillRequests(Frame& frame, bool all);

    std::unique_ptr<sim::mesh::Watch> watch_;
    QTimer timer_;
    QElapsedTimer clock_, published_, measured_, seriesShown_;
    double speed_ = 1, owed_ = 0, factor_ = 0, rate_ = 0;
    sim::mesh::TimePoint measuredAt_;
    std::uint64_t answeredThen_ = 0, eventsSent_ = 0;
    std::optional<Target> target_;
    int run_ = 0;
    qint64 frameCostNs_ = 0; ///< of making the frame before
    // What stays the same from frame to frame is shared.
    std::vector<sim::metrics::Series> series_;
    std::shared_ptr<const std::vector<sim::metrics::SnapshotPtr>> recorded_;
    std::shared_ptr<const model::Design> effective_;
    std::shared_ptr<const sim::metrics::RolloutResult> rollout_;
    int effectiveVersion_ = -1;
    std::atomic<bool> interrupted_{false}, waiting_{false};
};

} // namespace meshwright::ui
