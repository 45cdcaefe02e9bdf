// What a target cannot say, collected while it is written.
#pragma once

#include "model/exporters/export.h"

namespace meshwright::model::exporters {

class Notes {
public:
    /// A warning about one field of an object.
    void add(const Resource& resource, const std::string& field, std::string message) {
        Diagnostic d;
        d.code = "MW0060";
        d.severity = Severity::Warning;
        d.file = resource.file;
        d.document = resource.document;
        d.kind = resource.kind;
        d.ns = resource.meta.ns;
        d.name = resource.meta.name;
        d.field = field;
        d.position = resource.positionOf(field);
        d.message = std::move(message);
        all_.push_back(std::move(d));
    }
    Diagnostics take() { return std::move(all_); }

private:
    Diagnostics all_;
};

/// "kind-namespace-name.yaml" in lower case.
BundleFile fileOf(const std::string& kind, const std::string& ns, const std::string& name, std::string text);

} // namespace meshwright::model::exporters
