// The control for one scalar value: a line with completion, a choice, a tick, or several lines of text.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QWidget>
#include <functional>

#include "model/assist/names.h"
#include "model/yaml/schema.h"

namespace meshwright::ui {

/// Shows a text and tells what a person makes of it. Never changes a design by itself.
class ValueControl : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// Shows what the YAML has. A text that is being typed stays as long as the YAML says what it said before.
    void bring(const QString& text, bool present);
    virtual QString text() const = 0;
    /// As a person would: typed and finished.
    virtual void enter(const QString& text) = 0;
    void setInvalid(bool invalid);
    /// The widget that takes the keys.
    QWidget* stop() const { return stop_; }
    void setName(const QString& accessible, const QString& help, const QString& objectName);

Q_SIGNALS:
    void typed(const QString& text);    ///< on the way to a value
    void finished(const QString& text); ///< Enter, a choice, or the control was left
    void entered();                     ///< got the keyboard focus

protected:
    virtual void showValue(const QString& text, bool present) = 0;
    void setStop(QWidget* stop);
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* stop_ = nullptr;
    QString known_;
    bool knownPresent_ = false, first_ = true;
};

using Suggest = std::function<std::vector<model::assist::Suggestion>()>;

/// The control for a scalar of this type. `suggest` is asked when completion is wanted; may be empty.
ValueControl* makeControl(const model::yaml::TypeInfo& type, const model::yaml::FieldTraits& traits, Suggest suggest);

/// A line of text that offers suggestions; also used for keys of maps.
ValueControl* makeLine(const QString& placeholder, bool mono, Suggest suggest);

} // namespace meshwright::ui
