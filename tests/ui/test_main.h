// Each file registers its class of tests under the file's name; the executable runs the one it is asked for.
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <memory>

namespace meshwright::ui::test {

using MakeTest = std::function<std::unique_ptr<QObject>()>;
bool registerTest(const char* name, MakeTest make);

/// A file of the repository.
QString sourcePath(const QString& relative);

} // namespace meshwright::ui::test

#define MESHWRIGHT_UI_TEST(Class, name)                                                                                \
    static const bool registered = meshwright::ui::test::registerTest(name, [] { return std::make_unique<Class>(); });
