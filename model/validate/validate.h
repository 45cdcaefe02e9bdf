// What a cluster would refuse or warn about in single objects.
#pragma once

#include "model/design/design.h"

namespace meshwright::model {

/// What the API server refuses by the schema of the resource (structure, CEL), beyond what istiod itself says.
inline constexpr const char* kApiServerRefusal = "MW0030";

/// The field rules of one object: errors IST0106 (istiod refuses) and MW0030 (the API server refuses), warnings
/// IST0133, IST0130 and IST0131. What reading found (unknown fields, wrong types) is in Document::diagnostics.
/// Positions count from the begin of the object's document (DocumentPlace::place makes them those of the file).
/// Istio: pkg/config/validation/validation.go.
Diagnostics validate(const Resource& resource);

/// What is said about a document by itself: what reading found, and `rules` (validate() of each of its objects) said
/// once: what the API server refuses is left out where istiod, or reading, refuses the same field, and warnings that
/// the object's annotation silences. Positions count from the document's begin.
Diagnostics validate(const Document& document, const std::vector<Diagnostics>& rules);

/// Everything about single objects of a design: what reading found, duplicates, and the field rules, in file order.
Diagnostics validate(const Design& design);

/// Sorts the messages from index `from` on by line and column; those at one place keep their order.
void sortByPosition(Diagnostics& all, std::size_t from);

} // namespace meshwright::model
