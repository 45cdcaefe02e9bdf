// The least design that runs: a client's sidecar that sends to one service with one pod.
#pragma once

#include "model/design/design.h"

#include <string>

namespace meshwright::tests {

struct OnePod {
    std::string arrivals = "rate: 80"; ///< of the traffic entry, flow style
    std::string latency = "{type: exponential, mean: 10ms}";
    std::string behaviour; ///< further fields of the service's entry, such as "concurrency: 1"
    std::string duration = "60s";
    std::string more; ///< further documents

    model::Design design() const {
        const std::string text = R"(apiVersion: v1
kind: Service
metadata: {name: backend, namespace: default}
spec: {selector: {app: backend}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: backend-v1, namespace: default}
spec:
  template: {metadata: {labels: {app: backend, version: v1}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: client, namespace: default}
spec:
  template: {metadata: {labels: {app: client}}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: backend, namespace: default}
spec:
  hosts: [backend]
  http:
  - route: [{destination: {host: backend}}]
    retries: {attempts: 0}
---
apiVersion: meshwright.dev/v1alpha1
kind: Scenario
metadata: {name: load, namespace: default}
spec:
  duration: )" + duration + R"(
  traffic:
  - {name: users, from: {workload: client, namespace: default}, host: backend, port: 80, )" +
                                 arrivals + R"(}
  services:
  - {workload: backend-v1, namespace: default, latency: )" +
                                 latency + (behaviour.empty() ? "" : ", " + behaviour) + "}\n" + more;
        return model::Design::fromText(text, "one-pod.yaml").value();
    }
};

} // namespace meshwright::tests
