// The conditions of one match of a rule: what (path, header, method …), how (exact, prefix, regex), and the value.
#pragma once

#include "ui/inspector/fields.h"

namespace meshwright::ui {

class MatchEditor : public QWidget {
    Q_OBJECT
public:
    /// `field` is "spec.http[0].match[1]".
    MatchEditor(FormContext context, std::string field, QWidget* parent = nullptr);

    /// Which conditions there are, so that the form knows when to build anew.
    static QString signature(const model::istio::HttpMatch& match);
    void refresh();

private:
    struct Condition {
        QString what;      ///< "uri", "method", "authority", "headers", "withoutHeaders", "queryParams"
        std::string name;  ///< of the header or parameter
        std::string field; ///< path of the StringMatch
    };
    static std::vector<Condition> conditionsOf(const model::istio::HttpMatch& match, const std::string& field);
    QWidget* makeRow(const Condition& condition);
    void addCondition(const QString& what);
    void replace(const Condition& old, const Condition& next, const QString& kind, const QString& value);
    void say(const tl::expected<void, model::Diagnostics>& done);

    FormContext context_;
    std::string field_;
    QVBoxLayout* column_;
    QLabel* error_;
    std::vector<std::function<void()>> refreshers_;
};

} // namespace meshwright::ui
