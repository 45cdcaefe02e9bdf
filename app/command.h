// What the subcommands share: how they are registered, and their exit statuses.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace meshwright::app {

/// Exit statuses of every subcommand.
constexpr int exitClean = 0;
constexpr int exitErrors = 1; ///< the design, or what was asked of it, has errors
constexpr int exitBadUse = 2; ///< the command line cannot be followed; nothing was changed

/// What runs after the command line was understood; returns the exit status.
using Action = std::function<int()>;

// Each adds its subcommand; parsing it sets `action`.
void addOpen(CLI::App& app, Action& action);
void addValidate(CLI::App& app, Action& action);
void addAnalyze(CLI::App& app, Action& action);
void addTrace(CLI::App& app, Action& action);
void addSimulate(CLI::App& app, Action& action);
void addReplay(CLI::App& app, Action& action);
void addCoverage(CLI::App& app, Action& action);
void addExport(CLI::App& app, Action& action);
void addStudy(CLI::App& app, Action& action);

/// Opens the window on the start page: what the program does without a subcommand.
int openStartPage();

} // namespace meshwright::app
