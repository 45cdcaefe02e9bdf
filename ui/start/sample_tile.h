// One door of the start page: a sample with the picture the program draws of it.
#pragma once

#include <QAbstractButton>
#include <QPixmap>
#include <vector>

namespace meshwright::ui {

/// A sample that travels inside the program.
struct Sample {
    QString path;  ///< ":/samples/bookinfo.yaml"
    QString title; ///< "Bookinfo"
    QString text;  ///< one or two sentences: the scenario's description
};

/// All samples, Bookinfo first, then by name.
std::vector<Sample> samples();
/// The sample's canvas, drawn into a picture of this size.
QPixmap thumbnail(const Sample& sample, QSize size, const QPalette& palette, double devicePixelRatio);

class SampleTile : public QAbstractButton {
    Q_OBJECT
public:
    explicit SampleTile(Sample sample, QWidget* parent = nullptr);

    const Sample& sample() const { return sample_; }
    /// Draws the picture now; until then the tile shows its words only.
    void drawPicture();
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    Sample sample_;
    QPixmap picture_;
};

} // namespace meshwright::ui
