#include "ui/inspector/weights_editor.h"

#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>

namespace meshwright::ui {

namespace {

const model::istio::HttpRoute* ruleOf(const FormContext& context, const std::string& rule) {
    const auto r = context.document.design().find(context.object);
    const auto* vs = r ? r->as<model::istio::VirtualService>() : nullptr;
    if (!vs) return nullptr;
    const std::size_t index = std::stoul(rule.substr(rule.find('[') + 1));
    return index < vs->http.size() ? &vs->http[index] : nullptr;
}

} // namespace

WeightsEditor::WeightsEditor(FormContext context, std::string rule, QWidget* parent)
    : QWidget(parent), context_(context), rule_(std::move(rule)), sum_(plainLabel({}, "warning")) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, measure::grid / 2, 0, measure::grid / 2);
    column->setSpacing(measure::grid / 2);
    column->addWidget(plainLabel(tr("Share of each destination"), "section"));
    sum_->setWordWrap(true);
    column->addWidget(sum_);
    refresh();
}

void WeightsEditor::build(const model::istio::HttpRoute& route) {
    if (body_) {
        body_->hide();
        body_->deleteLater(); // one of its sliders may be the sender
    }
    rows_.clear();
    body_ = new QWidget;
    static_cast<QVBoxLayout*>(layout())->insertWidget(1, body_);
    auto* grid = new QGridLayout(body_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(measure::grid);
    grid->setVerticalSpacing(measure::grid);
    grid->setColumnStretch(1, 1);
    for (std::size_t i = 0; i < route.route.size(); ++i) {
        const auto& d = route.route[i].destination;
        const QString name = QString::fromStdString(d.subset.empty() ? d.host.text : d.subset);
        auto* label = plainLabel(name);
        label->setFont(textFont(13, QFont::DemiBold));
        label->setToolTip(QString::fromStdString(d.host.text));
        auto* dot = new QLabel;
        QPixmap mark(QSize(10, 10) * devicePixelRatioF());
        mark.fill(versionColor(QString::fromStdString(d.subset)));
        mark.setDevicePixelRatio(devicePixelRatioF());
        dot->setPixmap(mark);
        auto* head = new QHBoxLayout;
        head->setSpacing(6);
        head->addWidget(dot);
        head->addWidget(label);
        auto* slider = new QSlider(Qt::Horizontal);
        slider->setRange(0, 100);
        slider->setAccessibleName(tr("Weight of %1").arg(name));
        slider->setObjectName(QStringLiteral("slider-%1").arg(i));
        auto* number = new QSpinBox;
        number->setRange(0, 100);
        number->setAlignment(Qt::AlignRight);
        number->setFont(monoFont(12));
        number->setKeyboardTracking(false);
        number->setFixedWidth(60);
        number->setObjectName(QStringLiteral("weight-%1").arg(i));
        number->setAccessibleName(tr("Weight of %1").arg(name));
        const int row = static_cast<int>(i);
        grid->addLayout(head, row, 0);
        grid->addWidget(slider, row, 1);
        grid->addWidget(number, row, 2);
        rows_.push_back({slider, number});
        connect(slider, &QSlider::sliderPressed, &context_.document, &Document::beginGesture);
        connect(slider, &QSlider::sliderReleased, &context_.document, &Document::endGesture);
        connect(slider, &QSlider::valueChanged, this, [this, i](int value) { set(i, value); });
        connect(number, &QSpinBox::valueChanged, this, [this, i](int value) { set(i, value); });
    }
    body_->show();
}

void WeightsEditor::set(std::size_t destination, int percent) {
    const auto* route = ruleOf(context_, rule_);
    if (!route || destination >= route->route.size() || route->route[destination].weight == percent) return;
    (void)context_.document.edit(
        model::edit::setWeight(context_.document.design(), context_.object, rule_, destination, percent));
}

void WeightsEditor::refresh() {
    const auto* route = ruleOf(context_, rule_);
    setVisible(route && route->route.size() > 1);
    if (!route || route->route.size() < 2) return;
    QStringList names;
    for (const auto& d : route->route)
        names << QString::fromStdString(d.destination.host.text + "/" + d.destination.subset);
    if (names != names_) {
        names_ = names;
        build(*route);
    }
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < rows_.size() && i < route->route.size(); ++i) {
        const QSignalBlocker a(rows_[i].slider), b(rows_[i].number);
        const int weight = static_cast<int>(route->route[i].weight);
        sum += weight;
        rows_[i].slider->setValue(weight);
        rows_[i].number->setValue(weight);
    }
    sum_->setVisible(sum != 100);
    sum_->setText(tr("The weights add up to %1: requests are shared in that ratio.").arg(sum));
}

} // namespace meshwright::ui
