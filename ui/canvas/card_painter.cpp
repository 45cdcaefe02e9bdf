#include "ui/canvas/card_painter.h"

#include "ui/canvas/card_geometry.h"
#include "ui/canvas/pod_painter.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace meshwright::ui {

using graph::Kind;
using graph::Node;
namespace card = graph::card;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Card", text);
}

QString iconOf(Kind kind) {
    switch (kind) {
    case Kind::Client:
        return QStringLiteral("client");
    case Kind::Gateway:
        return QStringLiteral("gateway");
    case Kind::VirtualService:
        return QStringLiteral("virtualservice");
    case Kind::Service:
        return QStringLiteral("service");
    case Kind::Workload:
        return QStringLiteral("workload");
    case Kind::External:
        return QStringLiteral("external");
    case Kind::Unknown:
        return QStringLiteral("warning");
    case Kind::Policy:
        return QStringLiteral("shield");
    case Kind::Group:
        return QStringLiteral("outline");
    }
    return {};
}

class Painter {
public:
    Painter(QPainter& p, const Node& node, const Tokens& t, const CardLook& look)
        : p_(p), node_(node), t_(t), look_(look), size_(graph::cardSize(node)) {}

    void paint() {
        body();
        head();
        if (node_.kind == Kind::VirtualService)
            for (std::size_t i = 0; i < node_.rules.size(); ++i) ruleRow(static_cast<int>(i));
        if (!graph::bandRect(node_).isEmpty()) band();
        if (node_.kind != Kind::VirtualService)
            for (std::size_t i = 0; i < node_.subsets.size(); ++i) subsetRow(static_cast<int>(i));
        if (node_.kind == Kind::Workload) paintPods(p_, node_, t_, look_.scale);
        foot();
        ports();
        problem();
    }

private:
    /// On the screen at least `least` pixels, but never higher than the room there is.
    QFont font(double base, double least, double room, QFont::Weight weight = QFont::Normal) const {
        const double size = std::clamp(least / look_.scale, base, std::max(base, room));
        return textFont(static_cast<int>(std::lround(size)), weight);
    }
    bool detailed() const { return look_.scale >= 0.62; }

    void text(const QRectF& rect, const QString& words, const QFont& f, const QColor& color,
              Qt::Alignment align = Qt::AlignLeft | Qt::AlignVCenter, Qt::TextElideMode elide = Qt::ElideMiddle) {
        p_.setFont(f);
        p_.setPen(color);
        p_.drawText(rect, int(align), QFontMetricsF(f).elidedText(words, elide, rect.width()));
    }

    QPainterPath outline() const {
        QPainterPath path;
        path.addRoundedRect(QRectF(QPointF(), size_), measure::radius, measure::radius);
        return path;
    }

    void body() {
        p_.setRenderHint(QPainter::Antialiasing);
        QPainterPath shadow;
        shadow.addRoundedRect(QRectF(QPointF(0, 2), size_), measure::radius, measure::radius);
        p_.setPen(Qt::NoPen);
        p_.setBrush(t_.shadow);
        p_.drawPath(shadow);
        p_.setBrush(t_.surface);
        p_.drawPath(outline());
        if (node_.kind == Kind::Workload) {
            p_.save();
            p_.setClipPath(outline());
            p_.fillRect(QRectF(0, 0, 5, size_.height()), versionColor(node_.version));
            p_.restore();
        }
        QPen pen(look_.selected && look_.selectedRow < 0 ? t_.accent
                 : look_.hovered                         ? t_.borderStrong
                                                         : t_.border,
                 look_.selected ? std::max(2.0, 2 / look_.scale) : std::max(1.0, 1 / look_.scale));
        if (look_.selected) pen.setColor(t_.accent);
        if (look_.focused) {
            p_.setPen(QPen(t_.accent, std::max(1.5, 1.5 / look_.scale)));
            p_.setBrush(Qt::NoBrush);
            p_.drawRoundedRect(QRectF(QPointF(), size_).adjusted(-4, -3, 4, 4), measure::radius + 4,
                               measure::radius + 4);
        }
        if (node_.kind == Kind::Unknown) pen.setStyle(Qt::DashLine);
        p_.setPen(pen);
        p_.setBrush(Qt::NoBrush);
        p_.drawPath(outline());
    }

    void line(double y) {
        p_.setPen(QPen(t_.border, 1));
        p_.drawLine(QPointF(1, y), QPointF(size_.width() - 1, y));
    }

    void head() {
        const QRectF r = graph::headRect(node_);
        double left = card::padding;
        const double icon = look_.scale < 0.62 ? 0 : 18;
        if (icon > 0) {
            p_.drawPixmap(QRectF(left, r.center().y() - icon / 2, icon, icon),
                          iconPixmap(iconOf(node_.kind), node_.kind == Kind::Unknown ? t_.warn : t_.textMuted, 18, 2),
                          QRectF(0, 0, 36, 36));
            left += icon + 8;
        }
        double right = r.right() - card::padding - (node_.errors + node_.warnings > 0 ? 18 : 0);
        if (node_.kind == Kind::Workload && detailed()) right = versionPill(right);
        const bool two = detailed() && !node_.subtitle.isEmpty();
        const QRectF title(left, two ? r.top() + 6 : r.top(), right - left, two ? 20 : r.height());
        QFont f = font(13, 11, two ? 14 : 26, QFont::DemiBold);
        if (!two && QFontMetricsF(f).horizontalAdvance(node_.title) > title.width())
            f = font(13, 9, 26, QFont::DemiBold);
        text(title, node_.title, f, t_.text);
        if (two) text({left, r.top() + 25, right - left, 16}, node_.subtitle, font(11, 0, 11), t_.textMuted);
    }

    double versionPill(double right) {
        const QFont f = font(11, 0, 11, QFont::DemiBold);
        const QString words = QFontMetricsF(f).elidedText(node_.version, Qt::ElideMiddle, 60);
        const double width = QFontMetricsF(f).horizontalAdvance(words) + 12;
        const QRectF pill(right - width, graph::headRect(node_).center().y() - 9, width, 18);
        const QColor color = versionColor(node_.version);
        p_.setPen(Qt::NoPen);
        p_.setBrush(color);
        p_.drawRoundedRect(pill, 9, 9);
        text(pill, words, f, readableOn(color), Qt::AlignCenter);
        return pill.left() - 6;
    }

    void ruleRow(int i) {
        const auto& rule = node_.rules[std::size_t(i)];
        const QRectF r = graph::rowRect(node_, i);
        if (look_.selectedRow == i) p_.fillRect(r.adjusted(1, 1, -1, 0), t_.selection);
        line(r.top());
        const double share = look_.running && rule.live.present ? 1 : look_.running ? 0.55 : 1;
        const QColor strong = mixed(t_.text, t_.surface, share),
                     weak = mixed(t_.textMuted, t_.surface, std::max(share, 0.75));
        const QFont small = font(12, 9.5, 22), bold = font(12, 9.5, 22, QFont::DemiBold);
        double left = card::padding, right = r.right() - card::padding - 4;
        if (detailed()) {
            text({left, r.top(), 16, r.height()}, QString::number(i + 1), font(11, 0, 11), t_.textMuted);
            left += 18;
            for (auto b = rule.badges.rbegin(); b != rule.badges.rend(); ++b) {
                p_.drawPixmap(QRectF(right - 14, r.center().y() - 7, 14, 14), iconPixmap(b->icon, weak, 14, 2),
                              QRectF(0, 0, 28, 28));
                right -= 18;
            }
        }
        const QString then = QStringLiteral("→ ") + rule.then;
        const double wanted = QFontMetricsF(bold).horizontalAdvance(then) + 2;
        const double least = QFontMetricsF(small).horizontalAdvance(rule.when) + 10;
        const double room = right - left;
        const double thenWidth = std::min(wanted, std::max(room - least, room * (detailed() ? 0.45 : 0.62)));
        if (room - thenWidth > 30)
            text({left, r.top(), room - thenWidth - 8, r.height()}, rule.when, small, strong,
                 Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight);
        text({right - thenWidth, r.top(), thenWidth, r.height()}, then, bold, strong, Qt::AlignRight | Qt::AlignVCenter,
             Qt::ElideRight);
    }

    void band() {
        const QRectF r = graph::bandRect(node_);
        line(r.top());
        if (node_.chips.empty()) {
            if (!detailed() || node_.kind == Kind::Policy) return;
            const QRectF dashed = r.adjusted(card::padding, 5, -card::padding, -5);
            p_.setPen(QPen(look_.hovered ? t_.accent : t_.borderStrong, 1, Qt::DashLine));
            p_.setBrush(Qt::NoBrush);
            p_.drawRoundedRect(dashed, 6, 6);
            text(dashed, tr("+ add policy"), font(11, 0, 11), look_.hovered ? t_.accent : t_.textMuted,
                 Qt::AlignCenter);
            return;
        }
        const QFont f = font(11, 0, 11);
        double x = card::padding;
        std::size_t shown = 0;
        for (const auto& chip : node_.chips) {
            const double words = detailed() ? QFontMetricsF(f).horizontalAdvance(chip.text) + 4 : 0;
            const bool last = shown + 1 == node_.chips.size();
            double width = 22 + words;
            const double room = r.right() - card::padding - x - (last ? 0 : 26);
            const bool bare = width > room;
            if (bare) width = 22;
            if (width > r.right() - card::padding - x) break;
            const QRectF pill(x, r.top() + 6, width, 20);
            p_.setPen(Qt::NoPen);
            p_.setBrush(t_.surfaceAlt);
            p_.drawRoundedRect(pill, 10, 10);
            p_.drawPixmap(QRectF(pill.left() + 5, pill.center().y() - 6, 12, 12),
                          iconPixmap(chip.icon, t_.textMuted, 12, 3), QRectF(0, 0, 36, 36));
            if (!bare && detailed()) text(pill.adjusted(20, 0, 0, 0), chip.text, f, t_.text);
            x += width + 4;
            ++shown;
        }
    }

    void subsetRow(int i) {
        const auto& row = node_.subsets[std::size_t(i)];
        const QRectF r = graph::rowRect(node_, i);
        if (look_.selectedRow == i) p_.fillRect(r.adjusted(1, 1, -1, 0), t_.selection);
        line(r.top());
        const QPointF dot(r.left() + card::padding + 5, r.center().y());
        if (row.hole) {
            p_.setPen(QPen(t_.warn, 1.5, Qt::DotLine));
            p_.setBrush(Qt::NoBrush);
        } else {
            p_.setPen(Qt::NoPen);
            p_.setBrush(versionColor(row.version));
        }
        p_.drawEllipse(dot, 5, 5);
        const double left = dot.x() + 12, right = r.right() - card::padding - 4;
        const QFont f = font(12, 9.5, 22, QFont::Medium);
        const QString words = row.undefined ? tr("not defined") : row.hole ? tr("no pods") : row.labels;
        const double name = std::min(QFontMetricsF(f).horizontalAdvance(row.name) + 2, right - left);
        text({left, r.top(), name, r.height()}, row.name, f, t_.text);
        if (detailed() || row.hole)
            text({left + name + 8, r.top(), right - left - name - 8, r.height()}, words,
                 font(11, row.hole ? 9 : 0, row.hole ? 20 : 11), row.hole ? t_.warn : t_.textMuted,
                 Qt::AlignRight | Qt::AlignVCenter);
    }

    void foot() {
        const QRectF r = graph::footRect(node_).adjusted(card::padding, 0, -card::padding, -1);
        if (node_.kind != Kind::Workload) line(graph::footRect(node_).top());
        const QFont f = font(11, 9.5, 20);
        if (!look_.running || !node_.live.present) {
            text(r, node_.footer, f, t_.textMuted);
            return;
        }
        const Live& live = node_.live;
        const QFont strong = font(11, 9.5, 20, QFont::DemiBold);
        const QColor health = live.failing < 0.001 ? t_.good : live.failing < 0.05 ? t_.warn : t_.bad;
        const QString mark = live.failing < 0.001  ? QStringLiteral("●")
                             : live.failing < 0.05 ? QStringLiteral("▲")
                                                   : QStringLiteral("✕");
        const QString rate = rateText(live.rate);
        QString success = live.rate <= 0 ? QString() : mark + " " + successText(live.failing);
        // On a narrow card the sign alone says it; the rate is never cut.
        if (QFontMetricsF(strong).horizontalAdvance(success) + QFontMetricsF(f).horizontalAdvance(rate) + 8 >
                r.width() &&
            !success.isEmpty())
            success = mark;
        const double right = success.isEmpty() ? 0 : QFontMetricsF(strong).horizontalAdvance(success) + 2;
        text(r, success, strong, health, Qt::AlignRight | Qt::AlignVCenter);
        text(r.adjusted(0, 0, -right - 6, 0), rate, f, t_.text);
    }

    using Live = graph::Live;

    void port(const QPointF& at, const QColor& fill, bool dashed = false) {
        const double radius = card::portRadius;
        p_.setPen(QPen(dashed ? t_.warn : t_.borderStrong, 1.5, dashed ? Qt::DotLine : Qt::SolidLine));
        p_.setBrush(fill);
        p_.drawEllipse(at, radius, radius);
    }

    void ports() {
        if (node_.kind != Kind::Client && node_.kind != Kind::Policy) port(graph::inPort(node_, -1), t_.surface);
        if (node_.kind == Kind::VirtualService) {
            for (const int row : graph::outRows(node_)) port(graph::outPort(node_, row), t_.surface);
            return;
        }
        for (std::size_t i = 0; i < node_.subsets.size(); ++i) {
            const auto& row = node_.subsets[i];
            const QColor fill = row.hole ? t_.surface : versionColor(row.version);
            port(graph::inPort(node_, int(i)), fill, row.hole);
            port(graph::outPort(node_, int(i)), fill, row.hole);
        }
        const auto rows = graph::outRows(node_);
        if (!rows.empty() && rows.front() < 0) port(graph::outPort(node_, -1), t_.surface);
    }

    void problem() {
        if (node_.errors + node_.warnings == 0) return;
        const double side = std::clamp(11 / look_.scale, 16.0, 26.0);
        const QRectF at(size_.width() - side - 8, graph::headRect(node_).center().y() - side / 2, side, side);
        const bool error = node_.errors > 0;
        p_.drawPixmap(at, iconPixmap(error ? "error" : "warning", error ? t_.bad : t_.warn, 18, 3),
                      QRectF(0, 0, 54, 54));
    }

    QPainter& p_;
    const Node& node_;
    const Tokens& t_;
    const CardLook& look_;
    QSizeF size_;
};

} // namespace

QString rateText(double rate) {
    const int digits = rate >= 100 || rate == 0 ? 0 : 1;
    return QCoreApplication::translate("Card", "%1 rps").arg(QLocale().toString(rate, 'f', digits));
}

QString successText(double failing) {
    double percent = (1 - failing) * 100;
    if (failing > 0) percent = std::min(percent, 99.9);
    return QCoreApplication::translate("Card", "%1 %").arg(QLocale().toString(percent, 'f', percent >= 100 ? 0 : 1));
}

void paintCard(QPainter& painter, const Node& node, const Tokens& tokens, const CardLook& look) {
    Painter(painter, node, tokens, look).paint();
}

} // namespace meshwright::ui
