#include "ui/inspector/rule_forms.h"

#include "model/istio/describe.h"
#include "ui/document/selection.h"
#include "ui/inspector/match_editor.h"
#include "ui/inspector/weights_editor.h"
#include "ui/text.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace meshwright::ui {

using namespace model::edit;
namespace istio = model::istio;

namespace {

QString joined(const std::vector<model::Host>& hosts) {
    QStringList out;
    for (const auto& h : hosts) out << q(h.text);
    return out.join(QStringLiteral(", "));
}

} // namespace

const istio::VirtualService* VirtualServiceForm::spec(const model::ResourcePtr& r) const {
    return r ? r->as<istio::VirtualService>() : nullptr;
}

QString VirtualServiceForm::signature() const {
    const auto r = resource();
    const auto* vs = spec(r);
    if (!vs) return {};
    QString out = joined(vs->hosts) + QString::number(vs->gateways.size());
    for (const auto& rule : vs->http)
        out += q(istio::describeCondition(rule) + "|" + istio::describeAction(rule) + "|");
    return out;
}

void VirtualServiceForm::build() {
    const auto r = resource();
    const auto* vs = spec(r);
    if (!vs) return;
    addHeading(QStringLiteral("virtualservice"), q(r->meta.name), tr("Virtual service: where requests for a host go"));
    for (std::size_t i = 0; i < vs->hosts.size(); ++i)
        addLine(i == 0 ? tr("Host") : tr("Another host"), "spec.hosts[" + std::to_string(i) + "]", Input::Host);
    for (std::size_t i = 0; i < vs->gateways.size(); ++i)
        addLine(i == 0 ? tr("By way of gateway") : tr("Another gateway"), "spec.gateways[" + std::to_string(i) + "]",
                Input::Host);
    addSection(tr("Rules, first match wins"));
    for (std::size_t i = 0; i < vs->http.size(); ++i) {
        const QString when = q(istio::describeCondition(vs->http[i]));
        addLink(tr("Edit this rule"), tr("%1   %2 → %3").arg(i + 1).arg(when, q(istio::describeAction(vs->http[i]))),
                [this, i] {
                    context_.selection.set(Selected{context_.object, "spec.http[" + std::to_string(i) + "]"});
                });
    }
    addButton(tr("Add rule"), QStringLiteral("add"), [this] { addRule(); });
    addStretch();
}

void VirtualServiceForm::addRule() {
    const auto r = resource();
    const auto* vs = spec(r);
    if (!vs) return;
    std::string destination = vs->hosts.empty() ? "service" : vs->hosts.front().text;
    if (!vs->http.empty() && !vs->http.back().route.empty())
        destination = vs->http.back().route.front().destination.host.text;
    // Before a rule that takes every request, because after it nothing would arrive.
    std::size_t at = vs->http.size();
    while (at > 0 && vs->http[at - 1].match.empty()) --at;
    const std::string yaml =
        "match:\n- uri:\n    prefix: /new\nroute:\n- destination:\n    host: " + destination + "\n";
    if (apply({InsertItem{context_.object, "spec.http", at, yaml}, tr("Add rule").toStdString()}))
        context_.selection.set(Selected{context_.object, "spec.http[" + std::to_string(at) + "]"});
}

RuleForm::RuleForm(FormContext context, std::string rule, QWidget* parent)
    : Form(context, parent), rule_(std::move(rule)), index_(std::stoul(rule_.substr(rule_.find('[') + 1))) {}

QString RuleForm::signature() const {
    const auto r = resource();
    const auto* vs = r ? r->as<istio::VirtualService>() : nullptr;
    if (!vs || index_ >= vs->http.size()) return {};
    const auto& rule = vs->http[index_];
    QString out = QStringLiteral("%1/%2/%3").arg(vs->http.size()).arg(rule.match.size()).arg(rule.route.size());
    for (const auto& m : rule.match) out += MatchEditor::signature(m) + "|";
    for (const auto& d : rule.route) out += q(d.destination.host.text + "/" + d.destination.subset + ";");
    out += rule.fault && rule.fault->delay ? "d" : "-";
    out += rule.fault && rule.fault->abort ? "a" : "-";
    out += rule.retries ? "r" : "-";
    out += rule.mirror ? "m" : "-";
    return out;
}

void RuleForm::build() {
    const auto r = resource();
    const auto* vs = r ? r->as<istio::VirtualService>() : nullptr;
    if (!vs || index_ >= vs->http.size()) return;
    const auto& rule = vs->http[index_];
    addHeading(QStringLiteral("virtualservice"), tr("Rule %1 of %2").arg(index_ + 1).arg(q(r->meta.name)),
               tr("%1 of %2 · the first rule that matches decides").arg(index_ + 1).arg(vs->http.size()));

    auto* bar = new QWidget;
    auto* line = new QHBoxLayout(bar);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(measure::grid / 2);
    const auto tool = [&](const QString& iconName, const QString& words, bool possible, auto click) {
        auto* b = new QToolButton;
        b->setIcon(icon(iconName, palette()));
        b->setToolTip(words);
        b->setAccessibleName(words);
        b->setProperty("flat", true);
        b->setVisible(possible);
        connect(b, &QToolButton::clicked, this, click);
        line->addWidget(b);
    };
    auto* whole = new QPushButton(tr("All rules"));
    connect(whole, &QPushButton::clicked, this, [this] { context_.selection.set(Selected{context_.object, {}}); });
    line->addWidget(whole);
    line->addStretch();
    tool(QStringLiteral("up"), tr("Try this rule earlier"), index_ > 0, [this] { move(-1); });
    tool(QStringLiteral("down"), tr("Try this rule later"), index_ + 1 < vs->http.size(), [this] { move(1); });
    tool(QStringLiteral("delete"), tr("Delete this rule"), vs->http.size() > 1, [this] {
        const auto object = context_.object;
        const auto rule = rule_;
        context_.selection.set(Selected{object, {}});
        apply({RemoveField{object, rule}, tr("Delete rule").toStdString()});
    });
    addWidget(bar);

    buildMatches(rule);
    if (rule.route.size() > 1) {
        addSection(tr("Then share out by weight"));
        weights_ = new WeightsEditor(context_, rule_);
        addWidget(weights_);
    }
    if (!rule.route.empty()) {
        if (rule.route.size() == 1) addSection(tr("Then send to"));
        for (std::size_t i = 0; i < rule.route.size() && rule.route.size() == 1; ++i) {
            const std::string path = rule_ + ".route[" + std::to_string(i) + "].destination";
            addLine(tr("Host"), path + ".host", Input::Host);
            addLine(tr("Version"), path + ".subset", Input::Host, tr("any"));
        }
    } else {
        addSection(tr("Then"));
        addHint(q(istio::describeAction(rule)));
    }
    buildResilience(rule);
    addStretch();
}

void RuleForm::buildMatches(const istio::HttpRoute& rule) {
    addSection(tr("When"));
    if (rule.match.empty()) addHint(tr("Every request that no rule before it took."));
    for (std::size_t i = 0; i < rule.match.size(); ++i) {
        if (i > 0) addHint(tr("or"));
        auto* editor = new MatchEditor(context_, rule_ + ".match[" + std::to_string(i) + "]");
        matches_.push_back(editor);
        addWidget(editor);
    }
    addButton(rule.match.empty() ? tr("Only when…") : tr("Or when…"), QStringLiteral("add"),
              [this, n = rule.match.size()] {
                  apply({InsertItem{context_.object, rule_ + ".match", n, "uri:\n  prefix: /\n"},
                         tr("Add match").toStdString()});
              });
}

void RuleForm::buildResilience(const istio::HttpRoute& rule) {
    addSection(tr("Resilience"));
    addLine(tr("Give up after"), rule_ + ".timeout", Input::Duration, tr("never"));
    addLine(tr("Retries"), rule_ + ".retries.attempts", Input::Integer, tr("2 (Istio's default)"));
    if (rule.retries) {
        addLine(tr("Time for each try"), rule_ + ".retries.perTryTimeout", Input::Duration, tr("as the whole"));
        addLine(tr("Retry on"), rule_ + ".retries.retryOn", Input::Text, tr("connect-failure, 503, …"));
    }
    addSection(tr("Fault injection"));
    addLine(tr("Delay by"), rule_ + ".fault.delay.fixedDelay", Input::Duration, tr("no delay"));
    if (rule.fault && rule.fault->delay)
        addLine(tr("Share delayed, in percent"), rule_ + ".fault.delay.percentage.value", Input::Percent);
    addLine(tr("Answer with status"), rule_ + ".fault.abort.httpStatus", Input::Integer, tr("no abort"));
    if (rule.fault && rule.fault->abort)
        addLine(tr("Share aborted, in percent"), rule_ + ".fault.abort.percentage.value", Input::Percent);
    if (rule.mirror) {
        addSection(tr("Mirror"));
        addLine(tr("Copy requests to host"), rule_ + ".mirror.host", Input::Host);
        addLine(tr("Version"), rule_ + ".mirror.subset", Input::Host);
        addLine(tr("Share mirrored, in percent"), rule_ + ".mirrorPercentage.value", Input::Percent, tr("100"));
    }
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
    for (auto* m : matches_) m->refresh();
    if (weights_) weights_->refresh();
}

} // namespace meshwright::ui
