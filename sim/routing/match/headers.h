// Header operations of routes and destinations, and the substitutions in their values.
#pragma once

#include "sim/routing/engine.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meshwright::sim::routing {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// What "%…%" in a header's value can refer to.
struct FormatContext {
    const Request* request = nullptr; ///< as it is now
    const HeaderList* response = nullptr;
    std::string routeName, cluster, upstreamAddress, responseFlags, responseCode, sourceAddress;
};

/// "%REQ(X-USER)%", "%PROTOCOL%", "%%" … replaced; what has no value becomes empty.
/// Envoy: source/common/formatter/substitution_formatter.cc.
std::string format(std::string_view text, const FormatContext& context);

/// Removes, then overwrites, then appends; all values are made before the first is written, empty ones are left out.
/// Envoy: source/common/router/header_parser.cc (evaluateHeaders).
void apply(const HeaderMutations& mutations, HeaderList& headers, const FormatContext& context);

} // namespace meshwright::sim::routing
