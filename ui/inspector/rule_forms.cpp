#include "ui/inspector/rule_forms.h"

#include "ui/document/selection.h"
#include "ui/inspector/match_probe.h"
#include "ui/inspector/weights_editor.h"
#include "ui/theme/theme.h"

#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace meshwright::ui {

using namespace model::edit;
namespace istio = model::istio;

namespace {

const istio::VirtualService* serviceOf(const model::ResourcePtr& r) {
    return r ? r->as<istio::VirtualService>() : nullptr;
}

} // namespace

RuleForm::RuleForm(FormContext context, std::string rule, QWidget* parent)
    : Form(context, parent), rule_(std::move(rule)), index_(listAndIndex(rule_)->second) {}

QString RuleForm::signature() const {
    const auto r = resource();
    const auto* vs = serviceOf(r);
    if (!vs || index_ >= vs->http.size()) return {};
    return QStringLiteral("%1/%2").arg(vs->http.size()).arg(vs->http[index_].match.empty());
}

void RuleForm::build() {
    const auto r = resource();
    const auto* vs = serviceOf(r);
    if (!vs || index_ >= vs->http.size()) return;
    addHeading(QStringLiteral("virtualservice"),
               tr("Rule %1 of %2").arg(index_ + 1).arg(QString::fromStdString(r->meta.name)),
               tr("%1 of %2 \u00b7 the first rule that matches decides").arg(index_ + 1).arg(vs->http.size()));
    buildTools(vs->http.size());
    weights_ = new WeightsEditor(context_, rule_, this);
    addWidget(weights_);
    if (vs->http[index_].match.empty()) {
        addHint(tr("Takes every request that no rule before it took."));
        probes_.emplace_back(new MatchProbe(context_, rule_));
        addWidget(probes_.back());
    }
    auto* fields = addFields(rule_);
    if (!fields) return;
    fields->setExtra([this](const FormRow& row) -> QWidget* {
        const auto at = listAndIndex(row.path);
        if (!at || at->first != rule_ + ".match") return nullptr;
        probes_.emplace_back(new MatchProbe(context_, row.path));
        return probes_.back();
    });
    addStretch();
}

void RuleForm::buildTools(std::size_t rules) {
    auto* bar = new QWidget;
    auto* line = new QHBoxLayout(bar);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(measure::grid / 2);
    auto* whole = new QPushButton(tr("All rules"));
    connect(whole, &QPushButton::clicked, this, [this] { context_.selection.set(Selected{context_.object, {}}); });
    line->addWidget(whole);
    line->addStretch();
    const auto tool = [&](const QString& iconName, const QString& words, bool possible, auto click) {
        auto* b = new QToolButton;
        b->setIcon(icon(iconName, palette()));
        b->setToolTip(words);
        b->setAccessibleName(words);
        b->setProperty("flat", true);
        connect(b, &QToolButton::clicked, this, click);
        line->addWidget(b);
        b->setVisible(possible);
    };
    tool(QStringLiteral("up"), tr("Try this rule earlier"), index_ > 0, [this] { move(-1); });
    tool(QStringLiteral("down"), tr("Try this rule later"), index_ + 1 < rules, [this] { move(1); });
    tool(QStringLiteral("delete"), tr("Delete this rule"), rules > 1, [this] {
        const auto object = context_.object;
        const auto rule = rule_;
        context_.selection.set(Selected{object, {}});
        apply({RemoveField{object, rule}, tr("Delete rule").toStdString()});
    });
    addWidget(bar);
}

void RuleForm::move(int by) {
    const std::size_t to = std::size_t(int(index_) + by);
    const auto object = context_.object;
    Selection& selection = context_.selection;
    if (apply({MoveItem{object, "spec.http", index_, to},
               tr("Move rule %1 to place %2").arg(index_ + 1).arg(to + 1).toStdString()}))
        selection.set(Selected{object, "spec.http[" + std::to_string(to) + "]"});
}

void RuleForm::refresh() {
    Form::refresh();
    if (weights_) weights_->refresh();
    std::erase_if(probes_, [](const auto& p) { return p.isNull(); });
    for (const auto& p : probes_) p->refreshSoon();
}

} // namespace meshwright::ui
