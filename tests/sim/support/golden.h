// Golden values of seeded runs. A run's bytes are reduced to a hash and compared with the one on record;
// MESHWRIGHT_UPDATE_GOLDEN=1 in the environment writes the records anew instead.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace meshwright::tests {

/// FNV-1a over the numbers of a run, in order.
class RunHash {
public:
    void add(std::uint64_t value) {
        for (int shift = 0; shift < 64; shift += 8) {
            hash_ ^= (value >> shift) & 0xff;
            hash_ *= 0x100000001b3u;
        }
    }
    void add(std::int64_t value) { add(static_cast<std::uint64_t>(value)); }
    void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
    std::uint64_t value() const { return hash_; }

private:
    std::uint64_t hash_ = 0xcbf29ce484222325u;
};

/// Expects that `hash` is what tests/sim/golden/<file>.txt has for `name` (lines "name hash").
void expectGolden(std::string_view file, std::string_view name, std::uint64_t hash);

} // namespace meshwright::tests
