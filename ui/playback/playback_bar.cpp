#include "ui/playback/playback_bar.h"

#include "ui/playback/playback.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <algorithm>
#include <cmath>

namespace meshwright::ui {

const std::vector<double>& PlaybackBar::speeds() {
    static const std::vector<double> all{0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 100, fullSpeed};
    return all;
}

QString PlaybackBar::speedText(double factor) {
    return factor == fullSpeed ? tr("max") : tr("%1×").arg(QString::number(factor));
}

QString PlaybackBar::clockText(double seconds) {
    const auto tenths = static_cast<long long>(std::floor(seconds * 10 + 1e-6));
    return QStringLiteral("%1:%2.%3")
        .arg(tenths / 600, 2, 10, QLatin1Char('0'))
        .arg(tenths / 10 % 60, 2, 10, QLatin1Char('0'))
        .arg(tenths % 10);
}

PlaybackBar::PlaybackBar(Playback& playback, QWidget* parent)
    : QWidget(parent), playback_(playback), slider_(new QSlider(Qt::Horizontal)), speed_(plainLabel({})),
      clock_(plainLabel({})) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(8);
    row->addWidget(plainLabel(tr("Speed"), "muted"));
    slider_->setRange(0, static_cast<int>(speeds().size()) - 1);
    slider_->setPageStep(1);
    slider_->setFixedWidth(112);
    slider_->setAccessibleName(tr("Speed"));
    slider_->setToolTip(tr("Simulated seconds for each second; at the right end as fast as possible"));
    row->addWidget(slider_);
    speed_->setFont(monoFont(12));
    speed_->setFixedWidth(40);
    row->addWidget(speed_);
    clock_->setFont(monoFont(15));
    clock_->setToolTip(tr("Simulated time"));
    clock_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    clock_->setMinimumWidth(80);
    row->addWidget(clock_);
    connect(slider_, &QSlider::valueChanged, this,
            [this](int value) { playback_.setSpeed(speeds()[std::size_t(value)]); });
    const auto showSpeed = [this] {
        const QSignalBlocker quiet(slider_);
        const auto& all = speeds();
        slider_->setValue(static_cast<int>(std::find(all.begin(), all.end(), playback_.speed()) - all.begin()));
        speed_->setText(speedText(playback_.speed()));
    };
    showSpeed();
    showClock();
    connect(&playback_, &Playback::speedChanged, this, showSpeed);
    connect(&playback_, &Playback::frameChanged, this, &PlaybackBar::showClock);
}

void PlaybackBar::showClock() {
    const auto& frame = playback_.frame();
    clock_->setText(clockText(frame ? frame->snapshot.now.sinceStart().inSeconds() : 0));
}

} // namespace meshwright::ui
