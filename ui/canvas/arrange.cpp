// The automatic layout: longest-path columns, wrapped into rows like lines of a text where one row would be much wider
// than a window; a few sweeps that put a node beside what it is connected to, and a pass that keeps cards apart.
#include "ui/canvas/card_geometry.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace meshwright::ui::graph {

namespace {

constexpr double columnGap = 64, rowGap = 32, lineGap = 104;
/// The shape of a canvas among its panels: lines are wrapped so that the design shows as large as possible in it.
constexpr double roomWidth = 1000, roomHeight = 560;

class Layout {
public:
    explicit Layout(Graph& graph) : graph_(graph), count_(graph.nodes.size()), rank_(count_, 0), y_(count_, 0) {
        next_.resize(count_);
        before_.resize(count_);
    }

    void run(bool all) {
        findForwardEdges();
        rankNodes();
        fillColumns();
        wrap();
        for (int sweep = 0; sweep < 6; ++sweep) order(sweep % 2 == 0);
        for (int sweep = 0; sweep < 12; ++sweep) pull(sweep % 2 == 0);
        write(all);
    }

private:
    const Node& node(std::size_t i) const { return graph_.nodes[i]; }

    /// A call back to an earlier card is no step to the right: edges that close a cycle are left out.
    void findForwardEdges() {
        std::vector<std::vector<std::size_t>> all(count_);
        for (const auto& e : graph_.edges) all[std::size_t(e.from.node)].push_back(std::size_t(e.to.node));
        std::vector<int> state(count_, 0);
        for (std::size_t root = 0; root < count_; ++root) {
            if (state[root] != 0) continue;
            std::vector<std::pair<std::size_t, std::size_t>> stack{{root, 0}};
            state[root] = 1;
            while (!stack.empty()) {
                auto& [at, child] = stack.back();
                if (child == all[at].size()) {
                    state[at] = 2;
                    stack.pop_back();
                    continue;
                }
                const std::size_t to = all[at][child++];
                if (state[to] == 1) continue;
                next_[at].push_back(to);
                before_[to].push_back(at);
                if (state[to] == 0) {
                    state[to] = 1;
                    stack.emplace_back(to, 0);
                }
            }
        }
    }

    void rankNodes() {
        for (std::size_t round = 0; round < count_; ++round) {
            bool changed = false;
            for (std::size_t i = 0; i < count_; ++i)
                for (const std::size_t to : next_[i])
                    if (rank_[to] < rank_[i] + 1) {
                        rank_[to] = rank_[i] + 1;
                        changed = true;
                    }
            if (!changed) break;
        }
        // What nothing leads to stands just before what it leads to.
        for (std::size_t i = 0; i < count_; ++i) {
            if (!before_[i].empty() || next_[i].empty()) continue;
            int least = rank_[next_[i].front()];
            for (const std::size_t to : next_[i]) least = std::min(least, rank_[to]);
            rank_[i] = std::max(0, least - 1);
        }
    }

    void fillColumns() {
        columns_.resize(count_ == 0 ? 0 : std::size_t(*std::max_element(rank_.begin(), rank_.end())) + 1);
        for (std::size_t i = 0; i < count_; ++i) columns_[std::size_t(rank_[i])].push_back(i);
        for (const auto& column : columns_) stack(column);
    }

    /// Wider after rules that share out: the weights stand there.
    double gapAfter(std::size_t rank) const {
        for (const auto& e : graph_.edges)
            if (e.weight && std::size_t(rank_[std::size_t(e.from.node)]) == rank) return columnGap + 40;
        return columnGap;
    }

    double columnWidth(std::size_t rank) const {
        double width = 0;
        for (const std::size_t i : columns_[rank]) width = std::max(width, cardSize(node(i)).width());
        return width;
    }

    double columnHeight(std::size_t rank) const {
        double sum = -rowGap;
        for (const std::size_t i : columns_[rank]) sum += height(i) + rowGap;
        return std::max(0.0, sum);
    }

    /// A line may begin where a workload's calls lead: the way of one hop stays together.
    bool mayBreakBefore(std::size_t rank) const {
        return std::any_of(graph_.edges.begin(), graph_.edges.end(), [&](const Edge& e) {
            return std::size_t(rank_[std::size_t(e.to.node)]) == rank &&
                   std::size_t(rank_[std::size_t(e.from.node)]) + 1 == rank &&
                   node(std::size_t(e.from.node)).kind == Kind::Workload;
        });
    }

    /// The first ranks of the lines where none may be wider than `most`.
    std::vector<std::size_t> linesWithin(double most) const {
        std::vector<std::size_t> starts{0};
        double width = 0;
        std::size_t lastBreak = 0;
        for (std::size_t rank = 0; rank < columns_.size(); ++rank) {
            if (rank > starts.back() && mayBreakBefore(rank)) lastBreak = rank;
            width += columnWidth(rank) + gapAfter(rank);
            if (width - gapAfter(rank) <= most || lastBreak <= starts.back()) continue;
            starts.push_back(lastBreak);
            width = 0;
            for (std::size_t k = lastBreak; k <= rank; ++k) width += columnWidth(k) + gapAfter(k);
        }
        return starts;
    }

    double zoomOf(const std::vector<std::size_t>& starts) const {
        double widest = 1, all = 0;
        for (std::size_t n = 0; n < starts.size(); ++n) {
            const std::size_t end = n + 1 < starts.size() ? starts[n + 1] : columns_.size();
            double width = 0, tall = 0;
            for (std::size_t rank = starts[n]; rank < end; ++rank) {
                width += columnWidth(rank) + gapAfter(rank);
                tall = std::max(tall, columnHeight(rank));
            }
            widest = std::max(widest, width);
            all += tall + (n ? lineGap : 0);
        }
        return std::min(roomWidth / widest, roomHeight / std::max(1.0, all));
    }

    void wrap() {
        lineOf_.assign(columns_.size(), 0);
        std::vector<std::size_t> best{0};
        // One line reads best: a wrapped one must show everything clearly larger to be worth its way back.
        double bestZoom = std::max(zoomOf(best), 0.0) * 1.25;
        double width = 0;
        for (std::size_t rank = 0; rank < columns_.size(); ++rank) {
            width += columnWidth(rank) + (rank ? gapAfter(rank - 1) : 0);
            const auto lines = linesWithin(width);
            if (const double zoom = zoomOf(lines); lines.size() > 1 && zoom > bestZoom) {
                bestZoom = zoom;
                best = lines;
            }
        }
        for (std::size_t n = 1; n < best.size(); ++n)
            for (std::size_t rank = best[n]; rank < columns_.size(); ++rank) lineOf_[rank] = n;
        lines_ = best.size();
    }

    bool sameLine(std::size_t a, std::size_t b) const {
        return lineOf_[std::size_t(rank_[a])] == lineOf_[std::size_t(rank_[b])];
    }

    double height(std::size_t i) const { return cardSize(node(i)).height(); }
    double center(std::size_t i) const { return y_[i] + height(i) / 2; }

    void stack(const std::vector<std::size_t>& column) {
        double y = 0;
        for (const std::size_t i : column) {
            y_[i] = y;
            y += height(i) + rowGap;
        }
        for (const std::size_t i : column) y_[i] -= (y - rowGap) / 2;
    }

    /// The cards on one side that a node is connected to within its line.
    std::vector<std::size_t> neighbours(std::size_t i, bool before) const {
        std::vector<std::size_t> out;
        for (const std::size_t k : before ? before_[i] : next_[i])
            if (sameLine(i, k) && std::find(out.begin(), out.end(), k) == out.end()) out.push_back(k);
        return out;
    }

    /// Where a node would like to be because of its neighbours on one side: heads of a chain on one height, one of
    /// several beside their middle.
    double wanted(std::size_t i, bool forward) const {
        const auto beside = neighbours(i, forward);
        if (beside.empty()) return y_[i];
        if (beside.size() == 1 && neighbours(beside.front(), !forward).size() == 1) return y_[beside.front()];
        double sum = 0;
        for (const std::size_t k : beside) sum += center(k);
        return sum / double(beside.size()) - height(i) / 2;
    }

    void order(bool forward) {
        for (std::size_t k = 0; k < columns_.size(); ++k) {
            auto& column = columns_[forward ? k : columns_.size() - 1 - k];
            std::vector<double> at(count_, 0);
            for (const std::size_t i : column) at[i] = wanted(i, forward) + height(i) / 2;
            std::stable_sort(column.begin(), column.end(), [&](std::size_t a, std::size_t b) { return at[a] < at[b]; });
            stack(column);
        }
    }

    /// Moves each node to where it wants to be as far as the order of its column lets it.
    void pull(bool forward) {
        for (std::size_t k = 0; k < columns_.size(); ++k) {
            const auto& column = columns_[forward ? k : columns_.size() - 1 - k];
            for (const std::size_t i : column) y_[i] = wanted(i, forward);
            separate(column);
        }
    }

    /// Pool-adjacent-violators: the nearest positions that keep order and gaps.
    void separate(const std::vector<std::size_t>& column) {
        struct Block {
            double offset, sum;
            std::size_t first, count;
        };
        std::vector<Block> blocks;
        std::vector<double> shift(column.size(), 0);
        for (std::size_t n = 0; n < column.size(); ++n) {
            shift[n] = n == 0 ? 0 : shift[n - 1] + height(column[n - 1]) + rowGap;
            Block b{y_[column[n]] - shift[n], y_[column[n]] - shift[n], n, 1};
            while (!blocks.empty() && blocks.back().offset > b.offset) {
                const Block& last = blocks.back();
                b = {(last.sum + b.sum) / double(last.count + b.count), last.sum + b.sum, last.first,
                     last.count + b.count};
                blocks.pop_back();
            }
            blocks.push_back(b);
        }
        for (const auto& b : blocks)
            for (std::size_t n = b.first; n < b.first + b.count; ++n) y_[column[n]] = b.offset + shift[n];
    }

    void write(bool all) {
        double lineTop = 0;
        for (std::size_t line = 0; line < lines_; ++line) {
            double top = 1e300, bottom = -1e300, x = 0;
            for (std::size_t i = 0; i < count_; ++i) {
                if (lineOf_[std::size_t(rank_[i])] != line) continue;
                top = std::min(top, y_[i]);
                bottom = std::max(bottom, y_[i] + height(i));
            }
            for (std::size_t rank = 0; rank < columns_.size(); ++rank) {
                if (lineOf_[rank] != line) continue;
                for (const std::size_t i : columns_[rank])
                    if (all || !node(i).placed) {
                        const auto snapped = [](double v) { return std::round(v / 8) * 8; };
                        graph_.nodes[i].position = {snapped(x), snapped(lineTop + y_[i] - top)};
                    }
                x += columnWidth(rank) + gapAfter(rank);
            }
            lineTop += bottom - top + lineGap;
        }
    }

    Graph& graph_;
    std::size_t count_;
    std::vector<int> rank_;
    std::vector<double> y_;
    std::vector<std::size_t> lineOf_; ///< by rank
    std::size_t lines_ = 1;
    std::vector<std::vector<std::size_t>> next_, before_, columns_;
};

/// Where some nodes have places and others do not, new ones stand below what is there instead of upon it.
void dropBelow(Graph& graph) {
    double bottom = 0;
    bool any = false;
    for (const auto& n : graph.nodes)
        if (n.placed) {
            bottom = std::max(bottom, n.position.y() + cardSize(n).height());
            any = true;
        }
    if (!any) return;
    for (auto& n : graph.nodes) {
        if (n.placed) continue;
        const QRectF own(n.position, cardSize(n));
        const bool hits = std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& other) {
            return &other != &n && QRectF(other.position, cardSize(other)).adjusted(-16, -16, 16, 16).intersects(own);
        });
        if (!hits) continue;
        n.position.setY(std::round((bottom + rowGap) / 8) * 8);
        bottom = n.position.y() + own.height();
    }
}

} // namespace

void arrange(Graph& graph, bool all) {
    if (graph.nodes.empty()) return;
    const bool needed =
        all || std::any_of(graph.nodes.begin(), graph.nodes.end(), [](const Node& n) { return !n.placed; });
    if (!needed) return;
    Layout(graph).run(all);
    if (!all) dropBelow(graph);
}

} // namespace meshwright::ui::graph
