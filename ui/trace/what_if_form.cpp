#include "ui/trace/what_if_form.h"

#include "model/istio/gateway.h"
#include "model/istio/service_entry.h"
#include "model/istio/virtual_service.h"
#include "model/kube/kube.h"
#include "model/scenario/scenario.h"
#include "ui/text.h"

#include <QCoreApplication>
#include <algorithm>

namespace meshwright::ui {

namespace {

void addChoice(QStringList& list, const QString& text) {
    if (!text.isEmpty() && !list.contains(text)) list << text;
}

void addSenders(const model::Design& design, WhatIfChoices& out) {
    const auto known = [&](const sim::routing::ProxyRef& proxy) {
        return std::any_of(out.senders.begin(), out.senders.end(), [&](const auto& s) { return s.proxy == proxy; });
    };
    // A gateway's pods stand where the traffic says, else where Istio installs them.
    for (const auto& r : design.all<model::istio::Gateway>()) {
        sim::routing::ProxyRef proxy;
        proxy.gateway = r->as<model::istio::Gateway>()->selector;
        if (proxy.gateway.empty()) proxy.gateway = {{"istio", "ingressgateway"}};
        proxy.ns = "istio-system";
        for (const auto& s : design.all<model::scenario::Scenario>())
            for (const auto& t : s->as<model::scenario::Scenario>()->traffic)
                if (t.from.gateway == proxy.gateway && !t.from.ns.empty()) proxy.ns = t.from.ns;
        if (!known(proxy))
            out.senders.push_back(
                {QCoreApplication::translate("WhatIf", "gateway %1").arg(q(r->meta.name)), proxy, "gateway/" + r->meta.ns + "/" + r->meta.name});
    }
    for (const auto& r : design.all<model::kube::Deployment>()) {
        sim::routing::ProxyRef proxy;
        proxy.workload = r->meta.name;
        proxy.ns = r->meta.ns.empty() ? "default" : r->meta.ns;
        if (!known(proxy))
            out.senders.push_back({q(r->meta.name), proxy, "workload/" + proxy.ns + "/" + proxy.workload});
    }
}

void addMatches(const model::istio::VirtualService& vs, WhatIfChoices& out) {
    for (const auto& route : vs.http)
        for (const auto& match : route.match) {
            const auto example = [](const model::istio::StringMatch& m) {
                return m.exact ? q(*m.exact) : m.prefix ? q(*m.prefix) : QString();
            };
            if (match.uri) addChoice(out.paths, example(*match.uri));
            for (const auto& [name, value] : match.headers)
                addChoice(out.headers, q(name) + QStringLiteral(": ") + example(value));
        }
}

void prefill(const model::Design& design, WhatIfChoices& out) {
    for (const auto& s : design.all<model::scenario::Scenario>())
        for (const auto& t : s->as<model::scenario::Scenario>()->traffic) {
            sim::routing::Request& r = out.request;
            r.port = std::uint32_t(t.port);
            r.authority = t.host;
            if (!t.path.empty()) r.path = t.path;
            if (!t.method.empty()) r.method = t.method;
            if (!t.mix.empty()) {
                if (!t.mix.front().host.empty()) r.authority = t.mix.front().host;
                if (!t.mix.front().path.empty()) r.path = t.mix.front().path;
            }
            for (std::size_t i = 0; i < out.senders.size(); ++i)
                if (t.from.workload.empty() ? out.senders[i].proxy.gateway == t.from.gateway
                                            : out.senders[i].proxy.workload == t.from.workload)
                    out.sender = int(i);
            return;
        }
    if (!out.hosts.isEmpty()) out.request.authority = out.hosts.front().toStdString();
}

} // namespace

WhatIfChoices whatIfChoices(const model::Design& design) {
    WhatIfChoices out;
    addSenders(design, out);
    for (const auto& r : design.all<model::istio::VirtualService>()) {
        const auto& vs = *r->as<model::istio::VirtualService>();
        for (const auto& host : vs.hosts) addChoice(out.hosts, q(host.text));
        addMatches(vs, out);
    }
    for (const auto& r : design.all<model::kube::Service>()) addChoice(out.hosts, q(r->meta.name));
    for (const auto& r : design.all<model::istio::ServiceEntry>())
        for (const auto& host : r->as<model::istio::ServiceEntry>()->hosts) addChoice(out.hosts, q(host.text));
    for (const auto& s : design.all<model::scenario::Scenario>())
        for (const auto& t : s->as<model::scenario::Scenario>()->traffic) {
            addChoice(out.hosts, q(t.host));
            addChoice(out.paths, q(t.path));
            for (const auto& kind : t.mix) addChoice(out.paths, q(kind.path));
        }
    out.hosts.removeAll(QStringLiteral("*"));
    addChoice(out.paths, QStringLiteral("/"));
    prefill(design, out);
    return out;
}

std::optional<std::vector<std::pair<std::string, std::string>>> headersFrom(const QString& text) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const QString& part : text.split(QLatin1Char(';'), Qt::SkipEmptyParts)) {
        if (part.trimmed().isEmpty()) continue;
        const int colon = int(part.indexOf(QLatin1Char(':')));
        if (colon <= 0) return {};
        const QString name = part.left(colon).trimmed().toLower();
        if (name.isEmpty() || name.contains(QLatin1Char(' '))) return {};
        out.emplace_back(name.toStdString(), part.mid(colon + 1).trimmed().toStdString());
    }
    return out;
}

QString headersText(const std::vector<std::pair<std::string, std::string>>& headers) {
    QStringList out;
    for (const auto& [name, value] : headers) out << q(name) + QStringLiteral(": ") + q(value);
    return out.join(QStringLiteral("; "));
}

} // namespace meshwright::ui
