#include "sim/metrics/ledger.h"

#include "sim/metrics/population.h"

#include <algorithm>
#include <cstdio>

namespace meshwright::sim::metrics {
namespace {

std::string timeText(Duration d) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f ms", d.inMilliseconds());
    return text;
}

/// Steps that only pass a failure on, or that say how long something took.
bool passesOn(Cause c) {
    return c == Cause::CallFailed || c == Cause::RetriesExhausted || c == Cause::RetriedAfter || c == Cause::Ejected;
}
bool tellsTime(Cause c) {
    return c == Cause::SlowWork || c == Cause::QueueWait || c == Cause::PoolWait || c == Cause::FaultDelay;
}

} // namespace

std::uint32_t Ledger::name(const std::string& text) {
    const auto [it, fresh] = numbers_.try_emplace(text, static_cast<std::uint32_t>(names_.size()));
    if (fresh) names_.push_back(text);
    return it->second;
}

std::uint32_t Ledger::add(std::uint32_t chain, const CauseStep& step) {
    const std::uint32_t length = chain == none ? 0 : nodes_[chain].length;
    if (length >= mostSteps) return chain;
    std::uint32_t n = free_;
    if (n == none) {
        n = static_cast<std::uint32_t>(nodes_.size());
        nodes_.emplace_back();
    } else {
        free_ = nodes_[n].next;
    }
    nodes_[n] = {step, chain, length + 1};
    return n;
}

std::uint32_t Ledger::join(std::uint32_t newer, std::uint32_t older) {
    if (newer == none) return older;
    if (older == none) return newer;
    if (nodes_[newer].length + nodes_[older].length > mostSteps) {
        drop(newer);
        return older;
    }
    const std::uint32_t more = nodes_[older].length;
    std::uint32_t n = newer;
    for (;;) {
        nodes_[n].length += more;
        if (nodes_[n].next == none) break;
        n = nodes_[n].next;
    }
    nodes_[n].next = older;
    return newer;
}

void Ledger::drop(std::uint32_t& chain) {
    while (chain != none) {
        const std::uint32_t next = nodes_[chain].next;
        nodes_[chain].next = free_;
        free_ = chain;
        chain = next;
    }
}

const CauseStep* Ledger::rootCause(std::uint32_t chain, bool slow) const {
    // A late answer: the longest wait. A failure: the newest step that did not only pass one on.
    const CauseStep* best = nullptr;
    for (std::uint32_t n = chain; n != none; n = nodes_[n].next) {
        const CauseStep& s = nodes_[n].step;
        if (slow) {
            if (!best || s.waited > best->waited) best = &s;
        } else if (!passesOn(s.what) && !tellsTime(s.what)) {
            return &s;
        }
    }
    return best;
}

void Ledger::close(std::uint32_t& chain, const Ended& ended) {
    const CauseStep* root = rootCause(chain, ended.slow);
    Key key{Cause::Answered, static_cast<std::uint16_t>(ended.status), 0, 0, ended.flags};
    if (root) key = {root->what, root->status, root->pod, root->cluster, ended.flags};
    auto it = causes_.find(key);
    if (it == causes_.end() && causes_.size() < mostCauses) it = causes_.try_emplace(key).first;
    Count& count = it == causes_.end() ? others_ : it->second;
    ++(ended.slow ? count.slow : count.failed);

    if (ring_.size() < mostEntries) ring_.emplace_back();
    LedgerEntry& entry = ring_[next_];
    next_ = (next_ + 1) % mostEntries;
    entry.request = ended.request;
    entry.source = names_[ended.source];
    entry.flags = ended.flags;
    entry.start = ended.start;
    entry.latency = ended.latency;
    entry.status = ended.status;
    entry.slow = ended.slow;
    entry.steps.clear();
    for (std::uint32_t n = chain; n != none; n = nodes_[n].next) entry.steps.push_back(nodes_[n].step);
    std::reverse(entry.steps.begin(), entry.steps.end());
    drop(chain);
}

std::vector<CauseTotal> Ledger::causes() const {
    std::vector<CauseTotal> out;
    for (const auto& [key, count] : causes_) {
        CauseStep step;
        step.what = key.what;
        step.status = key.status;
        step.pod = key.pod;
        step.cluster = key.cluster;
        CauseTotal total{words(step), key.what,     names_[key.pod], names_[key.cluster],
                         key.flags,   count.failed, count.slow};
        if (!total.cluster.empty() && total.text.find(total.cluster) == std::string::npos)
            total.text += " (" + total.cluster + ")";
        out.push_back(std::move(total));
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const auto& a, const auto& b) { return a.failed + a.slow > b.failed + b.slow; });
    if (others_.failed + others_.slow > 0)
        out.push_back({"other causes", Cause::Answered, "", "", "", others_.failed, others_.slow});
    return out;
}

std::vector<LedgerEntry> Ledger::entries() const {
    std::vector<LedgerEntry> out;
    out.reserve(ring_.size());
    const std::size_t first = ring_.size() < mostEntries ? 0 : next_;
    for (std::size_t i = 0; i < ring_.size(); ++i) out.push_back(ring_[(first + i) % ring_.size()]);
    return out;
}

std::string Ledger::words(const CauseStep& s) const {
    const std::string pod = s.pod ? names_[s.pod] : "the host";
    const std::string cluster = s.cluster ? names_[s.cluster] : "the cluster";
    std::string text;
    if (s.tryNumber > 0) text = "try " + std::to_string(s.tryNumber) + ": ";
    switch (s.what) {
    case Cause::Answered:
        return text + pod + " answered " + Population::statusName(s.status);
    case Cause::SlowWork:
        return text + pod + " worked " + (s.waited.ns ? "for " + timeText(s.waited) : std::string("for long"));
    case Cause::QueueFull:
        return text + "the queue of " + pod + " was full";
    case Cause::QueueWait:
        return text + "waited " + (s.waited.ns ? timeText(s.waited) + " " : "") + "in the queue of " + pod;
    case Cause::PoolWait:
        return text + "waited " + (s.waited.ns ? timeText(s.waited) + " " : "") + "for a connection to " + pod;
    case Cause::ConnectFailed:
        return text + pod + " refused the connection";
    case Cause::ConnectTimedOut:
        return text + "a connection to " + pod + " did not come up in time";
    case Cause::ConnectionLost:
        return text + pod + " went away during the request";
    case Cause::PerTryTimeout:
        return text + pod + " did not answer within the per-try timeout";
    case Cause::RouteTimeout:
        return text + "no answer within the route's timeout (last asked: " + pod + ")";
    case Cause::CallerGaveUp:
        return text + "the caller's deadline passed";
    case Cause::NoHealthyHost:
        return text + "no healthy host in " + cluster;
    case Cause::PendingLimit:
        return text + "maxPendingRequests of " + cluster + " was reached";
    case Cause::RequestLimit:
        return text + "maxRequests of " + cluster + " was reached";
    case Cause::RetryLimit:
        return text + "maxRetries of " + cluster + " was reached";
    case Cause::RetriesExhausted:
        return text + "no retry was left";
    case Cause::RetriedAfter:
        return text + "tried again" + (s.waited.ns ? " after " + timeText(s.waited) : std::string());
    case Cause::FaultAbort:
        return text + "an injected fault answered " + std::to_string(s.status);
    case Cause::FaultDelay:
        return text + "an injected fault delayed it" + (s.waited.ns ? " by " + timeText(s.waited) : std::string());
    case Cause::NoRoute:
        return text + "no route (" + std::to_string(s.status) + ")";
    case Cause::NoCluster:
        return text + "the destination " + cluster + " does not exist";
    case Cause::CallFailed:
        return text + "the call to " + cluster + " failed with " + Population::statusName(s.status);
    case Cause::HopLimit:
        return text + "calls below calls were cut at the hop limit in " + pod;
    case Cause::Ejected:
        return text + pod + " was ejected from " + cluster;
    case Cause::Denied:
        return text + (s.pod ? "a policy before " + pod : std::string("a policy of the gateway")) + " refused it (" +
               std::to_string(s.status) + ")";
    case Cause::RateLimited:
        return text + "the local rate limit of " + (s.pod ? pod : std::string("the sender's proxy")) + " was used up";
    case Cause::HandshakeFailed:
        return text + "the TLS handshake with " + pod + " failed";
    case Cause::PlainTextRefused:
        return text + "the sidecar of " + pod + " takes mutual TLS alone and closed the connection";
    }
    return text;
}

std::vector<RequestStory> Ledger::stories() const {
    std::vector<RequestStory> out;
    for (const auto& entry : entries()) {
        RequestStory story{entry.request, entry.source, entry.flags, entry.start,
                           entry.latency, entry.status, entry.slow,  {}};
        for (const auto& step : entry.steps) story.steps.push_back({step.at, words(step)});
        out.push_back(std::move(story));
    }
    return out;
}

} // namespace meshwright::sim::metrics
