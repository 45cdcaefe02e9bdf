#include "ui/start/sample_tile.h"

#include "model/design/design.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/card_geometry.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>
#include <algorithm>
#include <optional>

namespace meshwright::ui {

namespace {

constexpr int tileWidth = 264, pictureHeight = 132, tileHeight = 232, inset = 12;

std::optional<model::Design> read(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    const QByteArray text = file.readAll();
    auto design =
        model::Design::fromText({text.data(), std::size_t(text.size())}, QFileInfo(path).fileName().toStdString());
    return design ? std::optional(std::move(*design)) : std::nullopt;
}

QString titleOf(const QString& path) {
    QString name = QFileInfo(path).completeBaseName().replace('-', ' ').replace('_', ' ');
    if (!name.isEmpty()) name[0] = name[0].toUpper();
    name.replace(QLatin1String("mtls"), QLatin1String("mTLS"), Qt::CaseInsensitive);
    return name;
}

} // namespace

std::vector<Sample> samples() {
    std::vector<Sample> out;
    const QDir folder(QStringLiteral(":/samples"));
    for (const QString& name : folder.entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name)) {
        Sample sample{folder.filePath(name), titleOf(name), {}};
        if (const auto design = read(sample.path))
            for (const auto& r : design->all<model::scenario::Scenario>()) {
                sample.text = QString::fromStdString(r->as<model::scenario::Scenario>()->description).simplified();
                break;
            }
        out.push_back(std::move(sample));
    }
    std::stable_sort(out.begin(), out.end(), [](const Sample& a, const Sample& b) {
        return (a.title == QLatin1String("Bookinfo")) > (b.title == QLatin1String("Bookinfo"));
    });
    return out;
}

QPixmap thumbnail(const Sample& sample, QSize size, const QPalette& palette, double ratio) {
    QPixmap out(size * ratio);
    out.setDevicePixelRatio(ratio);
    const Tokens& t = tokensOf(palette);
    out.fill(t.canvas);
    const auto design = read(sample.path);
    if (!design) return out;
    graph::Graph graph = graph::build(*design);
    graph::arrange(graph, false);
    CanvasScene scene;
    scene.setPalette(palette);
    scene.setGraph(std::move(graph), false);
    const QRectF area = scene.contentRect().adjusted(-40, -40, 40, 40);
    QPainter painter(&out);
    painter.setRenderHint(QPainter::Antialiasing);
    QSizeF fitted = area.size().scaled(size, Qt::KeepAspectRatio);
    const QRectF target(QPointF((size.width() - fitted.width()) / 2, (size.height() - fitted.height()) / 2), fitted);
    scene.render(&painter, target, area);
    return out;
}

SampleTile::SampleTile(Sample sample, QWidget* parent) : QAbstractButton(parent), sample_(std::move(sample)) {
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(sample_.title);
    setAccessibleDescription(sample_.text);
    setFixedSize(tileWidth, tileHeight);
}

void SampleTile::drawPicture() {
    picture_ = thumbnail(sample_, {tileWidth - 2, pictureHeight}, palette(), devicePixelRatioF());
    update();
}

QSize SampleTile::sizeHint() const {
    return {tileWidth, tileHeight};
}

void SampleTile::paintEvent(QPaintEvent*) {
    const Tokens& t = tokensOf(palette());
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF all = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath outline;
    outline.addRoundedRect(all, measure::radius, measure::radius);
    p.fillPath(outline, t.surface);
    p.save();
    p.setClipPath(outline);
    const QRectF top(1, 1, width() - 2, pictureHeight);
    p.fillRect(top, t.canvas);
    if (!picture_.isNull()) p.drawPixmap(top.topLeft(), picture_);
    p.setPen(t.border);
    p.drawLine(QPointF(0, pictureHeight + 1.5), QPointF(width(), pictureHeight + 1.5));
    p.restore();
    p.setPen(QPen(hasFocus() || underMouse() ? t.accent : t.border, hasFocus() || underMouse() ? 1.5 : 1));
    p.drawPath(outline);
    p.setPen(t.text);
    const QFont title = textFont(14, QFont::DemiBold);
    p.setFont(title);
    p.drawText(QRectF(inset, pictureHeight + 12, width() - 2 * inset, 20), Qt::AlignVCenter,
               QFontMetricsF(title).elidedText(sample_.title, Qt::ElideRight, width() - 2 * inset));
    // Three lines of words, the last one elided.
    const QFont small = textFont(12);
    p.setFont(small);
    p.setPen(t.textMuted);
    QTextLayout layout(sample_.text, small);
    layout.beginLayout();
    double y = pictureHeight + 36;
    for (int n = 0; n < 3; ++n) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(width() - 2 * inset);
        const QString words =
            n < 2 ? sample_.text.mid(line.textStart(), line.textLength()) : sample_.text.mid(line.textStart());
        p.drawText(QRectF(inset, y, width() - 2 * inset, 17), Qt::AlignVCenter,
                   QFontMetricsF(small).elidedText(words.trimmed(), Qt::ElideRight, width() - 2 * inset));
        y += 18;
    }
    layout.endLayout();
}

void SampleTile::enterEvent(QEnterEvent* event) {
    update();
    QAbstractButton::enterEvent(event);
}

void SampleTile::leaveEvent(QEvent* event) {
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace meshwright::ui
