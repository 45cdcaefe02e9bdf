#include "model/edit/clipboard.h"

#include "model/edit/nodes.h"
#include "model/edit/steps.h"
#include "model/yaml/writer.h"

#include <algorithm>
#include <map>
#include <set>

namespace meshwright::model::edit {

namespace {

using yaml::childPath;

/// A document's text without its separator and the blank lines around.
std::string trimmed(std::string text) {
    while (text.rfind("---", 0) == 0) {
        const auto end = text.find('\n');
        text = end == std::string::npos ? std::string() : text.substr(end + 1);
    }
    text.erase(0, text.find_first_not_of("\r\n"));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
    return text.empty() ? text : text + '\n';
}

std::string textOf(const Design& design, const Resource& r) {
    if (r.prefix.empty())
        for (const auto& d : design.documents())
            for (const auto& own : d->resources)
                if (own.get() == &r) return trimmed(d->text);
    const auto* node = r.prefix.empty() ? r.root.get() : r.root->at(r.prefix);
    return node ? yaml::blockText(*node, 0) + "\n" : std::string();
}

std::string sourceText(const NodeRef& source) {
    const auto* node = source.resource->root->at(source.field);
    if (!node) return {};
    return "apiVersion: meshwright.dev/v1alpha1\nkind: Scenario\nmetadata:\n  name: " +
           yaml::scalarText(source.resource->meta.name) + "\nspec:\n  traffic:\n  - " + yaml::blockText(*node, 4) +
           "\n";
}

class Paster {
public:
    Paster(const Design& design, Design text, const std::string& file)
        : design_(design), text_(std::move(text)), file_(file), out_(design) {}

    tl::expected<Pasted, std::string> run() {
        findNames();
        for (const auto& [id, name] : names_) follow(id, name);
        for (const auto& [id, name] : names_)
            if (name != id.name) text_.set(id, "metadata.name", name);
        if (!text_.refusal().empty()) return tl::unexpected(text_.refusal());
        for (const auto& r : text_.now().resources()) add(*r);
        if (!out_.refusal().empty()) return tl::unexpected(out_.refusal());
        if (out_.empty()) return tl::unexpected(std::string("The text holds no object that could be added."));
        pasted_.edit = std::move(out_).done(pasted_.nodes.size() == 1 ? "Paste " + nameOf(pasted_.nodes.front().second)
                                                                      : "Paste " + std::to_string(count_) + " objects");
        return std::move(pasted_);
    }

private:
    static std::string nameOf(const std::string& node) { return node.substr(node.rfind('/') + 1); }

    void findNames() {
        std::set<ResourceId> taken;
        for (const auto& r : design_.resources()) taken.insert(r->id());
        for (const auto& r : text_.now().resources()) {
            if (isOwn(*r)) continue;
            ResourceId id = r->id();
            for (int n = 2; taken.count(id) > 0; ++n) id.name = r->meta.name + "-" + std::to_string(n);
            taken.insert(id);
            names_.emplace_back(r->id(), id.name);
        }
    }

    static bool isOwn(const Resource& r) { return r.as<scenario::Scenario>() || r.as<scenario::Canvas>(); }

    /// What the text says about an object that gets another name.
    void follow(const ResourceId& id, const std::string& name) {
        if (id.name == name) return;
        if (id.kind == "Service") {
            const Host old(id.name + "." + id.ns + ".svc.cluster.local");
            followHost(old, id.name, name);
            followApp(id, name);
        }
        if (id.kind == "Gateway") followGateway(id, name);
        for (const auto& r : text_.now().all<scenario::Scenario>()) {
            const auto& s = *r->as<scenario::Scenario>();
            for (std::size_t i = 0; id.kind == "Deployment" && i < s.services.size(); ++i)
                if (s.services[i].workload == id.name)
                    text_.set(r->id(), childPath("spec.services", i) + ".workload", name);
        }
    }

    void set(const ResourceId& id, const std::string& field, const Host& was, const Host& old, const std::string& ns,
             const std::string& oldName, const std::string& name) {
        if (resolveShortName(was, ns) != old) return;
        text_.set(id, field, name + was.text.substr(std::min(oldName.size(), was.text.size())));
    }

    void followHost(const Host& old, const std::string& oldName, const std::string& name) {
        for (const auto& r : text_.now().resources()) {
            const std::string& ns = r->meta.ns;
            const auto change = [&](const std::string& field, const Host& was) {
                set(r->id(), field, was, old, ns, oldName, name);
            };
            if (const auto* d = r->as<istio::DestinationRule>()) change("spec.host", d->host);
            if (const auto* v = r->as<istio::VirtualService>()) {
                for (std::size_t i = 0; i < v->hosts.size(); ++i) change(childPath("spec.hosts", i), v->hosts[i]);
                const auto routes = [&](const auto& rules, const char* list) {
                    for (std::size_t i = 0; i < rules.size(); ++i)
                        for (std::size_t k = 0; k < rules[i].route.size(); ++k)
                            change(childPath(childPath(list, i) + ".route", k) + ".destination.host",
                                   rules[i].route[k].destination.host);
                };
                routes(v->http, "spec.http");
                routes(v->tls, "spec.tls");
                routes(v->tcp, "spec.tcp");
                for (std::size_t i = 0; i < v->http.size(); ++i)
                    if (v->http[i].mirror) change(childPath("spec.http", i) + ".mirror.host", v->http[i].mirror->host);
            }
            if (const auto* s = r->as<scenario::Scenario>())
                for (std::size_t i = 0; i < s->traffic.size(); ++i)
                    change(childPath("spec.traffic", i) + ".host", s->traffic[i].host);
        }
    }

    /// A service copied with its workloads selects the copies and no others.
    void followApp(const ResourceId& id, const std::string& name) {
        const auto service = text_.now().find(id);
        const auto& selector = service->as<kube::Service>()->selector;
        const auto app = selector.find("app");
        const auto behind = workloadsOf(text_.now(), *service);
        if (app == selector.end() || behind.empty()) return;
        const std::string was = app->second;
        text_.set(id, "spec.selector.app", name);
        for (const auto& w : behind) {
            text_.set(w->id(), "spec.template.metadata.labels.app", name);
            if (w->as<kube::Deployment>()->selector.matchLabels.count("app"))
                text_.set(w->id(), "spec.selector.matchLabels.app", name);
        }
    }

    void followGateway(const ResourceId& id, const std::string& name) {
        for (const auto& r : text_.now().all<istio::VirtualService>()) {
            const auto& all = r->as<istio::VirtualService>()->gateways;
            for (std::size_t i = 0; i < all.size(); ++i) {
                if (all[i] == id.name && r->meta.ns == id.ns)
                    text_.set(r->id(), childPath("spec.gateways", i), name);
                else if (all[i] == id.ns + "/" + id.name)
                    text_.set(r->id(), childPath("spec.gateways", i), id.ns + "/" + name);
            }
        }
    }

    void add(const Resource& r) {
        if (r.as<scenario::Canvas>()) return;
        if (r.as<scenario::Scenario>() && !out_.now().all<scenario::Scenario>().empty()) return addSources(r);
        out_.add({AddObject{file_, textOf(text_.now(), r)}, {}});
        ++count_;
        if (const auto* s = r.as<scenario::Scenario>()) {
            for (const auto& t : s->traffic) took("Traffic/" + r.meta.ns + "/", t.name, t.name);
            return;
        }
        std::string was = r.meta.name;
        for (const auto& [id, name] : names_)
            if (id.kind == r.kind && id.ns == r.meta.ns && name == r.meta.name) was = id.name;
        took(r.kind + "/" + r.meta.ns + "/", was, r.meta.name);
    }

    void took(const std::string& kind, const std::string& was, const std::string& name) {
        pasted_.nodes.emplace_back(kind + was, kind + name);
    }

    void addSources(const Resource& r) {
        const auto& all = r.as<scenario::Scenario>()->traffic;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto into = out_.now().all<scenario::Scenario>().front();
            const auto& have = into->as<scenario::Scenario>()->traffic;
            const auto taken = [&](const std::string& name) {
                return std::any_of(have.begin(), have.end(), [&](const auto& t) { return t.name == name; });
            };
            std::string name = all[i].name;
            for (int n = 2; taken(name); ++n) name = all[i].name + "-" + std::to_string(n);
            const auto* node = r.root->at(childPath("spec.traffic", i));
            if (!node) continue;
            out_.add({InsertItem{into->id(), "spec.traffic", have.size(), yaml::blockText(*node, 0) + "\n"}, {}});
            if (name != all[i].name) out_.set(into->id(), childPath("spec.traffic", have.size()) + ".name", name);
            ++count_;
            took("Traffic/" + into->meta.ns + "/", all[i].name, name);
        }
    }

    const Design& design_;
    Steps text_;
    const std::string& file_;
    Steps out_;
    std::vector<std::pair<ResourceId, std::string>> names_;
    Pasted pasted_;
    std::size_t count_ = 0;
};

Diagnostics said(std::string message) {
    Diagnostic d;
    d.code = "MW0020";
    d.message = std::move(message);
    return {std::move(d)};
}

} // namespace

std::string copyNodes(const Design& design, const std::vector<std::string>& nodes) {
    std::set<ResourcePtr> wanted;
    std::vector<NodeRef> sources;
    for (const auto& node : nodes) {
        const auto ref = nodeOf(design, node);
        if (!ref) continue;
        if (ref->traffic()) {
            sources.push_back(*ref);
            continue;
        }
        wanted.insert(ref->resource);
        if (ref->resource->as<kube::Service>())
            for (const auto& rule : rulesOf(design, hostOf(*ref->resource))) wanted.insert(rule);
    }
    std::string out;
    const auto append = [&](const std::string& text) { out += (out.empty() ? "" : "---\n") + text; };
    for (const auto& r : design.resources())
        if (wanted.count(r)) append(textOf(design, *r));
    for (const auto& source : sources) append(sourceText(source));
    return out;
}

tl::expected<Pasted, Diagnostics> paste(const Design& design, const std::string& file, const std::string& text) {
    auto read = Design::fromText(text, "clipboard");
    if (!read) return tl::unexpected(std::move(read.error()));
    if (read->resources().empty())
        return tl::unexpected(
            said("The clipboard holds no Kubernetes object: each needs apiVersion, kind and metadata."));
    auto pasted = Paster(design, std::move(*read), file).run();
    if (!pasted) return tl::unexpected(said(std::move(pasted.error())));
    return std::move(*pasted);
}

} // namespace meshwright::model::edit
