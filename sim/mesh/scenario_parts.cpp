#include "sim/mesh/scenario_parts.h"

#include <tuple>

namespace meshwright::sim::mesh {
namespace {

using model::scenario::ClientRetries;
using model::scenario::ErrorRate;
using model::scenario::Incident;
using model::scenario::RateStep;
using model::scenario::RequestShape;
using model::scenario::Sessions;
using model::scenario::TimeDistribution;
using model::scenario::Traffic;
using model::scenario::TrafficFrom;
using model::scenario::Users;

// Each names all fields of its struct: a field that is added there must be compared here, or this does not compile.

auto fields(const TimeDistribution& v) {
    const auto& [type, mean, stddev, shape, min, max, p50, p99, values, weights] = v;
    return std::tie(type, mean, stddev, shape, min, max, p50, p99, values, weights);
}

auto fields(const TrafficFrom& v) {
    const auto& [gateway, ns, workload] = v;
    return std::tie(gateway, ns, workload);
}

auto fields(const RateStep& v) {
    const auto& [at, rate, ramp] = v;
    return std::tie(at, rate, ramp);
}

auto fields(const ClientRetries& v) {
    const auto& [attempts, backoff] = v;
    return std::tie(attempts, backoff);
}

auto fields(const Sessions& v) {
    const auto& [count, header, cookie, queryParameter, sourceIp] = v;
    return std::tie(count, header, cookie, queryParameter, sourceIp);
}

auto fields(const RequestShape& v) {
    const auto& [weight, method, path, host, headers] = v;
    return std::tie(weight, method, path, host, headers);
}

auto fields(const ErrorRate& v) {
    const auto& [percent, status] = v;
    return std::tie(percent, status);
}

template <class T> bool equal(const T& a, const T& b) {
    return fields(a) == fields(b);
}

template <class T> bool equal(const std::optional<T>& a, const std::optional<T>& b) {
    return a.has_value() == b.has_value() && (!a || equal(*a, *b));
}

template <class T> bool equal(const std::vector<T>& a, const std::vector<T>& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!equal(a[i], b[i])) return false;
    return true;
}

bool equal(const std::optional<Users>& a, const std::optional<Users>& b) {
    return a.has_value() == b.has_value() && (!a || (a->count == b->count && equal(a->thinkTime, b->thinkTime)));
}

} // namespace

bool same(const Traffic& a, const Traffic& b) {
    const auto& [name, from, port, host, path, method, headers, mix, arrivals, rate, profile, users, start, stop,
                 deadline, retries, sessions] = a;
    return name == b.name && equal(from, b.from) && port == b.port && host == b.host && path == b.path &&
           method == b.method && headers == b.headers && equal(mix, b.mix) && arrivals == b.arrivals &&
           rate == b.rate && equal(profile, b.profile) && equal(users, b.users) && start == b.start && stop == b.stop &&
           deadline == b.deadline && equal(retries, b.retries) && equal(sessions, b.sessions);
}

bool same(const Incident& a, const Incident& b) {
    const auto& [name, type, at, lasting, workload, pod, service, ns, factor, errors, replicas, fromZone, toZone, delay,
                 patch] = a;
    return name == b.name && type == b.type && at == b.at && lasting == b.lasting && workload == b.workload &&
           pod == b.pod && service == b.service && ns == b.ns && factor == b.factor && equal(errors, b.errors) &&
           replicas == b.replicas && fromZone == b.fromZone && toZone == b.toZone && delay == b.delay &&
           patch == b.patch;
}

} // namespace meshwright::sim::mesh
