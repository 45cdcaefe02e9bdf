// The window's front door: the executable parses arguments and calls this, nothing else.
#pragma once

#include <string>

namespace meshwright::ui {

struct OpenOptions {
    std::string file;           ///< a design: file or folder; empty = the start page
    std::string screenshotPath; ///< non-empty: draw the window into this PNG and return, without waiting for a person
    double runSeconds = 0;      ///< simulated seconds to run at once (before the picture, where one is taken)
    std::string theme;          ///< "light" or "dark"; empty = as the system
    int width = 1440, height = 900; ///< of the window, in pixels
    std::string select;             ///< node to select, "kind/namespace/name", e.g. "VirtualService/default/reviews"
    std::string panel;              ///< panel in front, by its name in the panel table; empty = as remembered
    double zoom = 0;                ///< of the canvas, 1 = natural size; 0 = the whole design in view
    std::string plan;               ///< a plan to begin with, by its name in model/recipes ("canary"); empty = none
    bool presentation = false;      ///< only the canvas, large (F11)
};

/// Opens the window and returns the process's exit status: 0, or 1 where the file cannot be read or the picture
/// cannot be written (the reason is on standard error). Works with QT_QPA_PLATFORM=offscreen.
int openWindow(const OpenOptions& options);

} // namespace meshwright::ui
