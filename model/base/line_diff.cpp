#include "model/base/line_diff.h"

#include <algorithm>

namespace meshwright::model {

namespace {

using Lines = std::vector<std::string_view>;

/// Beyond this many changed lines the shortest script is not looked for: its search takes the square of it.
constexpr int mostChanges = 2'000;

Lines linesOf(std::string_view text, LineEnds ends) {
    Lines out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (ends == LineEnds::Kept)
            line = text.substr(0, end == std::string_view::npos ? end : end + 1);
        else if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        out.push_back(line);
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return out;
}

/// Which lines of two ranges without common ends stay: pairs in order.
std::vector<std::pair<int, int>> keptLines(const Lines& a, const Lines& b) {
    const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size()), most = std::min(n + m, mostChanges);
    std::vector<std::vector<int>> furthest; // by number of changes; index k + changes
    std::vector<int> reach(static_cast<std::size_t>(2 * most + 2), 0);
    const auto at = [&](int k) -> int& { return reach[static_cast<std::size_t>(k + most)]; };
    for (int d = 0; d <= most; ++d) {
        for (int k = -d; k <= d; k += 2) {
            int x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
            while (x < n && x - k < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)]) ++x;
            at(k) = x;
            if (x < n || x - k < m) continue;
            // Back along the way that led here.
            std::vector<std::pair<int, int>> kept;
            for (int step = d; step >= 0; --step) {
                int fromK = k, fromX = 0;
                if (step > 0) {
                    const auto& last = furthest[static_cast<std::size_t>(step - 1)];
                    const auto lastAt = [&](int diagonal) { return last[static_cast<std::size_t>(diagonal + step)]; };
                    fromK = k == -step || (k != step && lastAt(k - 1) < lastAt(k + 1)) ? k + 1 : k - 1;
                    fromX = lastAt(fromK);
                }
                const int start = step == 0 ? 0 : fromK < k ? fromX + 1 : fromX;
                while (x > start) {
                    --x;
                    kept.emplace_back(x, x - k);
                }
                x = fromX;
                k = fromK;
            }
            std::reverse(kept.begin(), kept.end());
            return kept;
        }
        std::vector<int> saved;
        for (int k = -d - 1; k <= d + 1; ++k) saved.push_back(std::abs(k) <= most ? at(k) : 0);
        furthest.push_back(std::move(saved));
    }
    return {};
}

} // namespace

std::vector<DiffLine> diffLines(std::string_view before, std::string_view after, LineEnds ends) {
    const Lines a = linesOf(before, ends), b = linesOf(after, ends);
    std::size_t head = 0, tail = 0;
    while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
    while (tail + head < a.size() && tail + head < b.size() && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
    std::vector<DiffLine> out;
    const auto add = [&](DiffLine::Kind kind, std::size_t i, std::size_t j) {
        const bool added = kind == DiffLine::Kind::Added, removed = kind == DiffLine::Kind::Removed;
        out.push_back({kind, std::string(added ? b[j] : a[i]), added ? 0 : int(i) + 1, removed ? 0 : int(j) + 1, 0});
    };
    for (std::size_t i = 0; i < head; ++i) add(DiffLine::Kind::Same, i, i);
    const Lines middleA(a.begin() + long(head), a.end() - long(tail)),
        middleB(b.begin() + long(head), b.end() - long(tail));
    std::size_t i = head, j = head;
    const auto upTo = [&](std::size_t endA, std::size_t endB) {
        while (i < endA) add(DiffLine::Kind::Removed, i++, 0);
        while (j < endB) add(DiffLine::Kind::Added, 0, j++);
    };
    for (const auto& [x, y] : keptLines(middleA, middleB)) {
        upTo(head + std::size_t(x), head + std::size_t(y));
        add(DiffLine::Kind::Same, i++, j++);
    }
    upTo(a.size() - tail, b.size() - tail);
    for (; i < a.size(); ++i, ++j) add(DiffLine::Kind::Same, i, j);
    return out;
}

std::vector<DiffLine> withContext(const std::vector<DiffLine>& lines, int context) {
    std::vector<bool> shown(lines.size(), false);
    bool any = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].kind == DiffLine::Kind::Same) continue;
        any = true;
        const std::size_t from = i < std::size_t(context) ? 0 : i - std::size_t(context);
        for (std::size_t j = from; j < std::min(lines.size(), i + std::size_t(context) + 1); ++j) shown[j] = true;
    }
    std::vector<DiffLine> out;
    if (!any) return out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (shown[i])
            out.push_back(lines[i]);
        else if (!out.empty() && out.back().kind == DiffLine::Kind::Gap)
            ++out.back().skipped;
        else
            out.push_back({DiffLine::Kind::Gap, {}, 0, 0, 1});
    }
    return out;
}

} // namespace meshwright::model
