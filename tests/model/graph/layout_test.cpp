// Pictures without overlaps, from left to right, in a shape that fits a window.
#include "model/graph/layout.h"

#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace meshwright::model::graph {
namespace {

std::vector<Box> boxes(std::size_t n, Size size = {200, 100}) {
    return std::vector<Box>(n, Box{size, false});
}

void expectApartAndOnGrid(const std::vector<Point>& places, const std::vector<Box>& all) {
    for (std::size_t a = 0; a < places.size(); ++a) {
        EXPECT_EQ(std::fmod(places[a].x, 8), 0) << a;
        EXPECT_EQ(std::fmod(places[a].y, 8), 0) << a;
        for (std::size_t b = a + 1; b < places.size(); ++b) {
            const bool apart =
                places[a].x + all[a].size.width <= places[b].x || places[b].x + all[b].size.width <= places[a].x ||
                places[a].y + all[a].size.height <= places[b].y || places[b].y + all[b].size.height <= places[a].y;
            EXPECT_TRUE(apart) << a << " and " << b;
        }
    }
}

TEST(Layout, GoesFromLeftToRightAlongTheLinks) {
    const std::vector<Link> links{{0, 1}, {1, 2}, {1, 3}, {3, 4}};
    const auto places = layout(boxes(5), links);
    for (const auto& l : links) EXPECT_LT(places[l.from].x, places[l.to].x);
    expectApartAndOnGrid(places, boxes(5));
    EXPECT_EQ(layout(boxes(5), links), places);
}

TEST(Layout, ACircleIsBrokenAndAChainIsStraight) {
    const auto places = layout(boxes(3), {{0, 1}, {1, 2}, {2, 0}});
    EXPECT_LT(places[0].x, places[1].x);
    EXPECT_LT(places[1].x, places[2].x);
    EXPECT_EQ(places[0].y, places[2].y);
}

TEST(Layout, ALongChainIsWrappedWhereRowsMayEnd) {
    auto all = boxes(10);
    std::vector<Link> links;
    for (std::size_t i = 0; i + 1 < all.size(); ++i) links.push_back({i, i + 1});
    double widest = 0;
    for (const auto& p : layout(all, links)) widest = std::max(widest, p.x);
    all[4].mayEndRow = true;
    double wrapped = 0;
    for (const auto& p : layout(all, links)) wrapped = std::max(wrapped, p.x);
    EXPECT_LT(wrapped, widest * 0.6);
}

TEST(Layout, ATallColumnIsFolded) {
    std::vector<Link> links;
    for (std::size_t i = 1; i <= 200; ++i) links.push_back({0, i});
    LayoutOptions options;
    options.tallestColumn = 2000;
    const auto places = layout(boxes(201), links, options);
    for (const auto& p : places) EXPECT_LE(p.y, 2000);
    expectApartAndOnGrid(places, boxes(201));
}

TEST(Layout, PartsThatAreNotConnectedStandApart) {
    const auto places = layout(boxes(7), {{5, 6}, {4, 5}});
    EXPECT_EQ(places[4].y, 0); // the largest part first
    for (const std::size_t lonely : {0u, 1u, 2u, 3u}) EXPECT_GT(places[lonely].y, places[4].y);
    expectApartAndOnGrid(places, boxes(7));
}

TEST(Layout, NeverOverlapsWhateverTheGraph) {
    std::mt19937 random(7);
    for (int round = 0; round < 40; ++round) {
        std::vector<Box> all;
        std::vector<Link> links;
        const std::size_t n = 1 + random() % 40;
        for (std::size_t i = 0; i < n; ++i)
            all.push_back({{double(100 + random() % 200), double(60 + random() % 240)}, random() % 2 == 0});
        for (std::size_t k = random() % (2 * n); k > 0; --k)
            links.push_back({random() % n, random() % n, double(random() % 50)});
        expectApartAndOnGrid(layout(all, links), all);
    }
}

TEST(KeepClear, MovesOnlyWhatIsInTheWay) {
    std::vector<Point> places{{0, 0}, {0, 0}, {400, 0}};
    keepClear(places, boxes(3), {true, false, false});
    EXPECT_EQ(places[0], (Point{0, 0}));
    EXPECT_EQ(places[2], (Point{400, 0}));
    expectApartAndOnGrid(places, boxes(3));
}

} // namespace
} // namespace meshwright::model::graph
