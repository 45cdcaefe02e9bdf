// Envoy's response flags as bits, in the order in which its access log prints them.
// Envoy: source/common/stream_info/utility.h (CORE_RESPONSE_FLAGS).
#pragma once

#include <cstdint>
#include <string>

namespace meshwright::sim::mesh {

using Flags = std::uint32_t;

namespace flag {
inline constexpr Flags UH = 1u << 0, UT = 1u << 1, UR = 1u << 2, UF = 1u << 3, UC = 1u << 4, UO = 1u << 5, NR = 1u << 6,
                       DI = 1u << 7, FI = 1u << 8, RL = 1u << 9, DC = 1u << 10, URX = 1u << 11, SI = 1u << 12,
                       UPE = 1u << 13, NC = 1u << 14;
/// Not Envoy's: the caller's call chain was cut at the hop limit. Printed as "HOPS".
inline constexpr Flags hops = 1u << 15;
} // namespace flag

/// "DI,FI"; "-" where no flag is set.
std::string flagsText(Flags flags);
/// The flags of a comma-separated text; unknown names and "-" give nothing.
Flags flagsOf(const std::string& text);

} // namespace meshwright::sim::mesh
