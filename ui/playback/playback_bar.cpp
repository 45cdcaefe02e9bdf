#include "ui/playback/playback_bar.h"

#include "ui/playback/playback.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QSlider>
#include <algorithm>
#include <cmath>

namespace meshwright::ui {

namespace {
constexpr double slowest = 0.1;
constexpr int notchesADecade = 20;
constexpr double longest = 24 * 3600;
} // namespace

double PlaybackBar::speedAt(int notch) {
    if (notch >= lastNotch) return fullSpeed;
    const double exact = slowest * std::pow(10.0, double(notch) / notchesADecade);
    // Two digits are enough, and 1×, 10× … are exact.
    const double unit = std::pow(10.0, std::floor(std::log10(exact) + 1e-9) - 1);
    return std::round(exact / unit) * unit;
}

int PlaybackBar::notchOf(double factor) {
    if (factor == fullSpeed) return lastNotch;
    const double notch = std::log10(std::max(factor, slowest) / slowest) * notchesADecade;
    return std::clamp(static_cast<int>(std::lround(notch)), 0, lastNotch - 1);
}

QString PlaybackBar::speedText(double factor) {
    return factor == fullSpeed ? tr("max") : tr("%1×").arg(QString::number(factor, 'g', 3));
}

QString PlaybackBar::clockText(double seconds) {
    const auto tenths = static_cast<long long>(std::floor(seconds * 10 + 1e-6));
    return QStringLiteral("%1:%2.%3")
        .arg(tenths / 600, 2, 10, QLatin1Char('0'))
        .arg(tenths / 10 % 60, 2, 10, QLatin1Char('0'))
        .arg(tenths % 10);
}

std::optional<double> PlaybackBar::secondsFrom(const QString& text) {
    static const QRegularExpression form(QStringLiteral(R"(^\s*(?:(\d{1,5}):)?(\d{1,6}(?:[.,]\d{1,3})?)\s*s?\s*$)"));
    const auto match = form.match(text);
    if (!match.hasMatch()) return {};
    const double seconds =
        match.captured(1).toDouble() * 60 + match.captured(2).replace(QLatin1Char(','), QLatin1Char('.')).toDouble();
    return seconds <= longest ? std::optional(seconds) : std::nullopt;
}

PlaybackBar::PlaybackBar(Playback& playback, QWidget* parent)
    : QWidget(parent), playback_(playback), slider_(new QSlider(Qt::Horizontal)), speed_(plainLabel({})),
      achieved_(plainLabel({}, "muted")), clock_(new QLineEdit) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(8);
    row->addWidget(plainLabel(tr("Speed"), "muted"));
    slider_->setObjectName(QStringLiteral("speed"));
    slider_->setRange(0, lastNotch);
    slider_->setPageStep(notchesADecade);
    slider_->setFixedWidth(112);
    slider_->setAccessibleName(tr("Speed"));
    slider_->setToolTip(
        tr("Simulated seconds for each second, from 0.1 to 1,000; at the right end as fast as possible"));
    row->addWidget(slider_);
    const auto number = [row](QLabel* label, int width, const QString& tip) {
        label->setFont(monoFont(12));
        label->setMinimumWidth(width);
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        label->setToolTip(tip);
        row->addWidget(label);
    };
    number(speed_, 44, tr("The speed asked for"));
    achieved_->setObjectName(QStringLiteral("achieved"));
    number(achieved_, 56, tr("The speed reached, measured over half a second"));
    clock_->setObjectName(QStringLiteral("clock"));
    clock_->setFont(monoFont(15));
    clock_->setFixedWidth(96);
    clock_->setAlignment(Qt::AlignRight);
    clock_->setAccessibleName(tr("Simulated time"));
    clock_->setToolTip(tr("Simulated time. Type a time, such as 42.5 or 1:05, and press Enter to go there"));
    row->addWidget(clock_);
    connect(slider_, &QSlider::valueChanged, this, [this](int notch) { playback_.setSpeed(speedAt(notch)); });
    connect(clock_, &QLineEdit::returnPressed, this, &PlaybackBar::jump);
    connect(clock_, &QLineEdit::editingFinished, this, &PlaybackBar::showClock);
    showSpeed();
    showClock();
    connect(&playback_, &Playback::speedChanged, this, &PlaybackBar::showSpeed);
    connect(&playback_, &Playback::frameChanged, this, &PlaybackBar::showClock);
}

void PlaybackBar::showSpeed() {
    const QSignalBlocker quiet(slider_);
    slider_->setValue(notchOf(playback_.speed()));
    speed_->setText(speedText(playback_.speed()));
}

void PlaybackBar::jump() {
    const auto seconds = secondsFrom(clock_->text());
    clock_->clearFocus();
    if (seconds)
        playback_.jumpTo(*seconds);
    else
        showClock();
}

void PlaybackBar::showClock() {
    const auto& frame = playback_.frame();
    if (!clock_->hasFocus()) clock_->setText(clockText(frame ? frame->snapshot.now.sinceStart().inSeconds() : 0));
    const auto& latest = playback_.latest();
    const double factor = latest && playback_.state() == Playback::State::Running ? latest->realTimeFactor : 0;
    achieved_->setText(factor > 0 ? tr("is %1×").arg(factor, 0, 'f', factor < 10 ? 1 : 0) : QString());
}

} // namespace meshwright::ui
