#include "model/analyze/analyze.h"

#include "model/analyze/checker.h"

namespace meshwright::model {

Diagnostics analyze(const Design& design) {
    Checker checker;
    checker.update(design);
    return checker.analysis();
}

} // namespace meshwright::model
