// Requests a second by version, success rate, and latency percentiles of one service, live.
#pragma once

#include <QElapsedTimer>
#include <QWidget>

class QComboBox;
class QLabel;

namespace meshwright::ui {

class Document;
class LineChart;
class Playback;
class Selection;

class ChartsPanel : public QWidget {
    Q_OBJECT
public:
    ChartsPanel(Playback& playback, Selection& selection, QWidget* parent = nullptr);

    LineChart& rate() { return *rate_; }
    LineChart& success() { return *success_; }
    LineChart& latency() { return *latency_; }
    /// The service in view; empty = all requests.
    QString service() const;
    void setService(const QString& service);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showFrame();
    void update(bool always);
    void copy();
    void save();
    QImage picture();

    Playback& playback_;
    Selection& selection_;
    QComboBox* services_;
    QWidget* charts_;
    LineChart *rate_, *success_, *latency_;
    QLabel* empty_;
    QElapsedTimer shown_;
    bool chosen_ = false; ///< the person picked a service: a new run keeps it
};

} // namespace meshwright::ui
