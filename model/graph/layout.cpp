#include "model/graph/layout.h"

#include "model/graph/layered.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>
#include <cmath>
#include <cstdint>
#include <unordered_map>

namespace meshwright::model::graph {

namespace {

using Undirected = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;

/// One connected part, laid out by itself.
struct Part {
    std::vector<std::size_t> members;
    std::vector<Point> places;
    Size size;
};

std::vector<Part> partsOf(const std::vector<Box>& boxes, const std::vector<Link>& links, const LayoutOptions& options) {
    Undirected g(boxes.size());
    for (const auto& link : links) boost::add_edge(link.from, link.to, g);
    std::vector<std::size_t> component(boxes.size()), local(boxes.size());
    const std::size_t count = boost::connected_components(
        g, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, g)));
    std::vector<Part> parts(count);
    std::vector<std::vector<Link>> own(count);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        local[i] = parts[component[i]].members.size();
        parts[component[i]].members.push_back(i);
    }
    for (const auto& link : links) own[component[link.from]].push_back({local[link.from], local[link.to], link.room});
    for (std::size_t c = 0; c < count; ++c) {
        std::vector<Box> members;
        for (const std::size_t i : parts[c].members) members.push_back(boxes[i]);
        Layered layered(members, own[c], options);
        parts[c].places = layered.run();
        parts[c].size = layered.extent();
    }
    // The largest first; equals as the design has them.
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Part& a, const Part& b) { return a.members.size() > b.members.size(); });
    return parts;
}

/// How wide shelves of parts may be, so that the whole has about the shape of the room.
double shelfWidth(const std::vector<Part>& parts, const LayoutOptions& options) {
    double widest = 0, area = 0;
    for (const auto& p : parts) {
        widest = std::max(widest, p.size.width);
        area += (p.size.width + options.columnGap) * (p.size.height + options.lineGap);
    }
    return std::max(widest, std::sqrt(area * options.roomWidth / options.roomHeight));
}

/// Squares of a grid laid over the places, to find what is near.
class Nearby {
public:
    void add(std::size_t i, Point p, Size s) {
        each(p, s, [&](std::uint64_t key) { in_[key].push_back(i); });
    }
    template <class Visit> void each(Point p, Size s, const Visit& visit) const {
        const auto cell = [](double v) { return static_cast<std::int32_t>(std::floor(v / kSide)); };
        for (std::int32_t x = cell(p.x); x <= cell(p.x + s.width); ++x)
            for (std::int32_t y = cell(p.y); y <= cell(p.y + s.height); ++y)
                visit(std::uint64_t(std::uint32_t(x)) << 32 | std::uint32_t(y));
    }
    const std::vector<std::size_t>* at(std::uint64_t key) const {
        const auto found = in_.find(key);
        return found == in_.end() ? nullptr : &found->second;
    }

private:
    static constexpr double kSide = 512;
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> in_;
};

bool overlap(Point a, Size as, Point b, Size bs, double gap) {
    return a.x < b.x + bs.width + gap && b.x < a.x + as.width + gap && a.y < b.y + bs.height + gap &&
           b.y < a.y + as.height + gap;
}

} // namespace

std::vector<Point> layout(const std::vector<Box>& boxes, const std::vector<Link>& links, const LayoutOptions& options) {
    std::vector<Point> out(boxes.size());
    const auto parts = partsOf(boxes, links, options);
    const double most = shelfWidth(parts, options);
    const auto onGrid = [&](double v) { return std::ceil(v / options.grid) * options.grid; };
    double x = 0, y = 0, tallest = 0;
    for (const auto& part : parts) {
        if (x > 0 && x + part.size.width > most) {
            y += onGrid(tallest + (tallest > 0 && part.members.size() == 1 ? options.rowGap : options.lineGap / 2));
            x = tallest = 0;
        }
        for (std::size_t k = 0; k < part.members.size(); ++k)
            out[part.members[k]] = {x + part.places[k].x, y + part.places[k].y};
        x += onGrid(part.size.width + options.columnGap);
        tallest = std::max(tallest, part.size.height);
    }
    return out;
}

void keepClear(std::vector<Point>& places, const std::vector<Box>& boxes, const std::vector<bool>& fixed,
               const LayoutOptions& options) {
    Nearby taken;
    const double gap = options.rowGap / 2;
    for (std::size_t i = 0; i < places.size(); ++i)
        if (fixed[i]) taken.add(i, places[i], boxes[i].size);
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (fixed[i]) continue;
        for (bool moved = true; moved;) { // down, past everything that is in the way
            moved = false;
            double lowest = 0;
            const Point from{places[i].x - gap, places[i].y - gap};
            const Size around{boxes[i].size.width + 2 * gap, boxes[i].size.height + 2 * gap};
            taken.each(from, around, [&](std::uint64_t key) {
                const auto* near = taken.at(key);
                for (std::size_t n = 0; near && n < near->size(); ++n) {
                    const std::size_t other = (*near)[n];
                    if (!overlap(places[i], boxes[i].size, places[other], boxes[other].size, gap)) continue;
                    lowest = moved ? std::max(lowest, places[other].y + boxes[other].size.height)
                                   : places[other].y + boxes[other].size.height;
                    moved = true;
                }
            });
            if (moved) places[i].y = std::ceil((lowest + options.rowGap) / options.grid) * options.grid;
        }
        taken.add(i, places[i], boxes[i].size);
    }
}

} // namespace meshwright::model::graph
