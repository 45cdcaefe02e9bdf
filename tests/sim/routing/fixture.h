// Designs for the routing tests, written as YAML.
#pragma once

#include "model/design/design.h"
#include "sim/routing/mesh_index.h"

#include <gtest/gtest.h>
#include <string>

namespace meshwright::sim::routing::testing {

inline MeshIndexPtr meshOf(const std::string& yaml, const MeshConfig& config = {}) {
    auto design = model::Design::fromText(yaml, "design.yaml");
    if (!design) {
        ADD_FAILURE() << toText(design.error().front());
        return indexMesh({}, config);
    }
    return indexMesh(*design, config);
}

inline ProxyRef ingress() {
    return {{{"istio", "ingressgateway"}}, "", "istio-system"};
}
inline ProxyRef sidecarOf(std::string workload, std::string ns = "default") {
    return {{}, std::move(workload), std::move(ns)};
}

inline Request get(std::string authority, std::string path = "/", std::uint32_t port = 80) {
    Request r;
    r.port = port;
    r.authority = std::move(authority);
    r.path = std::move(path);
    return r;
}

/// A service "web" with pods of v1 and v2, its subsets, and a gateway for every host.
inline const std::string web = R"(
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web-v1}
spec: {template: {metadata: {labels: {app: web, version: v1}}, spec: {containers: [{name: a, image: a}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web-v2}
spec: {replicas: 2, template: {metadata: {labels: {app: web, version: v2}}, spec: {containers: [{name: a, image: a}]}}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web}
spec:
  host: web
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: 80, name: http, protocol: HTTP}
    hosts: ["*"]
)";

inline std::string virtualService(const std::string& name, const std::string& hosts, const std::string& http,
                                  const std::string& gateways = "gw") {
    return "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: " + name +
           "}\nspec:\n  hosts: [" + hosts + "]\n  gateways: [" + gateways + "]\n  http:\n" + http;
}

} // namespace meshwright::sim::routing::testing
