// Forms of a virtual service: the whole with its list of rules, and one rule.
#pragma once

#include "ui/inspector/fields.h"

namespace meshwright::ui {

class MatchEditor;
class WeightsEditor;

class VirtualServiceForm : public Form {
    Q_OBJECT
public:
    using Form::Form;
    QString signature() const override;
    void build() override;

private:
    const model::istio::VirtualService* spec(const model::ResourcePtr& r) const;
    void addRule();
};

class RuleForm : public Form {
    Q_OBJECT
public:
    RuleForm(FormContext context, std::string rule, QWidget* parent = nullptr);
    QString signature() const override;
    void build() override;
    void refresh() override;

private:
    void buildMatches(const model::istio::HttpRoute& route);
    void buildResilience(const model::istio::HttpRoute& route);
    void move(int by);

    std::string rule_; ///< "spec.http[0]"
    std::size_t index_;
    std::vector<MatchEditor*> matches_;
    WeightsEditor* weights_ = nullptr;
};

} // namespace meshwright::ui
