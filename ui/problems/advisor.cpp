#include "ui/problems/advisor.h"

#include "ui/document/document.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

namespace meshwright::ui {

namespace {
constexpr int pauseMs = 200; ///< after the last edit, so that a drag is looked at once
}

Advisor::Advisor(Document& document, Question question, QObject* parent)
    : QObject(parent), document_(document), question_(std::move(question)) {
    pause_.setSingleShot(true);
    pause_.setInterval(pauseMs);
    connect(&pause_, &QTimer::timeout, this, &Advisor::start);
    connect(&document_, &Document::changed, this, [this] { pause_.start(); });
    if (!document_.empty()) pause_.start();
}

Advisor::~Advisor() = default;

void Advisor::start() {
    if (running_) {
        again_ = true;
        return;
    }
    running_ = true;
    // The design is a value that shares its documents and is never changed, so another thread may read it.
    QThreadPool::globalInstance()->start([self = QPointer<Advisor>(this), question = question_,
                                          design = document_.design()] {
        auto found =
            std::make_shared<model::Diagnostics>(design.documents().empty() ? model::Diagnostics() : question(design));
        // Queued to the window's thread; where the advisor is gone by then, nothing happens.
        QMetaObject::invokeMethod(
            qApp,
            [self, design, found] {
                if (!self) return;
                self->running_ = false;
                self->document_.setAdvice(design, std::move(*found));
                if (self->again_) {
                    self->again_ = false;
                    self->start();
                } else if (!self->pause_.isActive()) {
                    Q_EMIT self->finished();
                }
            },
            Qt::QueuedConnection);
    });
}

} // namespace meshwright::ui
