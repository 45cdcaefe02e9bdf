// Data goes to standard output, everything else to standard error.
#pragma once

#include "model/base/diagnostic.h"
#include "model/base/units.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace meshwright::app {

/// One line for people on standard error, after the program's name.
void say(const std::string& sentence);

/// Text as it is on standard output.
void print(const std::string& text);

/// Indented JSON and a newline on standard output. Bytes that are no UTF-8 are replaced.
void print(const nlohmann::ordered_json& json);
std::string toText(const nlohmann::ordered_json& json);

/// Each diagnostic on a line of its own, on standard error.
void say(const model::Diagnostics& diagnostics);

/// How far a long work is, on standard error: a bar on a terminal; elsewhere, where asked for, a line a tenth.
class Progress {
public:
    enum class Lines { Never, Tenths };
    /// `unit` follows the numbers: "s simulated".
    Progress(std::string unit, Lines elsewhere);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    /// Wipes the bar.
    ~Progress();

    void show(double done, double whole);

private:
    std::string unit_;
    Lines elsewhere_;
    bool terminal_;
    int shown_ = -1; ///< per cent
};

} // namespace meshwright::app
