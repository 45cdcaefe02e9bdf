// One connected part of a picture in layers (Sugiyama's way). Used by layout.cpp.
#pragma once

#include "model/graph/layout.h"

namespace meshwright::model::graph {

class Layered {
public:
    Layered(const std::vector<Box>& boxes, const std::vector<Link>& links, const LayoutOptions& options);

    /// Places from (0, 0) on, in the order of the boxes.
    std::vector<Point> run();
    /// After run(): what the places take up.
    Size extent() const { return extent_; }

private:
    using Column = std::vector<std::size_t>;

    void findForwardLinks();
    void findRanks();
    void fillColumns();
    void wrap();
    std::vector<std::size_t> rowsWithin(double most) const;
    double zoomOf(const std::vector<std::size_t>& starts) const;
    void order(bool forward);
    void pull(bool forward);
    void separate(const Column& column);
    void stack(const Column& column);
    std::vector<Point> write();
    double wanted(std::size_t i, bool forward) const;
    const std::vector<std::size_t>& neighbours(std::size_t i, bool before) const {
        return before ? near_[i] : nearNext_[i];
    }
    double height(std::size_t i) const { return boxes_[i].size.height; }
    double center(std::size_t i) const { return y_[i] + height(i) / 2; }

    const std::vector<Box>& boxes_;
    const std::vector<Link>& links_;
    const LayoutOptions& options_;
    std::size_t count_;
    std::vector<std::vector<std::size_t>> next_, before_, near_, nearNext_; ///< near: within one row of the picture
    std::vector<std::size_t> rank_, rowOf_;
    std::vector<double> y_;
    std::vector<Column> columns_;
    std::vector<double> widths_, heights_, gaps_; ///< by rank
    std::vector<bool> mayBreak_;                  ///< before the rank
    std::size_t rows_ = 1;
    Size extent_{0, 0};
};

} // namespace meshwright::model::graph
