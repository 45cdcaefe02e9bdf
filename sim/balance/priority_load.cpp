#include "sim/balance/priority_load.h"

#include <algorithm>
#include <optional>

namespace meshwright::sim::balance {

namespace {

std::uint32_t totalAvailability(std::span<const PriorityHealth> priorities, const std::vector<bool>& excluded) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < priorities.size(); ++i) {
        if (i >= excluded.size() || !excluded[i]) sum += availability(priorities[i]);
    }
    return std::min(sum, 100u);
}

/// Gives each priority its part of 100 and what rounding leaves to the first one that has any.
std::vector<std::uint32_t> distribute(std::span<const std::uint32_t> parts, std::uint32_t whole) {
    std::vector<std::uint32_t> percent(parts.size());
    std::uint32_t left = 100;
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!first && parts[i] > 0) first = i;
        percent[i] = std::min<std::uint32_t>(left, static_cast<std::uint32_t>(std::uint64_t{parts[i]} * 100 / whole));
        left -= percent[i];
    }
    percent[first.value_or(0)] += left;
    return percent;
}

bool belowThreshold(const PriorityHealth& health, double threshold) {
    const double healthy = health.hosts == 0 ? 0 : 100.0 * health.healthy / health.hosts;
    return healthy < std::min(threshold, 100.0);
}

} // namespace

std::uint32_t availability(const PriorityHealth& health) {
    if (health.hosts == 0) return 0;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(100, 140ull * health.healthy / health.hosts));
}

std::uint32_t PriorityLoad::choose(std::uint64_t hash) const {
    const std::uint64_t wanted = hash % 100 + 1;
    std::uint64_t sum = 0;
    for (std::uint32_t i = 0; i < percent.size(); ++i) {
        sum += percent[i];
        if (wanted <= sum) return i;
    }
    return 0;
}

PriorityLoad priorityLoad(std::span<const PriorityHealth> priorities, double panicThreshold) {
    PriorityLoad load;
    const std::size_t n = std::max<std::size_t>(priorities.size(), 1);
    load.percent.assign(n, 0);
    load.panic.assign(n, false);
    if (priorities.empty()) {
        load.percent[0] = 100;
        return load;
    }
    std::vector<std::uint32_t> parts;
    for (const auto& priority : priorities) parts.push_back(availability(priority));
    const std::uint32_t whole = totalAvailability(priorities, {});
    if (whole > 0) load.percent = distribute(parts, whole);
    if (whole == 100) return load;
    if (whole == 0 && panicThreshold <= 0) {
        load.percent[0] = 100;
        return load;
    }
    bool everywhere = true;
    for (std::size_t i = 0; i < n; ++i) {
        load.panic[i] = belowThreshold(priorities[i], panicThreshold);
        everywhere = everywhere && load.panic[i];
    }
    if (!everywhere) return load;
    std::uint32_t hosts = 0;
    parts.clear();
    for (const auto& priority : priorities) {
        parts.push_back(priority.hosts);
        hosts += priority.hosts;
    }
    load.percent.assign(n, 0);
    if (hosts == 0) {
        load.percent[0] = 100;
    } else {
        load.percent = distribute(parts, hosts);
    }
    return load;
}

bool PreviousPriorities::adjust(std::span<const PriorityHealth> priorities) {
    std::uint32_t whole = totalAvailability(priorities, excluded_);
    if (whole == 0) { // every priority was tried: begin anew
        excluded_.assign(excluded_.size(), false);
        attempts_.clear();
        whole = totalAvailability(priorities, excluded_);
    }
    if (whole == 0) return false;
    std::vector<std::uint32_t> parts;
    for (std::size_t i = 0; i < priorities.size(); ++i) {
        parts.push_back(excluded_[i] ? 0 : availability(priorities[i]));
    }
    load_.percent = distribute(parts, whole);
    return true;
}

const PriorityLoad& PreviousPriorities::load(std::span<const PriorityHealth> priorities, const PriorityLoad& original) {
    if (updateFrequency_ == 0 || attempts_.size() < updateFrequency_) return original;
    if (attempts_.size() % updateFrequency_ == 0) {
        excluded_.resize(std::max(excluded_.size(), priorities.size()));
        for (const auto priority : attempts_) {
            if (priority < excluded_.size()) excluded_[priority] = true;
        }
        load_.panic = original.panic;
        if (!adjust(priorities)) return original;
    }
    return load_;
}

} // namespace meshwright::sim::balance
