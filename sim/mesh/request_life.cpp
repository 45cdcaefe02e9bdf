#include "sim/mesh/request_life.h"

#include "sim/routing/mesh_index.h"

#include <cstdio>

namespace meshwright::sim::mesh {
namespace {

std::string milliseconds(Duration d) {
    char text[40];
    std::snprintf(text, sizeof text, "%.2f ms", d.inMilliseconds());
    return text;
}

std::string statusText(int status, const std::string& flags) {
    std::string text = status == 0 ? "no answer" : std::to_string(status);
    if (!flags.empty() && flags != "-") text += " " + flags;
    return text;
}

std::string what(const LifeSpan& s) {
    switch (s.kind) {
    case SpanKind::Request:
        return "request: " + statusText(s.status, s.flags);
    case SpanKind::Hop: {
        if (!s.decision) return "hop";
        const HopDecision& d = *s.decision;
        std::string text = (d.mirror ? "mirror at " : "at ") + d.node + ": " + d.request.method + " " +
                           d.request.authority + d.request.path + " -> " + (d.cluster.empty() ? d.reply : d.cluster) +
                           ", " + statusText(s.status, s.flags);
        text += "; rule: " + whereOf(d);
        return text;
    }
    case SpanKind::Try:
        return "try " + std::to_string(s.tryNumber) + " at " + s.pod + ": " + statusText(s.status, s.flags) +
               (s.retried ? ", tried again" : "");
    case SpanKind::QueueWait:
    case SpanKind::Work:
        return std::string(toText(s.kind)) + " in " + s.pod;
    case SpanKind::FaultDelay:
    case SpanKind::PoolWait:
    case SpanKind::BackOff:
        return toText(s.kind);
    }
    return {};
}

} // namespace

std::string whereOf(const HopDecision& d) {
    if (!d.route) return "none, the service's own route";
    if (d.mesh) return d.mesh->places().toText(d.route);
    return d.route.resource->file + " (" + d.route.resource->meta.name + ", " + d.route.field + ")";
}

const char* toText(SpanKind kind) {
    switch (kind) {
    case SpanKind::Request:
        return "request";
    case SpanKind::Hop:
        return "hop";
    case SpanKind::FaultDelay:
        return "injected delay";
    case SpanKind::Try:
        return "try";
    case SpanKind::PoolWait:
        return "waits for a connection";
    case SpanKind::QueueWait:
        return "waits in the queue";
    case SpanKind::Work:
        return "work";
    case SpanKind::BackOff:
        return "back-off before the next try";
    }
    return "";
}

std::string toText(const RequestLife& life) {
    std::string text = "#" + std::to_string(life.request) + " " +
                       (life.open ? std::string("still under way") : statusText(life.status, life.flags)) + " after " +
                       milliseconds(life.end - life.start);
    if (life.retries > 0) text += ", " + std::to_string(life.retries) + (life.retries == 1 ? " retry" : " retries");
    if (life.slow) text += ", slow";
    return text;
}

std::string waterfallText(const RequestLife& life) {
    std::string out = toText(life) + "\n";
    std::vector<int> depth(life.spans.size(), 0);
    for (std::size_t i = 0; i < life.spans.size(); ++i) {
        const LifeSpan& s = life.spans[i];
        if (s.parent >= 0) depth[i] = depth[static_cast<std::size_t>(s.parent)] + 1;
        char times[64];
        std::snprintf(times, sizeof times, "%10.2f ms %+10.2f ms  ", (s.start - life.start).inMilliseconds(),
                      (s.end - s.start).inMilliseconds());
        out += times + std::string(static_cast<std::size_t>(depth[i]) * 2, ' ') + what(s) +
               (s.open ? " (still under way)" : "") + "\n";
    }
    if (life.truncated) out += "… and more; the rest is not kept\n";
    return out;
}

} // namespace meshwright::sim::mesh
