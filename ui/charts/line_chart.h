// A line chart behind one small interface: the library that draws it can be changed without touching anything else.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QColor>
#include <QWidget>
#include <memory>

#include "ui/charts/chart_model.h"

namespace meshwright::ui {

struct Tokens;

struct ChartStyle {
    QString title, unit;
    double leastTop = 1; ///< the y axis reaches at least here
    double top = 0;      ///< and at most here; 0 = as high as the data
    bool fromZero = true;
    bool keyByStroke = false; ///< the legend explains the strokes (p50, p95, p99), not the colours
};

class LineChart : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    virtual void show(const std::vector<ChartLine>& lines) = 0;
    virtual const std::vector<ChartLine>& lines() const = 0;
    virtual void setTokens(const Tokens& tokens) = 0;
    /// The chart as it is on the screen.
    QImage picture();
};

LineChart* makeLineChart(const ChartStyle& style, QWidget* parent = nullptr);

} // namespace meshwright::ui
