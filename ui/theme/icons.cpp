#include "ui/theme/theme.h"

#include <QFile>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace meshwright::ui {

QPixmap iconPixmap(const QString& name, const QColor& color, int pixels, double ratio) {
    const QString key =
        QStringLiteral("icon/%1/%2/%3/%4").arg(name, color.name(QColor::HexArgb)).arg(pixels).arg(ratio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) return pixmap;
    pixmap = QPixmap(QSize(pixels, pixels) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (file.open(QIODevice::ReadOnly)) {
        QSvgRenderer renderer(file.readAll().replace("#000", color.name().toLatin1()));
        QPainter painter(&pixmap);
        painter.setOpacity(color.alphaF());
        renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    }
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIcon icon(const QString& name, const QPalette& palette) {
    const Tokens& tokens = tokensOf(palette);
    QIcon out;
    for (const double ratio : {1.0, 2.0}) {
        out.addPixmap(iconPixmap(name, tokens.text, measure::icon, ratio));
        out.addPixmap(iconPixmap(name, mixed(tokens.textMuted, tokens.surface, 0.5), measure::icon, ratio),
                      QIcon::Disabled);
    }
    return out;
}

} // namespace meshwright::ui
