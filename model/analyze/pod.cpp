#include "model/analyze/pod.h"

#include <algorithm>

namespace meshwright::model::analysis {

std::string fullName(const Resource& resource) {
    return resource.meta.ns + "/" + resource.meta.name;
}

bool selects(const Labels& selector, const Labels& labels) {
    return std::all_of(selector.begin(), selector.end(), [&](const auto& wanted) {
        const auto found = labels.find(wanted.first);
        return found != labels.end() && found->second == wanted.second;
    });
}

std::string toText(const Labels& selector) {
    std::string out;
    for (const auto& [key, value] : selector) out += (out.empty() ? "" : ",") + key + "=" + value;
    return out;
}

std::string fqdnOf(const std::string& host, const std::string& ns) {
    if (!host.empty() && (host[0] == '*' || host.find('.') != std::string::npos)) return host;
    return host + "." + ns + ".svc.cluster.local";
}

bool isExportedToAll(const std::vector<std::string>& exportTo) {
    return exportTo.empty() || std::find(exportTo.begin(), exportTo.end(), "*") != exportTo.end();
}

std::pair<std::string, std::string> resourceOf(const std::string& host, const std::string& ns) {
    constexpr std::string_view kSuffix = ".svc.cluster.local";
    if (host.size() > kSuffix.size() && std::string_view(host).substr(host.size() - kSuffix.size()) == kSuffix) {
        const std::string rest = host.substr(0, host.size() - kSuffix.size());
        if (const auto dot = rest.rfind('.'); dot != std::string::npos && dot > 0 && dot + 1 < rest.size())
            return {rest.substr(dot + 1), rest.substr(0, dot)};
    }
    return {ns, host};
}

std::set<std::string> scopesOf(const std::vector<std::string>& exportTo, const std::string& ns) {
    if (isExportedToAll(exportTo)) return {"*"};
    std::set<std::string> out;
    for (const auto& scope : exportTo) out.insert(scope == "." ? ns : scope);
    return out;
}

std::string keyOf(std::initializer_list<std::string_view> words) {
    std::string out;
    for (const auto word : words) out.append(word).push_back('\n');
    return out;
}

} // namespace meshwright::model::analysis
