#include "ui/canvas/legend.h"

#include "ui/canvas/flight_layer.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <array>

namespace meshwright::ui {

using Outcome = sim::metrics::Flight::Outcome;

namespace {

struct Entry {
    Outcome outcome;
    QString text;
};

std::array<Entry, 5> entries() {
    return {{{Outcome::Fine, Legend::tr("fine")},
             {Outcome::Retry, Legend::tr("retry")},
             {Outcome::TimedOut, Legend::tr("timed out")},
             {Outcome::Failed, Legend::tr("failed")},
             {Outcome::Mirrored, Legend::tr("mirrored")}}};
}

constexpr int gap = 16, mark = 14, padding = 10;

} // namespace

Legend::Legend(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFont(textFont(12));
}

QSize Legend::sizeHint() const {
    int width = 2 * padding - gap;
    for (const auto& e : entries()) width += mark + fontMetrics().horizontalAdvance(e.text) + gap + 2;
    return {width, 28};
}

void Legend::paintEvent(QPaintEvent*) {
    const Tokens& t = tokensOf(palette());
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(t.border);
    p.setBrush(t.surface);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), measure::radius, measure::radius);
    double x = padding;
    for (const auto& e : entries()) {
        FlightLayer::paintMark(p, {x + 4, height() / 2.0}, 4, e.outcome, FlightLayer::colorOf(e.outcome, t), t.surface);
        x += mark;
        const double width = fontMetrics().horizontalAdvance(e.text) + 2;
        p.setPen(t.text);
        p.setFont(font());
        p.drawText(QRectF(x, 0, width, height()), Qt::AlignVCenter, e.text);
        x += width + gap;
    }
}

} // namespace meshwright::ui
