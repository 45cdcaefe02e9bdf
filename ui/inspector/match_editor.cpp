#include "ui/inspector/match_editor.h"

#include "model/yaml/node.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace meshwright::ui {

using namespace model::edit;

namespace {

bool named(const QString& what) {
    return what == QLatin1String("headers") || what == QLatin1String("withoutHeaders") ||
           what == QLatin1String("queryParams");
}

QString wordsOf(const QString& what) {
    if (what == QLatin1String("uri")) return MatchEditor::tr("path");
    if (what == QLatin1String("method")) return MatchEditor::tr("method");
    if (what == QLatin1String("authority")) return MatchEditor::tr("host");
    if (what == QLatin1String("headers")) return MatchEditor::tr("header");
    if (what == QLatin1String("withoutHeaders")) return MatchEditor::tr("not header");
    if (what == QLatin1String("queryParams")) return MatchEditor::tr("query");
    return what;
}

QStringList allOf() {
    return {"uri", "method", "authority", "headers", "withoutHeaders", "queryParams"};
}

std::pair<QString, QString> kindAndValue(const model::yaml::Node* node) {
    if (node && node->isMap())
        for (const char* kind : {"exact", "prefix", "regex"})
            if (const auto* value = node->find(kind))
                return {QString::fromLatin1(kind), QString::fromStdString(value->text)};
    return {QStringLiteral("present"), {}};
}

} // namespace

MatchEditor::MatchEditor(FormContext context, std::string field, QWidget* parent)
    : QWidget(parent), context_(context), field_(std::move(field)), column_(new QVBoxLayout(this)),
      error_(plainLabel({}, "error")) {
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(measure::grid / 2);
    const auto r = context_.document.design().find(context_.object);
    const auto* vs = r ? r->as<model::istio::VirtualService>() : nullptr;
    const std::size_t rule = std::stoul(field_.substr(field_.find('[') + 1));
    const std::size_t match = std::stoul(field_.substr(field_.rfind('[') + 1));
    if (vs && rule < vs->http.size() && match < vs->http[rule].match.size())
        for (const auto& c : conditionsOf(vs->http[rule].match[match], field_)) column_->addWidget(makeRow(c));

    auto* add = new QToolButton;
    add->setText(tr("Add condition"));
    add->setIcon(icon(QStringLiteral("add"), palette()));
    add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    add->setPopupMode(QToolButton::InstantPopup);
    add->setProperty("flat", true);
    auto* menu = new QMenu(add);
    for (const QString& what : allOf())
        connect(menu->addAction(wordsOf(what)), &QAction::triggered, this, [this, what] { addCondition(what); });
    add->setMenu(menu);
    column_->addWidget(add, 0, Qt::AlignLeft);
    error_->setWordWrap(true);
    error_->hide();
    column_->addWidget(error_);
}

std::vector<MatchEditor::Condition> MatchEditor::conditionsOf(const model::istio::HttpMatch& match,
                                                              const std::string& field) {
    std::vector<Condition> out;
    const auto single = [&](const char* what, const auto& value) {
        if (value) out.push_back({QString::fromLatin1(what), {}, field + "." + what});
    };
    single("uri", match.uri);
    single("method", match.method);
    single("authority", match.authority);
    const auto map = [&](const char* what, const auto& values) {
        for (const auto& [name, value] : values)
            out.push_back({QString::fromLatin1(what), name, model::yaml::childPath(field + "." + what, name)});
    };
    map("headers", match.headers);
    map("withoutHeaders", match.withoutHeaders);
    map("queryParams", match.queryParams);
    return out;
}

QString MatchEditor::signature(const model::istio::HttpMatch& match) {
    QString out;
    for (const auto& c : conditionsOf(match, {})) out += c.what + ":" + QString::fromStdString(c.name) + ";";
    return out;
}

QWidget* MatchEditor::makeRow(const Condition& condition) {
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(measure::grid / 2);
    auto* what = plainLabel(wordsOf(condition.what));
    what->setToolTip(QString::fromStdString(condition.field));
    what->setMinimumWidth(48);
    line->addWidget(what);
    QLineEdit* name = nullptr;
    if (named(condition.what)) {
        name = new QLineEdit(QString::fromStdString(condition.name));
        name->setFont(monoFont(12));
        name->setAccessibleName(tr("Name"));
        line->addWidget(name, 2);
    }
    auto* kind = new QComboBox;
    kind->addItem(tr("="), "exact");
    kind->addItem(tr("starts with"), "prefix");
    kind->addItem(tr("matches"), "regex");
    if (named(condition.what)) kind->addItem(tr("is present"), "present");
    kind->setAccessibleName(tr("Kind of match"));
    kind->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    line->addWidget(kind);
    auto* value = new QLineEdit;
    value->setFont(monoFont(12));
    value->setObjectName(QString::fromStdString(condition.field));
    value->setAccessibleName(tr("Value of %1").arg(wordsOf(condition.what)));
    line->addWidget(value, 3);
    auto* remove = new QToolButton;
    remove->setIcon(icon(QStringLiteral("close"), palette()));
    remove->setProperty("flat", true);
    remove->setToolTip(tr("Remove this condition"));
    line->addWidget(remove);

    const auto show = [this, condition, kind, value] {
        const QSignalBlocker quiet(kind);
        const auto [k, v] = kindAndValue(valueAt(context_.document.design(), context_.object, condition.field));
        kind->setCurrentIndex(std::max(0, kind->findData(k)));
        if (!value->hasFocus() || !value->isModified()) value->setText(v);
        value->setVisible(k != QLatin1String("present"));
    };
    show();
    refreshers_.push_back(show);
    const auto current = [this, condition] {
        return kindAndValue(valueAt(context_.document.design(), context_.object, condition.field));
    };
    connect(value, &QLineEdit::editingFinished, this, [=, this] {
        const auto [k, v] = current();
        if (value->text() == v || k == QLatin1String("present")) return;
        value->setModified(false);
        say(context_.document.edit(
            {SetField{context_.object, condition.field + "." + k.toStdString(), value->text().toStdString()},
             tr("Match %1 %2").arg(wordsOf(condition.what), value->text()).toStdString()}));
    });
    connect(kind, &QComboBox::activated, this, [=, this] {
        if (kind->currentData().toString() != current().first)
            replace(condition, condition, kind->currentData().toString(), current().second);
    });
    if (name)
        connect(name, &QLineEdit::editingFinished, this, [=, this] {
            const std::string to = name->text().trimmed().toLower().toStdString();
            if (to.empty() || to == condition.name) return;
            Condition next = condition;
            next.name = to;
            next.field = model::yaml::childPath(field_ + "." + condition.what.toStdString(), to);
            replace(condition, next, current().first, current().second);
        });
    connect(remove, &QToolButton::clicked, this, [=, this] {
        say(context_.document.edit({RemoveField{context_.object, condition.field},
                                    tr("Remove condition on %1").arg(wordsOf(condition.what)).toStdString()}));
    });
    return row;
}

void MatchEditor::replace(const Condition& old, const Condition& next, const QString& kind, const QString& value) {
    Sequence all;
    if (kind == QLatin1String("present")) {
        all.edits.push_back({RemoveField{context_.object, old.field}, {}});
        all.edits.push_back({SetField{context_.object, next.field, nullptr}, {}});
    } else {
        all.edits.push_back(
            {SetField{context_.object, next.field + "." + kind.toStdString(), value.toStdString()}, {}});
        if (next.field != old.field)
            all.edits.push_back({RemoveField{context_.object, old.field}, {}});
        else if (const QString was =
                     kindAndValue(valueAt(context_.document.design(), context_.object, old.field)).first;
                 was != QLatin1String("present"))
            all.edits.push_back({RemoveField{context_.object, old.field + "." + was.toStdString()}, {}});
    }
    say(context_.document.edit({std::move(all), tr("Change condition on %1").arg(wordsOf(next.what)).toStdString()}));
}

void MatchEditor::addCondition(const QString& what) {
    std::string path = field_ + "." + what.toStdString();
    std::string value = what == QLatin1String("uri") ? "/" : what == QLatin1String("method") ? "GET" : "value";
    if (named(what)) {
        const auto* map = valueAt(context_.document.design(), context_.object, path);
        std::string name = what == QLatin1String("queryParams") ? "parameter" : "x-header";
        for (int n = 2; map && map->find(name); ++n)
            name = (what == QLatin1String("queryParams") ? "parameter-" : "x-header-") + std::to_string(n);
        path = model::yaml::childPath(path, name);
    }
    say(context_.document.edit(
        {SetField{context_.object, path + (what == QLatin1String("uri") ? ".prefix" : ".exact"), value},
         tr("Add condition on %1").arg(wordsOf(what)).toStdString()}));
}

void MatchEditor::say(const tl::expected<void, model::Diagnostics>& done) {
    if (done || done.error().empty()) return;
    error_->setText(QString::fromStdString(done.error().front().message));
    error_->show();
}

void MatchEditor::refresh() {
    for (const auto& r : refreshers_) r();
}

} // namespace meshwright::ui
