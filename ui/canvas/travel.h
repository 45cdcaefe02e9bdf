// Going about the graph with the keyboard: along edges, between the rows of a card, from card to card.
#pragma once

#include "ui/canvas/graph_model.h"

namespace meshwright::ui::graph {

/// Where the keyboard is: a card, one of its rows (-1 = its head), or the weight on an edge.
struct Spot {
    int node = -1, row = -1, edge = -1;
    friend bool operator==(const Spot&, const Spot&) = default;
};

enum class Travel { Left, Right, Up, Down, Next, Previous };

/// The next spot in a direction; the same one where there is none.
/// Right follows the edge that starts here (a rule that shares out leads to its weights first), left goes back along
/// the edge that ends here; up and down go through the rows of a card and then to the cards above and below; next and
/// previous go through all cards in reading order, or on a weight through the weights of its rule.
Spot travel(const Graph& graph, const Spot& from, Travel way);

/// All cards as one reads them: from left to right, column by column.
std::vector<int> readingOrder(const Graph& graph);

/// "Virtual service reviews, 2 rules", "Rule 1: header user = beta → v2", "Weight of v2: 10 of 100".
QString spoken(const Graph& graph, const Spot& spot);

} // namespace meshwright::ui::graph
