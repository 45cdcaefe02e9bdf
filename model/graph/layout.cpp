#include "model/graph/layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace meshwright::model::graph {

namespace {

constexpr int kSweeps = 8;

/// Sugiyama's way: break circles, longest-path layers, order by the neighbours' mean, then places.
class Layered {
public:
    Layered(const MeshGraph& graph, const LayoutOptions& options)
        : graph_(graph), options_(options), count_(graph.nodes.size()) {
        next_.resize(count_);
        before_.resize(count_);
        for (const auto& node : graph.nodes) sizes_.push_back(options.sizeOf ? options.sizeOf(node) : Size{});
    }

    std::map<std::string, Point> run() {
        findForwardEdges();
        findLayers();
        for (int sweep = 0; sweep < kSweeps; ++sweep) order(sweep % 2 == 0);
        return places();
    }

private:
    bool isLonely(std::size_t i) const { return next_[i].empty() && before_[i].empty(); }

    /// Edges that do not close a circle, found depth first from the sources on.
    void findForwardEdges() {
        std::vector<std::vector<std::size_t>> all(count_);
        std::vector<bool> entered(count_, false);
        for (const auto& e : graph_.edges) {
            if (e.from == e.to) continue;
            all[e.from].push_back(e.to);
            entered[e.to] = true;
        }
        enum class State { New, Open, Done };
        std::vector<State> state(count_, State::New);
        const auto visit = [&](std::size_t root) {
            if (state[root] != State::New) return;
            std::vector<std::pair<std::size_t, std::size_t>> stack{{root, 0}};
            state[root] = State::Open;
            while (!stack.empty()) {
                auto& [at, child] = stack.back();
                if (child == all[at].size()) {
                    state[at] = State::Done;
                    stack.pop_back();
                    continue;
                }
                const std::size_t from = at, to = all[at][child++];
                if (state[to] == State::Open) continue; // closes a circle
                next_[from].push_back(to);
                before_[to].push_back(from);
                if (state[to] == State::New) {
                    state[to] = State::Open;
                    stack.emplace_back(to, 0);
                }
            }
        };
        for (std::size_t i = 0; i < count_; ++i)
            if (!entered[i]) visit(i);
        for (std::size_t i = 0; i < count_; ++i) visit(i);
    }

    void findLayers() {
        layer_.assign(count_, 0);
        std::vector<std::size_t> waiting(count_), ready;
        for (std::size_t i = 0; i < count_; ++i) {
            waiting[i] = before_[i].size();
            if (waiting[i] == 0) ready.push_back(i);
        }
        for (std::size_t k = 0; k < ready.size(); ++k)
            for (const std::size_t to : next_[ready[k]]) {
                layer_[to] = std::max(layer_[to], layer_[ready[k]] + 1);
                if (--waiting[to] == 0) ready.push_back(to);
            }
        // What nothing leads to stands right before what it leads to.
        for (std::size_t i = 0; i < count_; ++i) {
            if (!before_[i].empty() || next_[i].empty()) continue;
            std::size_t least = layer_[next_[i].front()];
            for (const std::size_t to : next_[i]) least = std::min(least, layer_[to]);
            layer_[i] = least > 0 ? least - 1 : 0;
        }
        const std::size_t layers = count_ == 0 ? 0 : *std::max_element(layer_.begin(), layer_.end()) + 1;
        columns_.resize(layers);
        rank_.assign(count_, 0);
        for (std::size_t i = 0; i < count_; ++i)
            if (!isLonely(i)) columns_[layer_[i]].push_back(i);
        for (const auto& column : columns_)
            for (std::size_t k = 0; k < column.size(); ++k) rank_[column[k]] = static_cast<double>(k);
    }

    void order(bool forward) {
        for (std::size_t k = 0; k < columns_.size(); ++k) {
            auto& column = columns_[forward ? k : columns_.size() - 1 - k];
            std::vector<double> mean(count_, 0);
            for (const std::size_t i : column) {
                const auto& neighbours = forward ? before_[i] : next_[i];
                mean[i] = rank_[i];
                if (neighbours.empty()) continue;
                mean[i] = std::accumulate(neighbours.begin(), neighbours.end(), 0.0,
                                          [&](double sum, std::size_t n) { return sum + rank_[n]; }) /
                          static_cast<double>(neighbours.size());
            }
            std::stable_sort(column.begin(), column.end(),
                             [&](std::size_t a, std::size_t b) { return mean[a] < mean[b]; });
            for (std::size_t n = 0; n < column.size(); ++n) rank_[column[n]] = static_cast<double>(n);
        }
    }

    double onGrid(double value) const { return std::ceil(value / options_.grid) * options_.grid; }

    std::map<std::string, Point> places() const {
        double tallest = 0;
        std::vector<double> heights;
        for (const auto& column : columns_) {
            double height = 0;
            for (const std::size_t i : column) height += onGrid(sizes_[i].height + options_.rowGap);
            heights.push_back(height);
            tallest = std::max(tallest, height);
        }
        std::map<std::string, Point> out;
        double x = 0;
        for (std::size_t k = 0; k < columns_.size(); ++k) {
            double y = onGrid((tallest - heights[k]) / 2), width = 0;
            for (const std::size_t i : columns_[k]) {
                out[graph_.nodes[i].id] = {x, y};
                y += onGrid(sizes_[i].height + options_.rowGap);
                width = std::max(width, sizes_[i].width);
            }
            if (!columns_[k].empty()) x += onGrid(width + options_.columnGap);
        }
        placeLonely(out, tallest, x);
        return out;
    }

    /// In rows below the others, as wide as those.
    void placeLonely(std::map<std::string, Point>& out, double below, double width) const {
        double x = 0, y = below == 0 ? 0 : onGrid(below + options_.rowGap), tallest = 0;
        for (std::size_t i = 0; i < count_; ++i) {
            if (!isLonely(i)) continue;
            if (x > 0 && x + sizes_[i].width > std::max(width, 4 * (sizes_[i].width + options_.columnGap))) {
                x = 0;
                y += onGrid(tallest + options_.rowGap);
                tallest = 0;
            }
            out[graph_.nodes[i].id] = {x, y};
            x += onGrid(sizes_[i].width + options_.columnGap);
            tallest = std::max(tallest, sizes_[i].height);
        }
    }

    const MeshGraph& graph_;
    const LayoutOptions& options_;
    std::size_t count_;
    std::vector<Size> sizes_;
    std::vector<std::vector<std::size_t>> next_, before_, columns_;
    std::vector<std::size_t> layer_;
    std::vector<double> rank_;
};

bool overlap(Point a, Size as, Point b, Size bs, double gap) {
    return a.x < b.x + bs.width + gap && b.x < a.x + as.width + gap && a.y < b.y + bs.height + gap &&
           b.y < a.y + as.height + gap;
}

} // namespace

std::map<std::string, Point> layout(const MeshGraph& graph, const LayoutOptions& options) {
    return Layered(graph, options).run();
}

std::map<std::string, Point> layout(const Design& design, const LayoutOptions& options) {
    const MeshGraph graph = meshGraph(design);
    auto out = layout(graph, options);
    const auto sizeOf = [&](const MeshNode& node) { return options.sizeOf ? options.sizeOf(node) : Size{}; };
    std::map<std::string, Point> given;
    for (const auto& r : design.all<scenario::Canvas>())
        for (const auto& p : r->as<scenario::Canvas>()->nodes)
            if (std::isfinite(p.x) && std::isfinite(p.y) && out.count(p.node) > 0) given[p.node] = {p.x, p.y};
    std::vector<std::pair<Point, Size>> taken;
    for (const auto& node : graph.nodes)
        if (const auto place = given.find(node.id); place != given.end()) {
            out[node.id] = place->second;
            taken.emplace_back(place->second, sizeOf(node));
        }
    for (const auto& node : graph.nodes) {
        if (given.empty() || given.count(node.id) > 0) continue;
        Point& p = out[node.id];
        const Size size = sizeOf(node);
        for (bool moved = true; moved;) { // down, past everything that is in the way
            moved = false;
            for (const auto& [other, otherSize] : taken)
                if (overlap(p, size, other, otherSize, options.rowGap / 2)) {
                    p.y = std::ceil((other.y + otherSize.height + options.rowGap) / options.grid) * options.grid;
                    moved = true;
                }
        }
        taken.emplace_back(p, size);
    }
    return out;
}

} // namespace meshwright::model::graph
