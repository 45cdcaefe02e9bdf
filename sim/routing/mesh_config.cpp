#include "model/istio/schema_routing.h"
#include "model/istio/schema_traffic.h"
#include "model/yaml/parser.h"
#include "model/yaml/read.h"
#include "sim/routing/engine.h"

namespace meshwright::sim::routing {

/// The fields of MeshConfig that this program reads, as they are written. istio.io/api mesh/v1alpha1/config.proto.
struct WrittenMode {
    std::string mode;
};
struct WrittenNormalization {
    std::string normalization;
};
struct WrittenTrafficPolicy {
    std::optional<model::istio::ConnectionPool> connectionPool;
    std::optional<model::istio::OutlierDetection> outlierDetection;
};
struct WrittenMeshConfig {
    WrittenMode outboundTrafficPolicy;
    WrittenNormalization pathNormalization;
    std::vector<std::string> trustDomainAliases, defaultServiceExportTo, defaultVirtualServiceExportTo;
    std::string trustDomain, rootNamespace, h2UpgradePolicy;
    std::optional<model::istio::HttpRetry> defaultHttpRetryPolicy;
    std::optional<model::Duration> connectTimeout;
    std::optional<model::istio::LocalityLbSetting> localityLbSetting;
    WrittenTrafficPolicy defaultTrafficPolicy;
};

} // namespace meshwright::sim::routing

namespace meshwright::model::yaml {

template <> struct Schema<sim::routing::WrittenMode> {
    using T = sim::routing::WrittenMode;
    static constexpr std::string_view name = "OutboundTrafficPolicy";
    static constexpr std::tuple fields{field("mode", &T::mode, "ALLOW_ANY or REGISTRY_ONLY.")};
};

template <> struct Schema<sim::routing::WrittenNormalization> {
    using T = sim::routing::WrittenNormalization;
    static constexpr std::string_view name = "ProxyPathNormalization";
    static constexpr std::tuple fields{
        field("normalization", &T::normalization, "NONE, BASE, MERGE_SLASHES or DECODE_AND_MERGE_SLASHES.")};
};

template <> struct Schema<sim::routing::WrittenTrafficPolicy> {
    using T = sim::routing::WrittenTrafficPolicy;
    static constexpr std::string_view name = "DefaultTrafficPolicy";
    static constexpr std::tuple fields{
        field("connectionPool", &T::connectionPool, "Limits of clusters whose rule sets none."),
        field("outlierDetection", &T::outlierDetection, "Ejection of clusters whose rule sets none."),
    };
};

template <> struct Schema<sim::routing::WrittenMeshConfig> {
    using T = sim::routing::WrittenMeshConfig;
    static constexpr std::string_view name = "MeshConfig";
    static constexpr std::tuple fields{
        field("outboundTrafficPolicy", &T::outboundTrafficPolicy, "What happens to unknown destinations."),
        field("pathNormalization", &T::pathNormalization, "How paths are normalized before routing."),
        field("trustDomain", &T::trustDomain, "Trust domain of the mesh."),
        field("trustDomainAliases", &T::trustDomainAliases, "Other names of the trust domain."),
        field("rootNamespace", &T::rootNamespace, "Namespace whose rules hold for the whole mesh."),
        field("defaultServiceExportTo", &T::defaultServiceExportTo, "exportTo of services that set none."),
        field("defaultVirtualServiceExportTo", &T::defaultVirtualServiceExportTo,
              "exportTo of VirtualServices that set none."),
        field("defaultHttpRetryPolicy", &T::defaultHttpRetryPolicy, "Retries of rules that set none."),
        field("connectTimeout", &T::connectTimeout, "Longest time to open a connection."),
        field("localityLbSetting", &T::localityLbSetting, "Locality load balancing of the whole mesh."),
        field("defaultTrafficPolicy", &T::defaultTrafficPolicy, "Blocks of clusters whose rule sets none."),
        field("h2UpgradePolicy", &T::h2UpgradePolicy, "UPGRADE sends HTTP/2 to every HTTP port."),
    };
};

} // namespace meshwright::model::yaml

namespace meshwright::sim::routing {

namespace {

std::optional<PathNormalization> normalizationOf(const std::string& text) {
    if (text.empty() || text == "BASE" || text == "DEFAULT") return PathNormalization::Base;
    if (text == "NONE") return PathNormalization::None;
    if (text == "MERGE_SLASHES") return PathNormalization::MergeSlashes;
    if (text == "DECODE_AND_MERGE_SLASHES") return PathNormalization::DecodeAndMergeSlashes;
    return std::nullopt;
}

model::Diagnostic refusal(std::string field, std::string message, model::Position position = {}) {
    model::Diagnostic d;
    d.code = "MW0012";
    d.file = "meshConfig";
    d.kind = "MeshConfig";
    d.field = std::move(field);
    d.position = position;
    d.message = std::move(message);
    return d;
}

} // namespace

tl::expected<MeshConfig, model::Diagnostics> MeshConfig::fromYaml(std::string_view text) {
    const model::Limits limits;
    if (text.size() > limits.fileBytes)
        return tl::unexpected(
            model::Diagnostics{refusal("", "The mesh configuration is longer than 16 MiB; shorten it.")});
    if (const auto problem = model::yaml::checkCharacters(text))
        return tl::unexpected(model::Diagnostics{refusal("", problem->message)});
    auto parsed = model::yaml::parseDocument(text, {0, text.size(), 1}, limits, limits.nodes);
    if (!parsed)
        return tl::unexpected(model::Diagnostics{refusal("", parsed.error().message, parsed.error().position)});
    WrittenMeshConfig written;
    model::Diagnostics problems;
    model::yaml::Reader reader(refusal("", ""), false, problems);
    reader.read(parsed->root, written, {});
    MeshConfig out;
    const std::string& mode = written.outboundTrafficPolicy.mode;
    if (!mode.empty() && mode != "REGISTRY_ONLY" && mode != "ALLOW_ANY")
        problems.push_back(
            refusal("outboundTrafficPolicy.mode",
                    "\"" + mode + "\" is no outbound traffic policy; write ALLOW_ANY or REGISTRY_ONLY."));
    out.registryOnly = mode == "REGISTRY_ONLY";
    if (const auto normalization = normalizationOf(written.pathNormalization.normalization))
        out.pathNormalization = *normalization;
    else
        problems.push_back(
            refusal("pathNormalization.normalization",
                    "\"" + written.pathNormalization.normalization +
                        "\" is no path normalization; write NONE, BASE, MERGE_SLASHES or DECODE_AND_MERGE_SLASHES."));
    out.trustDomainAliases = written.trustDomainAliases;
    if (!written.trustDomain.empty()) out.trustDomain = written.trustDomain;
    if (!written.rootNamespace.empty()) out.rootNamespace = written.rootNamespace;
    if (!written.defaultServiceExportTo.empty()) out.defaultServiceExportTo = written.defaultServiceExportTo;
    if (!written.defaultVirtualServiceExportTo.empty())
        out.defaultVirtualServiceExportTo = written.defaultVirtualServiceExportTo;
    out.defaultRetries = written.defaultHttpRetryPolicy;
    if (written.connectTimeout) out.connectTimeout = *written.connectTimeout;
    out.localityLb = written.localityLbSetting;
    out.defaultConnectionPool = written.defaultTrafficPolicy.connectionPool;
    out.defaultOutlierDetection = written.defaultTrafficPolicy.outlierDetection;
    out.h2Upgrade = written.h2UpgradePolicy == "UPGRADE";
    if (model::hasErrors(problems)) return tl::unexpected(std::move(problems));
    return out;
}

} // namespace meshwright::sim::routing
