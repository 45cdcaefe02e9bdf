// Rules and conditions of a VirtualService that can never decide anything.
// Istio: pkg/config/validation/validation.go (analyzeUnreachableHTTPRules, coveredValidation).
#include "model/validate/rules.h"

#include "model/yaml/writer.h"

#include <algorithm>
#include <map>

namespace meshwright::model::validation {

namespace {

using yaml::Node;

/// The condition without its name, keys in order: equal for conditions that mean the same.
std::string canonical(const Node* match) {
    if (!match) return {};
    Node copy = *match;
    std::erase_if(copy.entries, [](const Node::Entry& e) {
        const bool zero = e.value.isScalar() && ((e.key == "ignoreUriCase" && e.value.text == "false") ||
                                                 (e.key == "port" && e.value.text == "0"));
        return e.key == "name" || e.value.isNull() || zero;
    });
    const auto sort = [](auto&& self, Node& node) -> void {
        std::sort(node.entries.begin(), node.entries.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
        for (auto& e : node.entries) self(self, e.value);
    };
    sort(sort, copy);
    return yaml::flowText(copy);
}

/// What is left of a condition when prefixes are compared: exact or prefix texts, marked by their kind.
struct Prefix {
    std::size_t rule = 0, match = 0;
    std::string prefix, method, authority;
    std::int64_t port = 0;
    std::map<std::string, std::string> headers, withoutHeaders, queryParams;
};

std::string marked(const istio::StringMatch& m) {
    if (m.exact && !m.exact->empty()) return "exact " + *m.exact;
    if (m.prefix && !m.prefix->empty()) return "prefix " + *m.prefix;
    return {};
}

std::string marked(const std::optional<istio::StringMatch>& m) {
    return m ? marked(*m) : std::string();
}

std::map<std::string, std::string> marked(const std::map<std::string, istio::StringMatch>& all) {
    std::map<std::string, std::string> out;
    for (const auto& [key, match] : all) out.emplace(key, marked(match));
    return out;
}

bool beginsWith(std::string_view text, std::string_view begin) {
    return text.substr(0, begin.size()) == begin;
}

bool keysCovered(const std::map<std::string, std::string>& earlier, const std::map<std::string, std::string>& later) {
    if (earlier.size() != later.size()) return false;
    return std::all_of(earlier.begin(), earlier.end(), [&](const auto& entry) {
        const auto found = later.find(entry.first);
        return found != later.end() && beginsWith(entry.second, found->second);
    });
}

bool covers(const Prefix& earlier, const Prefix& later) {
    return beginsWith(later.prefix, earlier.prefix) && later.port == earlier.port &&
           beginsWith(earlier.method, later.method) && beginsWith(earlier.authority, later.authority) &&
           keysCovered(earlier.headers, later.headers) && keysCovered(earlier.queryParams, later.queryParams) &&
           keysCovered(earlier.withoutHeaders, later.withoutHeaders);
}

class Reachability {
public:
    explicit Reachability(Judge& judge) : j_(judge) {}

    template <class Rules> void run(const Rules& rules, const std::string& list) {
        std::map<std::string, std::size_t> seen;
        std::optional<std::size_t> catchAll;
        for (std::size_t i = 0; i < rules.size(); ++i) {
            const std::string field = at(list, i);
            if (rules[i].match.empty()) {
                if (catchAll)
                    unreachable(field, "rule " + std::to_string(*catchAll + 1) +
                                           " before it has no match and takes every request");
                catchAll = i;
                continue;
            }
            std::size_t repeated = 0;
            for (std::size_t k = 0; k < rules[i].match.size(); ++k) {
                const std::string where = at(at(field, "match"), k);
                if (catchAll) {
                    unreachable(field, "rule " + std::to_string(*catchAll + 1) +
                                           " before it has no match and takes every request");
                    continue;
                }
                const auto [earlier, isNew] = seen.emplace(canonical(j_.node(where)), i);
                if (isNew) {
                    remember(rules[i].match[k], i, k);
                    continue;
                }
                ineffective(where, "the same condition stands in rule " + std::to_string(earlier->second + 1));
                ++repeated;
            }
            if (repeated == rules[i].match.size()) unreachable(field, "all its conditions stand in earlier rules");
        }
    }

    void comparePrefixes(const std::string& list) {
        for (std::size_t a = 0; a < prefixes_.size(); ++a)
            for (std::size_t b = a + 1; b < prefixes_.size(); ++b) {
                const auto &earlier = prefixes_[a], &later = prefixes_[b];
                if (earlier.prefix == later.prefix || !covers(earlier, later)) continue;
                ineffective(at(at(at(list, later.rule), "match"), later.match),
                            "the prefix " + earlier.prefix + " of rule " + std::to_string(earlier.rule + 1) +
                                " already covers " + later.prefix);
            }
    }

private:
    void remember(const istio::HttpMatch& m, std::size_t rule, std::size_t match) {
        if (!m.uri || !m.uri->prefix || m.uri->prefix->empty() || prefixes_.size() >= kMostPrefixes) return;
        Prefix p{rule,
                 match,
                 *m.uri->prefix,
                 marked(m.method),
                 marked(m.authority),
                 m.port,
                 marked(m.headers),
                 marked(m.withoutHeaders),
                 marked(m.queryParams)};
        if (p.method.empty()) p.method = "exact GET";
        prefixes_.push_back(std::move(p));
    }
    template <class Match> void remember(const Match&, std::size_t, std::size_t) {}

    void unreachable(const std::string& field, const std::string& why) {
        j_.say("IST0130", Severity::Warning, field, "This rule is never used: " + why + ".",
               Fix{"Remove the rule", {edit::RemoveField{j_.resource().id(), field}}});
    }
    void ineffective(const std::string& field, const std::string& why) {
        j_.say("IST0131", Severity::Info, field, "This condition decides nothing: " + why + ".");
    }

    static constexpr std::size_t kMostPrefixes = 2000; // every pair is compared
    Judge& j_;
    std::vector<Prefix> prefixes_;
};

} // namespace

void checkReachability(Judge& judge, const istio::VirtualService& service) {
    Reachability http(judge);
    http.run(service.http, "spec.http");
    http.comparePrefixes("spec.http");
    Reachability(judge).run(service.tcp, "spec.tcp");
    Reachability(judge).run(service.tls, "spec.tls");
}

} // namespace meshwright::model::validation
