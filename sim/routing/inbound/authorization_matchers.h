// Values of authorization rules as the matchers that istiod writes for them.
#pragma once

#include "sim/routing/inbound/rbac.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshwright::sim::routing {

/// "*" any text but the empty one, "*x" suffix, "x*" prefix, else exact. `prefix` stands before the value.
/// Istio: pilot/pkg/security/authz/matcher/string.go.
TextMatcher wildcardText(std::string_view value, std::string_view prefix = {});
/// The same for headers, where "*" only asks for presence. Istio: …/authz/matcher/header.go.
TextMatcher headerText(std::string_view value, bool ignoreCase);
/// A path, or a template with `{*}` (one segment) and `{**}` (any number).
TextMatcher pathText(std::string_view value);
/// A principal without its "spiffe://".
TextMatcher principalText(std::string_view value);
/// Identities of one namespace; "*" may stand anywhere in its name.
TextMatcher namespaceText(std::string_view value);
/// `name` or `namespace/name`; without a namespace the policy's own.
TextMatcher serviceAccountText(std::string_view value, std::string_view policyNamespace);
TextMatcher trustDomainText(std::string_view value);
/// `issuer/subject`, each with a wildcard at its outer end.
RequestPrincipalMatcher requestPrincipalMatcher(std::string_view value);

/// "[x-tier]" → "x-tier", lower case as Envoy compares header names.
std::optional<std::string> nameInBrackets(std::string_view text);
/// "[a][b]" → {"a", "b"}; "[a[b]" is one odd name.
std::optional<std::vector<std::string>> namesInNestedBrackets(std::string_view text);

} // namespace meshwright::sim::routing
