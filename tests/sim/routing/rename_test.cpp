// After a rename the mesh decides as before: the same routes, clusters and answers, with the new name in their place.
#include "model/edit/references.h"
#include "model/edit/rename.h"
#include "sim/routing/explain.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <set>

namespace meshwright::sim::routing {
namespace {

using model::Design;
using model::ResourceId;

constexpr auto newName = "renamed-by-test";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// Every sender and every request that the design's own hosts, paths and headers suggest.
std::vector<std::pair<ProxyRef, Request>> requestsOf(const Design& design) {
    std::vector<ProxyRef> senders;
    for (const auto& r : design.all<model::istio::Gateway>())
        if (const auto& selector = r->as<model::istio::Gateway>()->selector; !selector.empty())
            senders.push_back({selector, {}, "istio-system"});
    for (const auto& r : design.all<model::kube::Deployment>())
        if (senders.size() < 6) senders.push_back({{}, r->meta.name, r->meta.ns});
    std::set<std::string> hosts, paths{"/", "/other"};
    std::set<std::uint32_t> ports{80};
    for (const auto& r : design.all<model::kube::Service>()) {
        hosts.insert(r->meta.name + "." + r->meta.ns);
        for (const auto& p : r->as<model::kube::Service>()->ports) ports.insert(static_cast<std::uint32_t>(p.port));
    }
    std::vector<std::vector<std::pair<std::string, std::string>>> headers{{}};
    for (const auto& r : design.all<model::istio::VirtualService>()) {
        const auto& spec = *r->as<model::istio::VirtualService>();
        for (const auto& h : spec.hosts)
            if (!h.isWildcard())
                hosts.insert(h.text.find('.') == std::string::npos ? h.text + "." + r->meta.ns : h.text);
        for (const auto& rule : spec.http)
            for (const auto& m : rule.match) {
                if (m.uri && m.uri->exact) paths.insert(*m.uri->exact);
                if (m.uri && m.uri->prefix) paths.insert(*m.uri->prefix);
                for (const auto& [name, match] : m.headers)
                    if (match.exact) headers.push_back({{name, *match.exact}});
            }
    }
    std::vector<std::pair<ProxyRef, Request>> out;
    for (const auto& sender : senders)
        for (const auto& host : hosts)
            for (const auto port : ports)
                for (const auto& path : paths)
                    for (const auto& h : headers) {
                        Request request;
                        request.authority = host;
                        request.port = port;
                        request.path = path;
                        request.headers = h;
                        out.emplace_back(sender, request);
                    }
    return out;
}

/// What was decided, as text: answer, cluster, shares, endpoints, and the request as it goes on.
std::string decided(const Trace& t) {
    std::string out = t.decision.rewritten.authority + t.decision.rewritten.path + " ";
    if (t.decision.reply) out += std::to_string(t.decision.reply->status) + t.decision.reply->flag + " ";
    for (const auto* list : {&t.destinations, &t.mirrors})
        for (const auto& d : *list)
            out += d.cluster + " " + std::to_string(d.probability) + " " + std::to_string(d.exists) + " " +
                   std::to_string(d.endpoints.size()) + "; ";
    return out;
}

void check(const Design& before, const ResourceId& id, const std::string& file, std::size_t& compared) {
    const auto edit = model::edit::rename(before, id, newName);
    ASSERT_TRUE(edit.has_value()) << edit.error();
    const auto after = model::edit::apply(before, *edit);
    if (!after) return; // shared by an anchor: refused as a whole
    const auto meshBefore = indexMesh(before), meshAfter = indexMesh(*after);
    for (auto [sender, request] : requestsOf(before)) {
        const std::string first = decided(trace(meshBefore, sender, request));
        if (id.kind == "Service" && request.authority.starts_with(id.name + "." + id.ns))
            request.authority = newName + request.authority.substr(id.name.size());
        if (id.kind == "Deployment" && sender.workload == id.name && sender.ns == id.ns) sender.workload = newName;
        const std::string second = decided(trace(meshAfter, sender, request));
        EXPECT_EQ(replaced(second, newName, id.name), first)
            << file << " " << toText(id) << " from " << sender.workload << " for " << request.authority << request.path;
        ++compared;
    }
}

TEST(RenameRouting, DecidesEveryRequestAsBeforeModuloTheName) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(MESHWRIGHT_SOURCE_DIR "/resources/samples"))
        files.push_back(entry.path().string());
    std::vector<std::string> recorded;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(MESHWRIGHT_SOURCE_DIR "/tests/fidelity/recorded"))
        if (entry.path().extension() == ".yaml") recorded.push_back(entry.path().string());
    std::sort(recorded.begin(), recorded.end());
    for (std::size_t i = 0; i < recorded.size(); i += 150) files.push_back(recorded[i]);
    std::size_t compared = 0;
    for (const auto& file : files) {
        const Design design = *Design::fromPath(file);
        std::set<std::string> done;
        const auto all = design.resources();
        for (const auto& r : all) {
            // Rules of one host are merged by age and name, so only names that order nothing are changed here.
            const bool orders = r->kind == "VirtualService" || r->kind == "DestinationRule" || r->kind == "Gateway";
            if (r->kind != "Service" && !(orders && all.size() < 12) && r->kind != "Deployment") continue;
            if (orders && std::count_if(all.begin(), all.end(), [&](const auto& o) { return o->kind == r->kind; }) > 1)
                continue;
            if (!done.insert(r->kind).second) continue;
            check(design, r->id(), file, compared);
        }
    }
    EXPECT_GT(compared, 1'000u);
}

} // namespace
} // namespace meshwright::sim::routing
