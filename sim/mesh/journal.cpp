#include "sim/mesh/journal.h"

#include "sim/resilience/grpc_status.h"

#include <algorithm>

namespace meshwright::sim::mesh {

namespace {

std::uint16_t httpStatus(std::uint16_t status) {
    return static_cast<std::uint16_t>(resilience::httpStatusOf(status));
}

} // namespace

struct Journal::Span {
    SpanKind kind = SpanKind::Request;
    bool open = false, retried = false, mirrored = false;
    std::uint16_t parent = 0xffff, tryNumber = 0, status = 0;
    std::uint32_t pod = nobody;
    Flags flags = 0;
    TimePoint start, end;
    HopDecisionPtr decision;
};

struct Journal::Record {
    std::uint64_t request = 0;
    std::uint32_t source = 0, generation = 0, openHops = 0;
    bool inUse = false, ended = false, failed = false, slow = false, keep = false, truncated = false;
    std::vector<Span> spans;
};

/// The latest records of one sort. A record that comes in takes the place of the oldest and gets its memory.
class Journal::Ring {
public:
    explicit Ring(std::size_t most) : most_(std::max<std::size_t>(1, most)) {}

    void put(Record& record) {
        if (records_.size() < most_) records_.emplace_back();
        Record& place = records_[static_cast<std::size_t>(count_++ % most_)];
        std::swap(place.spans, record.spans);
        place.request = record.request;
        place.source = record.source;
        place.failed = record.failed;
        place.slow = record.slow;
        place.truncated = record.truncated;
    }
    std::uint64_t count() const { return count_; }
    std::uint64_t oldest() const { return count_ - records_.size(); }
    const Record& at(std::uint64_t number) const { return records_[static_cast<std::size_t>(number % most_)]; }
    const Record* find(std::uint64_t request) const {
        const auto it =
            std::find_if(records_.begin(), records_.end(), [&](const auto& r) { return r.request == request; });
        return it == records_.end() ? nullptr : &*it;
    }
    std::uint64_t drained = 0;

private:
    std::size_t most_;
    std::vector<Record> records_;
    std::uint64_t count_ = 0;
};

Journal::Journal(const JournalOptions& options)
    : options_(options), slotOf_(slots, nobody), bad_(std::make_unique<Ring>(options.kept)),
      fine_(std::make_unique<Ring>(options.kept)), recent_(std::make_unique<Ring>(options.recent)) {}

Journal::~Journal() = default;

/// The share that is followed comes from the second before, so that it depends on the run alone.
void Journal::pace(TimePoint now) {
    const std::int64_t second = now.ns / 1'000'000'000;
    if (second != second_) {
        const std::uint64_t most = std::max<std::uint64_t>(1, options_.followedASecond);
        stride_ = second == second_ + 1 ? std::max<std::uint64_t>(1, (thisSecond_ + most - 1) / most) : 1;
        second_ = second;
        thisSecond_ = 0;
    }
    ++thisSecond_;
}

void Journal::begins(std::uint64_t request, std::uint32_t source, TimePoint now) {
    pace(now);
    if (request % stride_ != 0 || thisSecond_ > 8 * options_.followedASecond) return;
    std::uint32_t& slot = slotOf_[request % slots];
    if (slot != nobody) return; // an older request is still under way there
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(records_.size()));
        records_.push_back(std::make_unique<Record>());
    }
    slot = free_.back();
    free_.pop_back();
    Record& r = *records_[slot];
    ++r.generation;
    r.request = request;
    r.source = source;
    r.openHops = 0;
    r.inUse = true;
    r.ended = r.failed = r.slow = r.keep = r.truncated = false;
    r.spans.clear();
    Span span;
    span.start = span.end = now;
    span.open = true;
    r.spans.push_back(std::move(span));
}

Journal::Record* Journal::recordOfRequest(std::uint64_t request) const {
    const std::uint32_t record = slotOf_[request % slots];
    if (record == nobody || records_[record]->request != request) return nullptr;
    return records_[record].get();
}

Journal::Record* Journal::recordOf(std::uint32_t stream) {
    if (!follows(stream)) return nullptr;
    const Place& place = streams_[stream];
    Record& r = *records_[place.record];
    return r.inUse && r.generation == place.generation ? &r : nullptr;
}

std::uint16_t Journal::add(Record& r, SpanKind kind, std::uint16_t parent, TimePoint start, TimePoint end) {
    if (r.spans.size() >= mostSpans) {
        r.truncated = true;
        return 0xffff;
    }
    Span span;
    span.kind = kind;
    span.parent = parent;
    span.start = start;
    span.end = end;
    r.spans.push_back(std::move(span));
    return static_cast<std::uint16_t>(r.spans.size() - 1);
}

void Journal::ends(std::uint64_t request, TimePoint now, std::uint16_t status, Flags flags, bool failed, bool slow) {
    Record* r = recordOfRequest(request);
    if (!r) return;
    Span& whole = r->spans.front();
    whole.end = now;
    whole.open = false;
    whole.status = httpStatus(status);
    whole.flags = flags;
    r->ended = true;
    r->failed = failed;
    r->slow = slow;
    r->keep = failed || slow || fineSeen_++ % std::max<std::uint64_t>(1, options_.everyNth) == 0;
    // What is kept waits for its mirrored copies and for what its pods still do.
    if (!r->keep || r->openHops == 0) close(slotOf_[request % slots]);
}

void Journal::close(std::uint32_t record) {
    Record& r = *records_[record];
    if (r.keep) {
        Record copy = r;
        (r.failed || r.slow ? *bad_ : *fine_).put(copy);
    }
    recent_->put(r);
    r.inUse = false;
    slotOf_[r.request % slots] = nobody;
    free_.push_back(record);
}

void Journal::hopBegins(std::uint32_t stream, std::uint64_t request, std::uint32_t parent, TimePoint now, bool mirrored,
                        const std::function<HopDecisionPtr()>& decision) {
    if (streams_.size() <= stream) streams_.resize(stream + 1);
    Place& place = streams_[stream];
    place.record = nobody;
    Record* r = recordOfRequest(request);
    if (!r) return;
    std::uint16_t under = 0;
    if (parent != nobody && parent != stream && recordOf(parent) == r) {
        const Place& above = streams_[parent];
        under = above.attempt != 0 ? above.attempt : above.hop;
    }
    const std::uint16_t hop = add(*r, SpanKind::Hop, under, now, now);
    if (hop == 0xffff) return;
    Span& span = r->spans[hop];
    span.open = true;
    span.mirrored = mirrored;
    span.decision = decision();
    ++r->openHops;
    place = {slotOf_[request % slots], r->generation, hop, 0};
}

void Journal::hopEnds(std::uint32_t stream, TimePoint now, std::uint16_t status, Flags flags) {
    Record* r = recordOf(stream);
    if (!r) return;
    Place& place = streams_[stream];
    Span& span = r->spans[place.hop];
    span.end = now;
    span.open = false;
    span.status = httpStatus(status);
    span.flags = flags;
    const std::uint32_t record = place.record;
    place.record = nobody;
    if (--r->openHops == 0 && r->ended) close(record);
}

void Journal::tryBegins(std::uint32_t stream, std::uint16_t number, std::uint32_t pod, TimePoint now) {
    Record* r = recordOf(stream);
    if (!r) return;
    Place& place = streams_[stream];
    const std::uint16_t attempt = add(*r, SpanKind::Try, place.hop, now, now);
    place.attempt = attempt == 0xffff ? std::uint16_t{0} : attempt;
    if (place.attempt == 0) return;
    Span& span = r->spans[attempt];
    span.open = true;
    span.tryNumber = number;
    span.pod = pod;
}

void Journal::tryEnds(std::uint32_t stream, TimePoint now, std::uint16_t status, Flags flags, bool retried) {
    Record* r = recordOf(stream);
    if (!r || streams_[stream].attempt == 0) return;
    const std::uint16_t attempt = streams_[stream].attempt;
    Span& span = r->spans[attempt];
    span.end = now;
    span.open = false;
    span.status = httpStatus(status);
    span.flags = flags;
    span.retried = retried;
    // Nobody waits any more for work that takes longer.
    for (std::size_t i = attempt + 1u; i < r->spans.size(); ++i)
        if (r->spans[i].parent == attempt && r->spans[i].kind != SpanKind::Hop)
            r->spans[i].end = std::min(r->spans[i].end, now);
}

void Journal::connected(std::uint32_t stream, TimePoint now) {
    Record* r = recordOf(stream);
    if (!r || streams_[stream].attempt == 0) return;
    const std::uint16_t attempt = streams_[stream].attempt;
    const TimePoint start = r->spans[attempt].start;
    if (now > start) add(*r, SpanKind::PoolWait, attempt, start, now);
}

void Journal::working(std::uint32_t stream, TimePoint now, TimePoint until) {
    Record* r = recordOf(stream);
    if (!r || streams_[stream].attempt == 0) return;
    const std::uint16_t attempt = streams_[stream].attempt;
    TimePoint there = r->spans[attempt].start;
    if (const Span& last = r->spans.back(); last.kind == SpanKind::PoolWait && last.parent == attempt) there = last.end;
    const std::uint32_t pod = r->spans[attempt].pod;
    for (const auto& [kind, from, to] :
         {std::tuple(SpanKind::QueueWait, there, now), std::tuple(SpanKind::Work, now, until)}) {
        if (to <= from) continue;
        const std::uint16_t span = add(*r, kind, attempt, from, to);
        if (span != 0xffff) r->spans[span].pod = pod;
    }
}

void Journal::waits(std::uint32_t stream, SpanKind kind, TimePoint now, TimePoint until) {
    if (Record* r = recordOf(stream)) add(*r, kind, streams_[stream].hop, now, until);
}

RequestLifePtr Journal::lifeOf(const Record& r, TimePoint now, const Names& names) const {
    auto life = std::make_shared<RequestLife>();
    const Span& whole = r.spans.front();
    life->request = r.request;
    life->source = names.source(r.source);
    life->start = whole.start;
    life->open = whole.open;
    life->end = whole.open ? now : whole.end;
    life->status = whole.status;
    life->flags = flagsText(whole.flags);
    life->failed = r.failed;
    life->slow = r.slow;
    life->truncated = r.truncated;
    life->spans.reserve(r.spans.size());
    for (const Span& s : r.spans) {
        LifeSpan& out = life->spans.emplace_back();
        out.kind = s.kind;
        out.parent = s.parent == 0xffff ? LifeSpan::none : s.parent;
        out.start = s.start;
        out.end = s.open ? now : s.end;
        out.open = s.open;
        out.tryNumber = s.tryNumber;
        out.status = s.status;
        out.flags = flagsText(s.flags);
        if (s.pod != nobody) {
            out.pod = names.pod(s.pod);
            out.node = names.podNode(s.pod);
        }
        out.retried = s.retried;
        out.mirrored = s.mirrored;
        out.decision = s.decision;
        if (s.retried) ++life->retries;
    }
    using Outcome = metrics::Flight::Outcome;
    if (r.failed)
        life->outcome = (whole.flags & flag::UT) || whole.status == 504 || (whole.flags & flag::DC) ? Outcome::TimedOut
                                                                                                    : Outcome::Failed;
    else if (life->retries > 0)
        life->outcome = Outcome::Retry;
    return life;
}

std::vector<RequestLifePtr> Journal::drain(std::size_t most, const Names& names) {
    std::vector<RequestLifePtr> out;
    for (const bool bad : {true, false}) {
        Ring& ring = bad ? *bad_ : *fine_;
        const std::uint64_t from = std::max(ring.drained, ring.oldest()), there = ring.count() - from;
        const std::uint64_t room = bad ? std::max<std::size_t>(1, most * 3 / 4) : most - std::min(most, out.size());
        const std::uint64_t take = std::min(there, room);
        for (std::uint64_t i = 0; i < take; ++i) out.push_back(lifeOf(ring.at(from + i * there / take), {}, names));
        ring.drained = ring.count();
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a->end < b->end; });
    return out;
}

RequestLifePtr Journal::find(std::uint64_t request, TimePoint now, const Names& names) const {
    if (const Record* r = recordOfRequest(request)) return lifeOf(*r, now, names);
    for (const Ring* ring : {recent_.get(), bad_.get(), fine_.get()})
        if (const Record* r = ring->find(request)) return lifeOf(*r, now, names);
    return {};
}

} // namespace meshwright::sim::mesh
