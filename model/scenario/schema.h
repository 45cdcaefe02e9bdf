// Field tables of Scenario and Canvas.
#pragma once

#include "model/scenario/scenario.h"
#include "model/yaml/schema.h"

#include <array>

namespace meshwright::model::yaml {

template <> struct Schema<scenario::TimeDistribution> {
    using T = scenario::TimeDistribution;
    static constexpr std::string_view name = "TimeDistribution";
    static constexpr std::array<std::string_view, 6> types = {"deterministic", "exponential", "lognormal",
                                                              "gamma",         "uniform",     "empirical"};
    static constexpr std::tuple fields{
        field("type", &T::type, "Shape of the distribution; deterministic where absent.").shown().oneOf(types),
        field("mean", &T::mean, "Mean of the times.").shown(),
        field("stddev", &T::stddev, "Standard deviation, of lognormal and gamma."),
        field("shape", &T::shape, "Shape of gamma, instead of stddev."),
        field("min", &T::min, "Shortest time."),
        field("max", &T::max, "Longest time."),
        field("p50", &T::p50, "Median of lognormal, with p99 instead of mean and stddev."),
        field("p99", &T::p99, "99th percentile of lognormal."),
        field("values", &T::values, "Measured times, of empirical."),
        field("weights", &T::weights, "How often each measured time is drawn, relative to the others."),
    };
};

template <> struct Schema<scenario::TrafficFrom> {
    using T = scenario::TrafficFrom;
    static constexpr std::string_view name = "TrafficFrom";
    static constexpr std::tuple fields{
        field("gateway", &T::gateway, "Labels of the gateway pods through which traffic comes in.")
            .choiceOf("sender")
            .is(Format::Labels),
        field("namespace", &T::ns, "Namespace of the sender.").is(Format::Namespace).shown(),
        field("workload", &T::workload, "The workload whose sidecar sends.").choiceOf("sender").is(Format::Workload),
    };
};

template <> struct Schema<scenario::RateStep> {
    using T = scenario::RateStep;
    static constexpr std::string_view name = "RateStep";
    static constexpr std::tuple fields{
        field("at", &T::at, "Time since the run's start.").shown(),
        field("rate", &T::rate, "Requests a second from then on.").shown(),
        field("ramp", &T::ramp, "Reach the rate linearly from the step before."),
    };
};

template <> struct Schema<scenario::Users> {
    using T = scenario::Users;
    static constexpr std::string_view name = "Users";
    static constexpr std::tuple fields{
        field("count", &T::count, "Number of users; each waits for its answer.").shown(),
        field("thinkTime", &T::thinkTime, "How long a user waits before the next request.").shown(),
    };
};

template <> struct Schema<scenario::ClientRetries> {
    using T = scenario::ClientRetries;
    static constexpr std::string_view name = "ClientRetries";
    static constexpr std::tuple fields{
        field("attempts", &T::attempts, "How often the client itself tries again.").shown(),
        field("backoff", &T::backoff, "Waiting time before a retry, doubled for each further one."),
    };
};

template <> struct Schema<scenario::Sessions> {
    using T = scenario::Sessions;
    static constexpr std::string_view name = "Sessions";
    static constexpr std::tuple fields{
        field("count", &T::count, "Number of distinct keys.").shown(),
        field("header", &T::header, "Header that carries the key."),
        field("cookie", &T::cookie, "Cookie that carries the key."),
        field("queryParameter", &T::queryParameter, "Query parameter that carries the key."),
        field("sourceIp", &T::sourceIp, "The caller's address is the key."),
    };
};

template <> struct Schema<scenario::RequestShape> {
    using T = scenario::RequestShape;
    static constexpr std::string_view name = "RequestShape";
    static constexpr std::tuple fields{
        field("weight", &T::weight, "Share relative to the other kinds of request.").shown(),
        field("method", &T::method, "Method of the request.").is(Format::Method),
        field("path", &T::path, "Path of the request.").shown(),
        field("host", &T::host, "Host of the request.").is(Format::Host),
        field("headers", &T::headers, "Headers of the request."),
    };
};

template <> struct Schema<scenario::Traffic> {
    using T = scenario::Traffic;
    static constexpr std::string_view name = "Traffic";
    static constexpr std::array<std::string_view, 3> processes = {"poisson", "constant", "users"};
    static constexpr std::tuple fields{
        field("name", &T::name, "Name of this source.").shown(),
        field("from", &T::from, "Who sends: a gateway or a workload.").shown(),
        field("port", &T::port, "Port to which requests are sent.").is(Format::Port),
        field("host", &T::host, "Host of the requests.").is(Format::Host).shown(),
        field("path", &T::path, "Path of the requests; / where absent.").shown(),
        field("method", &T::method, "Method of the requests; GET where absent.").is(Format::Method).shown(),
        field("headers", &T::headers, "Headers of the requests."),
        field("mix", &T::mix, "Several kinds of request by weight."),
        field("arrivals", &T::arrivals, "How requests arrive; poisson where absent.").shown().oneOf(processes),
        field("rate", &T::rate, "Requests a second.").shown(),
        field("profile", &T::profile, "How the rate changes."),
        field("users", &T::users, "Closed loop: users who wait for their answers."),
        field("start", &T::start, "When this source begins."),
        field("stop", &T::stop, "When this source ends."),
        field("deadline", &T::deadline, "The client gives up after this time.").shown(),
        field("retries", &T::retries, "Retries of the client itself."),
        field("sessions", &T::sessions, "Session keys for consistent hashing."),
    };
};

template <> struct Schema<scenario::Call> {
    using T = scenario::Call;
    static constexpr std::string_view name = "Call";
    static constexpr std::tuple fields{
        field("host", &T::host, "Host that is called.").is(Format::Host).shown(),
        field("path", &T::path, "Path of the call.").shown(),
        field("method", &T::method, "Method of the call.").is(Format::Method),
        field("port", &T::port, "Port of the call; the service's only port where absent.").is(Format::Port),
        field("headers", &T::headers, "Headers of the call."),
        field("probability", &T::probability, "Chance that the call is made, 0 to 1."),
        field("count", &T::count, "How often the call is made."),
        field("optional", &T::optional, "A failed call does not fail the caller."),
    };
};

template <> struct Schema<scenario::CallGroup> {
    using T = scenario::CallGroup;
    static constexpr std::string_view name = "CallGroup";
    static constexpr std::tuple fields{
        field("parallel", &T::parallel, "Calls of the group run at once.").shown(),
        field("calls", &T::calls, "Calls of the group.").shown(),
    };
};

template <> struct Schema<scenario::ErrorRate> {
    using T = scenario::ErrorRate;
    static constexpr std::string_view name = "ErrorRate";
    static constexpr std::tuple fields{
        field("percent", &T::percent, "Share of answers that fail, 0 to 100.").shown(),
        field("status", &T::status, "Status of such answers, 500 where absent.").is(Format::Status).shown(),
    };
};

template <> struct Schema<scenario::Behaviour> {
    using T = scenario::Behaviour;
    static constexpr std::string_view name = "Behaviour";
    static constexpr std::tuple fields{
        field("service", &T::service, "Service whose pods behave so.").is(Format::Service).choiceOf("who"),
        field("workload", &T::workload, "Deployment whose pods behave so.")
            .is(Format::Workload)
            .choiceOf("who")
            .shown(),
        field("pod", &T::pod, "The one pod that behaves so.").choiceOf("who"),
        field("namespace", &T::ns, "Its namespace.").is(Format::Namespace),
        field("latency", &T::latency, "Own work for a request, before its calls.").shown(),
        field("concurrency", &T::concurrency, "Requests served at once; 0 is no limit.").shown(),
        field("queue", &T::queue, "Requests that may wait; -1 is no limit.").shown(),
        field("errors", &T::errors, "Share of answers that fail.").shown(),
        field("calls", &T::calls, "Calls made while a request is served.").shown(),
        field("forward", &T::forward, "Headers passed on to the calls."),
        field("connectTime", &T::connectTime, "Time for a new connection."),
    };
};

template <> struct Schema<scenario::Incident> {
    using T = scenario::Incident;
    static constexpr std::string_view name = "Incident";
    static constexpr std::array<std::string_view, 8> types = {"crash",  "restart", "slow",  "errors",
                                                              "outage", "scale",   "delay", "apply"};
    static constexpr std::tuple fields{
        field("name", &T::name, "Name of the incident."),
        field("type", &T::type, "What happens.").shown().oneOf(types),
        field("at", &T::at, "When it begins.").shown(),
        field("lasting", &T::lasting, "How long it lasts; to the end where absent.").shown(),
        field("workload", &T::workload, "Deployment it happens to.").is(Format::Workload).choiceOf("who").shown(),
        field("pod", &T::pod, "Pod it happens to.").choiceOf("who"),
        field("service", &T::service, "Service it happens to.").is(Format::Service).choiceOf("who"),
        field("namespace", &T::ns, "Namespace of the target.").is(Format::Namespace),
        field("factor", &T::factor, "Slow: times are multiplied by this."),
        field("errors", &T::errors, "Errors: share of answers that fail."),
        field("replicas", &T::replicas, "Scale: new number of pods."),
        field("fromZone", &T::fromZone, "Delay: zone of the caller."),
        field("toZone", &T::toZone, "Delay: zone of the callee."),
        field("delay", &T::delay, "Delay: time added."),
        field("patch", &T::patch, "Apply: YAML documents that replace those of the same name.").is(Format::Lines),
    };
};

template <> struct Schema<scenario::Analysis> {
    using T = scenario::Analysis;
    static constexpr std::string_view name = "Analysis";
    static constexpr std::tuple fields{
        field("minSuccess", &T::minSuccess, "Lowest share of successful answers, in percent.").shown(),
        field("maxP99", &T::maxP99, "Longest 99th percentile.").shown(),
        field("maxP50", &T::maxP50, "Longest median."),
        field("minRequests", &T::minRequests, "Fewer requests decide nothing."),
        field("failures", &T::failures, "Failed checks before the rollout is taken back.").shown(),
        field("interval", &T::interval, "Time between checks."),
    };
};

template <> struct Schema<scenario::RolloutStep> {
    using T = scenario::RolloutStep;
    static constexpr std::string_view name = "RolloutStep";
    static constexpr std::tuple fields{
        field("weight", &T::weight, "Share of the canary from now on.").shown(),
        field("mirror", &T::mirror, "Share of requests copied to the canary from now on."),
        field("pause", &T::pause, "How long the step lasts.").shown(),
        field("analysis", &T::analysis, "What is checked during the step."),
    };
};

template <> struct Schema<scenario::Rollout> {
    using T = scenario::Rollout;
    static constexpr std::string_view name = "Rollout";
    static constexpr std::array<std::string_view, 3> strategies = {"canary", "blueGreen", "mirroredCanary"};
    static constexpr std::tuple fields{
        field("strategy", &T::strategy, "How the new version comes in; canary where absent.").shown().oneOf(strategies),
        field("virtualService", &T::virtualService, "The VirtualService whose weights change.")
            .is(Format::VirtualService)
            .shown(),
        field("namespace", &T::ns, "Its namespace.").is(Format::Namespace),
        field("route", &T::route, "Name of the rule; the one with both subsets where absent."),
        field("stable", &T::stable, "Subset of the present version.").is(Format::Subset).shown(),
        field("canary", &T::canary, "Subset of the new version.").is(Format::Subset).shown(),
        field("start", &T::start, "When the rollout begins."),
        field("steps", &T::steps, "Steps of the rollout.").shown(),
        field("analysis", &T::analysis, "What is checked where a step says nothing."),
    };
};

template <> struct Schema<scenario::Scenario> {
    using T = scenario::Scenario;
    static constexpr std::string_view name = "Scenario";
    static constexpr std::tuple fields{
        field("description", &T::description, "What this scenario shows.").is(Format::Lines),
        field("seed", &T::seed, "Seed of the random numbers, 1 where absent.").unsigned64(),
        field("duration", &T::duration, "Length of the run, 60s where absent.").shown(),
        field("traffic", &T::traffic, "Who sends requests.").shown(),
        field("services", &T::services, "How services behave.").shown(),
        field("incidents", &T::incidents, "What happens to the mesh."),
        field("rollout", &T::rollout, "A new version that comes in step by step."),
    };
};

template <> struct Schema<scenario::Placement> {
    using T = scenario::Placement;
    static constexpr std::string_view name = "Placement";
    static constexpr std::tuple fields{
        field("node", &T::node, "kind/namespace/name of the node."),
        field("x", &T::x, "Place to the right, in canvas units."),
        field("y", &T::y, "Place downwards, in canvas units."),
    };
};

template <> struct Schema<scenario::Canvas> {
    using T = scenario::Canvas;
    static constexpr std::string_view name = "Canvas";
    static constexpr std::tuple fields{field("nodes", &T::nodes, "Where nodes stand.")};
};

} // namespace meshwright::model::yaml
