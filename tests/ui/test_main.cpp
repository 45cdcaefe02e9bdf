#include "tests/ui/test_main.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QStandardPaths>
#include <QTest>
#include <cstdio>
#include <map>
#include <string>

namespace meshwright::ui::test {

namespace {
std::map<std::string, MakeTest>& tests() {
    static std::map<std::string, MakeTest> all;
    return all;
}
} // namespace

bool registerTest(const char* name, MakeTest make) {
    tests().emplace(name, std::move(make));
    return true;
}

QString sourcePath(const QString& relative) {
    return QDir(QStringLiteral(MESHWRIGHT_SOURCE_DIR)).filePath(relative);
}

} // namespace meshwright::ui::test

int main(int argc, char** argv) {
    using namespace meshwright::ui;
    QStandardPaths::setTestModeEnabled(true);
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("meshwright-tests"));
    applyTheme(app, ThemeChoice::Light);
    const std::string wanted = argc > 1 ? argv[1] : "";
    const auto& all = test::tests();
    const auto run = [&](const auto& entry) {
        const auto object = entry.second();
        QStringList arguments = QApplication::arguments();
        if (!wanted.empty()) arguments.removeAt(1);
        return QTest::qExec(object.get(), arguments);
    };
    if (wanted.empty() || wanted[0] == '-') {
        int failed = 0;
        for (const auto& entry : all) failed += run(entry);
        return failed;
    }
    const auto found = all.find(wanted);
    if (found == all.end()) {
        std::fprintf(stderr, "no tests named %s\n", wanted.c_str());
        return 2;
    }
    return run(*found);
}
