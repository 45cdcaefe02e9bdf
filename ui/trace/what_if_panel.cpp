#include "ui/trace/what_if_panel.h"

#include "ui/document/document.h"
#include "ui/theme/theme.h"
#include "ui/text.h"
#include "ui/trace/trace_view.h"

#include <QComboBox>
#include <QCompleter>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMetaObject>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

namespace meshwright::ui {

namespace {

constexpr int askAfterMs = 120;

QComboBox* editableBox(const QString& name) {
    auto* box = new QComboBox;
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setAccessibleName(name);
    box->setMinimumContentsLength(12);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->completer()->setFilterMode(Qt::MatchContains);
    return box;
}

/// Puts a list into a box and leaves what was typed.
void fill(QComboBox& box, const QStringList& items) {
    const QSignalBlocker quiet(&box);
    const QString text = box.currentText();
    box.clear();
    box.addItems(items);
    box.setEditText(text);
}

QString shareText(double share) {
    return WhatIfPanel::tr("%1 %").arg(QString::number(share * 100, 'g', 4));
}

} // namespace

WhatIfPanel::WhatIfPanel(Document& document, QWidget* parent)
    : QWidget(parent), document_(document), worker_(new WhatIfWorker), sender_(new QComboBox),
      host_(editableBox(tr("Host"))), path_(editableBox(tr("Path"))), method_(editableBox(tr("Method"))),
      target_(new QComboBox), port_(new QSpinBox), headers_(new QLineEdit), wrong_(plainLabel({}, "error")),
      reach_(plainLabel({})), use_(new QPushButton(tr("Use this request"))),
      rule_(new QPushButton(tr("Show the rule"))), why_(new TraceView) {
    qRegisterMetaType<WhatIfAnswerPtr>("meshwright::ui::WhatIfAnswerPtr");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 8, 8, 8);
    row->setSpacing(16);
    row->addWidget(makeForm(), 2);
    row->addWidget(why_, 3);
    worker_->moveToThread(&thread_);
    connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
    connect(worker_, &WhatIfWorker::answered, this, &WhatIfPanel::take);
    thread_.setObjectName(QStringLiteral("what if"));
    thread_.start();
    soon_.setSingleShot(true);
    soon_.setInterval(askAfterMs);
    connect(&soon_, &QTimer::timeout, this, &WhatIfPanel::ask);
    connect(why_, &TraceView::ruleWanted, this, &WhatIfPanel::ruleWanted);
    connect(&document_, &Document::opened, this, [this] {
        filled_ = false;
        stale_ = true;
        why_->show({});
        Q_EMIT followed({}, {});
        if (isVisible()) refill();
    });
    connect(&document_, &Document::changed, this, [this] {
        stale_ = true;
        if (isVisible()) refill();
    });
}

WhatIfPanel::~WhatIfPanel() {
    worker_->expect(-1);
    thread_.quit();
    thread_.wait();
}

QWidget* WhatIfPanel::makeForm() {
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    auto* form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(6);
    form->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    sender_->setAccessibleName(tr("Sender"));
    sender_->setObjectName(QStringLiteral("sender"));
    sender_->setMinimumContentsLength(12);
    sender_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    form->addRow(tr("From"), sender_);
    auto* where = new QHBoxLayout;
    host_->setObjectName(QStringLiteral("host"));
    where->addWidget(host_, 1);
    port_->setRange(1, 65'535);
    port_->setButtonSymbols(QAbstractSpinBox::NoButtons);
    port_->setMinimumWidth(64);
    port_->setAccessibleName(tr("Port"));
    port_->setPrefix(tr(": "));
    where->addWidget(port_);
    form->addRow(tr("Host, port"), where);
    auto* what = new QHBoxLayout;
    method_->setMinimumContentsLength(5);
    method_->addItems({QStringLiteral("GET"), QStringLiteral("POST"), QStringLiteral("PUT"), QStringLiteral("DELETE"),
                       QStringLiteral("PATCH"), QStringLiteral("HEAD"), QStringLiteral("OPTIONS")});
    what->addWidget(method_);
    path_->setObjectName(QStringLiteral("path"));
    what->addWidget(path_, 1);
    form->addRow(tr("Method, path"), what);
    headers_->setObjectName(QStringLiteral("headers"));
    headers_->setAccessibleName(tr("Headers"));
    headers_->setPlaceholderText(tr("end-user: jason; x-env: test"));
    headers_->setClearButtonEnabled(true);
    form->addRow(tr("Headers"), headers_);
    wrong_->setWordWrap(true);
    wrong_->hide();
    form->addRow(QString(), wrong_);
    target_->setAccessibleName(tr("Version to reach"));
    target_->setObjectName(QStringLiteral("target"));
    form->addRow(tr("To reach"), target_);
    column->addLayout(form);
    reach_->setWordWrap(true);
    reach_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(reach_);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(use_);
    buttons->addWidget(rule_);
    buttons->addStretch(1);
    use_->hide();
    rule_->hide();
    column->addLayout(buttons);
    column->addStretch(1);
    for (auto* box : {host_, path_, method_}) connect(box, &QComboBox::editTextChanged, this, &WhatIfPanel::askSoon);
    for (auto* box : {sender_, target_}) connect(box, &QComboBox::currentIndexChanged, this, &WhatIfPanel::askSoon);
    connect(port_, &QSpinBox::valueChanged, this, &WhatIfPanel::askSoon);
    connect(headers_, &QLineEdit::textChanged, this, &WhatIfPanel::askSoon);
    connect(use_, &QPushButton::clicked, this, [this] {
        if (!shown_) return;
        const auto found = *shown_;
        int sender = sender_->currentIndex();
        for (std::size_t i = 0; i < choices_.senders.size(); ++i)
            if (choices_.senders[i].proxy == found.proxy) sender = int(i);
        setRequest(sender, found.request);
    });
    connect(rule_, &QPushButton::clicked, this, [this] {
        if (shown_ && shown_->culprit) Q_EMIT ruleWanted(shown_->culprit);
    });
    return side;
}

void WhatIfPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (stale_)
        refill();
    else
        askSoon();
}

void WhatIfPanel::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    // What is lit belongs to what is seen: an answer that still comes is for nobody.
    worker_->expect(++number_);
    soon_.stop();
    Q_EMIT followed({}, {});
}

void WhatIfPanel::refill() {
    stale_ = false;
    choices_ = whatIfChoices(document_.design());
    targets_ = sim::coverage::targetsOf(document_.design());
    {
        const QSignalBlocker quiet(sender_), silent(target_);
        const QString sender = sender_->currentText(), target = target_->currentText();
        sender_->clear();
        for (const auto& s : choices_.senders) sender_->addItem(s.name);
        sender_->setCurrentIndex(filled_ ? std::max(0, sender_->findText(sender)) : choices_.sender);
        target_->clear();
        target_->addItem(tr("any version"));
        for (const auto& t : targets_)
            target_->addItem(tr("%1 of %2").arg(q(t.subset), q(t.service).section(QLatin1Char('.'), 0, 0)));
        target_->setCurrentIndex(filled_ ? std::max(0, target_->findText(target)) : 0);
    }
    fill(*host_, choices_.hosts);
    fill(*path_, choices_.paths);
    auto* completer = new QCompleter(choices_.headers, headers_);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    headers_->setCompleter(completer);
    if (!filled_) {
        filled_ = true;
        setRequest(choices_.sender, choices_.request);
    }
    askSoon();
}

void WhatIfPanel::setRequest(int sender, const sim::routing::Request& request) {
    if (stale_) {
        filled_ = true;
        refill();
    }
    sender_->setCurrentIndex(sender);
    host_->setEditText(q(request.authority));
    path_->setEditText(q(request.path));
    method_->setEditText(q(request.method));
    port_->setValue(int(request.port));
    headers_->setText(headersText(request.headers));
    askSoon();
}

void WhatIfPanel::setTarget(const QString& name) {
    target_->setCurrentIndex(std::max(0, target_->findText(name)));
}

QString WhatIfPanel::reachText() const {
    return reach_->text();
}

void WhatIfPanel::ask() {
    const int sender = sender_->currentIndex();
    const auto headers = headersFrom(headers_->text());
    QString wrong;
    if (!headers)
        wrong = tr("A header is written name: value; several are separated by a semicolon.");
    else if (!path_->currentText().startsWith(QLatin1Char('/')))
        wrong = tr("A path begins with /.");
    else if (host_->currentText().trimmed().isEmpty())
        wrong = tr("Which host is asked for?");
    if (sender < 0) wrong = tr("The design has nobody who could send: add a gateway or a workload.");
    wrong_->setText(wrong);
    wrong_->setVisible(!wrong.isEmpty());
    worker_->expect(++number_);
    if (!wrong.isEmpty()) {
        why_->show({});
        Q_EMIT followed({}, {});
        return;
    }
    WhatIfQuestion question;
    question.design = document_.design();
    question.proxy = choices_.senders[std::size_t(sender)].proxy;
    question.request.authority = host_->currentText().trimmed().toLower().toStdString();
    question.request.path = path_->currentText().toStdString();
    question.request.method = method_->currentText().toUpper().toStdString();
    question.request.port = std::uint32_t(port_->value());
    question.request.headers = *headers;
    if (target_->currentIndex() > 0) question.target = targets_[std::size_t(target_->currentIndex() - 1)];
    question.number = number_;
    QMetaObject::invokeMethod(worker_, [worker = worker_, question] { worker->ask(question); });
}

void WhatIfPanel::take(const WhatIfAnswerPtr& answer) {
    if (answer->number != number_ || sender_->currentIndex() < 0) return;
    why_->show(traceRows(answer->trace));
    shown_ = answer->reach;
    if (shown_) {
        showReach(*shown_);
    } else {
        reach_->setText({});
        use_->hide();
        rule_->hide();
    }
    Q_EMIT followed(answer, q(choices_.senders[std::size_t(sender_->currentIndex())].node));
}

void WhatIfPanel::showReach(const sim::coverage::Reach& reach) {
    const QString target = target_->currentText();
    use_->setVisible(reach.found && !reach.changes.empty());
    rule_->setVisible(!reach.found && bool(reach.culprit));
    if (reach.share > 0)
        return reach_->setText(tr("%1 of such requests reach %2 already.").arg(shareText(reach.share), target));
    if (!reach.found) return reach_->setText(tr("No request reaches %1: %2.").arg(target, q(reach.reason)));
    QStringList changes;
    for (const auto& change : reach.changes) changes << q(change);
    QString text = tr("To reach %1, %2.").arg(target, changes.join(tr(", and ")));
    if (reach.foundShare < 1) text += tr(" Then %1 go there.").arg(shareText(reach.foundShare));
    reach_->setText(text);
}

} // namespace meshwright::ui
