#include "ui/window/message_bar.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace meshwright::ui {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), icon_(new QLabel), text_(plainLabel({})), action_(new QPushButton) {
    setProperty("panel", true);
    setProperty("frame", "bottom");
    setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 8, 8);
    row->setSpacing(8);
    row->addWidget(icon_);
    text_->setWordWrap(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(text_, 1);
    row->addWidget(action_);
    auto* close = new QToolButton;
    close->setIcon(icon(QStringLiteral("close"), palette()));
    close->setToolTip(tr("Close"));
    close->setAccessibleName(tr("Close message"));
    close->setProperty("flat", true);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &MessageBar::clear);
    connect(action_, &QPushButton::clicked, this, [this] {
        const auto act = act_;
        clear();
        if (act) act();
    });
    hide();
}

void MessageBar::say(const QString& text) {
    say(text, {}, {});
}

void MessageBar::say(const QString& text, const QString& action, const std::function<void()>& act) {
    icon_->setPixmap(iconPixmap(QStringLiteral("warning"), tokensOf(palette()).warn, 20, devicePixelRatioF()));
    text_->setText(text);
    action_->setText(action);
    action_->setVisible(!action.isEmpty());
    act_ = act;
    show();
}

void MessageBar::clear() {
    text_->clear();
    act_ = {};
    hide();
}

QString MessageBar::text() const {
    return text_->text();
}

} // namespace meshwright::ui
