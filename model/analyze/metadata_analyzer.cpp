// Namespaces, pods, annotations, and what the cluster itself said in `status`.
// Istio: pkg/config/analysis/analyzers/annotations, injection, deployment, conditions, authn.
#include "model/analyze/questions.h"
#include "model/validate/names.h"
#include "model/yaml/read.h"

#include <algorithm>
#include <array>

namespace meshwright::model::analysis {

namespace {

using namespace std::string_view_literals;

enum On : unsigned { OnPod = 1, OnService = 2, OnNamespace = 4, OnOther = 8, OnAny = 16 };

/// An annotation that Istio knows. Istio: istio.io/api annotation/annotations.gen.go.
struct Annotation {
    std::string_view name;
    unsigned on;
    bool old = false;
};

constexpr std::array kAnnotations = {
    Annotation{"alpha.istio.io/canonical-serviceaccounts", OnService, true},
    Annotation{"alpha.istio.io/kubernetes-serviceaccounts", OnService, true},
    Annotation{"ambient.istio.io/bypass-inbound-capture", OnPod},
    Annotation{"ambient.istio.io/dns-capture", OnPod},
    Annotation{"ambient.istio.io/redirection", OnPod},
    Annotation{"ambient.istio.io/waypoint-inbound-binding", OnOther},
    Annotation{"galley.istio.io/analyze-suppress", OnAny},
    Annotation{"gateway.istio.io/controller-version", OnAny},
    Annotation{"gateway.istio.io/name-override", OnOther},
    Annotation{"gateway.istio.io/service-account", OnOther},
    Annotation{"inject.istio.io/templates", OnPod},
    Annotation{"istio.io/autoRegistrationGroup", OnOther},
    Annotation{"istio.io/connectedAt", OnOther},
    Annotation{"istio.io/disconnectedAt", OnOther},
    Annotation{"istio.io/dry-run", OnOther},
    Annotation{"istio.io/reroute-virtual-interfaces", OnPod},
    Annotation{"istio.io/rev", OnPod},
    Annotation{"istio.io/use-waypoint-canary-weight", OnService | OnNamespace | OnOther},
    Annotation{"istio.io/workloadController", OnOther},
    Annotation{"kubernetes.io/ingress.class", OnOther},
    Annotation{"networking.istio.io/exportTo", OnService},
    Annotation{"networking.istio.io/service-type", OnOther},
    Annotation{"networking.istio.io/traffic-distribution", OnNamespace | OnService | OnOther},
    Annotation{"prometheus.istio.io/merge-metrics", OnPod},
    Annotation{"proxy.istio.io/config", OnPod},
    Annotation{"proxy.istio.io/overrides", OnPod},
    Annotation{"readiness.status.sidecar.istio.io/applicationPorts", OnPod},
    Annotation{"readiness.status.sidecar.istio.io/failureThreshold", OnPod},
    Annotation{"readiness.status.sidecar.istio.io/initialDelaySeconds", OnPod},
    Annotation{"readiness.status.sidecar.istio.io/periodSeconds", OnPod},
    Annotation{"sidecar.istio.io/agentLogLevel", OnPod},
    Annotation{"sidecar.istio.io/bootstrapOverride", OnPod},
    Annotation{"sidecar.istio.io/componentLogLevel", OnPod},
    Annotation{"sidecar.istio.io/discoveryAddress", OnPod, true},
    Annotation{"sidecar.istio.io/extraStatTags", OnPod, true},
    Annotation{"sidecar.istio.io/inject", OnPod, true},
    Annotation{"sidecar.istio.io/interceptionMode", OnPod},
    Annotation{"sidecar.istio.io/logLevel", OnPod},
    Annotation{"sidecar.istio.io/nativeSidecar", OnPod},
    Annotation{"sidecar.istio.io/proxyCPU", OnPod},
    Annotation{"sidecar.istio.io/proxyCPULimit", OnPod},
    Annotation{"sidecar.istio.io/proxyImage", OnPod},
    Annotation{"sidecar.istio.io/proxyImageType", OnPod},
    Annotation{"sidecar.istio.io/proxyMemory", OnPod},
    Annotation{"sidecar.istio.io/proxyMemoryLimit", OnPod},
    Annotation{"sidecar.istio.io/rewriteAppHTTPProbers", OnPod},
    Annotation{"sidecar.istio.io/statsCompression", OnPod, true},
    Annotation{"sidecar.istio.io/statsEvictionInterval", OnPod},
    Annotation{"sidecar.istio.io/statsFlushInterval", OnPod},
    Annotation{"sidecar.istio.io/statsHistogramBins", OnPod},
    Annotation{"sidecar.istio.io/statsHistogramBuckets", OnPod},
    Annotation{"sidecar.istio.io/statsInclusionPrefixes", OnPod, true},
    Annotation{"sidecar.istio.io/statsInclusionRegexps", OnPod, true},
    Annotation{"sidecar.istio.io/statsInclusionSuffixes", OnPod, true},
    Annotation{"sidecar.istio.io/status", OnPod},
    Annotation{"sidecar.istio.io/userVolume", OnPod},
    Annotation{"sidecar.istio.io/userVolumeMount", OnPod},
    Annotation{"status.sidecar.istio.io/port", OnPod},
    Annotation{"topology.istio.io/controlPlaneClusters", OnNamespace},
    Annotation{"traffic.istio.io/nodeSelector", OnService},
    Annotation{"traffic.sidecar.istio.io/excludeInboundPorts", OnPod},
    Annotation{"traffic.sidecar.istio.io/excludeInterfaces", OnPod},
    Annotation{"traffic.sidecar.istio.io/excludeOutboundIPRanges", OnPod},
    Annotation{"traffic.sidecar.istio.io/excludeOutboundPorts", OnPod},
    Annotation{"traffic.sidecar.istio.io/includeInboundPorts", OnPod},
    Annotation{"traffic.sidecar.istio.io/includeOutboundIPRanges", OnPod},
    Annotation{"traffic.sidecar.istio.io/includeOutboundPorts", OnPod},
    Annotation{"traffic.sidecar.istio.io/kubevirtInterfaces", OnPod, true},
};
constexpr std::array kIgnored = {"sidecar.istio.io/status"sv, "gateway.istio.io/controller-version"sv,
                                 "istio.io/rev"sv};

bool isIstio(std::string_view name) {
    if (name == "kubernetes.io/ingress.class") return true;
    const auto domain = name.substr(0, name.find('/'));
    constexpr auto kDomain = "istio.io"sv;
    return domain.size() >= kDomain.size() && domain.substr(domain.size() - kDomain.size()) == kDomain;
}

std::vector<std::string> splitList(std::string_view text) {
    std::vector<std::string> out;
    while (true) {
        const auto comma = text.find(',');
        std::string part(text.substr(0, comma));
        part.erase(0, part.find_first_not_of(' '));
        part.erase(part.find_last_not_of(' ') + 1);
        out.push_back(std::move(part));
        if (comma == std::string_view::npos) return out;
        text.remove_prefix(comma + 1);
    }
}

bool isNumber(std::string_view text, long most) {
    return !text.empty() && text.size() < 11 && text.find_first_not_of("0123456789") == std::string_view::npos &&
           std::stol(std::string(text)) <= most;
}

bool isPortList(std::string_view text) {
    if (text.find_first_not_of(' ') == std::string_view::npos) return true;
    const auto parts = splitList(text);
    return std::all_of(parts.begin(), parts.end(), [](const std::string& p) { return isNumber(p, 65535); });
}

bool isBlockList(std::string_view text) {
    if (text.empty()) return true;
    const auto parts = splitList(text);
    return std::all_of(parts.begin(), parts.end(), [](const std::string& p) { return validation::isCidr(p); });
}

bool isQuantity(std::string_view text) {
    const auto digits = text.find_first_not_of("0123456789.");
    if (text.empty() || digits == 0) return false;
    constexpr std::array kUnits = {""sv,   "m"sv,  "k"sv,  "M"sv,  "G"sv,  "T"sv,  "P"sv, "E"sv,
                                   "Ki"sv, "Mi"sv, "Gi"sv, "Ti"sv, "Pi"sv, "Ei"sv, "n"sv, "u"sv};
    const auto unit = digits == std::string_view::npos ? ""sv : text.substr(digits);
    return std::find(kUnits.begin(), kUnits.end(), unit) != kUnits.end();
}

/// Istio: pkg/kube/inject/validate.go (AnnotationValidation).
bool isValid(std::string_view name, const std::string& value) {
    if (name == "sidecar.istio.io/interceptionMode") return value == "REDIRECT" || value == "TPROXY" || value == "NONE";
    if (name == "status.sidecar.istio.io/port") return isNumber(value, 65535);
    if (name == "readiness.status.sidecar.istio.io/initialDelaySeconds" ||
        name == "readiness.status.sidecar.istio.io/periodSeconds" ||
        name == "readiness.status.sidecar.istio.io/failureThreshold")
        return isNumber(value, 4294967295L);
    if (name == "traffic.sidecar.istio.io/includeOutboundIPRanges") return value == "*" || isBlockList(value);
    if (name == "traffic.sidecar.istio.io/excludeOutboundIPRanges") return isBlockList(value);
    if (name == "traffic.sidecar.istio.io/includeInboundPorts") return value == "*" || isPortList(value);
    if (name == "traffic.sidecar.istio.io/excludeInboundPorts" ||
        name == "traffic.sidecar.istio.io/excludeOutboundPorts")
        return isPortList(value);
    if (name == "prometheus.istio.io/merge-metrics") {
        constexpr std::array kFlags = {"1"sv, "t"sv, "T"sv, "TRUE"sv,  "true"sv,  "True"sv,
                                       "0"sv, "f"sv, "F"sv, "FALSE"sv, "false"sv, "False"sv};
        return std::find(kFlags.begin(), kFlags.end(), value) != kFlags.end();
    }
    if (name == "sidecar.istio.io/proxyCPU" || name == "sidecar.istio.io/proxyMemory" ||
        name == "sidecar.istio.io/proxyCPULimit" || name == "sidecar.istio.io/proxyMemoryLimit")
        return isQuantity(value);
    return true;
}

void checkAnnotations(World& world, const Resource& r, const Labels& labels, const Labels& annotations,
                      const std::string& field, On place) {
    for (const auto& [name, value] : annotations) {
        if (!isIstio(name) || std::find(kIgnored.begin(), kIgnored.end(), name) != kIgnored.end()) continue;
        const std::string where = yaml::childPath(field, name);
        const auto known =
            std::find_if(kAnnotations.begin(), kAnnotations.end(), [&](const Annotation& a) { return a.name == name; });
        if (known == kAnnotations.end()) {
            world.say("IST0108", Severity::Warning, r, where, "Istio has no annotation " + name + ".");
            continue;
        }
        const bool inject = name == "sidecar.istio.io/inject";
        if (known->old && !(inject && labels.count(name) > 0))
            world.say("IST0135", Severity::Info, r, where,
                      "The annotation " + name + " is old" + (inject ? "; use the label of the same name." : "."));
        if (known->on & OnAny) continue;
        if (!(known->on & place))
            world.say("IST0107", Severity::Warning, r, where, "The annotation " + name + " means nothing here.");
        else if (!isValid(name, value))
            world.say("IST0125", Severity::Warning, r, where,
                      "\"" + value.substr(0, 60) + "\" is no value of the annotation " + name + ".");
    }
}

void checkNamespace(World& world, const Resource& r) {
    if (r.meta.name == "istio-system") return;
    const auto& labels = r.meta.labels;
    const auto injection = labels.find("istio-injection");
    const std::string value = injection == labels.end() ? "" : injection->second;
    int count = injection != labels.end() ? 1 : 0;
    for (const char* name : {"istio.io/rev", "istio.io/dataplane-mode"})
        if (labels.count(name) > 0 && (injection == labels.end() || value == "enabled")) ++count;
    if (count > 1)
        world.say("IST0123", Severity::Warning, r, "metadata.labels",
                  "The namespace has several labels that ask for sidecars; keep one.");
    if (const auto mode = labels.find("istio.io/dataplane-mode"); mode != labels.end() && mode->second == "ambient")
        return;
    if (value.empty() && labels.count("istio.io/rev") == 0)
        world.say("IST0102", Severity::Info, r, "metadata.name",
                  "Pods of this namespace get no sidecar; label it istio-injection=enabled.",
                  Fix{"Label the namespace istio-injection=enabled",
                      {edit::SetField{r.id(), "metadata.labels.istio-injection", std::string("enabled")}}});
}

void checkPod(World& world, const Pod& pod) {
    const Resource& r = *pod.resource;
    checkAnnotations(world, r, pod.labels, pod.annotations, pod.annotationsField, OnPod);
    const auto ns = world.findNamespace(pod.ns);
    const bool injected = ns && [&] {
        const auto label = ns->meta.labels.find("istio-injection");
        return label != ns->meta.labels.end() && label->second == "enabled";
    }();
    std::string wish;
    if (const auto own = pod.annotations.find("sidecar.istio.io/inject"); own != pod.annotations.end())
        wish = own->second;
    if (const auto own = pod.labels.find("sidecar.istio.io/inject"); own != pod.labels.end()) wish = own->second;
    const std::string prefix = r.prefix.empty() ? "" : r.prefix + ".";
    const auto* spec = r.root ? r.root->at(prefix + pod.podField) : nullptr;
    if (!spec) return;
    const auto* hostNetwork = spec->find("hostNetwork");
    const bool onHost = hostNetwork && hostNetwork->text == "true";
    if (pod.explicitPod && injected && wish != "false" && wish != "False" && !onHost && !pod.hasProxy)
        world.say("IST0103", Severity::Warning, r, pod.podField,
                  "The pod has no sidecar though its namespace asks for one; start it again.");
    const auto runsAsProxy = [](const yaml::Node* node) {
        const auto* user = node ? node->at("securityContext.runAsUser") : nullptr;
        return user && user->text == "1337";
    };
    bool reserved = runsAsProxy(spec);
    if (const auto* containers = spec->find("containers"))
        for (const auto& c : containers->items) {
            const auto* name = c.find("name");
            reserved =
                reserved || (name && name->text != "istio-proxy" && name->text != "istio-operator" && runsAsProxy(&c));
        }
    if (reserved && r.meta.labels.count("istio") == 0)
        world.say("IST0144", Severity::Warning, r, pod.podField,
                  "The user 1337 is the sidecar's own; requests of a program that runs as it bypass the sidecar.");
}

void checkConditions(World& world, const Resource& r) {
    const bool policy = r.as<istio::AuthorizationPolicy>() != nullptr;
    if (!policy && !r.as<kube::Service>() && !r.as<istio::ServiceEntry>() && !r.as<istio::WorkloadEntry>()) return;
    const auto* conditions =
        r.root ? r.root->at((r.prefix.empty() ? "" : r.prefix + ".") + std::string("status.conditions")) : nullptr;
    if (!conditions) return;
    for (std::size_t i = 0; i < conditions->items.size(); ++i) {
        const auto text = [&](const char* key) {
            const auto* value = conditions->items[i].find(key);
            return value ? value->text : std::string();
        };
        const std::string type = text("type");
        const bool looked =
            policy ? type == "ZtunnelAccepted" || type == "WaypointAccepted" : type == "istio.io/WaypointBound";
        const bool partly = policy && type == "WaypointAccepted" && text("reason") == "PartiallyInvalid";
        if ((looked && text("status") == "False") || partly)
            world.say("IST0171", Severity::Warning, r, yaml::childPath("status.conditions", i),
                      "The cluster says about this object: " + text("reason") + " " + text("message").substr(0, 200) +
                          ".");
    }
}

void checkSecret(World& world, const Resource& r) {
    const auto field = valueThatIsNoText(r);
    if (!field) return;
    const auto* value = r.root->at((r.prefix.empty() ? "" : r.prefix + ".") + *field);
    world.say(yaml::kWrongType, Severity::Error, r, *field,
              "A Secret's values are text, but Kubernetes reads " + value->text.substr(0, 60) +
                  " as something else; put it in quotes.",
              Fix{"Put the value in quotes", {edit::SetField{r.id(), *field, value->text}}});
}

/// Keys are fetched from anywhere unless istiod is told otherwise.
void checkIstiod(World& world, const Resource& r) {
    const auto app = r.meta.labels.find("app");
    if (app == r.meta.labels.end() || app->second != "istiod" || world.all<istio::RequestAuthentication>().empty())
        return;
    const auto* containers =
        r.root ? r.root->at((r.prefix.empty() ? "" : r.prefix + ".") + std::string("spec.template.spec.containers"))
               : nullptr;
    if (containers)
        for (const auto& c : containers->items)
            if (const auto* env = c.find("env"))
                for (const auto& e : env->items) {
                    const auto *name = e.find("name"), *value = e.find("value");
                    if (name && name->text == "BLOCKED_CIDRS_IN_JWKS_URIS" && value && !value->text.empty()) return;
                }
    world.say("IST0175", Severity::Warning, r, "spec.template.spec",
              "istiod fetches the keys of RequestAuthentications from any address; set BLOCKED_CIDRS_IN_JWKS_URIS.");
}

} // namespace

void askMetadata(World& world, const ResourcePtr& r) {
    if (r->as<kube::Namespace>()) {
        checkNamespace(world, *r);
        checkAnnotations(world, *r, r->meta.labels, r->meta.annotations, "metadata.annotations", OnNamespace);
    }
    if (r->as<kube::Service>())
        checkAnnotations(world, *r, r->meta.labels, r->meta.annotations, "metadata.annotations", OnService);
    if (r->as<kube::Deployment>()) {
        checkAnnotations(world, *r, r->meta.labels, r->meta.annotations, "metadata.annotations", OnOther);
        checkIstiod(world, *r);
    }
    checkConditions(world, *r);
    if (r->kind == "Secret" && r->apiVersion == "v1") checkSecret(world, *r);
    if (const Pod* pod = world.podOf(*r)) checkPod(world, *pod);
}

} // namespace meshwright::model::analysis
