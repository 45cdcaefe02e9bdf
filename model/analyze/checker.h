// The verdicts about a design that changes: after an edit only what may differ is judged again.
#pragma once

#include "model/design/design.h"

#include <memory>

namespace meshwright::model {

/// Holds what is known about each document by itself, keyed by its identity, and about objects among each other.
/// `validation` and `analysis` are always what validate() and analyze() say about the same design.
class Checker {
public:
    Checker();
    ~Checker();
    Checker(Checker&&) noexcept;
    Checker& operator=(Checker&&) noexcept;

    /// Judges a design. Cost after an edit: a walk over the documents, and the questions about what changed.
    void update(const Design& design);

    /// What validate() says: single objects, in file order.
    Diagnostics validation() const;
    /// What analyze() says, in file order: without what the design silences, as `istioctl analyze` does.
    Diagnostics analysis() const;
    /// Both, without saying the same about one field twice.
    Diagnostics all() const;

    /// How many questions across objects the last update asked.
    std::size_t asked() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace meshwright::model
