#include "sim/resilience/outlier.h"

#include <algorithm>

namespace meshwright::sim::resilience {

const char* toText(EjectedBy by) {
    switch (by) {
    case EjectedBy::Consecutive5xx:
        return "consecutive 5xx errors";
    case EjectedBy::ConsecutiveGateway:
        return "consecutive gateway errors";
    case EjectedBy::ConsecutiveLocalOrigin:
        return "consecutive connection failures";
    case EjectedBy::None:
        break;
    }
    return "";
}

OutlierDetector::OutlierDetector(const routing::OutlierDetection& config, std::size_t hosts)
    : config_(config), hosts_(hosts), members_(hosts) {}

bool OutlierDetector::reportStatus(std::size_t host, std::uint32_t status, TimePoint now, std::uint64_t draw) {
    HostState& h = hosts_[host];
    if (status < 500 || status > 599) {
        h.consecutive5xx = h.consecutiveGateway = 0;
        return false;
    }
    bool ejected = false;
    if (status >= 502 && status <= 504)
        ejected = consecutive(host, h.consecutiveGateway, config_.consecutiveGateway,
                              config_.enforcingConsecutiveGateway, EjectedBy::ConsecutiveGateway, now, draw);
    else
        h.consecutiveGateway = 0;
    return consecutive(host, h.consecutive5xx, config_.consecutive5xx, config_.enforcingConsecutive5xx,
                       EjectedBy::Consecutive5xx, now, draw) ||
           ejected;
}

bool OutlierDetector::report(std::size_t host, HostReport what, TimePoint now, std::uint64_t draw) {
    if (!config_.splitLocalOrigin) {
        if (what == HostReport::ConnectionObtained) return false;
        return reportStatus(host, what == HostReport::Timeout ? 504 : 503, now, draw);
    }
    if (what == HostReport::ConnectionObtained) {
        hosts_[host].consecutiveLocal = 0;
        return false;
    }
    return localFailure(host, now, draw);
}

bool OutlierDetector::localFailure(std::size_t host, TimePoint now, std::uint64_t draw) {
    return consecutive(host, hosts_[host].consecutiveLocal, config_.consecutiveLocalOrigin,
                       config_.enforcingConsecutiveLocalOrigin, EjectedBy::ConsecutiveLocalOrigin, now, draw);
}

bool OutlierDetector::consecutive(std::size_t host, std::uint32_t& counter, std::uint32_t limit,
                                  std::uint32_t enforcing, EjectedBy by, TimePoint now, std::uint64_t draw) {
    // Equality, not ≥: a counter that passed its limit while the host was ejected fires again only after a zero.
    if (++counter != limit) return false;
    if (hosts_[host].ejected) return false;
    const bool ejected = eject(host, enforcing, by, now, draw);
    counter = 0;
    return ejected;
}

bool OutlierDetector::eject(std::size_t host, std::uint32_t enforcing, EjectedBy by, TimePoint now,
                            std::uint64_t draw) {
    // `≤` on whole percent and every host of the cluster: three hosts at 33 % eject nobody, at 34 % one.
    if (100 * (std::uint64_t(ejectedNow_) + 1) > std::uint64_t(config_.maxEjectionPercent) * members_) {
        ++overflows_;
        return false;
    }
    if (draw % 100 >= enforcing) return false;
    HostState& h = hosts_[host];
    h.ejected = true;
    h.by = by;
    h.ejectedAt = now;
    ++h.ejections;
    ++ejectedNow_;
    if (config_.baseEjectionTime * h.backoff < config_.maxEjectionTime + config_.baseEjectionTime) ++h.backoff;
    return true;
}

Duration OutlierDetector::ejectionTime(std::size_t host) const {
    const HostState& h = hosts_[host];
    return h.ejected ? std::min(config_.baseEjectionTime * h.backoff, config_.maxEjectionTime) : Duration{};
}

bool OutlierDetector::sweep(TimePoint now) {
    bool changed = false;
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
        HostState& h = hosts_[i];
        if (h.ejected) {
            if (now - h.ejectedAt < ejectionTime(i)) continue;
            h.ejected = false;
            h.everUnejected = true;
            h.unejectedAt = now;
            h.consecutive5xx = h.consecutiveGateway = h.consecutiveLocal = 0;
            --ejectedNow_;
            changed = true;
            continue;
        }
        // Strictly more than an interval: Envoy's clock reads microseconds short at the sweep right after.
        if (h.everUnejected && h.backoff > 0 && now - h.unejectedAt > config_.interval) --h.backoff;
    }
    return changed;
}

void OutlierDetector::setHosts(const std::vector<bool>& listed) {
    hosts_.resize(listed.size());
    members_ = 0;
    ejectedNow_ = 0;
    for (std::size_t i = 0; i < listed.size(); ++i) {
        if (listed[i])
            ++members_;
        else
            hosts_[i] = {}; // one that comes back is a new host
        if (hosts_[i].ejected) ++ejectedNow_;
    }
}

} // namespace meshwright::sim::resilience
