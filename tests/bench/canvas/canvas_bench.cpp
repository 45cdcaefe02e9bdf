// Frames and edits of a canvas with 5,000 services (25,000 cards' worth of objects), on the offscreen platform. `check`
// is the slowest frame or edit in milliseconds; the aim is 16.7.
#include "tests/bench/bench.h"

#include "model/edit/edit.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/card_geometry.h"
#include "ui/canvas/graph_source.h"
#include "ui/canvas/overview.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QScrollBar>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace meshwright::ui {
namespace {

constexpr int namespaces = 100, servicesEach = 50, frames = 60;

std::string service(const std::string& name, const std::string& ns) {
    const std::string meta = "metadata: {name: " + name + ", namespace: " + ns + "}\n";
    std::string out = "apiVersion: v1\nkind: Service\n" + meta + "spec: {selector: {app: " + name +
                      "}, ports: [{name: http, port: 80}]}\n---\n"
                      "apiVersion: networking.istio.io/v1\nkind: DestinationRule\n" +
                      meta + "spec:\n  host: " + name +
                      "\n  trafficPolicy: {loadBalancer: {simple: LEAST_REQUEST}}\n  subsets:\n  - {name: v1, labels: "
                      "{version: v1}}\n  - {name: v2, labels: {version: v2}}\n---\n"
                      "apiVersion: networking.istio.io/v1\nkind: VirtualService\n" +
                      meta + "spec:\n  hosts: [" + name +
                      "]\n  http:\n  - timeout: 1s\n    route:\n    - destination: {host: " + name +
                      ", subset: v1}\n      weight: 90\n    - destination: {host: " + name +
                      ", subset: v2}\n      weight: 10\n---\n";
    for (const std::string v : {"v1", "v2"})
        out += "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + name + "-" + v + ", namespace: " + ns +
               "}\nspec: {replicas: 3, template: {metadata: {labels: {app: " + name + ", version: " + v + "}}}}\n---\n";
    return out;
}

model::Design design() {
    std::string text, calls;
    for (int n = 0; n < namespaces; ++n) {
        const std::string ns = "team-" + std::to_string(n);
        for (int s = 0; s < servicesEach; ++s) {
            const std::string name = "service-" + std::to_string(s);
            text += service(name, ns);
            // A tree of calls: three below each.
            for (int child = 3 * s + 1; child <= 3 * s + 3 && child < servicesEach; ++child)
                calls += "  - {workload: " + name + "-v1, namespace: " + ns + ", calls: [{calls: [{host: service-" +
                         std::to_string(child) + "." + ns + ".svc.cluster.local}]}]}\n";
        }
    }
    text += "apiVersion: meshwright.dev/v1alpha1\nkind: Scenario\nmetadata: {name: s}\nspec:\n  services:\n" + calls;
    model::Limits limits;
    limits.fileBytes = 256u << 20;
    limits.documentsPerFile = 100'000;
    auto read = model::Design::fromText(text, "large.yaml", limits);
    if (!read) {
        std::fprintf(stderr, "%s\n", model::toText(read.error().front()).c_str());
        std::exit(2);
    }
    return *read;
}

/// Everything once: reading takes longer than all that is measured.
struct Canvas {
    QApplication& app;
    model::Design value = design();
    graph::GraphSource source;
    CanvasScene scene;
    CanvasView view{scene};

    explicit Canvas(QApplication& a) : app(a) {
        double start = bench::now();
        source.update(value, {});
        const double built = bench::now();
        graph::arrange(source.graph(), false);
        const double arranged = bench::now();
        scene.setGraph(source.graph(), false);
        std::fprintf(stderr, "graph %.0f ms, layout %.0f ms, items %.0f ms, %zu cards, %zu lines\n",
                     (built - start) * 1e3, (arranged - built) * 1e3, (bench::now() - arranged) * 1e3,
                     scene.graph().nodes.size(), scene.graph().edges.size());
        view.resize(1440, 900);
        view.show();
        settle();
    }
    void settle() {
        for (int i = 0; i < 200; ++i) app.processEvents();
        view.overview().finish();
    }
    /// One frame as on a screen: what happened, then one painting, then the little that is done between frames.
    template <class Act> bench::Round run(Act act) {
        double worst = 0;
        auto round = bench::timed([&] {
            for (int i = 0; i < frames; ++i) {
                const double start = bench::now();
                act(i);
                view.viewport()->repaint();
                app.processEvents();
                worst = std::max(worst, (bench::now() - start) * 1e3);
            }
            return std::pair{std::uint64_t(frames), worst};
        });
        round.check = worst;
        return round;
    }
    void pan(int by) { view.horizontalScrollBar()->setValue(view.horizontalScrollBar()->value() + by); }
};

void run(bench::Runner& runner) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    static int argc = 1;
    static char name[] = "canvas_bench";
    static char* argv[] = {name, nullptr};
    QApplication app(argc, argv);
    applyTheme(app, ThemeChoice::Light);
    Canvas canvas(app);
    auto& view = canvas.view;
    const QPointF middle = canvas.scene.contentRect().center();
    const auto look = [&](double zoom) {
        view.setZoom(zoom);
        view.centerOn(middle);
        canvas.settle();
    };
    view.fit();
    const double whole = view.zoom();
    const auto measure = [&](const char* what, double zoom, auto act) {
        look(zoom);
        runner.measure(what, "frame", [&] { return canvas.run(act); });
    };
    measure("canvas/whole/pan", whole, [&](int i) { canvas.pan(i % 2 ? 7 : -7); });
    measure("canvas/whole/zoom", whole, [&](int i) { view.setZoom(whole * (1 + 0.5 * std::sin(i * 0.2))); });
    measure("canvas/middle/pan", 0.15, [&](int) { canvas.pan(23); });
    measure("canvas/middle/zoom", 0.15, [&](int i) { view.setZoom(0.15 * std::pow(1.04, i < 30 ? i : 60 - i)); });
    measure("canvas/close/pan", 1, [&](int) { canvas.pan(23); });
    measure("canvas/close/zoom", 0.8, [&](int i) { view.setZoom(0.8 * std::pow(1.015, i < 30 ? i : 60 - i)); });

    look(1);
    const auto edits = [&](const char* what, auto makeEdit) {
        runner.measure(what, "edit", [&] {
            std::vector<model::Design> states;
            model::Design now = canvas.value;
            for (int i = 0; i < 20; ++i) {
                now = *model::edit::apply(now, makeEdit(now, i));
                states.push_back(now);
            }
            states.push_back(canvas.value);
            double worst = 0;
            auto round = bench::timed([&] {
                for (const auto& state : states) {
                    const double start = bench::now();
                    const auto delta = canvas.source.update(state, {});
                    if (delta)
                        canvas.scene.change(canvas.source.graph(), *delta);
                    else
                        canvas.scene.setGraph(canvas.source.graph(), false);
                    view.viewport()->repaint();
                    worst = std::max(worst, (bench::now() - start) * 1e3);
                }
                return std::pair{std::uint64_t(states.size()), worst};
            });
            round.check = worst;
            return round;
        });
    };
    edits("canvas/edit/weight", [](const model::Design& d, int i) {
        return model::edit::setWeight(d, {"VirtualService", "team-50", "service-20"}, "spec.http[0]", 0, 10 + 3 * i);
    });
    edits("canvas/edit/field", [](const model::Design&, int i) {
        return model::edit::Edit{model::edit::SetField{{"VirtualService", "team-50", "service-20"},
                                                       "spec.http[0].retries.attempts",
                                                       std::int64_t(i + 1)},
                                 {}};
    });
    edits("canvas/edit/replicas", [](const model::Design&, int i) {
        return model::edit::Edit{
            model::edit::SetField{{"Deployment", "team-50", "service-20-v1"}, "spec.replicas", std::int64_t(2 + i % 5)},
            {}};
    });
}

const bench::Suite suite(run);

} // namespace
} // namespace meshwright::ui
