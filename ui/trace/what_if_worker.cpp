#include "ui/trace/what_if_worker.h"

namespace meshwright::ui {

WhatIfWorker::WhatIfWorker() = default;
WhatIfWorker::~WhatIfWorker() = default;

void WhatIfWorker::ask(const WhatIfQuestion& question) {
    if (question.number != wanted_) return;
    if (!known_.mesh || known_.documents != question.design.documents())
        known_ = {question.design.documents(), sim::routing::indexMesh(question.design), {}};
    auto answer = std::make_shared<WhatIfAnswer>();
    answer->number = question.number;
    answer->trace = sim::routing::trace(known_.mesh, question.proxy, question.request);
    if (question.target) {
        if (!known_.coverage) known_.coverage = sim::coverage::coverage(question.design);
        answer->reach =
            sim::coverage::reach(known_.mesh, *known_.coverage, question.proxy, question.request, *question.target);
    }
    if (question.number == wanted_) Q_EMIT answered(answer);
}

} // namespace meshwright::ui
