// Forms of the other objects: gateway, destination rule, service, workload, traffic source, and any object that has no
// form of its own.
#pragma once

#include "ui/inspector/fields.h"

namespace meshwright::ui {

class GatewayForm : public Form {
    Q_OBJECT
public:
    using Form::Form;
    QString signature() const override;
    void build() override;
};

class DestinationRuleForm : public Form {
    Q_OBJECT
public:
    using Form::Form;
    QString signature() const override;
    void build() override;

private:
    void buildPolicy(const model::istio::TrafficPolicy* policy);
};

class ServiceForm : public Form {
    Q_OBJECT
public:
    using Form::Form;
    QString signature() const override;
    void build() override;
};

class WorkloadForm : public Form {
    Q_OBJECT
public:
    using Form::Form;
    QString signature() const override;
    void build() override;

private:
    /// The scenario's entry for this workload: "Scenario x, spec.services[2]".
    std::optional<std::pair<model::ResourceId, std::string>> behaviour() const;
};

/// One traffic source of a scenario.
class ClientForm : public Form {
    Q_OBJECT
public:
    ClientForm(FormContext context, std::string field, QWidget* parent = nullptr);
    QString signature() const override;
    void build() override;

private:
    std::string field_; ///< "spec.traffic[0]"
};

class PlainForm : public Form {
    Q_OBJECT
public:
    using Form::Form;
    QString signature() const override;
    void build() override;
};

} // namespace meshwright::ui
