// The YAML pane with a file of 10,000 objects: showing it, a key stroke, and what a pause in typing costs the pane (the
// checks of the design are measured elsewhere). `check` is the slowest step in milliseconds; the aim is 16.7.
#include "tests/bench/bench.h"

#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/inspector/schema_form.h"
#include "ui/theme/theme.h"
#include "ui/yaml/yaml_edit.h"
#include "ui/yaml/yaml_editor.h"
#include "ui/yaml/yaml_pane.h"

#include "model/assist/complete.h"
#include "model/design/kinds.h"

#include <QApplication>
#include <QKeyEvent>
#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace meshwright::ui {
namespace {

constexpr int services = 2'500, strokes = 60;

std::string largeText() {
    std::string out;
    for (int i = 0; i < services; ++i) {
        const std::string name = "service-" + std::to_string(i);
        const std::string meta = "metadata:\n  name: " + name + "\n";
        out += "apiVersion: v1\nkind: Service\n" + meta + "spec:\n  selector: {app: " + name +
               "}\n  ports:\n  - {name: http, port: 80}\n---\n"
               "apiVersion: networking.istio.io/v1\nkind: DestinationRule\n" +
               meta + "spec:\n  host: " + name +
               "\n  subsets:\n  - name: v1\n    labels: {version: v1}\n---\n"
               "apiVersion: networking.istio.io/v1\nkind: VirtualService\n" +
               meta + "spec:\n  hosts:\n  - " + name +
               "\n  http:\n  - timeout: 1s\n    route:\n    - destination:\n"
               "        host: " +
               name +
               "\n        subset: v1\n---\n"
               "apiVersion: apps/v1\nkind: Deployment\n" +
               meta + "spec:\n  replicas: 3\n  template:\n    metadata:\n      labels: {app: " + name +
               ", version: v1}\n---\n";
    }
    return out;
}

/// Does `act` for each of `strokes` numbers and keeps the slowest.
template <class Act> bench::Round worstOf(Act act) {
    double worst = 0;
    auto round = bench::timed([&] {
        for (int i = 0; i < strokes; ++i) {
            const double start = bench::now();
            act(i);
            worst = std::max(worst, (bench::now() - start) * 1e3);
        }
        return std::pair{std::uint64_t(strokes), worst};
    });
    round.check = worst;
    return round;
}

void run(bench::Runner& runner) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    static int argc = 1;
    static char name[] = "text_bench";
    static char* argv[] = {name, nullptr};
    QApplication app(argc, argv);
    applyTheme(app, ThemeChoice::Light);
    const std::string text = largeText();
    Document document;
    Selection selection;
    double start = bench::now();
    if (!document.openText(QByteArray::fromStdString(text), QStringLiteral("large.yaml"))) {
        std::fprintf(stderr, "the large design cannot be read\n");
        std::exit(2);
    }
    const double opened = bench::now();
    YamlPane pane(document, selection);
    pane.resize(700, 900);
    pane.show();
    app.processEvents();
    std::fprintf(stderr, "%zu objects, %zu bytes: document opened in %.0f ms, text shown in %.0f ms\n",
                 document.design().resources().size(), text.size(), (opened - start) * 1e3,
                 (bench::now() - opened) * 1e3);
    auto& editor = pane.editor();
    editor.setFocus();
    const std::size_t middle = text.find("timeout: 1s", text.size() / 2);
    editor.setCaret(middle + 11);
    editor.ensureCursorVisible();
    app.processEvents();

    runner.measure("text/key", "key stroke", [&] {
        return worstOf([&](int i) {
            QKeyEvent press(QEvent::KeyPress, i % 2 ? Qt::Key_Backspace : Qt::Key_5, Qt::NoModifier,
                            i % 2 ? QString() : QStringLiteral("5"));
            QApplication::sendEvent(&editor, &press);
            editor.viewport()->repaint();
        });
    });
    runner.measure("text/read", "pause", [&] {
        std::string typed = text;
        return worstOf([&](int i) {
            typed[middle + 9] = char('1' + i % 9);
            const auto edit = textEdit(document.design(), document.mainFile(), typed);
            bench::keep(edit.has_value());
        });
    });
    runner.measure("text/complete", "completion", [&] {
        return worstOf([&](int) {
            const auto found = model::assist::completionsAt(document.design(), text, middle + 4);
            bench::keep(found.items.size());
        });
    });
    runner.measure("text/bring", "change from elsewhere", [&] {
        std::string other = text;
        return worstOf([&](int i) {
            other[middle + 9] = char('1' + i % 9);
            editor.bring(other);
            editor.viewport()->repaint();
        });
    });
    const model::ResourceId id{"VirtualService", "default", "service-1250"};
    const auto* type = model::findKind("networking.istio.io/v1", "VirtualService")->type();
    runner.measure("form/refresh", "refresh", [&] {
        SchemaForm form({document, selection, id}, "spec", *type);
        form.setOpen("spec.http[0].route", true);
        return worstOf([&](int) { form.refresh(); });
    });
}

const bench::Suite suite(run);

} // namespace
} // namespace meshwright::ui
