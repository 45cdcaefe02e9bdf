// IP addresses and ranges as Envoy compares them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace meshwright::sim::routing {

/// An IPv4 or IPv6 address; IPv4 keeps its four bytes first.
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};
    bool v6 = false;

    /// Nothing where the text is no address.
    static std::optional<IpAddress> parse(std::string_view text);
    friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

/// A range of addresses. A lone address is a range of one.
/// Envoy: source/common/network/cidr_range.cc; Istio: pilot/pkg/networking/util/util.go (AddrStrToCidrRange).
struct Cidr {
    IpAddress base;
    int bits = 0;

    /// "10.0.0.0/8", "10.1.2.3" or an IPv6 form of either. Nothing where the text is neither.
    static std::optional<Cidr> parse(std::string_view text);
    bool contains(const IpAddress& address) const;
    /// Bits beyond the prefix cleared, so that equal ranges compare equal.
    Cidr masked() const;
    friend bool operator==(const Cidr&, const Cidr&) = default;
};

} // namespace meshwright::sim::routing
