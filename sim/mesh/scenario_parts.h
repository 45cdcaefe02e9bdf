// Whether parts of two scenarios are the same, so that a change during a run touches only what differs.
#pragma once

#include "model/scenario/scenario.h"

namespace meshwright::sim::mesh {

bool same(const model::scenario::Traffic& a, const model::scenario::Traffic& b);
bool same(const model::scenario::Incident& a, const model::scenario::Incident& b);

template <class T> bool same(const std::vector<T>& a, const std::vector<T>& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!same(a[i], b[i])) return false;
    return true;
}

} // namespace meshwright::sim::mesh
