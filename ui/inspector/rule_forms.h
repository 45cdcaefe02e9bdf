// The form of one HTTP rule of a virtual service.
#pragma once

#include "ui/inspector/fields.h"

#include <QPointer>

namespace meshwright::ui {

class MatchProbe;
class WeightsEditor;

class RuleForm : public Form {
    Q_OBJECT
public:
    RuleForm(FormContext context, std::string rule, QWidget* parent = nullptr);
    QString signature() const override;
    void build() override;
    void refresh() override;
    std::string part() const override { return rule_; }

private:
    void buildTools(std::size_t rules);
    void move(int by);

    std::string rule_; ///< "spec.http[0]"
    std::size_t index_;
    WeightsEditor* weights_ = nullptr;
    std::vector<QPointer<MatchProbe>> probes_;
};

} // namespace meshwright::ui
