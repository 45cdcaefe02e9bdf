// What watching costs: frames, the engine's speed beside a window, how fast it stops, and memory over a long run.
#include "sim/mesh/simulation.h"
#include "ui/canvas/canvas_panel.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/flight_layer.h"
#include "ui/document/document.h"
#include "ui/playback/playback.h"
#include "ui/theme/theme.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>
#include <vector>

using namespace meshwright;
using namespace meshwright::ui;

namespace {

double residentMiB() {
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly)) return 0;
    return file.readAll().split(' ').value(1).toDouble() * double(sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

void waitWhile(MainWindow& window, const std::function<bool()>& goOn, int milliseconds) {
    QElapsedTimer timer;
    timer.start();
    while (goOn() && timer.elapsed() < milliseconds) QApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
    (void)window;
}

void frames(MainWindow& window) {
    window.playback().setSpeed(1);
    window.playback().run();
    waitWhile(
        window, [&] { return !window.playback().frame() || window.playback().frame()->flights.empty(); }, 5'000);
    window.playback().pause();
    QTest::qWait(200);
    auto& canvas = window.canvas();
    auto& layer = canvas.scene().flights();
    // Every way of the design, each as busy as the others, until there are 2,000 marks.
    std::vector<sim::metrics::Flight> some;
    for (const auto& edge : window.playback().frame()->snapshot.edges) {
        sim::metrics::Flight f;
        f.from = edge.from;
        f.to = edge.to;
        f.virtualService = edge.virtualService;
        f.rule = edge.rule;
        f.outcome = edge.mirror ? sim::metrics::Flight::Outcome::Mirrored : sim::metrics::Flight::Outcome::Fine;
        some.push_back(f);
    }
    some.front().outcome = sim::metrics::Flight::Outcome::Failed;
    for (int i = 0; layer.marks() < FlightLayer::mostMarks && i < 100'000; ++i) canvas.scene().addFlights(some);
    layer.spread();
    canvas.view().fit();
    QApplication::processEvents();

    std::vector<double> marks, whole;
    QImage image(canvas.view().viewport()->size(), QImage::Format_ARGB32_Premultiplied);
    for (int i = 0; i < 120; ++i) {
        layer.spread();
        QElapsedTimer t;
        t.start();
        {
            QPainter p(&image);
            p.setWorldTransform(canvas.view().viewportTransform());
            QStyleOptionGraphicsItem option;
            layer.paint(&p, &option, nullptr);
        }
        marks.push_back(double(t.nsecsElapsed()) * 1e-6);
        t.restart();
        canvas.view().viewport()->repaint();
        whole.push_back(double(t.nsecsElapsed()) * 1e-6);
    }
    std::printf("{\"soak\": \"frames\", \"marks\": %zu, \"marks_ms\": %.2f, \"canvas_ms\": %.2f, \"canvas_worst_ms\": "
                "%.2f, \"width\": %d, \"height\": %d}\n",
                layer.marks(), median(marks), median(whole), *std::max_element(whole.begin(), whole.end()),
                image.width(), image.height());
}

/// Requests a second of processor time of the simulation alone.
double headless(const model::Design& design, double seconds) {
    sim::mesh::RunOptions options;
    options.duration = model::Duration::seconds(24 * 3'600);
    auto run = sim::mesh::Simulation::create(design, options);
    if (!run) return 0;
    run->advanceTo(model::TimePoint{model::Duration::seconds(30).ns});
    const auto before = run->answered();
    QElapsedTimer timer;
    timer.start();
    run->advanceTo(run->horizon(), [&] { return timer.elapsed() < seconds * 1'000; });
    return double(run->answered() - before) / (double(timer.nsecsElapsed()) * 1e-9);
}

double watched(MainWindow& window, double seconds) {
    window.playback().reset();
    window.playback().setSpeed(fullSpeed);
    window.playback().run();
    waitWhile(
        window,
        [&] { return !window.playback().latest() || window.playback().latest()->snapshot.now.ns < 30'000'000'000; },
        60'000);
    const auto before = window.playback().latest()->snapshot.total.completed;
    QElapsedTimer timer;
    timer.start();
    waitWhile(
        window, [&] { return timer.elapsed() < seconds * 1'000; }, 600'000);
    const auto after = window.playback().latest()->snapshot.total.completed;
    const double rate = double(after - before) / (double(timer.nsecsElapsed()) * 1e-9);
    window.playback().pause();
    QTest::qWait(200);
    return rate;
}

void speed(MainWindow& window, int rounds) {
    std::vector<double> alone, beside;
    for (int i = 0; i < rounds; ++i) {
        alone.push_back(headless(window.document().design(), 4));
        beside.push_back(watched(window, 4));
    }
    std::printf("{\"soak\": \"speed\", \"headless_rps\": %.0f, \"window_rps\": %.0f, \"ratio\": %.3f}\n", median(alone),
                median(beside), median(beside) / median(alone));
}

void stop(MainWindow& window, int rounds) {
    std::vector<double> took;
    window.playback().setSpeed(fullSpeed);
    for (int i = 0; i < rounds; ++i) {
        window.playback().run();
        waitWhile(
            window, [] { return true; }, 150 + 37 * (i % 7));
        bool stopped = false;
        const auto run = QObject::connect(&window.playback(), &Playback::standsStill, &window, [&] { stopped = true; });
        QElapsedTimer t;
        t.start();
        window.playback().pause();
        waitWhile(
            window, [&] { return !stopped; }, 5'000);
        took.push_back(double(t.nsecsElapsed()) * 1e-6);
        QObject::disconnect(run);
    }
    std::printf("{\"soak\": \"stop\", \"rounds\": %d, \"median_ms\": %.1f, \"worst_ms\": %.1f}\n", rounds, median(took),
                *std::max_element(took.begin(), took.end()));
}

void requests(MainWindow& window, int millions) {
    window.playback().setSpeed(fullSpeed);
    window.playback().run();
    QElapsedTimer timer;
    timer.start();
    double worstTurn = 0;
    for (int million = 0; million <= millions; ++million) {
        const std::uint64_t wanted = std::uint64_t(million) * 1'000'000;
        for (;;) {
            QElapsedTimer turn;
            turn.start();
            QApplication::processEvents(QEventLoop::AllEvents, 1);
            worstTurn = std::max(worstTurn, double(turn.nsecsElapsed()) * 1e-6);
            if (window.playback().latest() && window.playback().latest()->snapshot.total.completed >= wanted) break;
            QTest::qSleep(1);
        }
        const auto& now = window.playback().latest()->snapshot;
        std::printf("{\"soak\": \"requests\", \"millions\": %d, \"rss_mib\": %.1f, \"seconds\": %.1f, \"simulated_s\": "
                    "%.0f, \"worst_turn_ms\": %.1f}\n",
                    million, residentMiB(), double(timer.elapsed()) / 1'000, now.now.sinceStart().inSeconds(),
                    worstTurn);
        std::fflush(stdout);
        worstTurn = 0;
    }
    window.playback().pause();
}

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    applyTheme(app, ThemeChoice::Light);
    const QString what = argc > 2 ? QString::fromUtf8(argv[2]) : QString();
    const int n = argc > 3 ? std::atoi(argv[3]) : 0;
    MainWindow window;
    window.resize(1440, 900);
    if (argc < 3 || !window.files().openPath(QString::fromUtf8(argv[1]))) {
        std::fprintf(stderr, "window_soak FILE frames|speed|stop|requests [N]\n");
        return 2;
    }
    window.show();
    QApplication::processEvents();
    if (what == QLatin1String("frames"))
        frames(window);
    else if (what == QLatin1String("speed"))
        speed(window, n > 0 ? n : 5);
    else if (what == QLatin1String("stop"))
        stop(window, n > 0 ? n : 20);
    else if (what == QLatin1String("requests"))
        requests(window, n > 0 ? n : 10);
    else
        return 2;
    return 0;
}
