// Pieces that several Istio resources share. Field names are Istio's own; absent optional fields are std::nullopt.
#pragma once

#include "model/base/host.h"
#include "model/base/units.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::model::istio {

using Labels = std::map<std::string, std::string>;

/// Istio's StringMatch: at most one of the three is set; none set means "is present" where that makes sense.
struct StringMatch {
    std::optional<std::string> exact, prefix, regex;

    bool any() const { return exact || prefix || regex; }
    friend bool operator==(const StringMatch&, const StringMatch&) = default;
};

/// `port: {number: 80}` of a destination.
struct PortSelector {
    std::int64_t number = 0;
    friend bool operator==(const PortSelector&, const PortSelector&) = default;
};

/// `destination: {host, subset, port}`
struct Destination {
    Host host;
    std::string subset;
    std::optional<PortSelector> port;
    friend bool operator==(const Destination&, const Destination&) = default;
};

/// `{value: 12.5}`
struct PercentValue {
    Percent value;
    friend bool operator==(const PercentValue&, const PercentValue&) = default;
};

/// `port: {number, name, protocol, targetPort}` of a Gateway, Sidecar or ServiceEntry.
struct ServerPort {
    std::int64_t number = 0;
    std::string name;
    std::string protocol;
    std::int64_t targetPort = 0;
    friend bool operator==(const ServerPort&, const ServerPort&) = default;
};

/// `selector: {matchLabels}` of a policy, or `workloadSelector: {labels}` of a Sidecar or DestinationRule.
struct WorkloadSelector {
    Labels matchLabels;
    Labels labels;

    const Labels& effective() const { return matchLabels.empty() ? labels : matchLabels; }
    friend bool operator==(const WorkloadSelector&, const WorkloadSelector&) = default;
};

/// `targetRefs: [{group, kind, name, namespace}]`
struct TargetRef {
    std::string group, kind, name, ns;
    friend bool operator==(const TargetRef&, const TargetRef&) = default;
};

} // namespace meshwright::model::istio
