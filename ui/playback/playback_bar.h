// Speed and clock of the run, for the toolbar.
#pragma once

#include <QWidget>
#include <vector>

class QLabel;
class QSlider;

namespace meshwright::ui {

class Playback;

class PlaybackBar : public QWidget {
    Q_OBJECT
public:
    explicit PlaybackBar(Playback& playback, QWidget* parent = nullptr);

    /// The notches of the slider; the last is fullSpeed.
    static const std::vector<double>& speeds();
    static QString speedText(double factor);
    /// "00:42.3"
    static QString clockText(double seconds);

private:
    void showClock();

    Playback& playback_;
    QSlider* slider_;
    QLabel *speed_, *clock_;
};

} // namespace meshwright::ui
