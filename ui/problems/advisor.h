// Advice about the open design, found in the background: it takes a look at the whole mesh and is too slow for every
// keystroke. Only the newest design is looked at; what was found about an older one is dropped.
#pragma once

#include "model/design/design.h"

#include <QObject>
#include <QTimer>
#include <functional>

namespace meshwright::ui {

class Document;

class Advisor : public QObject {
    Q_OBJECT
public:
    using Question = std::function<model::Diagnostics(const model::Design&)>;

    /// `question` runs on another thread.
    Advisor(Document& document, Question question, QObject* parent = nullptr);
    ~Advisor() override;

    /// True while a look is due or under way.
    bool busy() const { return running_ || pause_.isActive(); }

Q_SIGNALS:
    void finished(); ///< nothing is left to look at

private:
    void start();

    Document& document_;
    Question question_;
    QTimer pause_;
    bool running_ = false, again_ = false;
};

} // namespace meshwright::ui
