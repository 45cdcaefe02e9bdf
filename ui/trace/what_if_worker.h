// Follows requests on a thread of its own: large designs take longer than a window may stand still.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QObject>
#include <atomic>
#include <memory>
#include <optional>

#include "sim/coverage/reach.h"
#include "sim/routing/explain.h"

namespace meshwright::ui {

struct WhatIfQuestion {
    model::Design design;
    sim::routing::ProxyRef proxy;
    sim::routing::Request request;
    std::optional<sim::coverage::Target> target;
    int number = 0; ///< only the answer to the latest question counts
};

struct WhatIfAnswer {
    int number = 0;
    sim::routing::Trace trace;
    std::optional<sim::coverage::Reach> reach; ///< where a target was asked for
};
using WhatIfAnswerPtr = std::shared_ptr<const WhatIfAnswer>;

class WhatIfWorker : public QObject {
    Q_OBJECT
public:
    WhatIfWorker();
    ~WhatIfWorker() override;
    /// From any thread: questions before this one need no answer.
    void expect(int number) { wanted_ = number; }

public Q_SLOTS:
    void ask(const meshwright::ui::WhatIfQuestion& question);

Q_SIGNALS:
    void answered(const meshwright::ui::WhatIfAnswerPtr& answer);

private:
    /// What was made of a design; kept while the same documents are asked about.
    struct Known {
        std::vector<std::shared_ptr<const model::Document>> documents;
        sim::routing::MeshIndexPtr mesh;
        std::optional<sim::coverage::CoverageReport> coverage;
    };
    Known known_;
    std::atomic<int> wanted_{0};
};

} // namespace meshwright::ui
