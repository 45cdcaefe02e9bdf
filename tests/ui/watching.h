// A window with a sample that is being watched, for tests.
#pragma once

#include "tests/ui/test_main.h"
#include "ui/playback/playback.h"
#include "ui/requests/requests_panel.h"
#include "ui/timeline/timeline_panel.h"
#include "ui/trace/what_if_panel.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/panel_docks.h"

#include <QSignalSpy>
#include <QTest>

namespace meshwright::ui::test {

struct Watched {
    explicit Watched(const QString& sample) {
        window.resize(1440, 900);
        if (!window.files().openPath(sourcePath(QStringLiteral("resources/samples/%1.yaml").arg(sample))))
            qFatal("no sample %s", qPrintable(sample));
        window.show();
    }

    Playback& playback() { return window.playback(); }
    const sim::metrics::Snapshot& now() { return playback().frame()->snapshot; }
    double seconds() { return now().now.sinceStart().inSeconds(); }
    /// Does something that ends in a pause, and waits for that pause.
    template <class Act> void wait(Act&& act) {
        QSignalSpy done(&playback(), &Playback::advanced);
        act();
        if (done.isEmpty() && !done.wait(60'000)) qFatal("the run did not pause");
    }
    std::vector<sim::metrics::LoggedEvent> events(sim::metrics::EventKind kind) {
        auto all = playback().events();
        std::erase_if(all, [&](const auto& e) { return e.kind != kind; });
        return all;
    }
    TimelinePanel& timeline() { return *window.panels().widget<TimelinePanel>(QStringLiteral("timeline")); }
    RequestsPanel& requests() { return *window.panels().widget<RequestsPanel>(QStringLiteral("requests")); }
    WhatIfPanel& whatIf() { return *window.panels().widget<WhatIfPanel>(QStringLiteral("whatif")); }

    MainWindow window;
};

} // namespace meshwright::ui::test
