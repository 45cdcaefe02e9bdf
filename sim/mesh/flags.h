// Envoy's response flags as bits. Envoy keeps the flags of a request in the order in which they were set, so the bits
// stand in the order in which its filters and its router can set them.
// Envoy: source/common/stream_info/stream_info_impl.h (setResponseFlag), source/common/router/router.cc.
#pragma once

#include <cstdint>
#include <string>

namespace meshwright::sim::mesh {

using Flags = std::uint32_t;

namespace flag {
inline constexpr Flags DI = 1u << 0, FI = 1u << 1, RL = 1u << 2, NR = 1u << 3, NC = 1u << 4, URX = 1u << 5,
                       UO = 1u << 6, UH = 1u << 7, UF = 1u << 8, UC = 1u << 9, UR = 1u << 10, UPE = 1u << 11,
                       UT = 1u << 12, SI = 1u << 13, DC = 1u << 14;
/// Not Envoy's: the caller's call chain was cut at the hop limit. Printed as "HOPS".
inline constexpr Flags hops = 1u << 15;
} // namespace flag

/// "URX,UF"; "-" where no flag is set.
std::string flagsText(Flags flags);
/// The flags of a comma-separated text; unknown names and "-" give nothing.
Flags flagsOf(const std::string& text);

} // namespace meshwright::sim::mesh
