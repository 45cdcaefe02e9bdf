// The runs of a study: several designs, each over the same seeds, on several threads.
#pragma once

#include "sim/study/replicate.h"

#include <mutex>
#include <vector>

namespace meshwright::sim::study {

/// Reports progress one at a time, whatever thread it comes from.
class Progress {
public:
    Progress(std::size_t wanted, const std::function<void(std::size_t, std::size_t)>& report)
        : wanted_(wanted), report_(report) {}
    void one() {
        if (!report_) return;
        const std::lock_guard lock(guard_);
        report_(++done_, wanted_);
    }

private:
    std::size_t wanted_, done_ = 0;
    const std::function<void(std::size_t, std::size_t)>& report_;
    std::mutex guard_;
};

/// Nothing where `runs` can be run; else why not.
model::Diagnostics checkRuns(std::size_t runs);

/// One study a design. Run i of every design has the same seed (common random numbers).
tl::expected<std::vector<Study>, model::Diagnostics> runAll(const std::vector<const model::Design*>& designs,
                                                            const StudyOptions& options);

} // namespace meshwright::sim::study
