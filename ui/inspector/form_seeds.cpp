#include "ui/inspector/form_seeds.h"

#include "model/assist/values.h"
#include "model/yaml/writer.h"
#include "ui/inspector/form_rows.h"

#include <algorithm>
#include <map>

namespace meshwright::ui {

using model::yaml::TypeInfo;
using Type = TypeInfo::Kind;

namespace {

struct Here {
    const model::Design& design;
    const model::ResourceId& object;
    std::size_t index;

    /// A host that this object already sends to, or the first service there is.
    std::string host() const {
        const auto r = design.find(object);
        if (const auto* vs = r ? r->as<model::istio::VirtualService>() : nullptr) {
            for (const auto& rule : vs->http)
                if (!rule.route.empty()) return rule.route.front().destination.host.text;
            if (!vs->hosts.empty()) return vs->hosts.front().text;
        }
        for (const auto& s : design.all<model::kube::Service>())
            if (s->meta.ns == object.ns) return s->meta.name;
        return "service";
    }
};

std::string quoted(const std::string& text) {
    return model::yaml::scalarText(text);
}

using Seed = std::string (*)(const Here&);

const std::map<std::string_view, Seed>& seeds() {
    static const std::map<std::string_view, Seed> table{
        {"HTTPMatchRequest", [](const Here&) -> std::string { return "uri:\n  prefix: /\n"; }},
        {"HTTPRoute",
         [](const Here& h) {
             return "match:\n- uri:\n    prefix: /new\nroute:\n- destination:\n    host: " + quoted(h.host()) + "\n";
         }},
        {"HTTPRouteDestination",
         [](const Here& h) { return "destination:\n  host: " + quoted(h.host()) + "\nweight: 0\n"; }},
        {"RouteDestination", [](const Here& h) { return "destination:\n  host: " + quoted(h.host()) + "\n"; }},
        {"HTTPMirrorPolicy", [](const Here& h) { return "destination:\n  host: " + quoted(h.host()) + "\n"; }},
        {"TCPRoute", [](const Here& h) { return "route:\n- destination:\n    host: " + quoted(h.host()) + "\n"; }},
        {"TLSRoute",
         [](const Here& h) {
             return "match:\n- sniHosts: [" + quoted(h.host()) +
                    "]\nroute:\n- destination:\n    host: " + quoted(h.host()) + "\n";
         }},
        {"Subset",
         [](const Here& h) {
             const std::string name = "v" + std::to_string(h.index + 1);
             return "name: " + name + "\nlabels:\n  version: " + name + "\n";
         }},
        {"Server",
         [](const Here& h) {
             const std::string number = std::to_string(h.index == 0 ? 80 : 8080 + h.index);
             return "port:\n  number: " + number + "\n  name: http-" + number + "\n  protocol: HTTP\nhosts:\n- \"*\"\n";
         }},
        {"Port",
         [](const Here& h) {
             const std::string number = std::to_string(h.index == 0 ? 80 : 8080 + h.index);
             return "number: " + number + "\nname: http-" + number + "\nprotocol: HTTP\n";
         }},
        {"ServicePort",
         [](const Here& h) {
             const std::string number = std::to_string(h.index == 0 ? 80 : 8080 + h.index);
             return "name: http-" + number + "\nport: " + number + "\n";
         }},
        {"Traffic",
         [](const Here& h) {
             return "name: client-" + std::to_string(h.index + 1) + "\nhost: " + quoted(h.host()) + "\nrate: 10\n";
         }},
        {"Call", [](const Here& h) { return "host: " + quoted(h.host()) + "\n"; }},
        {"CallGroup", [](const Here& h) { return "calls:\n- host: " + quoted(h.host()) + "\n"; }},
        {"Incident", [](const Here&) -> std::string { return "type: slow\nat: 10s\nfactor: 2\n"; }},
        {"RolloutStep",
         [](const Here& h) {
             return "weight: " + std::to_string(std::min<std::size_t>(100, 10 * (h.index + 1))) + "\npause: 10s\n";
         }},
        {"Rule", [](const Here&) -> std::string { return "to:\n- operation:\n    methods: [GET]\n"; }},
        {"Condition", [](const Here&) -> std::string { return "key: request.headers[x-token]\nvalues: [value]\n"; }},
        {"IstioEgressListener", [](const Here&) -> std::string { return "hosts:\n- ./*\n"; }},
    };
    return table;
}

} // namespace

std::pair<std::string, std::string> firstValue(const TypeInfo& type, const model::yaml::FieldTraits& traits) {
    if (isScalar(type)) return {"", model::assist::exampleOf(type, traits)};
    std::pair<std::string, std::string> inner;
    std::string step;
    if (type.kind == Type::Message) {
        const TypeInfo::Field* first = nullptr;
        for (const auto& f : type.fields) {
            if (!traits.onlyKey.empty() && f.key != traits.onlyKey) continue;
            if (!first || (f.common && !first->common)) first = &f;
        }
        if (!first) return {};
        inner = firstValue(*first->type, *first);
        step = first->key;
    } else {
        inner = firstValue(*type.element, traits);
        step = type.kind == Type::List ? "[0]" : "[name]";
    }
    if (!inner.first.empty()) step += (inner.first.front() == '[' ? "" : ".") + inner.first;
    return {step, inner.second};
}

std::string newItem(const model::Design& design, const model::ResourceId& object, const TypeInfo& element,
                    std::size_t index) {
    if (const auto found = seeds().find(element.name); found != seeds().end())
        return found->second({design, object, index});
    const auto [path, value] = firstValue(element, {});
    // "a.b[0].c" with a value, as one line of flow style.
    std::string open, close;
    for (const auto& step : model::yaml::splitPath(path)) {
        open += step.index() ? "[" : "{" + quoted(step.text) + ": ";
        close.insert(0, step.index() ? "]" : "}");
    }
    const auto* leaf = model::yaml::fieldAt(element, path);
    const bool text = !leaf || leaf->type->kind == Type::Text || leaf->type->kind == Type::Duration;
    return open + (text ? quoted(value) : value) + close + "\n";
}

} // namespace meshwright::ui
