#include "sim/metrics/text_table.h"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>

namespace meshwright::sim::metrics {

namespace {

/// Number of code points: names are UTF-8.
std::size_t glyphs(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

} // namespace

TextTable::TextTable(std::vector<std::string> header, std::size_t leftColumns) : left_(leftColumns) {
    add(std::move(header));
}

void TextTable::add(std::vector<std::string> row) {
    widths_.resize(std::max(widths_.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths_[i] = std::max(widths_[i], glyphs(row[i]));
    rows_.push_back(std::move(row));
}

std::string TextTable::text() const {
    std::string out;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string space(widths_[i] - glyphs(row[i]), ' ');
            line += "  " + (i < left_ ? row[i] + space : space + row[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out;
}

std::string number(double value, const char* format) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

std::string grouped(std::uint64_t value) {
    std::string digits = std::to_string(value);
    for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
    return digits;
}

std::string milliseconds(model::Duration time, std::uint64_t measured) {
    if (measured == 0) return "-";
    const double ms = time.inMilliseconds();
    return number(ms, ms < 10 ? "%.2f" : ms < 100 ? "%.1f" : "%.0f");
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return "-";
    return number(100.0 * static_cast<double>(part) / static_cast<double>(whole), "%.2f") + " %";
}

std::string hexadecimal(std::uint64_t value) {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016" PRIx64, value);
    return text.data();
}

} // namespace meshwright::sim::metrics
