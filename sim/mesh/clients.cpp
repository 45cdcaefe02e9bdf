#include "sim/mesh/clients.h"

#include "model/base/text.h"
#include "sim/mesh/scenario_parts.h"

#include <algorithm>

namespace meshwright::sim::mesh {
namespace {

constexpr std::uint32_t mostSessions = 10'000; ///< further ones share the decisions of these
constexpr std::uint64_t enoughToCallSlow = 1'000;

model::Diagnostic refuse(std::size_t index, const std::string& field, std::string message) {
    model::Diagnostic d;
    d.code = "MW3002";
    d.kind = "Scenario";
    d.field = "spec.traffic[" + std::to_string(index) + "]" + field;
    d.message = std::move(message);
    return d;
}

/// The request of one session: its key is where the scenario says.
routing::Request withSession(routing::Request r, const model::scenario::Sessions& sessions, std::uint32_t session) {
    const std::string key = "session-" + std::to_string(session);
    if (!sessions.header.empty()) r.headers.emplace_back(model::lowerCase(sessions.header), key);
    if (!sessions.cookie.empty()) r.headers.emplace_back("cookie", sessions.cookie + "=" + key);
    if (!sessions.queryParameter.empty())
        r.path += (r.path.find('?') == std::string::npos ? "?" : "&") + sessions.queryParameter + "=" + key;
    return r;
}

std::string nameOf(const model::scenario::Traffic& traffic, std::size_t index) {
    return traffic.name.empty() ? "traffic-" + std::to_string(index) : traffic.name;
}

std::string sourceIpOf(std::uint32_t session) {
    return "10." + std::to_string(1 + session / 65536 % 250) + "." + std::to_string(session / 256 % 256) + "." +
           std::to_string(session % 256);
}

} // namespace

tl::expected<void, model::Diagnostics> Clients::open(Engine& engine,
                                                     const std::vector<model::scenario::Traffic>& traffic) {
    engine_ = &engine;
    return change(traffic);
}

tl::expected<void, model::Diagnostics> Clients::change(const std::vector<model::scenario::Traffic>& traffic) {
    model::Diagnostics wrong;
    std::vector<bool> stays(sources_.size(), false);
    std::vector<std::unique_ptr<Source>> fresh;
    for (std::size_t i = 0; i < traffic.size(); ++i) {
        const std::string name = nameOf(traffic[i], i);
        const Source* before = nullptr;
        bool same = false;
        for (std::size_t k = 0; k < sources_.size(); ++k) {
            const Source& s = *sources_[k];
            if (s.ended || stays[k] || s.name != name) continue;
            before = &s;
            if (mesh::same(s.traffic, traffic[i])) stays[k] = same = true;
            break;
        }
        if (same) continue;
        if (auto made = makeSource(traffic[i], i, before))
            fresh.push_back(std::move(*made));
        else
            wrong.insert(wrong.end(), made.error().begin(), made.error().end());
    }
    if (!wrong.empty()) return tl::unexpected(std::move(wrong));
    for (std::size_t k = 0; k < stays.size(); ++k)
        if (!stays[k]) sources_[k]->ended = true;
    for (auto& source : fresh) openSource(std::move(source));
    return {};
}

tl::expected<std::unique_ptr<Clients::Source>, model::Diagnostics>
Clients::makeSource(const model::scenario::Traffic& given, std::size_t index, const Source* before) {
    model::Diagnostics wrong;
    auto source = std::make_unique<Source>();
    source->traffic = given;
    const model::scenario::Traffic& t = source->traffic;
    source->name = nameOf(t, index);
    source->ledgerName = engine_->ledger().name(source->name);
    source->random = before ? before->random : kernel::RandomStream::forEntity(seed_, "client/" + source->name);

    routing::ProxyRef from;
    from.gateway = t.from.gateway;
    from.workload = t.from.workload;
    from.ns = t.from.ns.empty() ? (t.from.workload.empty() ? "istio-system" : "default") : t.from.ns;
    if (t.from.workload.empty() && t.from.gateway.empty())
        return tl::unexpected(model::Diagnostics{
            refuse(index, ".from", "Traffic needs a sender: name a gateway by its labels or a workload.")});
    source->proxies = engine_->proxiesOf(from);
    if (source->proxies.empty())
        return tl::unexpected(
            model::Diagnostics{refuse(index, ".from.workload",
                                      "No Deployment \"" + from.workload + "\" with a pod is in namespace " + from.ns +
                                          "; name one of the design's Deployments.")});

    routing::Request base;
    base.port = static_cast<std::uint32_t>(t.port);
    base.authority = t.host;
    if (!t.path.empty()) base.path = t.path;
    if (!t.method.empty()) base.method = t.method;
    for (const auto& [name, value] : t.headers) base.headers.emplace_back(model::lowerCase(name), value);
    if (t.mix.empty()) {
        source->shapes.push_back({1, base, {}});
    } else {
        double sum = 0;
        for (std::size_t m = 0; m < t.mix.size(); ++m) {
            const auto& kind = t.mix[m];
            if (!(kind.weight >= 0) || kind.weight > 1e9)
                wrong.push_back(refuse(index, ".mix[" + std::to_string(m) + "].weight",
                                       "A weight of the mix must be 0 to 1,000,000,000."));
            sum += kind.weight;
            routing::Request r = base;
            if (!kind.host.empty()) r.authority = kind.host;
            if (!kind.path.empty()) r.path = kind.path;
            if (!kind.method.empty()) r.method = kind.method;
            for (const auto& [name, value] : kind.headers) {
                const std::string key = model::lowerCase(name);
                std::erase_if(r.headers, [&](const auto& h) { return h.first == key; });
                r.headers.emplace_back(key, value);
            }
            source->shapes.push_back({sum, std::move(r), {}});
        }
        if (!(sum > 0)) wrong.push_back(refuse(index, ".mix", "The weights of the mix must not all be 0."));
        for (Shape& s : source->shapes) s.upTo /= sum;
    }

    source->stop = {t.stop ? t.stop->ns : std::numeric_limits<std::int64_t>::max()};
    source->closedLoop = t.arrivals == "users";
    if (!t.arrivals.empty() && t.arrivals != "poisson" && t.arrivals != "constant" && !source->closedLoop)
        wrong.push_back(refuse(index, ".arrivals",
                               "\"" + t.arrivals + "\" is no kind of arrivals; use poisson, constant or users."));
    const auto bad = [](double rate) { return !(rate >= 0) || rate > 1e7; };
    if (bad(t.rate) || std::any_of(t.profile.begin(), t.profile.end(), [&](const auto& s) { return bad(s.rate); }))
        wrong.push_back(refuse(index, ".rate", "A rate must be 0 to 10,000,000 requests a second."));
    if (source->closedLoop) {
        if (!t.users || t.users->count < 1 || t.users->count > 1'000'000)
            wrong.push_back(refuse(index, ".users.count", "Closed-loop traffic needs 1 to 1,000,000 users."));
        if (t.users && t.users->thinkTime) {
            auto think = kernel::TimeSampler::compile(*t.users->thinkTime,
                                                      "spec.traffic[" + std::to_string(index) + "].users.thinkTime");
            if (!think)
                wrong.insert(wrong.end(), think.error().begin(), think.error().end());
            else
                source->thinkTime = std::move(*think);
        }
    }
    if (!wrong.empty()) return tl::unexpected(std::move(wrong));

    Tally& tally = engine_->tally();
    source->cell =
        &tally.cell(tally.edge({"client/" + source->name, engine_->nodeOf(source->proxies.front()), "", -1, "", false}),
                    Tally::outside);
    return source;
}

void Clients::openSource(std::unique_ptr<Source> source) {
    const auto number = static_cast<std::uint32_t>(sources_.size());
    sources_.push_back(std::move(source));
    Source& s = *sources_.back();
    const model::scenario::Traffic& t = s.traffic;
    kernel::Scheduler& scheduler = engine_->scheduler();
    const TimePoint start{std::max(t.start ? t.start->ns : 0, engine_->now().ns)};
    if (s.closedLoop) {
        for (std::int64_t u = 0; u < t.users->count; ++u)
            scheduler.at(start + s.thinkTime.draw(s.random), {userSends, 0, number});
    } else {
        s.arrivals.emplace(t.rate, t.profile, t.arrivals != "constant", start,
                           t.stop ? std::optional(s.stop) : std::nullopt);
        if (const auto first = s.arrivals->next(s.random)) scheduler.at(*first, {arrival, 0, number});
    }
}

void Clients::reconfigured() {
    for (auto& source : sources_)
        for (Shape& shape : source->shapes) shape.plans.clear();
}

const Plan* Clients::plan(Source& source, Shape& shape, std::uint32_t session, std::uint32_t proxy) {
    if (shape.plans.size() <= session) shape.plans.resize(session + 1, nullptr);
    const Plan*& known = shape.plans[session];
    if (known) return known;
    if (!source.traffic.sessions) return known = engine_->planFor(proxy, shape.request);
    const auto& sessions = *source.traffic.sessions;
    return known = engine_->planFor(proxy, withSession(shape.request, sessions, session),
                                    sessions.sourceIp ? sourceIpOf(session) : "127.0.0.1");
}

void Clients::happened(const kernel::Event& e) {
    switch (e.kind) {
    case arrival: {
        Source& s = *sources_[e.index];
        if (s.ended) return;
        ask(e.index);
        if (const auto next = s.arrivals->next(s.random)) engine_->scheduler().at(*next, {arrival, 0, e.index});
        return;
    }
    case userSends:
        if (engine_->now() < sources_[e.index]->stop && !sources_[e.index]->ended) ask(e.index);
        return;
    case retrySends:
        return send(e.index);
    default:
        if (others) others(e);
    }
}

void Clients::ask(std::uint32_t number) {
    Source& s = *sources_[number];
    const kernel::Handle h = asked_.acquire();
    Asked& a = asked_[h.index];
    a = {number, 0, 0, 0, ++requests_, engine_->now(), metrics::Ledger::none};
    if (s.shapes.size() > 1) {
        const double u = s.random.unit();
        while (a.shape + 1 < s.shapes.size() && s.shapes[a.shape].upTo <= u) ++a.shape;
    }
    if (s.traffic.sessions && s.traffic.sessions->count > 1)
        a.session = static_cast<std::uint32_t>(s.random.below(static_cast<std::uint64_t>(s.traffic.sessions->count)) %
                                               mostSessions);
    s.cell->count.arrive();
    if (Journal* journal = engine_->journal()) journal->begins(a.request, s.ledgerName, a.first);
    send(h.index);
}

void Clients::send(std::uint32_t i) {
    Asked& a = asked_[i];
    Source& s = *sources_[a.source];
    ++a.tries;
    ++engine_->tally().outsideTries;
    const std::uint32_t proxy = s.proxies.size() == 1 ? s.proxies.front() : s.proxies[s.random.below(s.proxies.size())];
    engine_->begin(proxy, plan(s, s.shapes[a.shape], a.session, proxy), a.request, i,
                   s.traffic.deadline.value_or(Duration{}));
}

void Clients::answered(Stream& stream) {
    Asked& a = asked_[stream.tag];
    Source& s = *sources_[a.source];
    const auto& retries = s.traffic.retries;
    if (retries && metrics::Population::isFailure(stream.status) && a.tries <= retries->attempts) {
        const std::int64_t base = retries->backoff.value_or(Duration{}).ns;
        const Duration wait{base << std::min(a.tries - 1, 20u)};
        ++engine_->tally().retries;
        a.chain = engine_->ledger().join(stream.chain, a.chain);
        stream.chain = metrics::Ledger::none;
        engine_->scheduler().after(wait, {retrySends, 0, stream.tag});
        return;
    }
    over(stream.tag, stream);
}

void Clients::over(std::uint32_t i, Stream& stream) {
    Asked& a = asked_[i];
    Source& s = *sources_[a.source];
    Tally& tally = engine_->tally();
    const TimePoint now = engine_->now();
    const Duration took = now - a.first;
    const bool failed = metrics::Population::isFailure(stream.status);
    s.cell->count.complete(stream.status, took);
    if (stream.flags) s.cell->count.flags.add(stream.flags);
    tally.totalSeries.record(now, !failed, took);
    Journal* journal = engine_->journal();
    if (tally.keepHops && (!journal || journal->followsRequest(a.request)))
        tally.hop({a.request, s.cell->edge, a.first, now,
                   failed ? metrics::Flight::Outcome::Failed : metrics::Flight::Outcome::Fine,
                   static_cast<int>(resilience::httpStatusOf(stream.status))});

    // Slow: beyond four times the median of all answers so far, once there are enough to know it.
    if (++tally.answers % enoughToCallSlow == 0) {
        slowFrom_ = tally.total().latency().percentile(0.5) * 4;
        engine_->slowWork = {slowFrom_.ns / 4};
    }
    const bool slow = !failed && slowFrom_.ns > 0 && took > slowFrom_;
    if (journal) journal->ends(a.request, now, stream.status, stream.flags, failed, slow);
    metrics::Ledger& ledger = engine_->ledger();
    a.chain = ledger.join(stream.chain, a.chain);
    stream.chain = metrics::Ledger::none;
    if (failed || slow)
        ledger.close(a.chain,
                     {a.request, s.ledgerName, a.first, took, static_cast<int>(resilience::httpStatusOf(stream.status)),
                      flagsText(stream.flags), slow});
    else
        ledger.drop(a.chain);

    engine_->outsideAnswered(failed);
    if (onAnswer) onAnswer(stream.status, took, a.source);
    if (s.closedLoop) engine_->scheduler().after(s.thinkTime.draw(s.random), {userSends, 0, a.source});
    asked_.release(i);
}

} // namespace meshwright::sim::mesh
