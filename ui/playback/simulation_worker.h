// The simulation's thread: advances it at the asked speed, and hands out snapshots at most sixty times a second.
// Everything here runs on that thread; the window talks to it by queued calls only.
#pragma once

#include "model/design/design.h"
#include "sim/mesh/simulation.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <atomic>
#include <memory>
#include <optional>

namespace meshwright::ui {

/// A moment of a run on its way to the window. Shared, never changed.
struct Frame {
    sim::metrics::Snapshot snapshot;
    std::vector<sim::metrics::Flight> flights; ///< that ended since the frame before
    double realTimeFactor = 0;                 ///< simulated seconds a second
    int run = 0;                               ///< which start it belongs to
};
using FramePtr = std::shared_ptr<const Frame>;

/// Speed that means "as fast as the machine can".
inline constexpr double fullSpeed = 0;

class SimulationWorker : public QObject {
    Q_OBJECT
public:
    SimulationWorker();
    ~SimulationWorker() override;

    /// From any thread: give up the stretch that is being computed.
    void interrupt() { interrupted_ = true; }
    /// From the window: the frame before was taken, the next may come.
    void taken() { waiting_ = false; }

public Q_SLOTS:
    void start(const meshwright::model::Design& design, quint64 seed, int run);
    void setSpeed(double factor);
    void run();
    void pause();
    /// Runs to `until` (simulated nanoseconds) as fast as it can, then pauses and says reached().
    void runTo(qint64 until);
    void reconfigure(const meshwright::model::Design& design);
    void stop();

Q_SIGNALS:
    void frame(const meshwright::ui::FramePtr& frame);
    void refused(const meshwright::model::Diagnostics& why);
    void started();
    void reached();
    void finished();

private:
    void tick();
    void publish(bool always);

    std::unique_ptr<sim::mesh::Simulation> simulation_;
    QTimer timer_;
    QElapsedTimer clock_, published_, measured_;
    double speed_ = 1, owed_ = 0, factor_ = 0;
    sim::mesh::TimePoint measuredAt_;
    std::optional<sim::mesh::TimePoint> target_;
    int run_ = 0;
    std::atomic<bool> interrupted_{false}, waiting_{false};
};

} // namespace meshwright::ui
