#include "ui/open_window.h"

#include "model/recipes/recipe.h"
#include "ui/canvas/canvas_panel.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/autosave.h"
#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/playback/playback.h"
#include "ui/start/start_page.h"
#include "ui/theme/theme.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/panel_docks.h"

#include <QApplication>
#include <QEventLoop>
#include <QIcon>
#include <QPixmap>
#include <QSettings>
#include <QTimer>
#include <cstdio>

namespace meshwright::ui {

namespace {

void complain(const QString& text) {
    std::fprintf(stderr, "%s\n", qPrintable(text));
}

/// Without a display Qt's platform says with each window what it cannot do: nothing that a person could act on.
void saySparingly(QtMsgType type, const QMessageLogContext&, const QString& text) {
    if (type == QtDebugMsg || text.startsWith(QLatin1String("This plugin does not support"))) return;
    complain(text);
}

/// Lets the window lay itself out and draw.
void settle() {
    for (int i = 0; i < 4; ++i) QApplication::processEvents(QEventLoop::AllEvents, 50);
}

bool runFor(MainWindow& window, double seconds) {
    QEventLoop loop;
    QObject::connect(&window.playback(), &Playback::advanced, &loop, &QEventLoop::quit);
    QObject::connect(&window.playback(), &Playback::stateChanged, &loop, [&] {
        if (window.playback().state() == Playback::State::Refused ||
            window.playback().state() == Playback::State::Finished)
            loop.quit();
    });
    // Short stretches, so that the last second's rates and the requests on their way are those of a running mesh.
    const double last = std::min(seconds, 1.0);
    if (seconds > last) {
        window.playback().advance(seconds - last);
        loop.exec();
    }
    for (int i = 0; i < 10 && window.playback().state() != Playback::State::Refused; ++i) {
        window.playback().advance(last / 10);
        loop.exec();
    }
    return window.playback().state() != Playback::State::Refused;
}

int takePicture(MainWindow& window, const OpenOptions& options) {
    settle();
    if (options.runSeconds > 0 && !runFor(window, options.runSeconds)) {
        complain(window.messages().text());
        return 1;
    }
    window.start().drawPictures();
    settle();
    if (options.presentation)
        window.setPresenting(true);
    else if (options.zoom > 0)
        window.canvas().view().setZoom(options.zoom);
    else
        window.canvas().view().fit();
    window.canvas().freezeFlights();
    settle();
    const QString path = QString::fromStdString(options.screenshotPath);
    if (window.grab().toImage().save(path)) return 0;
    complain(QObject::tr("%1 cannot be written.").arg(path));
    return 1;
}

} // namespace

int openWindow(const OpenOptions& options) {
    const bool still = !options.screenshotPath.empty();
    // A picture needs no display.
    if (still) qInstallMessageHandler(saySparingly);
    if (still && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    static char name[] = "meshwright";
    char* arguments[] = {name, nullptr};
    int count = 1;
    QApplication app(count, arguments);
    QApplication::setApplicationName(QStringLiteral("Meshwright"));
    QApplication::setOrganizationName(QStringLiteral("Meshwright"));
    QApplication::setDesktopFileName(QStringLiteral("meshwright"));
    const QString theme = options.theme.empty() ? (still ? QStringLiteral("light")
                                                         : QSettings().value(QStringLiteral("theme")).toString())
                                                : QString::fromStdString(options.theme);
    applyTheme(app, themeFromText(theme));
    QApplication::setWindowIcon(
        QIcon(iconPixmap(QStringLiteral("virtualservice"), tokensOf(app.palette()).accent, 64, 2)));

    MainWindow window;
    window.resize(options.width, options.height);
    // A picture is the same on every machine: nothing remembered goes into it.
    if (!still) window.restoreLayout();
    if (still) window.start().setRecent({});
    if (!options.file.empty() && !window.files().openPath(QString::fromStdString(options.file))) {
        complain(window.messages().text());
        if (still) return 1;
    }
    window.show();
    if (!options.panel.empty()) {
        const QString panel = QString::fromStdString(options.panel);
        if (!window.panels().dock(panel)) {
            QStringList all;
            for (const auto& info : window.panels().table()) all << info.id;
            complain(QObject::tr("There is no panel %1; there are %2.").arg(panel, all.join(QStringLiteral(", "))));
            return 1;
        }
        window.raisePanel(panel);
    }
    if (options.presentation) window.setPresenting(true);
    if (!options.select.empty() && !window.selectKey(QString::fromStdString(options.select))) {
        complain(QObject::tr("Nothing is named %1; write kind/namespace/name, e.g. Service/default/reviews.")
                     .arg(QString::fromStdString(options.select)));
        return 1;
    }
    if (!options.plan.empty() && !window.openPlan(options.plan)) {
        QStringList all;
        for (const auto& recipe : model::recipes::recipes())
            all << QString::fromUtf8(recipe.id.data(), qsizetype(recipe.id.size()));
        complain(QObject::tr("There is no plan %1; there are %2.")
                     .arg(QString::fromStdString(options.plan), all.join(QStringLiteral(", "))));
        return 1;
    }
    if (still) return takePicture(window, options);
    window.startRecovery(Autosave::usualFolder());
    if (options.runSeconds > 0) window.playback().advance(options.runSeconds);
    return QApplication::exec();
}

} // namespace meshwright::ui
