// Random streams: xoshiro256++ (Blackman and Vigna), seeded by splitmix64. One stream an entity, so that a change to
// one entity leaves the draws of all others as they were (common random numbers).
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

namespace meshwright::sim::kernel {

/// One step of splitmix64: advances `state` and returns the mixed value.
constexpr std::uint64_t splitmix64(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/// FNV-1a of 64 bits: turns an entity's name into the number its stream is seeded with.
constexpr std::uint64_t entityHash(std::string_view id) {
    std::uint64_t h = 0xcbf29ce484222325u;
    for (const char c : id) {
        h ^= static_cast<unsigned char>(c);
        h *= 0x100000001b3u;
    }
    return h;
}

/// A stream of uniform 64-bit numbers. Cheap to copy: a copy continues with the same numbers.
class RandomStream {
public:
    /// The stream of one entity ("pod/default/reviews-v1-0") in one run.
    static constexpr RandomStream forEntity(std::uint64_t runSeed, std::string_view id) {
        return forEntity(runSeed, entityHash(id));
    }
    static constexpr RandomStream forEntity(std::uint64_t runSeed, std::uint64_t id) {
        std::uint64_t a = runSeed, b = id;
        return RandomStream(splitmix64(a) ^ std::rotl(splitmix64(b), 32));
    }
    constexpr explicit RandomStream(std::uint64_t seed = 0) {
        for (auto& word : state_) word = splitmix64(seed);
    }

    /// Uniform over all 64-bit values; use it where Envoy's `rnd() % n` is meant.
    constexpr std::uint64_t next() {
        auto& s = state_;
        const std::uint64_t result = std::rotl(s[0] + s[3], 23) + s[0];
        const std::uint64_t t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = std::rotl(s[3], 45);
        return result;
    }

    /// Uniform in [0, n) without bias; 0 where n is 0. Lemire: Fast random integer generation in an interval.
    constexpr std::uint64_t below(std::uint64_t n) {
        auto product = static_cast<Wide>(next()) * n;
        if (static_cast<std::uint64_t>(product) < n) {
            const std::uint64_t biased = (0 - n) % (n == 0 ? 1 : n);
            while (static_cast<std::uint64_t>(product) < biased) product = static_cast<Wide>(next()) * n;
        }
        return static_cast<std::uint64_t>(product >> 64);
    }

    /// Uniform in [0, 1), a multiple of 2^-53.
    constexpr double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    /// Uniform in (0, 1]: safe to take the log of.
    constexpr double positiveUnit() { return static_cast<double>((next() >> 11) + 1) * 0x1.0p-53; }
    /// Uniform in (0, 1), symmetric about one half: safe for a quantile function.
    constexpr double openUnit() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1.0p-52; }
    /// True with probability p; always draws once, so that a changed p leaves later draws as they were.
    constexpr bool chance(double p) { return unit() < p; }

private:
    __extension__ using Wide = unsigned __int128;
    std::array<std::uint64_t, 4> state_{};
};

} // namespace meshwright::sim::kernel
