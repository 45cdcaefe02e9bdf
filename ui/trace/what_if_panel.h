// The dock "what if": type a request, see where the rules send it and why, and what would have to change to reach a
// certain version.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QThread>
#include <QTimer>
#include <QWidget>

#include "ui/trace/what_if_form.h"
#include "ui/trace/what_if_worker.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace meshwright::ui {

class Document;
class TraceView;

class WhatIfPanel : public QWidget {
    Q_OBJECT
public:
    explicit WhatIfPanel(Document& document, QWidget* parent = nullptr);
    ~WhatIfPanel() override;

    TraceView& why() { return *why_; }
    /// The sentence about reaching the chosen version; empty where none is chosen.
    QString reachText() const;
    /// Fills the form in and asks.
    void setRequest(int sender, const sim::routing::Request& request);
    /// Chooses the version to be reached: "v2 of reviews"; empty = none.
    void setTarget(const QString& name);

Q_SIGNALS:
    /// The latest answer; null where the form says no request. `node`: the sender, named as in EdgeState.
    void followed(const meshwright::ui::WhatIfAnswerPtr& answer, const QString& node);
    void ruleWanted(const meshwright::model::Origin& origin);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void refill();
    void askSoon() { soon_.start(); }
    void ask();
    void take(const WhatIfAnswerPtr& answer);
    void showReach(const sim::coverage::Reach& reach);
    QWidget* makeForm();

    Document& document_;
    WhatIfChoices choices_;
    std::vector<sim::coverage::Target> targets_;
    QThread thread_;
    WhatIfWorker* worker_;
    QTimer soon_;
    QComboBox *sender_, *host_, *path_, *method_, *target_;
    QSpinBox* port_;
    QLineEdit* headers_;
    QLabel *wrong_, *reach_;
    QPushButton *use_, *rule_;
    TraceView* why_;
    std::optional<sim::coverage::Reach> shown_;
    int number_ = 0;
    bool filled_ = false, stale_ = true;
};

} // namespace meshwright::ui
