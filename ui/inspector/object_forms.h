// Forms of objects: every kind by its schema, with what else is worth knowing of some of them.
#pragma once

#include "ui/inspector/fields.h"

#include <optional>

namespace meshwright::ui {

/// Any object: all fields that its kind has.
class ObjectForm : public Form {
    Q_OBJECT
public:
    using Form::Form;
    QString signature() const override;
    void build() override;

protected:
    /// Between the fields of the spec and those of the metadata.
    virtual void buildMore() {}
};

/// A service, with the ways on from it: its destination rule and its versions.
class ServiceForm : public ObjectForm {
    Q_OBJECT
public:
    using ObjectForm::ObjectForm;
    QString signature() const override;

protected:
    void buildMore() override;

private:
    std::optional<model::ResourceId> policy() const;
    std::vector<model::ResourceId> workloads() const;
};

/// A workload, with its behaviour in the simulation.
class WorkloadForm : public ObjectForm {
    Q_OBJECT
public:
    using ObjectForm::ObjectForm;
    QString signature() const override;

protected:
    void buildMore() override;

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
    std::string part() const override { return field_; }

private:
    std::string field_; ///< "spec.traffic[0]"
};

} // namespace meshwright::ui
