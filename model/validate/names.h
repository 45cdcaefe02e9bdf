// Istio's rules of names, addresses, numbers and expressions. Each function returns what is wrong as a sentence, or
// nothing. Istio: pkg/config/validation/agent/validation.go, pkg/config/labels/instance.go.
#pragma once

#include "model/istio/common.h"
#include "model/validate/judge.h"

namespace meshwright::model::validation {

/// What an address of a Unix domain socket starts with.
inline constexpr std::string_view kUnix = "unix://";

/// Letters, digits and dashes, at most 63, beginning and ending with a letter or digit.
bool isDnsLabel(std::string_view text);
bool isIpAddress(std::string_view text);
bool isCidr(std::string_view text);

Problem checkDuration(Duration duration);
Problem checkPort(std::int64_t port);
Problem checkDomain(std::string_view domain);
Problem checkWildcardDomain(std::string_view domain);
/// Also takes `outbound_.80_.v1_.host`, the server names between clusters, where `sni`.
Problem checkGatewayDomain(std::string_view domain, bool sni);
Problem checkPartialWildcard(std::string_view host);
/// `host`, `ns/host` of a Gateway or, with `ns/` required, of a Sidecar.
std::vector<Problem> checkNamespacedHost(std::string_view host, bool gateway);
Problem checkIp(std::string_view text);
Problem checkIpOrCidr(std::string_view text);
Problem checkUnixAddress(std::string_view path);
Problem checkLabels(const istio::Labels& labels);
Problem checkSubsetName(std::string_view name);
Problem checkPortName(std::string_view name);
Problem checkProtocol(std::string_view protocol);
Problem checkPercent(std::int64_t percent);
Problem checkPercentage(const std::optional<istio::PercentValue>& percentage);
/// RE2 syntax, at most 1,024 bytes.
Problem checkRegex(std::string_view expression);

void checkGatewayNames(Judge& judge, const std::vector<std::string>& names, const std::string& field);
void checkExportTo(Judge& judge, const std::vector<std::string>& exportTo, bool serviceEntry, bool withSelector);
void checkDestination(Judge& judge, const istio::Destination& destination, const std::string& field);
/// The place of a selector's label that is no good: the label itself where its value is, all labels where its key is.
std::string labelOf(const istio::WorkloadSelector& selector, const std::string& field, const std::string& key,
                    const std::string& value);

/// `matchLabels` or `labels`; `labelsKey` names the key. False where a label is refused.
bool checkSelector(Judge& judge, const std::optional<istio::WorkloadSelector>& selector, const std::string& field);

/// What a port's protocol means. Istio: pkg/config/protocol/instance.go.
struct Protocol {
    bool known = true, http = false, tls = false, tcp = false;
    static Protocol parse(std::string_view text);
};

} // namespace meshwright::model::validation
