// Clock, speed, and ways to go to a moment: for the toolbar.
#pragma once

#include <QWidget>
#include <optional>

class QLabel;
class QLineEdit;
class QSlider;

namespace meshwright::ui {

class Playback;

class PlaybackBar : public QWidget {
    Q_OBJECT
public:
    explicit PlaybackBar(Playback& playback, QWidget* parent = nullptr);

    /// The slider is logarithmic: its first notch is 0.1×, its last but one 1,000×, its last as fast as possible.
    static double speedAt(int notch);
    static int notchOf(double factor);
    static constexpr int lastNotch = 81;
    static QString speedText(double factor);
    /// "00:42.3"
    static QString clockText(double seconds);
    /// "42.5", "1:05" and "00:42.3" in seconds; nothing where it is no time.
    static std::optional<double> secondsFrom(const QString& text);

private:
    void showClock();
    void showSpeed();
    void jump();

    Playback& playback_;
    QSlider* slider_;
    QLabel *speed_, *achieved_;
    QLineEdit* clock_;
};

} // namespace meshwright::ui
