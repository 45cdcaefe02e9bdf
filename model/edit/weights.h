// Weights of one rule that keep a sum of 100.
#pragma once

#include "model/edit/edit.h"

#include <cstdint>
#include <vector>

namespace meshwright::model::edit {

/// `total` split by the ratio of `parts` (evenly where all are 0) into whole numbers: the largest remainders are
/// rounded up, so that the sum is `total`.
std::vector<std::int64_t> split(std::int64_t total, std::vector<std::int64_t> parts);

/// The weights of the destinations of `rule` ("spec.http[0]", also tls and tcp), as written; empty where there is no
/// such rule.
std::vector<std::int64_t> weightsOf(const istio::VirtualService& service, const std::string& rule);

/// The edit that writes these weights, in the order of the rule's destinations.
Edit writeWeights(const ResourceId& virtualService, const std::string& rule, const std::vector<std::int64_t>& weights,
                  const std::string& text);

} // namespace meshwright::model::edit
