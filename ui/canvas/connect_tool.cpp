#include "ui/canvas/connect_tool.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/card_geometry.h"
#include "ui/canvas/card_item.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionGraphicsItem>
#include <algorithm>

namespace meshwright::ui {

namespace {
/// Words are as large as other text, whatever the zoom, and stay beside the pointer.
constexpr double textPixels = 12, boxPadding = 8, beside = 14, widest = 320;
} // namespace

ConnectPreview::ConnectPreview(CanvasScene& scene) : scene_(scene) {
    setZValue(5);
    setAcceptedMouseButtons(Qt::NoButton);
    hide();
}

void ConnectPreview::set(QPointF from, QPointF to, const QString& words, std::optional<bool> allowed) {
    prepareGeometryChange();
    from_ = from;
    to_ = to;
    words_ = words;
    allowed_ = allowed;
    update();
}

QRectF ConnectPreview::boundingRect() const {
    // The words' size depends on the zoom: room for them at the smallest.
    return QRectF(from_, to_).normalized().adjusted(-200, -200, 2200, 800);
}

double ConnectPreview::scale(QPainter* painter) const {
    return std::max(0.05, QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform()));
}

void ConnectPreview::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    const Tokens& t = scene_.tokens();
    const double unit = 1 / scale(painter);
    const QColor color = !allowed_ ? t.textMuted : *allowed_ ? t.good : t.bad;
    painter->setRenderHint(QPainter::Antialiasing);
    QPen pen(color, 2.5 * unit, allowed_ == true ? Qt::SolidLine : Qt::DashLine, Qt::RoundCap);
    painter->setPen(pen);
    const double reach = std::clamp(std::abs(to_.x() - from_.x()) * 0.5, 24.0, 160.0);
    QPainterPath path(from_);
    path.cubicTo(from_ + QPointF(reach, 0), to_ - QPointF(reach, 0), to_);
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(path);
    painter->setBrush(color);
    painter->drawEllipse(to_, 4 * unit, 4 * unit);
    if (words_.isEmpty()) return;
    painter->save();
    painter->translate(to_);
    painter->scale(unit, unit);
    const QFont font = textFont(int(textPixels));
    const QString words = (allowed_ == true ? QStringLiteral("✓ ")
                           : allowed_       ? QStringLiteral("✕ ")
                                            : QString()) +
                          words_;
    const QRectF text = QFontMetricsF(font).boundingRect(QRectF(0, 0, widest, 200), Qt::TextWordWrap, words);
    const QRectF box(beside, beside, text.width() + 2 * boxPadding, text.height() + 2 * boxPadding);
    painter->setPen(QPen(color, 1));
    painter->setBrush(t.surface);
    painter->drawRoundedRect(box, 6, 6);
    painter->setPen(t.text);
    painter->setFont(font);
    painter->drawText(box.adjusted(boxPadding, boxPadding, -boxPadding + 1, -boxPadding + 1), Qt::TextWordWrap, words);
    painter->restore();
}

model::edit::Port portOf(const CardItem& card, int row) {
    const auto& node = card.node();
    model::edit::Port port{node.key.toStdString(), {}, {}};
    if (row < 0) return port;
    if (node.kind == graph::Kind::VirtualService && row < int(node.rules.size()))
        port.rule = node.rules[std::size_t(row)].field;
    else if (row < int(node.subsets.size()))
        port.subset = node.subsets[std::size_t(row)].name.toStdString();
    return port;
}

ConnectTool::ConnectTool(CanvasScene& scene) : QObject(&scene), scene_(scene), preview_(new ConnectPreview(scene)) {
    scene.addItem(preview_);
}

void ConnectTool::start(const CardItem& card, int row) {
    from_ = portOf(card, row);
    start_ = card.pos() + graph::outPort(card.node(), row);
    words_ = tr("Where to?");
    allowed_.reset();
    edit_.reset();
    preview_->set(start_, start_, words_, allowed_);
    preview_->show();
    Q_EMIT changed();
}

void ConnectTool::judge(const CardItem& card, int row) {
    // The rows of a service are its subsets; those of a virtual service are where lines start, not where they end.
    to_ = portOf(card, card.node().kind == graph::Kind::VirtualService ? -1 : row);
    edit_.reset();
    if (!judge_) return;
    auto verdict = judge_(from_, to_);
    allowed_ = verdict.has_value();
    words_ = QString::fromStdString(verdict ? verdict->text : verdict.error());
    if (verdict) edit_ = std::move(*verdict);
}

void ConnectTool::moveTo(QPointF at) {
    if (!active()) return;
    const CardItem* over = scene_.cardAt(at);
    if (over && over->node().key.toStdString() == from_.node && !edit_) over = nullptr;
    QPointF end = at;
    if (over) {
        const int row = graph::rowAt(over->node(), over->mapFromScene(at));
        judge(*over, row);
    } else {
        words_ = tr("Drop it on what it leads to");
        allowed_.reset();
        edit_.reset();
    }
    preview_->set(start_, end, words_, allowed_);
    Q_EMIT changed();
}

void ConnectTool::aimAt(const CardItem& card, int row) {
    if (!active()) return;
    judge(card, row);
    const int port = card.node().kind == graph::Kind::VirtualService ? -1 : row;
    preview_->set(start_, card.pos() + graph::inPort(card.node(), port), words_, allowed_);
    Q_EMIT changed();
}

void ConnectTool::finish() {
    if (!active()) return;
    const auto edit = std::move(edit_);
    const bool no = allowed_ == false;
    const QString why = words_;
    cancel();
    if (edit)
        Q_EMIT drawn(*edit);
    else if (no)
        Q_EMIT refused(why);
}

void ConnectTool::cancel() {
    from_ = to_ = {};
    edit_.reset();
    allowed_.reset();
    words_.clear();
    preview_->hide();
    Q_EMIT changed();
}

} // namespace meshwright::ui
