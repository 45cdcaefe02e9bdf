// Where in a text something stands.
#pragma once

#include <compare>
#include <cstddef>

namespace meshwright::model {

/// One place in a file. Lines and columns count from 1 (0 = unknown); `offset` is the byte offset in the file.
struct Position {
    int line = 0;
    int column = 0;
    std::size_t offset = 0;

    bool known() const { return line > 0; }
    friend auto operator<=>(const Position&, const Position&) = default;
};

} // namespace meshwright::model
