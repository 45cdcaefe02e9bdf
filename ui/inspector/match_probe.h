// "What would this rule match": an example beside each match, and a place to try other requests.
#pragma once

#include "ui/inspector/form_context.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QComboBox;
class QPlainTextEdit;
class QToolButton;

namespace meshwright::ui {

class MatchProbe : public QWidget {
    Q_OBJECT
public:
    /// `match` is "spec.http[0].match[1]", or "spec.http[0]" of a rule without conditions.
    MatchProbe(FormContext context, std::string match, QWidget* parent = nullptr);

    void refresh();
    /// Refreshes after a short pause: finding an example takes a while where there are many rules.
    void refreshSoon();
    QString example() const;
    QString verdict() const;

private:
    void openTry();
    void judge();

    FormContext context_;
    std::string match_;
    std::size_t rule_ = 0, block_ = 0;
    QLabel *example_, *verdict_;
    QToolButton* open_;
    QWidget* box_;
    QComboBox* method_;
    QLineEdit *path_, *host_;
    QPlainTextEdit* headers_;
    bool touched_ = false;
    QTimer soon_;
};

} // namespace meshwright::ui
