// A large, ordinary design: shops in namespaces, behind gateways, with canaries and policies.
#pragma once

#include <string>

namespace meshwright::bench {

/// YAML of about `resources` objects (a multiple of 20 is exact): for each service a Service, two Deployments, a
/// VirtualService and a DestinationRule. Every 50th VirtualService names a subset that does not exist.
inline std::string shop(std::size_t resources) {
    std::string out;
    for (std::size_t i = 0; i < resources / 5; ++i) {
        const std::string name = "svc" + std::to_string(i), ns = "team" + std::to_string(i / 40);
        const auto object = [&](const std::string& apiVersion, const std::string& kind, const std::string& suffix) {
            out += "---\napiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata:\n  name: " + name + suffix +
                   "\n  namespace: " + ns + "\nspec:\n";
        };
        object("v1", "Service", "");
        out += "  selector:\n    app: " + name + "\n  ports:\n  - name: http\n    port: 80\n    targetPort: 8080\n";
        for (const char* version : {"v1", "v2"}) {
            object("apps/v1", "Deployment", std::string("-") + version);
            const std::string labels = "{app: " + name + ", version: " + version + "}";
            out += "  replicas: 2\n  selector:\n    matchLabels: " + labels +
                   "\n  template:\n    metadata:\n      labels: " + labels +
                   "\n    spec:\n      containers:\n      - name: app\n        image: registry.example/app:1\n";
        }
        object("networking.istio.io/v1", "VirtualService", "");
        const std::string second = i % 50 == 7 ? "v9" : "v2";
        out +=
            "  hosts:\n  - " + name + "\n  http:\n  - name: beta\n    match:\n    - headers:\n        x-user:\n" +
            "          exact: beta\n    route:\n    - destination:\n        host: " + name +
            "\n        subset: v2\n    timeout: 3s\n  - name: canary\n    route:\n    - destination:\n        host: " +
            name + "\n        subset: v1\n      weight: 90\n    - destination:\n        host: " + name +
            "\n        subset: " + second + "\n      weight: 10\n    retries:\n      attempts: 2\n" +
            "      perTryTimeout: 1s\n      retryOn: 5xx\n";
        object("networking.istio.io/v1", "DestinationRule", "");
        out += "  host: " + name + "\n  trafficPolicy:\n    connectionPool:\n      http:\n" +
               "        http1MaxPendingRequests: 100\n    outlierDetection:\n      consecutive5xxErrors: 5\n" +
               "      interval: 10s\n  subsets:\n  - name: v1\n    labels:\n      version: v1\n  - name: v2\n" +
               "    labels:\n      version: v2\n";
    }
    return out;
}

} // namespace meshwright::bench
