// Keeps whole lives of requests while a mesh runs: all that failed or were slow and every Nth, of those that are
// followed; how many are followed is bounded for each simulated second. Tells nothing to the run: with or without it
// the same happens.
#pragma once

#include "sim/mesh/flags.h"
#include "sim/mesh/request_life.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace meshwright::sim::mesh {

struct JournalOptions {
    std::uint64_t followedASecond = 1'000; ///< beyond it only every second, third … request is followed
    std::uint64_t everyNth = 20;           ///< of the followed ones that went well, this share is kept
    std::size_t kept = 1'024;              ///< failed and slow ones; as many that went well
    std::size_t recent = 2'048;            ///< that just ended, whatever became of them
};

class Journal {
public:
    explicit Journal(const JournalOptions& options);
    ~Journal();

    /// A request of the outside begins.
    void begins(std::uint64_t request, std::uint32_t source, TimePoint now);
    /// It has its answer (flags as Envoy's).
    void ends(std::uint64_t request, TimePoint now, std::uint16_t status, Flags flags, bool failed, bool slow);

    static constexpr std::uint32_t nobody = 0xffffffffu;
    /// A request (of the outside, of a program, or a mirrored copy) begins at a proxy. `stream` is its number at the
    /// engine while it lasts, `parent` that of the request that caused it. `decision` is only asked where it is kept.
    void hopBegins(std::uint32_t stream, std::uint64_t request, std::uint32_t parent, TimePoint now, bool mirrored,
                   const std::function<HopDecisionPtr()>& decision);
    void hopEnds(std::uint32_t stream, TimePoint now, std::uint16_t status, Flags flags);
    void tryBegins(std::uint32_t stream, std::uint16_t number, std::uint32_t pod, TimePoint now);
    void tryEnds(std::uint32_t stream, TimePoint now, std::uint16_t status, Flags flags, bool retried);
    void connected(std::uint32_t stream, TimePoint now);
    /// The pod's program begins; it will work until `until`.
    void working(std::uint32_t stream, TimePoint now, TimePoint until);
    /// A wait of known length: FaultDelay or BackOff.
    void waits(std::uint32_t stream, SpanKind kind, TimePoint now, TimePoint until);
    bool follows(std::uint32_t stream) const { return stream < streams_.size() && streams_[stream].record != nobody; }

    bool followsRequest(std::uint64_t request) const { return recordOfRequest(request) != nullptr; }

    /// One in how many requests is followed just now.
    std::uint64_t followedOneIn() const { return stride_; }

    struct Names {
        std::function<std::string(std::uint32_t)> source, pod, podNode;
    };
    /// Kept since the last call, oldest first, at most `most` (spread evenly over what there is).
    std::vector<RequestLifePtr> drain(std::size_t most, const Names& names);
    /// A request that is under way or just ended; null where it is not followed (any more).
    RequestLifePtr find(std::uint64_t request, TimePoint now, const Names& names) const;

private:
    struct Span;
    struct Record;
    struct Place {
        std::uint32_t record = nobody, generation = 0;
        std::uint16_t hop = 0, attempt = 0;
    };
    class Ring;
    static constexpr std::size_t mostSpans = 400, slots = 1u << 16;

    Record* recordOf(std::uint32_t stream);
    Record* recordOfRequest(std::uint64_t request) const;
    std::uint16_t add(Record& record, SpanKind kind, std::uint16_t parent, TimePoint start, TimePoint end);
    void close(std::uint32_t record);
    void pace(TimePoint now);
    RequestLifePtr lifeOf(const Record& record, TimePoint now, const Names& names) const;

    JournalOptions options_;
    std::vector<std::unique_ptr<Record>> records_;
    std::vector<std::uint32_t> free_;
    std::vector<std::uint32_t> slotOf_; ///< record by request number modulo `slots`
    std::vector<Place> streams_;        ///< by the engine's number
    std::unique_ptr<Ring> bad_, fine_, recent_;
    std::uint64_t stride_ = 1, fineSeen_ = 0, thisSecond_ = 0;
    std::int64_t second_ = 0;
};

} // namespace meshwright::sim::mesh
