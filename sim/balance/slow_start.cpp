#include "sim/balance/slow_start.h"

#include "sim/kernel/math.h"

namespace meshwright::sim::balance {

double SlowStart::factor(TimePoint addedAt, TimePoint now) const {
    if (!warming(addedAt, now)) return 1;
    // Envoy measures ages in whole milliseconds, from 1.
    const double age = static_cast<double>(std::max<std::int64_t>((now - addedAt).ns / 1'000'000, 1));
    const double passed = age / window.inMilliseconds();
    const double power = aggression == 1 || !(aggression > 0) ? passed : kernel::pow(passed, 1 / aggression);
    return std::max(power, minWeightPercent / 100);
}

} // namespace meshwright::sim::balance
