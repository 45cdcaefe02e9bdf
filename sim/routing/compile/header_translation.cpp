#include "sim/routing/compile/route_translation.h"

#include "model/base/text.h"

#include <string_view>

namespace meshwright::sim::routing {

namespace {
bool isAuthority(const std::string& name) {
    return name == ":authority" || name == "host";
}
/// Headers that Envoy does not let a route change. Istio: route.go (isInternalHeader).
bool isInternal(const std::string& name) {
    return (!name.empty() && name.front() == ':') || name == "host";
}

std::string take(const Labels& headers, std::vector<std::pair<std::string, std::string>>& out) {
    std::string authority;
    for (const auto& [key, value] : headers) {
        const std::string name = model::lowerCase(key);
        if (isAuthority(name)) authority = value;
        if (!isInternal(name)) out.emplace_back(name, value);
    }
    return authority;
}
} // namespace

HeaderMutations translateHeaders(const model::istio::HeaderOperations& operations, std::string* authority) {
    HeaderMutations out;
    const std::string set = take(operations.set, out.overwrite);
    const std::string add = take(operations.add, out.append);
    if (authority) *authority = set.empty() ? add : set;
    for (const auto& name : operations.remove)
        if (const std::string key = model::lowerCase(name); !isInternal(key)) out.remove.push_back(key);
    return out;
}

} // namespace meshwright::sim::routing
