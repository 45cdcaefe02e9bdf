// Counts what this thread takes from the heap, to show that the steady state takes nothing.
#pragma once

#include <cstdint>

namespace meshwright::tests {

/// Calls of operator new by this thread so far.
std::uint64_t allocations();

} // namespace meshwright::tests
