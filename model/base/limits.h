// What a file may at most hold. One table, named in every message that refuses a file.
#pragma once

#include <cstddef>

namespace meshwright::model {

/// Limits that a file must keep; printed in the message that refuses it.
struct Limits {
    std::size_t fileBytes = 16u << 20;
    std::size_t documentsPerFile = 10'000;
    std::size_t nesting = 100;
    std::size_t nodes = 4'000'000;      ///< values of one file
    std::size_t aliasNodes = 1'000'000; ///< values that aliases stand for, in one document
    std::size_t scalarBytes = 1u << 20;
};

} // namespace meshwright::model
