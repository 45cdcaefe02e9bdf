#include "model/graph/layered.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <cmath>

namespace meshwright::model::graph {

namespace {

constexpr int orderSweeps = 6, pullSweeps = 12;
/// One row reads best: a wrapped one must show everything clearly larger to be worth its way back.
constexpr double wrapGain = 1.25;

using Directed = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

/// Collects the edges that close no circle, and the order in which vertices are finished (the reverse of a topological
/// order of those edges).
struct ForwardVisitor : boost::default_dfs_visitor {
    std::vector<std::vector<std::size_t>>* next;
    std::vector<std::size_t>* finished;

    void tree_edge(Directed::edge_descriptor e, const Directed& g) { keep(e, g); }
    void forward_or_cross_edge(Directed::edge_descriptor e, const Directed& g) { keep(e, g); }
    void finish_vertex(std::size_t v, const Directed&) { finished->push_back(v); }
    void keep(Directed::edge_descriptor e, const Directed& g) { (*next)[source(e, g)].push_back(target(e, g)); }
};

} // namespace

Layered::Layered(const std::vector<Box>& boxes, const std::vector<Link>& links, const LayoutOptions& options)
    : boxes_(boxes), links_(links), options_(options), count_(boxes.size()), next_(count_), before_(count_),
      near_(count_), nearNext_(count_), rank_(count_, 0), y_(count_, 0) {}

std::vector<Point> Layered::run() {
    findForwardLinks();
    findRanks();
    fillColumns();
    wrap();
    for (std::size_t i = 0; i < count_; ++i)
        for (const std::size_t to : next_[i])
            if (rowOf_[rank_[i]] == rowOf_[rank_[to]]) {
                nearNext_[i].push_back(to);
                near_[to].push_back(i);
            }
    for (auto* lists : {&near_, &nearNext_})
        for (auto& list : *lists) {
            std::vector<std::size_t> once;
            for (const std::size_t k : list)
                if (std::find(once.begin(), once.end(), k) == once.end()) once.push_back(k);
            list = std::move(once);
        }
    for (int sweep = 0; sweep < orderSweeps; ++sweep) order(sweep % 2 == 0);
    for (int sweep = 0; sweep < pullSweeps; ++sweep) pull(sweep % 2 == 0);
    return write();
}

/// A call back to an earlier card is no step to the right: links that close a circle are left out.
void Layered::findForwardLinks() {
    Directed g(count_);
    for (const auto& link : links_)
        if (link.from != link.to) boost::add_edge(link.from, link.to, g);
    std::vector<std::size_t> finished;
    std::vector<boost::default_color_type> colors(count_, boost::white_color);
    const auto color = boost::make_iterator_property_map(colors.begin(), boost::get(boost::vertex_index, g));
    ForwardVisitor visitor;
    visitor.next = &next_;
    visitor.finished = &finished;
    if (count_ > 0) boost::depth_first_search(g, visitor, color);
    for (std::size_t i = 0; i < count_; ++i)
        for (const std::size_t to : next_[i]) before_[to].push_back(i);
    // Longest path, in topological order.
    for (auto v = finished.rbegin(); v != finished.rend(); ++v)
        for (const std::size_t to : next_[*v]) rank_[to] = std::max(rank_[to], rank_[*v] + 1);
}

void Layered::findRanks() {
    // What nothing leads to stands just before what it leads to.
    for (std::size_t i = 0; i < count_; ++i) {
        if (!before_[i].empty() || next_[i].empty()) continue;
        std::size_t least = rank_[next_[i].front()];
        for (const std::size_t to : next_[i]) least = std::min(least, rank_[to]);
        rank_[i] = least > 0 ? least - 1 : 0;
    }
}

void Layered::fillColumns() {
    const std::size_t ranks = count_ == 0 ? 0 : *std::max_element(rank_.begin(), rank_.end()) + 1;
    columns_.resize(ranks);
    widths_.assign(ranks, 0);
    heights_.assign(ranks, -options_.rowGap);
    gaps_.assign(ranks, options_.columnGap);
    mayBreak_.assign(ranks, false);
    for (std::size_t i = 0; i < count_; ++i) {
        const std::size_t rank = rank_[i];
        columns_[rank].push_back(i);
        widths_[rank] = std::max(widths_[rank], boxes_[i].size.width);
        heights_[rank] += height(i) + options_.rowGap;
    }
    for (const auto& link : links_) {
        gaps_[rank_[link.from]] = std::max(gaps_[rank_[link.from]], options_.columnGap + link.room);
        if (boxes_[link.from].mayEndRow && rank_[link.from] + 1 == rank_[link.to]) mayBreak_[rank_[link.to]] = true;
    }
    for (const auto& column : columns_) stack(column);
}

/// The first ranks of the rows where none may be wider than `most`.
std::vector<std::size_t> Layered::rowsWithin(double most) const {
    std::vector<std::size_t> starts{0};
    double width = 0;
    std::size_t lastBreak = 0;
    for (std::size_t rank = 0; rank < columns_.size(); ++rank) {
        if (rank > starts.back() && mayBreak_[rank]) lastBreak = rank;
        width += widths_[rank] + gaps_[rank];
        if (width - gaps_[rank] <= most || lastBreak <= starts.back()) continue;
        starts.push_back(lastBreak);
        width = 0;
        for (std::size_t k = lastBreak; k <= rank; ++k) width += widths_[k] + gaps_[k];
    }
    return starts;
}

double Layered::zoomOf(const std::vector<std::size_t>& starts) const {
    double widest = 1, all = 0;
    for (std::size_t n = 0; n < starts.size(); ++n) {
        const std::size_t end = n + 1 < starts.size() ? starts[n + 1] : columns_.size();
        double width = 0, tall = 0;
        for (std::size_t rank = starts[n]; rank < end; ++rank) {
            width += widths_[rank] + gaps_[rank];
            tall = std::max(tall, heights_[rank]);
        }
        widest = std::max(widest, width);
        all += tall + (n ? options_.lineGap : 0);
    }
    return std::min(options_.roomWidth / widest, options_.roomHeight / std::max(1.0, all));
}

void Layered::wrap() {
    rowOf_.assign(columns_.size(), 0);
    std::vector<std::size_t> best{0};
    double bestZoom = std::max(zoomOf(best), 0.0) * wrapGain, width = 0;
    for (std::size_t rank = 0; rank < columns_.size(); ++rank) {
        width += widths_[rank] + (rank ? gaps_[rank - 1] : 0);
        const auto rows = rowsWithin(width);
        if (const double zoom = zoomOf(rows); rows.size() > 1 && zoom > bestZoom) {
            bestZoom = zoom;
            best = rows;
        }
    }
    for (std::size_t n = 1; n < best.size(); ++n)
        for (std::size_t rank = best[n]; rank < columns_.size(); ++rank) rowOf_[rank] = n;
    rows_ = best.size();
}

void Layered::stack(const Column& column) {
    double y = 0;
    for (const std::size_t i : column) {
        y_[i] = y;
        y += height(i) + options_.rowGap;
    }
    for (const std::size_t i : column) y_[i] -= (y - options_.rowGap) / 2;
}

/// Where a card would like to be because of its neighbours on one side: heads of a chain on one height, one of several
/// beside their middle.
double Layered::wanted(std::size_t i, bool forward) const {
    const auto& beside = neighbours(i, forward);
    if (beside.empty()) return y_[i];
    if (beside.size() == 1 && neighbours(beside.front(), !forward).size() == 1) return y_[beside.front()];
    double sum = 0;
    for (const std::size_t k : beside) sum += center(k);
    return sum / double(beside.size()) - height(i) / 2;
}

void Layered::order(bool forward) {
    std::vector<double> at(count_, 0);
    for (std::size_t k = 0; k < columns_.size(); ++k) {
        auto& column = columns_[forward ? k : columns_.size() - 1 - k];
        for (const std::size_t i : column) at[i] = wanted(i, forward) + height(i) / 2;
        std::stable_sort(column.begin(), column.end(), [&](std::size_t a, std::size_t b) { return at[a] < at[b]; });
        stack(column);
    }
}

/// Moves each card to where it wants to be as far as the order of its column lets it.
void Layered::pull(bool forward) {
    for (std::size_t k = 0; k < columns_.size(); ++k) {
        const auto& column = columns_[forward ? k : columns_.size() - 1 - k];
        std::vector<double> at;
        for (const std::size_t i : column) at.push_back(wanted(i, forward));
        for (std::size_t n = 0; n < column.size(); ++n) y_[column[n]] = at[n];
        separate(column);
    }
}

/// Pool-adjacent-violators: the nearest positions that keep order and gaps.
void Layered::separate(const Column& column) {
    struct Block {
        double offset, sum;
        std::size_t first, count;
    };
    std::vector<Block> blocks;
    std::vector<double> shift(column.size(), 0);
    for (std::size_t n = 0; n < column.size(); ++n) {
        shift[n] = n == 0 ? 0 : shift[n - 1] + height(column[n - 1]) + options_.rowGap;
        Block b{y_[column[n]] - shift[n], y_[column[n]] - shift[n], n, 1};
        while (!blocks.empty() && blocks.back().offset > b.offset) {
            const Block last = blocks.back();
            b = {(last.sum + b.sum) / double(last.count + b.count), last.sum + b.sum, last.first, last.count + b.count};
            blocks.pop_back();
        }
        blocks.push_back(b);
    }
    for (const auto& b : blocks)
        for (std::size_t n = b.first; n < b.first + b.count; ++n) y_[column[n]] = b.offset + shift[n];
}

std::vector<Point> Layered::write() {
    std::vector<Point> out(count_);
    const auto snapped = [&](double v) { return std::round(v / options_.grid) * options_.grid; };
    double rowTop = 0;
    for (std::size_t row = 0; row < rows_; ++row) {
        double top = 1e300, bottom = 0, x = 0;
        const auto folded = [&](std::size_t rank) { return heights_[rank] > options_.tallestColumn; };
        for (std::size_t rank = 0; rank < columns_.size(); ++rank)
            if (rowOf_[rank] == row && !folded(rank))
                for (const std::size_t i : columns_[rank]) top = std::min(top, y_[i]);
        for (std::size_t rank = 0; rank < columns_.size(); ++rank) {
            if (rowOf_[rank] != row) continue;
            double y = 0;
            for (const std::size_t i : columns_[rank]) {
                double at = y_[i] - top;
                if (folded(rank)) {
                    if (y > 0 && y + height(i) > options_.tallestColumn) {
                        y = 0;
                        x += widths_[rank] + options_.columnGap / 2;
                    }
                    at = y;
                    y += height(i) + options_.rowGap;
                }
                out[i] = {snapped(x), snapped(rowTop + at)};
                bottom = std::max(bottom, at + height(i));
                extent_.width = std::max(extent_.width, out[i].x + boxes_[i].size.width);
                extent_.height = std::max(extent_.height, out[i].y + height(i));
            }
            x += widths_[rank] + gaps_[rank];
        }
        rowTop += bottom + options_.lineGap;
    }
    return out;
}

} // namespace meshwright::model::graph
