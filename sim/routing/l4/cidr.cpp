#include "sim/routing/l4/cidr.h"

#include <arpa/inet.h>
#include <charconv>
#include <string>

namespace meshwright::sim::routing {

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    const std::string copy(text); // inet_pton wants a terminated string
    IpAddress address;
    if (inet_pton(AF_INET, copy.c_str(), address.bytes.data()) == 1) return address;
    address.v6 = true;
    if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) return address;
    return std::nullopt;
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address) return std::nullopt;
    const int all = address->v6 ? 128 : 32;
    if (slash == std::string_view::npos) return Cidr{*address, all};
    const std::string_view length = text.substr(slash + 1);
    int bits = -1;
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
    if (error != std::errc{} || end != length.data() + length.size() || bits < 0 || bits > all) return std::nullopt;
    return Cidr{*address, bits};
}

bool Cidr::contains(const IpAddress& address) const {
    if (address.v6 != base.v6) return false;
    for (int i = 0; i < bits; i += 8) {
        const int kept = bits - i >= 8 ? 8 : bits - i;
        const auto mask = static_cast<std::uint8_t>(0xff << (8 - kept));
        if ((address.bytes[i / 8] & mask) != (base.bytes[i / 8] & mask)) return false;
    }
    return true;
}

Cidr Cidr::masked() const {
    Cidr out = *this;
    const int all = base.v6 ? 128 : 32;
    for (int bit = bits; bit < all; ++bit)
        out.base.bytes[bit / 8] = static_cast<std::uint8_t>(out.base.bytes[bit / 8] & ~(0x80 >> (bit % 8)));
    return out;
}

} // namespace meshwright::sim::routing
