#include "model/edit/weights.h"

#include <algorithm>
#include <numeric>

namespace meshwright::model::edit {

std::vector<std::int64_t> split(std::int64_t total, std::vector<std::int64_t> parts) {
    for (auto& part : parts) part = std::max<std::int64_t>(part, 0);
    std::int64_t sum = std::accumulate(parts.begin(), parts.end(), std::int64_t{0});
    if (sum == 0) {
        std::fill(parts.begin(), parts.end(), 1);
        sum = static_cast<std::int64_t>(parts.size());
    }
    std::vector<std::int64_t> out(parts.size());
    std::vector<std::size_t> order(parts.size());
    std::int64_t left = total;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        out[i] = total * parts[i] / sum;
        left -= out[i];
        order[i] = i;
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return total * parts[a] % sum > total * parts[b] % sum; });
    for (std::size_t i = 0; i < order.size() && left > 0; ++i, --left) ++out[order[i]];
    return out;
}

std::vector<std::int64_t> weightsOf(const istio::VirtualService& service, const std::string& rule) {
    std::vector<std::int64_t> weights;
    const auto read = [&](const auto& rules, const std::string& name) {
        for (std::size_t i = 0; i < rules.size(); ++i)
            if (rule == "spec." + yaml::childPath(name, i))
                for (const auto& d : rules[i].route) weights.push_back(d.weight);
    };
    read(service.http, "http");
    read(service.tls, "tls");
    read(service.tcp, "tcp");
    return weights;
}

Edit writeWeights(const ResourceId& virtualService, const std::string& rule, const std::vector<std::int64_t>& weights,
                  const std::string& text) {
    Sequence all;
    for (std::size_t i = 0; i < weights.size(); ++i)
        all.edits.push_back(
            {SetField{virtualService, yaml::childPath(rule + ".route", i) + ".weight", weights[i]}, text});
    return {std::move(all), text};
}

} // namespace meshwright::model::edit
