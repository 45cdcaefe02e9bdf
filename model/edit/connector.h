// What a line means, case by case. Used by connect.cpp and the files beside it.
#pragma once

#include "model/edit/connect.h"
#include "model/edit/nodes.h"
#include "model/edit/steps.h"

#include <optional>

namespace meshwright::model::edit {

using Connected = tl::expected<Edit, std::string>;

class Connector {
public:
    Connector(const Design& design, const Port& from, const Port& to)
        : design_(design), from_(from), to_(to), steps_(design) {}

    Connected run();

private:
    const std::string& startName() const { return start_.resource->meta.name; }
    const std::string& endName() const { return end_.resource->meta.name; }
    const std::string& startNs() const { return start_.resource->meta.ns; }
    Connected done(std::string text);
    Connected fromClient();
    Connected clientToGateway();
    Connected clientInMesh(const std::string& host, std::int64_t port);
    void aim(const std::string& host, std::int64_t port);
    void setText(const std::string& field, const std::string& text);
    Connected fromGateway();
    Connected expose(const kube::Service&);
    /// A destination must say the port where its service has several.
    static std::string portLines(const Resource& service, std::size_t indent);
    Connected fromRule();
    Connected addDestination(const std::string& host, const std::string& subset, const std::string& port);
    std::vector<istio::Destination> destinations(const istio::VirtualService& v) const;
    /// Why the rule can have no destination.
    std::optional<std::string> notRoutable(const istio::VirtualService& v) const;
    /// A version is reached by a subset of its service; one is made where there is none.
    Connected ruleToVersion();
    Connected delegate();
    Connected fromService();
    Connected select();
    ResourcePtr serviceOfHost(const Host& host, const std::string& ns) const;
    Connected call(const std::vector<ResourcePtr>& callers);
    void addCall(const Resource& caller, const std::string& host, std::int64_t port);
    Connected fromDestinationRule();
    Connected fromSelectorPolicy();
    istio::Labels selectorOf() const;

    const Design& design_;
    const Port &from_, &to_;
    NodeRef start_, end_;
    Steps steps_;
};

tl::unexpected<std::string> no(std::string why);
/// A scalar as YAML writes it.
std::string quoted(const std::string& text);
/// Lines of block style as an item of a list.
std::string asItem(const std::string& lines, const std::string& indent = {});
bool isInMesh(const istio::VirtualService& v);
std::string firstExact(const std::vector<Host>& hosts);
/// The port that speaks HTTP, else the first; 0 where there is none.
std::int64_t portOf(const kube::Service& service);

} // namespace meshwright::model::edit
