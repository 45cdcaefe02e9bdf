// What may be typed into a field, what is written for it, and which pods labels pick.
#include "model/assist/object_type.h"
#include "model/assist/selectors.h"
#include "model/assist/values.h"

#include <gtest/gtest.h>

using namespace meshwright::model;
using namespace meshwright::model::assist;

namespace {

const yaml::TypeInfo::Field& field(const char* kind, const char* path) {
    for (const auto& k : kinds())
        if (k.kind == kind) return *fieldAt(k, path);
    throw std::logic_error("no such kind");
}

std::optional<std::string> judged(const char* kind, const char* path, std::string_view text) {
    const auto& f = field(kind, path);
    return whyNot(*f.type, f, text);
}

} // namespace

TEST(Values, AreJudgedByTheTypeOfTheField) {
    struct Row {
        const char *kind, *path, *text;
        bool good;
    };
    for (const Row& row : {Row{"VirtualService", "spec.http[0].timeout", "1m30s", true},
                           Row{"VirtualService", "spec.http[0].timeout", "90", false},
                           Row{"VirtualService", "spec.http[0].retries.attempts", "3", true},
                           Row{"VirtualService", "spec.http[0].retries.attempts", "3.5", false},
                           Row{"VirtualService", "spec.http[0].retries.attempts", "99999999999", false},
                           Row{"VirtualService", "spec.http[0].match[0].port", "-1", false},
                           Row{"VirtualService", "spec.http[0].match[0].ignoreUriCase", "yes", false},
                           Row{"VirtualService", "spec.http[0].match[0].uri.regex", "^/a(b)?$", true},
                           Row{"VirtualService", "spec.http[0].match[0].uri.regex", "(?=a)", false},
                           Row{"VirtualService", "spec.http[0].mirrorPercentage.value", "0.0001", true},
                           Row{"VirtualService", "spec.http[0].mirrorPercentage.value", "nan", false},
                           Row{"Scenario", "spec.seed", "18446744073709551616", false}})
        EXPECT_EQ(!judged(row.kind, row.path, row.text), row.good) << row.path << " " << row.text;
}

TEST(Values, SayTheirDefaultWhereTheDocumentationDoes) {
    EXPECT_EQ(defaultOf(field("DestinationRule", "spec.trafficPolicy.outlierDetection.interval")), "10s");
    EXPECT_EQ(defaultOf(field("DestinationRule", "spec.trafficPolicy.loadBalancer.simple")), "LEAST_REQUEST");
    EXPECT_EQ(defaultOf(field("VirtualService", "spec.http[0].name")), "");
}

TEST(Schema, HasASentenceForEveryField) {
    const auto look = [](const auto& self, const yaml::TypeInfo& type) -> void {
        if (type.element) return self(self, *type.element);
        for (const auto& f : type.fields) {
            EXPECT_FALSE(f.doc.empty()) << type.name << "." << f.key;
            EXPECT_TRUE(!f.doc.empty() && f.doc.back() == '.') << type.name << "." << f.key;
            self(self, *f.type);
        }
    };
    for (const auto& kind : kinds())
        if (kind.type) look(look, *kind.type());
    look(look, metadataType());
}

TEST(Labels, PickPodsOfTheRightNamespace) {
    const auto design = Design::fromText(R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: a-v1}
spec: {replicas: 2, template: {metadata: {labels: {app: a, version: v1}}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: a-v1, namespace: other}
spec: {template: {metadata: {labels: {app: a, version: v1}}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: b-v1}
spec: {template: {metadata: {labels: {app: b, version: v1}}}}
---
apiVersion: v1
kind: Service
metadata: {name: a}
spec: {selector: {app: a}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: a}
spec: {host: a, subsets: [{name: v1, labels: {version: v1}}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: g}
spec: {selector: {app: a}}
)",
                                         "a.yaml")
                            .value();
    EXPECT_EQ(inWords(podsPickedBy(design, {"Service", "default", "a"}, "spec.selector", {{"app", "a"}})),
              "a-v1 (2 pods)");
    EXPECT_EQ(inWords(podsPickedBy(design, {"DestinationRule", "default", "a"}, "spec.subsets[0].labels",
                                   {{"version", "v1"}})),
              "a-v1 (2 pods)");
    EXPECT_EQ(inWords(podsPickedBy(design, {"Gateway", "default", "g"}, "spec.selector", {{"app", "a"}})),
              "a-v1 (2 pods) and a-v1 (1 pod)");
    EXPECT_EQ(inWords(podsPickedBy(design, {"Service", "default", "a"}, "spec.selector", {{"app", "c"}})), "no pod");
}
