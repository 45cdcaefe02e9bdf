// Field tables of the pieces that several Istio resources share. Source of names and enumerations: istio.io/api.
#pragma once

#include "model/istio/common.h"
#include "model/yaml/schema.h"

#include <array>

namespace meshwright::model::yaml {

template <> struct Schema<istio::StringMatch> {
    using T = istio::StringMatch;
    static constexpr std::string_view name = "StringMatch";
    static constexpr std::tuple fields{
        field("exact", &T::exact, "The whole text is equal, case included.").choiceOf("match"),
        field("prefix", &T::prefix, "The text begins with this.").choiceOf("match"),
        field("regex", &T::regex, "The whole text matches this RE2 expression.").choiceOf("match").is(Format::Regex),
    };
};

template <> struct Schema<istio::PortSelector> {
    using T = istio::PortSelector;
    static constexpr std::string_view name = "PortSelector";
    static constexpr std::tuple fields{
        field("number", &T::number, "Port number of the service, 1 to 65535.").is(Format::Port).shown().unsigned32(),
    };
};

template <> struct Schema<istio::Destination> {
    using T = istio::Destination;
    static constexpr std::string_view name = "Destination";
    static constexpr std::tuple fields{
        field("host", &T::host, "The service's host; a short name is completed with this object's namespace.").shown(),
        field("subset", &T::subset, "A subset that a DestinationRule of this host defines.").is(Format::Subset).shown(),
        field("port", &T::port, "The service's port; needed where it has several."),
    };
};

template <> struct Schema<istio::PercentValue> {
    using T = istio::PercentValue;
    static constexpr std::string_view name = "Percent";
    static constexpr std::tuple fields{
        field("value", &T::value, "Share in percent, 0 to 100; fractions down to 0.0001 count.").shown(),
    };
};

template <> struct Schema<istio::ServerPort> {
    using T = istio::ServerPort;
    static constexpr std::string_view name = "Port";
    static constexpr std::array<std::string_view, 10> protocols = {"HTTP", "HTTPS", "HTTP2", "GRPC",  "GRPC-WEB",
                                                                   "TCP",  "TLS",   "MONGO", "MYSQL", "REDIS"};
    static constexpr std::tuple fields{
        field("number", &T::number, "Port number, 1 to 65535.").is(Format::Port).shown().unsigned32(),
        field("name", &T::name, "Name of the port, unique in the list.").shown(),
        field("protocol", &T::protocol, "What is spoken on the port.").shown().suggest(protocols),
        field("targetPort", &T::targetPort, "Port at the endpoints, where it differs.").is(Format::Port).unsigned32(),
    };
};

template <> struct Schema<istio::WorkloadSelector> {
    using T = istio::WorkloadSelector;
    static constexpr std::string_view name = "WorkloadSelector";
    static constexpr std::tuple fields{
        field("matchLabels", &T::matchLabels, "Labels that a pod must have, all of them.").is(Format::Labels).shown(),
        field("labels", &T::labels, "Labels that a pod must have, all of them.").is(Format::Labels).shown(),
    };
};

template <> struct Schema<istio::TargetRef> {
    using T = istio::TargetRef;
    static constexpr std::string_view name = "PolicyTargetReference";
    static constexpr std::tuple fields{
        field("group", &T::group, "API group of the target."),
        field("kind", &T::kind, "Kind of the target.").shown(),
        field("name", &T::name, "Name of the target.").shown(),
        field("namespace", &T::ns, "Namespace of the target; only this object's own.").is(Format::Namespace),
    };
};

} // namespace meshwright::model::yaml
