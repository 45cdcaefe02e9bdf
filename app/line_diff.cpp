#include "app/line_diff.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace meshwright::app {

namespace {

using Lines = std::vector<std::string_view>;

Lines linesOf(std::string_view text) {
    Lines out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
        out.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return out;
}

/// A run of lines: of both texts (' '), of the first only ('-'), or of the second only ('+').
struct Line {
    char mark;
    std::string_view text;
};

/// The shortest script between two lists of lines. E. Myers, An O(ND) difference algorithm, 1986.
std::vector<Line> script(const Lines& a, const Lines& b) {
    const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size()), most = n + m;
    std::vector<std::vector<int>> trace;
    std::vector<int> reach(static_cast<std::size_t>(2 * most + 2), 0);
    const auto at = [&](std::vector<int>& v, int k) -> int& { return v[static_cast<std::size_t>(k + most)]; };
    int steps = 0;
    for (; steps <= most; ++steps) {
        trace.push_back(reach);
        bool done = false;
        for (int k = -steps; k <= steps && !done; k += 2) {
            int x = k == -steps || (k != steps && at(reach, k - 1) < at(reach, k + 1)) ? at(reach, k + 1)
                                                                                       : at(reach, k - 1) + 1;
            int y = x - k;
            while (x < n && y < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(y)]) ++x, ++y;
            at(reach, k) = x;
            done = x >= n && y >= m;
        }
        if (done) break;
    }
    std::vector<Line> out;
    int x = n, y = m;
    for (int d = steps; d >= 0; --d) {
        auto& v = trace[static_cast<std::size_t>(d)];
        const int k = x - y;
        const int from = k == -d || (k != d && at(v, k - 1) < at(v, k + 1)) ? k + 1 : k - 1;
        const int oldX = d == 0 ? 0 : at(v, from), oldY = d == 0 ? 0 : oldX - from;
        while (x > oldX && y > oldY) out.push_back({' ', a[static_cast<std::size_t>(--x)]}), --y;
        if (d == 0) break;
        if (x > oldX)
            out.push_back({'-', a[static_cast<std::size_t>(--x)]});
        else
            out.push_back({'+', b[static_cast<std::size_t>(--y)]});
    }
    std::reverse(out.begin(), out.end());
    return out;
}

} // namespace

std::string unifiedDiff(const std::string& file, const std::string& before, const std::string& after) {
    if (before == after) return {};
    Lines a = linesOf(before), b = linesOf(after);
    // Only what lies between the first and the last difference needs the search.
    constexpr std::size_t kContext = 3;
    std::size_t front = 0, back = 0;
    while (front < std::min(a.size(), b.size()) && a[front] == b[front]) ++front;
    while (back < std::min(a.size(), b.size()) - front && a[a.size() - 1 - back] == b[b.size() - 1 - back]) ++back;
    front -= std::min(front, kContext);
    back -= std::min(back, kContext);
    const auto cut = [&](const Lines& lines) {
        return Lines(lines.begin() + static_cast<std::ptrdiff_t>(front),
                     lines.end() - static_cast<std::ptrdiff_t>(back));
    };
    const auto lines = script(cut(a), cut(b));
    std::string out = "--- " + file + "\n+++ " + file + "\n";
    std::size_t oldLine = front + 1, newLine = front + 1;
    for (std::size_t i = 0; i < lines.size();) {
        // A hunk goes on while the next change is within twice the context.
        std::size_t first = i;
        while (first < lines.size() && lines[first].mark == ' ') ++first;
        if (first == lines.size()) break;
        const std::size_t begin = first - std::min(first - i, kContext);
        oldLine += begin - i;
        newLine += begin - i;
        std::size_t end = first, quiet = 0;
        for (std::size_t k = first; k < lines.size() && quiet <= 2 * kContext; ++k) {
            quiet = lines[k].mark == ' ' ? quiet + 1 : 0;
            if (quiet == 0) end = k + 1;
        }
        end = std::min(lines.size(), end + kContext);
        std::size_t olds = 0, news = 0;
        std::string body;
        for (std::size_t k = begin; k < end; ++k) {
            olds += lines[k].mark != '+';
            news += lines[k].mark != '-';
            body.append(1, lines[k].mark).append(lines[k].text);
            if (body.back() != '\n') body += "\n\\ No newline at end of file\n";
        }
        out += "@@ -" + std::to_string(oldLine) + "," + std::to_string(olds) + " +" + std::to_string(newLine) + "," +
               std::to_string(news) + " @@\n" + body;
        oldLine += olds;
        newLine += news;
        i = end;
    }
    return out;
}

} // namespace meshwright::app
