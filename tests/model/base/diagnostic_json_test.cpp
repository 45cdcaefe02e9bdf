#include "model/base/diagnostic_json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace meshwright::model {
namespace {

Diagnostic example() {
    Diagnostic d;
    d.code = "IST0101";
    d.severity = Severity::Warning;
    d.file = "shop.yaml";
    d.document = 2;
    d.kind = "VirtualService";
    d.ns = "default";
    d.name = "cart";
    d.field = "spec.http[0]";
    d.position = {7, 3, 90};
    d.message = "There is no subset v9.";
    return d;
}

TEST(DiagnosticJson, HasEveryFieldInTheOrderOfTheDocumentation) {
    EXPECT_EQ(toJson(example()).dump(),
              R"({"code":"IST0101","severity":"warning","file":"shop.yaml","document":2,"kind":"VirtualService",)"
              R"("namespace":"default","name":"cart","field":"spec.http[0]","line":7,"column":3,)"
              R"("message":"There is no subset v9.","why":"What refers to something that does not exist gets no )"
              R"(traffic, or its requests fail with 503."})");
}

TEST(DiagnosticJson, NamesAFixOnlyWhereThereIsOne) {
    auto d = example();
    EXPECT_FALSE(toJson(d).contains("fix"));
    d.fix = Fix{"Add the subset v9.", {}};
    EXPECT_EQ(toJson(d)["fix"], "Add the subset v9.");
}

TEST(DiagnosticJson, ListsNothingAsAnEmptyList) {
    EXPECT_EQ(toJson(Diagnostics{}).dump(), R"({"diagnostics":[]})");
}

} // namespace
} // namespace meshwright::model
