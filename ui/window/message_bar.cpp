#include "ui/window/message_bar.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace meshwright::ui {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), icon_(new QLabel), text_(plainLabel({})), actions_(new QHBoxLayout) {
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
    actions_->setSpacing(8);
    row->addLayout(actions_);
    auto* close = new QToolButton;
    close->setIcon(icon(QStringLiteral("close"), palette()));
    close->setToolTip(tr("Close"));
    close->setAccessibleName(tr("Close message"));
    close->setProperty("flat", true);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &MessageBar::clear);
    hide();
}

void MessageBar::say(const QString& text) {
    ask(text, {});
}

void MessageBar::say(const QString& text, const QString& action, const std::function<void()>& act) {
    ask(text, {{action, act}});
}

void MessageBar::ask(const QString& text, const std::vector<Answer>& answers) {
    clear();
    icon_->setPixmap(iconPixmap(QStringLiteral("warning"), tokensOf(palette()).warn, 20, devicePixelRatioF()));
    text_->setText(text);
    for (const auto& answer : answers) {
        auto* button = new QPushButton(answer.text);
        connect(button, &QPushButton::clicked, this, [this, act = answer.act] {
            clear();
            if (act) act();
        });
        actions_->addWidget(button);
        buttons_.push_back(button);
    }
    show();
}

void MessageBar::clear() {
    text_->clear();
    for (auto* button : buttons_) {
        button->hide();
        button->deleteLater();
    }
    buttons_.clear();
    hide();
}

QString MessageBar::text() const {
    return text_->text();
}

} // namespace meshwright::ui
