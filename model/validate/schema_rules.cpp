// What the API server refuses by the resources' schemas: required fields, one-of, sizes, null items, and the conditions
// that istiod does not check itself. Istio: manifests/charts/base/files/crd-all.gen.yaml.
#include "model/design/kinds.h"
#include "model/validate/names.h"
#include "model/validate/rules.h"
#include "model/yaml/duration.h"

#include <array>

namespace meshwright::model::validation {

namespace {

using namespace std::string_view_literals;
using yaml::Node;
using yaml::TypeInfo;

enum class Rule { Required, OneOf, MinItems, MaxItems, MaxLength, NotEmpty, MaxKeys, Max, Min };

/// A rule of the value at every place whose path ends in `place` ("" = the spec). `fields`: names, by commas.
struct Row {
    std::string_view kind, place;
    Rule rule;
    std::string_view fields = {};
    std::size_t limit = 0;
};

constexpr std::array kRows = {
    Row{"DestinationRule", "", Rule::Required, "host"},
    Row{"DestinationRule", "loadBalancer", Rule::OneOf, "simple,consistentHash"},
    Row{"DestinationRule", "consistentHash", Rule::OneOf,
        "httpHeaderName,httpCookie,useSourceIp,httpQueryParameterName"},
    Row{"DestinationRule", "consistentHash", Rule::OneOf, "ringHash,maglev"},
    Row{"DestinationRule", "httpCookie", Rule::Required, "name"},
    Row{"DestinationRule", "attributes[]", Rule::Required, "name"},
    Row{"DestinationRule", "warmup", Rule::Required, "duration"},
    Row{"DestinationRule", "minimumPercent", Rule::Max, "", 100},
    Row{"DestinationRule", "minClusterSize", Rule::Min, "", 1},
    Row{"DestinationRule", "outlierDetectionHttpErrorCodes[]", Rule::Min, "", 100},
    Row{"DestinationRule", "outlierDetectionHttpErrorCodes[]", Rule::Max, "", 599},
    Row{"DestinationRule", "retryBudget.percent", Rule::Max, "", 100},
    Row{"DestinationRule", "retryBudget.percent", Rule::Min, "", 0},
    Row{"DestinationRule", "minimumPercent", Rule::Min, "", 0},
    Row{"DestinationRule", "aggression", Rule::Min, "", 0},
    Row{"DestinationRule", "tunnel", Rule::Required, "targetHost,targetPort"},
    Row{"DestinationRule", "subsets[]", Rule::Required, "name"},
    Row{"Gateway", "servers[]", Rule::Required, "port,hosts"},
    Row{"Gateway", "servers[].port", Rule::Required, "number,protocol,name"},
    Row{"", "tls", Rule::OneOf, "credentialNames,tlsCertificates"},
    Row{"", "tls", Rule::OneOf, "credentialNames,credentialName"},
    Row{"", "credentialNames", Rule::MinItems, "", 1},
    Row{"", "credentialNames", Rule::MaxItems, "", 2},
    Row{"", "tlsCertificates", Rule::MinItems, "", 1},
    Row{"", "tlsCertificates", Rule::MaxItems, "", 2},
    Row{"ServiceEntry", "", Rule::Required, "hosts"},
    Row{"ServiceEntry", "", Rule::OneOf, "workloadSelector,endpoints"},
    Row{"ServiceEntry", "hosts", Rule::MinItems, "", 1},
    Row{"ServiceEntry", "hosts", Rule::MaxItems, "", 256},
    Row{"ServiceEntry", "addresses", Rule::MaxItems, "", 256},
    Row{"ServiceEntry", "addresses[]", Rule::MaxLength, "", 64},
    Row{"ServiceEntry", "endpoints", Rule::MaxItems, "", 4096},
    Row{"ServiceEntry", "ports[]", Rule::Required, "number,name"},
    Row{"ServiceEntry", "ports", Rule::MaxItems, "", 256},
    Row{"ServiceEntry", "address", Rule::MaxLength, "", 256},
    Row{"WorkloadEntry", "address", Rule::MaxLength, "", 256},
    Row{"ServiceEntry", "labels", Rule::MaxKeys, "", 256},
    Row{"Sidecar", "egress[]", Rule::Required, "hosts"},
    Row{"Sidecar", "ingress[]", Rule::Required, "port"},
    Row{"Sidecar", "egressProxy", Rule::Required, "host"},
    Row{"VirtualService", "uri", Rule::OneOf, "exact,prefix,regex"},
    Row{"VirtualService", "scheme", Rule::OneOf, "exact,prefix,regex"},
    Row{"VirtualService", "method", Rule::OneOf, "exact,prefix,regex"},
    Row{"VirtualService", "authority", Rule::OneOf, "exact,prefix,regex"},
    Row{"VirtualService", "headers{}", Rule::OneOf, "exact,prefix,regex"},
    Row{"VirtualService", "withoutHeaders{}", Rule::OneOf, "exact,prefix,regex"},
    Row{"VirtualService", "queryParams{}", Rule::OneOf, "exact,prefix,regex"},
    Row{"VirtualService", "allowOrigins[]", Rule::OneOf, "exact,prefix,regex"},
    Row{"VirtualService", "directResponse", Rule::Required, "status"},
    Row{"VirtualService", "directResponse.body", Rule::OneOf, "string,bytes"},
    Row{"VirtualService", "abort", Rule::OneOf, "httpStatus,grpcStatus,http2Error"},
    Row{"VirtualService", "delay", Rule::OneOf, "fixedDelay,exponentialDelay"},
    Row{"VirtualService", "redirect", Rule::OneOf, "port,derivePort"},
    Row{"VirtualService", "route[]", Rule::Required, "destination"},
    Row{"VirtualService", "mirrors[]", Rule::Required, "destination"},
    Row{"VirtualService", "destination", Rule::Required, "host"},
    Row{"VirtualService", "mirror", Rule::Required, "host"},
    Row{"VirtualService", "tls[]", Rule::Required, "match"},
    Row{"VirtualService", "tls[].match[]", Rule::Required, "sniHosts"},
    Row{"", "targetRef", Rule::Required, "kind,name"},
    Row{"", "targetRefs[]", Rule::Required, "kind,name"},
    Row{"", "targetRefs", Rule::MaxItems, "", 16},
    Row{"", "targetRefs[].kind", Rule::NotEmpty},
    Row{"", "targetRefs[].name", Rule::NotEmpty},
    Row{"", "targetRef.kind", Rule::NotEmpty},
    Row{"", "targetRef.name", Rule::NotEmpty},
    Row{"AuthorizationPolicy", "", Rule::OneOf, "selector,targetRef,targetRefs"},
    Row{"AuthorizationPolicy", "rules", Rule::MaxItems, "", 512},
    Row{"AuthorizationPolicy", "from", Rule::MaxItems, "", 512},
    Row{"AuthorizationPolicy", "serviceAccounts", Rule::MaxItems, "", 16},
    Row{"AuthorizationPolicy", "notServiceAccounts", Rule::MaxItems, "", 16},
    Row{"AuthorizationPolicy", "serviceAccounts[]", Rule::MaxLength, "", 320},
    Row{"AuthorizationPolicy", "notServiceAccounts[]", Rule::MaxLength, "", 320},
    Row{"AuthorizationPolicy", "when[]", Rule::Required, "key"},
    Row{"RequestAuthentication", "", Rule::OneOf, "selector,targetRef,targetRefs"},
    Row{"RequestAuthentication", "jwtRules", Rule::MaxItems, "", 4096},
    Row{"RequestAuthentication", "jwtRules[]", Rule::OneOf, "jwksUri,jwks,jwks_uri"},
    Row{"RequestAuthentication", "audiences[]", Rule::NotEmpty},
    Row{"RequestAuthentication", "fromCookies[]", Rule::NotEmpty},
    Row{"RequestAuthentication", "fromParams[]", Rule::NotEmpty},
    Row{"RequestAuthentication", "fromHeaders[]", Rule::Required, "name"},
    Row{"RequestAuthentication", "fromHeaders[].name", Rule::NotEmpty},
    Row{"RequestAuthentication", "issuer", Rule::NotEmpty},
    Row{"RequestAuthentication", "jwksUri", Rule::NotEmpty},
    Row{"RequestAuthentication", "outputClaimToHeaders[]", Rule::Required, "header,claim"},
    Row{"RequestAuthentication", "header", Rule::NotEmpty},
    Row{"RequestAuthentication", "claim", Rule::NotEmpty},
    Row{"RequestAuthentication", "spaceDelimitedClaims", Rule::MaxItems, "", 64},
    Row{"RequestAuthentication", "spaceDelimitedClaims[]", Rule::NotEmpty},
    Row{"", "matchLabels", Rule::MaxKeys, "", 4096},
    Row{"", "matchLabels{}", Rule::MaxLength, "", 63},
    Row{"", "workloadSelector.labels{}", Rule::MaxLength, "", 63},
};

bool endsWithPath(std::string_view path, std::string_view place) {
    if (place.empty()) return path.empty();
    if (path.size() < place.size() || path.substr(path.size() - place.size()) != place) return false;
    return path.size() == place.size() || path[path.size() - place.size() - 1] == '.';
}

class SchemaWalk {
public:
    explicit SchemaWalk(Judge& judge) : j_(judge) {
        for (const Row& row : kRows)
            if (row.kind.empty() || row.kind == judge.resource().kind) rows_.push_back(&row);
    }

    /// `path` has the keys without indices, as in Row::place.
    void walk(const Node& node, const TypeInfo& type, const std::string& path, const std::string& field) {
        for (const Row* row : rows_)
            if (endsWithPath(path, row->place)) apply(*row, node, field);
        if (type.kind == TypeInfo::Kind::Duration) duration(node, path, field);
        if (type.kind == TypeInfo::Kind::List)
            for (std::size_t i = 0; i < node.items.size(); ++i) {
                if (node.items[i].isNull()) {
                    j_.refusal(at(field, i), "An item of a list must not be null; remove it.");
                    continue;
                }
                walk(node.items[i], *type.element, path + "[]", at(field, i));
            }
        if (type.kind == TypeInfo::Kind::Map)
            for (const auto& entry : node.entries) {
                if (entry.value.isNull())
                    noNull(atKey(field, entry.key), {});
                else
                    walk(entry.value, *type.element, path + "{}", atKey(field, entry.key));
            }
        if (type.kind != TypeInfo::Kind::Message) return;
        for (const auto& entry : node.entries) {
            const auto* f = type.find(entry.key);
            if (!f) continue;
            if (entry.value.isNull()) {
                noNull(at(field, entry.key), entry.key);
                continue;
            }
            walk(entry.value, *f->type, path + (path.empty() ? "" : ".") + entry.key, at(field, entry.key));
        }
    }

private:
    void noNull(const std::string& field, std::string_view key) {
        constexpr std::array kNullable = {"enabled"sv,
                                          "aggression"sv,
                                          "minimumPercent"sv,
                                          "minClusterSize"sv,
                                          "consecutive5xxErrors"sv,
                                          "consecutiveGatewayErrors"sv,
                                          "consecutiveLocalOriginFailures"sv,
                                          "percent"sv,
                                          "insecureSkipVerify"sv,
                                          "allowCredentials"sv,
                                          "mirrorPercent"sv,
                                          "mirror_percent"sv,
                                          "retryIgnorePreviousHosts"sv,
                                          "retryRemoteLocalities"sv};
        for (const auto name : kNullable)
            if (name == key) return;
        j_.refusal(field, "The value is missing (null); give one, {} or [] for an empty one, or remove the key.");
    }

    static bool has(const Node& node, std::string_view key) {
        const Node* found = node.find(key);
        return found && !found->isNull();
    }

    static std::size_t length(const Node& node) { return node.text.size(); }

    void apply(const Row& row, const Node& node, const std::string& field) {
        switch (row.rule) {
        case Rule::Required:
            if (!node.isMap()) return;
            eachField(row.fields, [&](std::string_view name) {
                if (!has(node, name))
                    j_.refusal(at(field, name), "The field " + std::string(name) + " is required here.",
                               Fix{"Add " + std::string(name), {}});
            });
            return;
        case Rule::OneOf: {
            std::string set;
            int count = 0;
            eachField(row.fields, [&](std::string_view name) {
                if (!has(node, name)) return;
                ++count;
                set += (set.empty() ? "" : " and ") + std::string(name);
            });
            if (count > 1) j_.refusal(field, "Only one of these may be set: " + set + ".");
            return;
        }
        case Rule::MinItems:
            if (node.isSequence() && node.items.size() < row.limit)
                j_.refusal(field, "This list needs at least " + std::to_string(row.limit) +
                                      " item; add one or remove the list.");
            return;
        case Rule::MaxItems:
            if (node.items.size() > row.limit)
                j_.refusal(field, "This list has more than " + std::to_string(row.limit) + " items, the limit.");
            return;
        case Rule::MaxKeys:
            if (node.entries.size() > row.limit)
                j_.refusal(field, "This map has more than " + std::to_string(row.limit) + " keys, the limit.");
            return;
        case Rule::MaxLength:
            if (node.isScalar() && length(node) > row.limit)
                j_.refusal(field, "This text is longer than " + std::to_string(row.limit) + " characters, the limit.");
            return;
        case Rule::NotEmpty:
            if (node.isScalar() && node.text.empty()) j_.refusal(field, "This must not be empty.");
            return;
        case Rule::Max:
        case Rule::Min: {
            char* end = nullptr;
            const double value = std::strtod(node.text.c_str(), &end);
            if (!node.isScalar() || end == node.text.c_str()) return;
            if (row.rule == Rule::Max && value > static_cast<double>(row.limit))
                j_.refusal(field, "This must be at most " + std::to_string(row.limit) + ".");
            if (row.rule == Rule::Min && value < static_cast<double>(row.limit))
                j_.refusal(field, "This must be at least " + std::to_string(row.limit) + ".");
            return;
        }
        }
    }

    template <class Visit> static void eachField(std::string_view names, Visit visit) {
        while (!names.empty()) {
            const auto comma = names.find(',');
            visit(names.substr(0, comma));
            names = comma == std::string_view::npos ? std::string_view{} : names.substr(comma + 1);
        }
    }

    void duration(const Node& node, const std::string& path, const std::string& field) {
        constexpr std::array kFree = {"tcp.idleTimeout"sv, "httpCookie.ttl"sv, "retryBudget.budgetInterval"sv};
        for (const auto place : kFree)
            if (endsWithPath(path, place)) return;
        const auto value = yaml::parseDuration(node.text);
        if (node.isScalar() && value && value->ns < 1'000'000) j_.refusal(field, "A duration must be at least 1ms.");
    }

    Judge& j_;
    std::vector<const Row*> rows_; ///< of the object's kind
};

/// Conditions over several fields (CEL), by kind.
void checkConditions(Judge& j) {
    const auto endpoint = [&](const istio::WorkloadEntry& w, const std::string& f) {
        const bool socket = w.address.compare(0, 7, "unix://") == 0;
        if (!j.has(at(f, "address")) && !j.has(at(f, "network")))
            j.refusal(at(f, "address"), "An endpoint needs an address or a network.");
        if (socket && j.has(at(f, "ports"))) j.refusal(at(f, "ports"), "A socket has no ports; remove them.");
        if (socket && (w.address.size() < 8 || (w.address[7] != '/' && w.address[7] != '@') || w.address.back() == '/'))
            j.refusal(at(f, "address"), "The path of a socket must be absolute.");
        for (const auto& [name, port] : w.ports) {
            if (!isDnsLabel(name) || name.size() >= 63)
                j.refusal(atKey(at(f, "ports"), name), "The name of a port is 1 to 62 letters, digits or dashes.");
            if (!checkPort(port).empty()) j.refusal(atKey(at(f, "ports"), name), checkPort(port));
        }
    };
    const auto selector = [&](const std::optional<istio::WorkloadSelector>& s, const std::string& f) {
        if (!s) return;
        for (const auto& [key, value] : s->effective()) {
            const bool keyed = !s->matchLabels.empty();
            if ((keyed && (key.empty() || key.find('*') != std::string::npos)) || value.find('*') != std::string::npos)
                j.refusal(labelOf(*s, f, key, value), "A label of a selector needs a key and takes no wildcard.");
        }
    };
    const Resource& r = j.resource();
    if (const auto* e = r.as<istio::ServiceEntry>()) {
        const std::string resolution = e->resolution.empty() ? "NONE" : e->resolution;
        bool block = false;
        for (const auto& a : e->addresses) block = block || a.find('/') != std::string::npos;
        if (block && resolution != "NONE" && resolution != "STATIC")
            j.refusal("spec.addresses", "Blocks of addresses need resolution NONE or STATIC.");
        if (resolution == "NONE" && j.has("spec.endpoints"))
            j.refusal("spec.endpoints", "With resolution NONE there are no endpoints.");
        if (resolution == "DNS_ROUND_ROBIN" && e->endpoints.size() > 1)
            j.refusal("spec.endpoints", "With resolution DNS_ROUND_ROBIN there may be only one endpoint.");
        for (std::size_t i = 0; i < e->hosts.size(); ++i)
            if (e->hosts[i].text == "*")
                j.refusal(at("spec.hosts", i), "A ServiceEntry needs hosts of its own, not *.");
        std::map<std::int64_t, int> numbers;
        std::map<std::string, int> names;
        for (std::size_t i = 0; i < e->ports.size(); ++i) {
            const std::string f = at("spec.ports", i);
            if (++names[e->ports[i].name] == 2) j.refusal(at(f, "name"), "Another port has this name.");
            if (++numbers[e->ports[i].number] == 2) j.refusal(at(f, "number"), "Another port has this number.");
            if (j.has(at(f, "number")) && !checkPort(e->ports[i].number).empty())
                j.refusal(at(f, "number"), checkPort(e->ports[i].number));
            if (j.has(at(f, "targetPort")) && !checkPort(e->ports[i].targetPort).empty())
                j.refusal(at(f, "targetPort"), checkPort(e->ports[i].targetPort));
        }
        for (std::size_t i = 0; i < e->endpoints.size(); ++i) endpoint(e->endpoints[i], at("spec.endpoints", i));
        selector(e->workloadSelector, "spec.workloadSelector");
    }
    if (const auto* w = r.as<istio::WorkloadEntry>()) endpoint(*w, "spec");
    if (const auto* d = r.as<istio::DestinationRule>()) selector(d->workloadSelector, "spec.workloadSelector");
    if (const auto* s = r.as<istio::Sidecar>()) selector(s->workloadSelector, "spec.workloadSelector");
    const auto target = [&](const istio::TargetRef& t, const std::string& f) {
        if (!t.ns.empty())
            j.refusal(at(f, "namespace"), "A target must stand in this object's namespace; remove the field.");
    };
    const auto targets = [&](const auto& policy) {
        selector(policy.selector, "spec.selector");
        if (policy.targetRef) target(*policy.targetRef, "spec.targetRef");
        for (std::size_t i = 0; i < policy.targetRefs.size(); ++i)
            target(policy.targetRefs[i], at("spec.targetRefs", i));
    };
    if (const auto* p = r.as<istio::AuthorizationPolicy>()) {
        targets(*p);
        for (std::size_t i = 0; i < p->rules.size(); ++i)
            for (std::size_t k = 0; k < p->rules[i].from.size(); ++k) {
                const std::string f = at(at(at(at("spec.rules", i), "from"), k), "source");
                const bool accounts = j.has(at(f, "serviceAccounts")) || j.has(at(f, "notServiceAccounts"));
                if (accounts && (j.has(at(f, "principals")) || j.has(at(f, "notPrincipals")) ||
                                 j.has(at(f, "namespaces")) || j.has(at(f, "notNamespaces"))))
                    j.refusal(f, "serviceAccounts cannot be set together with namespaces or principals.");
            }
    }
    if (const auto* p = r.as<istio::RequestAuthentication>()) {
        targets(*p);
        for (std::size_t i = 0; i < p->jwtRules.size(); ++i) {
            const std::string f = at("spec.jwtRules", i);
            const auto& uri = p->jwtRules[i].jwksUri;
            if (!uri.empty() && uri.compare(0, 7, "http://") != 0 && uri.compare(0, 8, "https://") != 0)
                j.refusal(at(f, "jwksUri"), "jwksUri must begin with http:// or https://.");
            for (std::size_t k = 0; k < p->jwtRules[i].outputClaimToHeaders.size(); ++k) {
                const auto& name = p->jwtRules[i].outputClaimToHeaders[k].header;
                for (const char c : name)
                    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                          c == '_')) {
                        j.refusal(at(at(at(f, "outputClaimToHeaders"), k), "header"), "This is no name of a header.");
                        break;
                    }
            }
        }
    }
    if (const auto* p = r.as<istio::PeerAuthentication>()) {
        selector(p->selector, "spec.selector");
        if (!j.has("spec.portLevelMtls")) return;
        if (!p->selector || p->selector->matchLabels.empty())
            j.refusal("spec.portLevelMtls", "Ports can be set only with a selector that has labels.");
        if (p->portLevelMtls.empty())
            j.refusal("spec.portLevelMtls", "portLevelMtls is empty; give a port or remove it.");
        for (const auto& [key, mtls] : p->portLevelMtls)
            if (key.empty() || key.size() > 5 || key.find_first_not_of("0123456789") != std::string::npos ||
                !checkPort(std::stol(key)).empty())
                j.refusal(atKey("spec.portLevelMtls", key), "A port must be a number from 1 to 65535.");
    }
}

} // namespace

void checkSchema(Judge& judge) {
    const Resource& r = judge.resource();
    const KindInfo* info = findKind(r.apiVersion, r.kind);
    if (!info || !info->type || !info->strict || info->group == "meshwright.dev") return;
    const Node* spec = judge.node("spec");
    if (!spec && (r.as<istio::ServiceEntry>() || r.as<istio::WorkloadEntry>()))
        return judge.refusal("spec", "The object needs a spec.");
    if (spec) SchemaWalk(judge).walk(*spec, *info->type(), "", "spec");
    checkConditions(judge);
}

} // namespace meshwright::model::validation
