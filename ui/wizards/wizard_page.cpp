#include "ui/wizards/wizard_page.h"

#include "ui/document/document.h"
#include "ui/document/selection.h"
#include "ui/theme/theme.h"
#include "ui/wizards/diff_view.h"
#include "ui/wizards/recipe_form.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

namespace meshwright::ui {

namespace recipes = model::recipes;

namespace {

constexpr int formWidth = 320, narrow = 640, checkAfter = 60;
constexpr std::size_t problemsShown = 5;

QString words(std::string_view english) {
    return QCoreApplication::translate("Recipes", std::string(english).c_str());
}

/// The name by which a form knows the service that is selected.
std::string serviceOf(const Selection& selection) {
    if (!selection.current() || selection.current()->object.kind != "Service") return {};
    const auto& id = selection.current()->object;
    return id.ns == "default" ? id.name : id.name + "." + id.ns;
}

} // namespace

WizardPage::WizardPage(Document& document, Selection& selection, QWidget* parent)
    : QWidget(parent), document_(document), selection_(selection), title_(plainLabel({}, "display")),
      summary_(plainLabel({}, "muted")), count_(plainLabel({}, "section")), problems_(plainLabel({}, "warning")),
      form_(new RecipeForm), diff_(new DiffView), split_(new QSplitter), write_(new QPushButton(tr("Write it"))) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 16, 0, 0);
    column->setSpacing(0);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(16, 0, 16, 12);
    head->setSpacing(4);
    head->addWidget(title_);
    summary_->setWordWrap(true);
    head->addWidget(summary_);
    column->addLayout(head);

    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    form_->setProperty("panel", true);
    form_->setAttribute(Qt::WA_StyledBackground);
    scroll->setWidget(form_);
    scroll->setMinimumWidth(240);
    auto* right = new QWidget;
    auto* preview = new QVBoxLayout(right);
    preview->setContentsMargins(8, 8, 0, 0);
    preview->setSpacing(8);
    preview->addWidget(count_);
    preview->addWidget(diff_, 1);
    problems_->setWordWrap(true);
    problems_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    problems_->setContentsMargins(0, 0, 16, 8);
    preview->addWidget(problems_);
    split_->addWidget(scroll);
    split_->addWidget(right);
    split_->setStretchFactor(1, 1);
    split_->setSizes({formWidth, 2 * formWidth});
    split_->setChildrenCollapsible(false);
    auto* line = new QFrame;
    line->setProperty("rule", true);
    column->addWidget(line);
    column->addWidget(split_, 1);

    auto* foot = new QFrame;
    foot->setProperty("rule", false);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(16, 8, 16, 8);
    row->setSpacing(8);
    row->addWidget(plainLabel(tr("Nothing is changed before you write it; one Undo takes it back."), "hint"), 1);
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setToolTip(tr("Leave without writing (Esc)"));
    write_->setProperty("primary", true);
    write_->setToolTip(tr("Write the changes into the design (Ctrl+Enter)"));
    row->addWidget(cancel);
    row->addWidget(write_);
    auto* line2 = new QFrame;
    line2->setProperty("rule", true);
    column->addWidget(line2);
    column->addWidget(foot);

    connect(cancel, &QPushButton::clicked, this, &WizardPage::cancel);
    connect(write_, &QPushButton::clicked, this, &WizardPage::write);
    connect(form_, &RecipeForm::accepted, this, &WizardPage::write);
    connect(form_, &RecipeForm::edited, this, &WizardPage::refresh);
    connect(&document_, &Document::changed, this, [this] {
        if (recipe_ && isVisible()) refresh();
    });
    later_.setSingleShot(true);
    later_.setInterval(checkAfter);
    connect(&later_, &QTimer::timeout, this, &WizardPage::showPlan);
}

void WizardPage::open(std::string_view id) {
    recipe_ = recipes::findRecipe(id);
    if (!recipe_) return;
    title_->setText(words(recipe_->title));
    summary_->setText(words(recipe_->summary));
    recipes::Values values;
    if (const std::string service = serviceOf(selection_); !service.empty()) values["service"] = service;
    form_->start(std::move(values));
    refresh();
    showPlan();
    form_->focusFirst();
}

void WizardPage::refresh() {
    form_->setRows(recipe_->form(document_.design(), form_->values()));
    plan_ = recipe_->plan(document_.design(), form_->values());
    form_->showErrors(plan_ ? recipes::FieldErrors{} : plan_.error());
    write_->setEnabled(plan_.has_value());
    later_.start();
}

void WizardPage::showPlan() {
    later_.stop();
    if (!recipe_) return;
    if (!plan_) {
        count_->setText(tr("WHAT IS WRITTEN"));
        QStringList why;
        for (const auto& e : plan_.error())
            if (e.field.empty()) why << words(e.message);
        diff_->say(why.isEmpty() ? tr("Put right what is marked in the form, and the changes show here.")
                                 : why.join('\n'));
        problems_->hide();
        return;
    }
    const auto shown = recipes::preview(document_.design(), plan_->edit);
    const QString added = shown.added == 1 ? tr("1 line added") : tr("%1 lines added").arg(shown.added);
    count_->setText(shown.removed == 0 ? tr("WHAT IS WRITTEN: %1").arg(added)
                                       : tr("WHAT IS WRITTEN: %1, %2 removed").arg(added).arg(shown.removed));
    diff_->show(shown.files);
    QStringList text;
    for (std::size_t i = 0; i < shown.problems.size() && i < problemsShown; ++i)
        text << QStringLiteral("▲ ") + QString::fromStdString(shown.problems[i].message);
    if (shown.problems.size() > problemsShown) text << tr("and %1 more").arg(shown.problems.size() - problemsShown);
    problems_->setText(text.join('\n'));
    problems_->setVisible(!text.isEmpty());
}

QString WizardPage::problems() const {
    return problems_->isHidden() ? QString() : problems_->text();
}

bool WizardPage::write() {
    if (!recipe_ || !plan_) return false;
    const recipes::Plan plan = *plan_;
    recipe_ = nullptr; // the change that follows is its own
    later_.stop();
    if (!document_.edit(plan.edit)) return false;
    Q_EMIT written(plan.object, QString::fromStdString(plan.field));
    return true;
}

void WizardPage::cancel() {
    recipe_ = nullptr;
    later_.stop();
    Q_EMIT cancelled();
}

void WizardPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return cancel();
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers().testFlag(Qt::ControlModifier)) {
        write();
        return;
    }
    QWidget::keyPressEvent(event);
}

void WizardPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const auto wanted = width() < narrow ? Qt::Vertical : Qt::Horizontal;
    if (split_->orientation() != wanted) split_->setOrientation(wanted);
}

} // namespace meshwright::ui
