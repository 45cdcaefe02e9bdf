// Numbers and tables for people, in plain text.
#pragma once

#include "model/base/units.h"

#include <cstdint>
#include <string>
#include <vector>

namespace meshwright::sim::metrics {

/// Columns of text: the first `leftColumns` aligned left, the others right.
class TextTable {
public:
    TextTable(std::vector<std::string> header, std::size_t leftColumns);
    void add(std::vector<std::string> row);
    /// Ends in a newline.
    std::string text() const;

private:
    std::size_t left_;
    std::vector<std::size_t> widths_;
    std::vector<std::vector<std::string>> rows_;
};

/// `value` by a printf format with one floating-point conversion.
std::string number(double value, const char* format);

/// 1234567 as "1,234,567".
std::string grouped(std::uint64_t value);

/// Milliseconds with about three digits; a dash where nothing was measured.
std::string milliseconds(model::Duration time, std::uint64_t measured);

/// "99.21 %"; a dash for a part of nothing.
std::string percent(std::uint64_t part, std::uint64_t whole);

/// A run's hash as 16 hexadecimal digits: JSON numbers do not hold 64 bits everywhere.
std::string hexadecimal(std::uint64_t value);

} // namespace meshwright::sim::metrics
