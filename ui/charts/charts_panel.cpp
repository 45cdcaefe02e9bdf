#include "ui/charts/charts_panel.h"

#include "ui/charts/line_chart.h"
#include "ui/document/selection.h"
#include "ui/playback/playback.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QImage>
#include <QLabel>
#include <QMessageBox>
#include <QToolButton>
#include <QVBoxLayout>

namespace meshwright::ui {

namespace {
constexpr int updateMs = 200;
}

ChartsPanel::ChartsPanel(Playback& playback, Selection& selection, QWidget* parent)
    : QWidget(parent), playback_(playback), selection_(selection), services_(new QComboBox), charts_(new QWidget),
      rate_(makeLineChart({tr("Requests"), tr("a second")})),
      success_(makeLineChart({tr("Success"), tr("%"), 100, 100, false})),
      latency_(makeLineChart({tr("Latency"), tr("ms"), 1, 0, true, true})),
      empty_(plainLabel(tr("Run the design (F5) and its rates, success and latencies are drawn here."), "muted")) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 4);
    column->setSpacing(4);
    auto* bar = new QHBoxLayout;
    bar->setSpacing(8);
    services_->setMinimumWidth(180);
    services_->setAccessibleName(tr("Service in the charts"));
    services_->addItem(tr("All requests"), QString());
    bar->addWidget(services_);
    bar->addStretch(1);
    const auto tool = [&](const QString& name, const QString& words, auto click) {
        auto* b = new QToolButton;
        b->setIcon(icon(name, palette()));
        b->setToolTip(words);
        b->setAccessibleName(words);
        b->setProperty("flat", true);
        connect(b, &QToolButton::clicked, this, click);
        bar->addWidget(b);
    };
    tool(QStringLiteral("copy"), tr("Copy the charts as a picture"), [this] { copy(); });
    tool(QStringLiteral("picture"), tr("Save the charts as a picture…"), [this] { save(); });
    column->addLayout(bar);
    auto* row = new QHBoxLayout(charts_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    for (auto* chart : {rate_, success_, latency_}) row->addWidget(chart, 1);
    column->addWidget(charts_, 1);
    empty_->setAlignment(Qt::AlignCenter);
    column->addWidget(empty_, 1);
    charts_->hide();

    connect(services_, &QComboBox::activated, this, [this] {
        chosen_ = true;
        update(true);
    });
    connect(&playback_, &Playback::frameChanged, this, &ChartsPanel::showFrame);
    connect(&playback_, &Playback::stateChanged, this, [this] { update(true); });
    connect(&selection_, &Selection::changed, this, [this] {
        const auto& current = selection_.current();
        if (!current) return;
        const QString name = QString::fromStdString(current->object.name);
        if (services_->findData(name) > 0) setService(name);
    });
}

QString ChartsPanel::service() const {
    return services_->currentData().toString();
}

void ChartsPanel::setService(const QString& service) {
    const int index = services_->findData(service);
    if (index < 0) return;
    services_->setCurrentIndex(index);
    update(true);
}

void ChartsPanel::showFrame() {
    update(playback_.state() != Playback::State::Running);
}

void ChartsPanel::update(bool always) {
    if (!always && shown_.isValid() && shown_.elapsed() < updateMs) return;
    shown_.restart();
    const FramePtr frame = playback_.frame();
    charts_->setVisible(frame != nullptr);
    empty_->setVisible(!frame);
    if (!frame) return;
    const QStringList names = chartedServices(frame->snapshot);
    QStringList listed;
    for (int i = 1; i < services_->count(); ++i) listed << services_->itemData(i).toString();
    if (names != listed) {
        const QString current = service();
        while (services_->count() > 1) services_->removeItem(1);
        for (const auto& name : names) services_->addItem(name, name);
        int index = services_->findData(current);
        // The service with several versions first: its split is what one came to see.
        if (!chosen_ && current.isEmpty() && !names.isEmpty()) index = 1;
        services_->setCurrentIndex(std::max(0, index));
    }
    const ChartData data = chartData(frame->snapshot, service());
    rate_->show(data.rate);
    success_->show(data.success);
    latency_->show(data.latency);
}

QImage ChartsPanel::picture() {
    return charts_->grab().toImage();
}

void ChartsPanel::copy() {
    QApplication::clipboard()->setImage(picture());
}

void ChartsPanel::save() {
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save charts"), QStringLiteral("charts.png"), tr("Pictures (*.png)"));
    if (!path.isEmpty() && !picture().save(path))
        QMessageBox::warning(this, tr("Save charts"), tr("%1 cannot be written.").arg(path));
}

void ChartsPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange)
        for (auto* chart : {rate_, success_, latency_}) chart->setTokens(tokensOf(palette()));
    QWidget::changeEvent(event);
}

} // namespace meshwright::ui
