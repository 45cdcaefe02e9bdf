#include "sim/routing/match/host_index.h"

#include "sim/routing/match/conditions.h"

#include <algorithm>
#include <functional>

namespace meshwright::sim::routing {

HostIndex::HostIndex(RouteTablePtr table) : table_(std::move(table)) {
    const auto addLength = [](std::vector<std::size_t>& lengths, std::size_t length) {
        if (std::find(lengths.begin(), lengths.end(), length) == lengths.end()) lengths.push_back(length);
    };
    exact_.reserve(table_->virtualHosts.size());
    for (std::uint32_t i = 0; i < table_->virtualHosts.size(); ++i)
        for (const std::string& d : table_->virtualHosts[i]->domains) {
            const std::string_view text = d;
            if (d == "*") {
                if (!any_) any_ = i;
            } else if (d.front() == '*') {
                suffixes_.byText.emplace(text.substr(1), i);
                addLength(suffixes_.lengths, d.size() - 1);
            } else if (d.back() == '*') {
                prefixes_.byText.emplace(text.substr(0, d.size() - 1), i);
                addLength(prefixes_.lengths, d.size() - 1);
            } else {
                exact_.emplace(text, i);
            }
        }
    std::sort(suffixes_.lengths.begin(), suffixes_.lengths.end(), std::greater<>());
    std::sort(prefixes_.lengths.begin(), prefixes_.lengths.end(), std::greater<>());
}

std::optional<std::uint32_t> HostIndex::find(std::string_view authority) const {
    const std::string key = hostKey(authority, table_->ignorePortInHost);
    const std::string_view host = key;
    if (const auto it = exact_.find(host); it != exact_.end()) return it->second;
    // a wildcard stands for at least one character
    for (const std::size_t length : suffixes_.lengths)
        if (length < host.size())
            if (const auto it = suffixes_.byText.find(host.substr(host.size() - length)); it != suffixes_.byText.end())
                return it->second;
    for (const std::size_t length : prefixes_.lengths)
        if (length < host.size())
            if (const auto it = prefixes_.byText.find(host.substr(0, length)); it != prefixes_.byText.end())
                return it->second;
    return any_;
}

} // namespace meshwright::sim::routing
