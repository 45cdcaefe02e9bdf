// What a target cannot say, collected while it is written.
#pragma once

#include "model/design/placement.h"
#include "model/exporters/export.h"

namespace meshwright::model::exporters {

class Notes {
public:
    explicit Notes(const Design& design) : places_(design) {}

    /// A warning about one field of an object.
    void add(const Resource& resource, const std::string& field, std::string message) {
        Diagnostic d;
        d.code = "MW0060";
        d.severity = Severity::Warning;
        places_.describe(d, resource, field);
        d.message = std::move(message);
        all_.push_back(std::move(d));
    }
    Diagnostics take() { return std::move(all_); }

private:
    Placement places_;
    Diagnostics all_;
};

/// "kind-namespace-name.yaml" in lower case.
BundleFile fileOf(const std::string& kind, const std::string& ns, const std::string& name, std::string text);

} // namespace meshwright::model::exporters
