// A place for each card of a picture: layers from left to right along the way of a request, wrapped into rows like
// lines of a text where one row would be much wider than a window; little crossing, nothing overlapping, everything on
// the grid.
#pragma once

#include <cstddef>
#include <vector>

namespace meshwright::model::graph {

/// The upper left corner of a card, in canvas units (pixels at zoom 1).
struct Point {
    double x = 0, y = 0;
    friend bool operator==(const Point&, const Point&) = default;
};

struct Size {
    double width = 240, height = 96;
};

/// A card. `mayEndRow`: where rows are wrapped, one may end after this card's column.
struct Box {
    Size size;
    bool mayEndRow = false;
};

/// A line between two cards, by index. `room`: what it needs beside the usual gap after the column of `from`.
struct Link {
    std::size_t from = 0, to = 0;
    double room = 0;
};

struct LayoutOptions {
    double grid = 8;
    double columnGap = 64, rowGap = 32, lineGap = 104;
    /// Rows are wrapped so that the picture shows as large as possible in this room.
    double roomWidth = 1000, roomHeight = 560;
    /// A column that would be higher than this is folded into several beside each other.
    double tallestColumn = 8000;
};

/// Places in the order of `boxes`. The same input gives the same places. Parts that are not connected stand below each
/// other, the largest first, small ones beside each other.
std::vector<Point> layout(const std::vector<Box>& boxes, const std::vector<Link>& links,
                          const LayoutOptions& options = {});

/// Moves what `fixed` does not hold down to where it overlaps nothing; `places` and `boxes` in the same order.
void keepClear(std::vector<Point>& places, const std::vector<Box>& boxes, const std::vector<bool>& fixed,
               const LayoutOptions& options = {});

} // namespace meshwright::model::graph
