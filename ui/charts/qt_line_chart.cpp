// The only file that knows Qt Charts.
#include "ui/charts/line_chart.h"
#include "ui/theme/theme.h"

#include <QChart>
#include <QChartView>
#include <QGraphicsLayout>
#include <QGraphicsTextItem>
#include <QHBoxLayout>
#include <QImage>
#include <QLabel>
#include <QLegend>
#include <QLegendMarker>
#include <QLineSeries>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

namespace meshwright::ui {

namespace {

/// 1, 2 or 5 times a power of ten, at least `value`.
double niceAbove(double value) {
    const double power = std::pow(10.0, std::floor(std::log10(std::max(value, 1e-9))));
    for (const double step : {1.0, 2.0, 2.5, 4.0, 5.0, 8.0, 10.0})
        if (step * power >= value) return step * power;
    return 10 * power;
}

class QtLineChart : public LineChart {
public:
    QtLineChart(const ChartStyle& style, QWidget* parent)
        : LineChart(parent), style_(style), chart_(new QChart), view_(new QChartView(chart_)), x_(new QValueAxis),
          y_(new QValueAxis), title_(plainLabel(style.title)), legend_(new QHBoxLayout) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(2);
        auto* head = new QHBoxLayout;
        head->setContentsMargins(8, 0, 8, 0);
        title_->setFont(textFont(12, QFont::DemiBold));
        auto* unit = plainLabel(style.unit, "hint");
        head->addWidget(title_);
        head->addWidget(unit);
        head->addStretch(1);
        legend_->setSpacing(10);
        head->addLayout(legend_);
        column->addLayout(head);
        column->addWidget(view_, 1);
        chart_->legend()->hide();
        chart_->setBackgroundRoundness(0);
        chart_->setMargins(QMargins(0, 0, 6, 0));
        chart_->layout()->setContentsMargins(0, 0, 0, 0);
        chart_->addAxis(x_, Qt::AlignBottom);
        chart_->addAxis(y_, Qt::AlignLeft);
        x_->setLabelFormat(QStringLiteral("%.0f s"));
        x_->setTickCount(5);
        y_->setTickCount(3);
        view_->setRenderHint(QPainter::Antialiasing);
        view_->setFrameShape(QFrame::NoFrame);
        view_->setMinimumHeight(90);
        setTokens(tokensOf(palette()));
        show({});
    }

    const std::vector<ChartLine>& lines() const override { return lines_; }

    void show(const std::vector<ChartLine>& lines) override {
        const bool same = lines.size() == lines_.size() &&
                          std::equal(lines.begin(), lines.end(), lines_.begin(), [](const auto& a, const auto& b) {
                              return a.name == b.name && a.version == b.version;
                          });
        lines_ = lines;
        if (!same) rebuild();
        double right = 10, top = style_.leastTop, left = 0, low = 1e300;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const auto& points = lines_[i].points;
            series_[i]->replace(QList<QPointF>(points.begin(), points.end()));
            for (const auto& p : points) {
                right = std::max(right, p.x());
                top = std::max(top, p.y());
                low = std::min(low, p.y());
            }
        }
        x_->setRange(left, niceRight(right));
        double bottom = 0;
        if (!style_.fromZero && low < 1e299) bottom = std::max(0.0, std::floor(std::min(low, top - 5) / 5) * 5);
        const double high = style_.top > 0 ? style_.top : niceAbove(top);
        y_->setRange(std::min(bottom, high - 1e-6), high);
        y_->setLabelFormat(high - bottom < 4 ? QStringLiteral("%.1f") : QStringLiteral("%.0f"));
    }

    void setTokens(const Tokens& t) override {
        tokens_ = &t;
        chart_->setBackgroundBrush(t.surface);
        chart_->setPlotAreaBackgroundVisible(false);
        view_->setBackgroundBrush(t.surface);
        for (auto* axis : {x_, y_}) {
            axis->setLabelsColor(t.textMuted);
            axis->setLabelsFont(textFont(11));
            axis->setGridLineColor(t.grid);
            axis->setLinePenColor(t.border);
            axis->setLineVisible(axis == x_);
        }
        rebuild();
    }

private:
    /// The axis grows in steps, so that the labels do not change with every frame.
    static double niceRight(double seconds) {
        for (const double step : {10., 20., 40., 60., 120., 240., 600., 1200., 2400., 3600.})
            if (seconds <= step) return step;
        return std::ceil(seconds / 3600) * 3600;
    }

    void rebuild() {
        for (auto* s : series_) {
            chart_->removeSeries(s);
            delete s;
        }
        series_.clear();
        while (auto* item = legend_->takeAt(0)) {
            delete item->widget();
            delete item;
        }
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            auto* s = new QLineSeries;
            QPen pen(lines_[i].version.isEmpty() ? tokens_->accent : versionColor(lines_[i].version), 2);
            if (lines_[i].stroke == ChartLine::Stroke::Dashed) pen = QPen(pen.color(), 1.25, Qt::DashLine);
            if (lines_[i].stroke == ChartLine::Stroke::Dotted) pen = QPen(pen.color(), 1.5, Qt::DotLine);
            s->setPen(pen);
            s->replace(QList<QPointF>(lines_[i].points.begin(), lines_[i].points.end()));
            chart_->addSeries(s);
            s->attachAxis(x_);
            s->attachAxis(y_);
            series_.push_back(s);
            if (!style_.keyByStroke)
                legend_->addWidget(key(lines_[i].name, pen));
            else if (lines_[i].version == lines_.front().version)
                legend_->addWidget(key(lines_[i].name, QPen(tokens_->textMuted, pen.widthF(), pen.style())));
        }
    }

    QWidget* key(const QString& name, const QPen& pen) {
        auto* box = new QWidget;
        auto* row = new QHBoxLayout(box);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(4);
        QPixmap mark(QSize(16, 10) * devicePixelRatioF());
        mark.setDevicePixelRatio(devicePixelRatioF());
        mark.fill(Qt::transparent);
        QPainter p(&mark);
        p.setPen(pen);
        p.drawLine(QPointF(0, 5), QPointF(16, 5));
        p.end();
        auto* picture = new QLabel;
        picture->setPixmap(mark);
        row->addWidget(picture);
        row->addWidget(plainLabel(name, "hint"));
        return box;
    }

    ChartStyle style_;
    QChart* chart_;
    QChartView* view_;
    QValueAxis *x_, *y_;
    QLabel* title_;
    QHBoxLayout* legend_;
    std::vector<QLineSeries*> series_;
    std::vector<ChartLine> lines_;
    const Tokens* tokens_ = nullptr;
};

} // namespace

QImage LineChart::picture() {
    return grab().toImage();
}

LineChart* makeLineChart(const ChartStyle& style, QWidget* parent) {
    return new QtLineChart(style, parent);
}

} // namespace meshwright::ui
