// What a run shows: counters, rates and percentiles of one moment, and series over time. Plain data, safe to copy
// between threads. Written by sim/mesh, read by the command line, tests and the window.
#pragma once

#include "model/base/units.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace meshwright::sim::metrics {

using model::Duration;
using model::TimePoint;

/// Totals of one population (a service, version, pod, edge or route) since the run's start.
struct Totals {
    std::uint64_t arrived = 0, completed = 0, failed = 0; ///< failed: status ≥ 500 or no answer; part of completed
    std::uint64_t retries = 0, mirrored = 0, tries = 0;
    std::uint32_t inFlight = 0, queued = 0;
    Duration p50, p95, p99, mean;
    std::map<std::string, std::uint64_t> flags, statuses;
};

/// One point of a series: what happened in [at, at + width).
struct Point {
    TimePoint at;
    double rate = 0;        ///< requests a second
    double successRate = 1; ///< share of answers with status < 500; 1 where there were none
    Duration p50, p95, p99;
};

struct Series {
    std::string name; ///< "reviews/v1"
    Duration width = Duration::seconds(1);
    std::vector<Point> points; ///< bounded: the width doubles when there would be more than 2,048
};

struct PodState {
    std::string pod, workload, service, version, ns;
    std::uint32_t active = 0, queued = 0, capacity = 0; ///< capacity 0 = no limit
    bool down = false, ejected = false, warming = false;
    Duration ejectedLeft;
    Totals totals;
};

struct ServiceState {
    std::string service, ns;
    Totals totals;
};

struct VersionState {
    std::string service, version, workload, ns;
    Totals totals;
};

/// Traffic from one node to another: a proxy (source name or workload) to a workload, by way of a route.
struct EdgeState {
    std::string from, to;       ///< canvas node names: "gateway/ns/name", "workload/ns/name", "client/name"
    std::string virtualService; ///< "ns/name" of the rule that chose it; empty where none did
    int rule = -1;              ///< index in spec.http
    std::string cluster;
    bool mirror = false;
    double rate = 0; ///< over the last simulated second
    Totals totals;
    std::string openBreaker; ///< the limit that refuses just now; empty = none
};

/// Everything at one moment of a run.
struct Snapshot {
    TimePoint now;
    bool finished = false;
    std::string stopped; ///< why the run ended before its horizon; empty = it did not
    Totals total;        ///< of all traffic sources
    std::vector<ServiceState> services;
    std::vector<VersionState> versions;
    std::vector<PodState> pods;
    std::vector<EdgeState> edges;
    std::vector<Series> series; ///< "total", then one a version ("reviews/v1")
    std::uint64_t events = 0;
    int configVersion = 0; ///< how many times the design was changed during the run
};

/// One hop of one request, to be drawn as a moving mark.
struct Flight {
    enum class Outcome { Fine, Retry, TimedOut, Failed, Mirrored };
    std::uint64_t request = 0;
    std::string from, to; ///< as in EdgeState
    std::string virtualService;
    int rule = -1;
    TimePoint start, end;
    Outcome outcome = Outcome::Fine;
    int status = 200;
};

} // namespace meshwright::sim::metrics
