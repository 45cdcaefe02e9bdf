#include "ui/window/rename_box.h"

#include "model/edit/rename.h"
#include "ui/document/document.h"
#include "ui/theme/theme.h"

#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>
#include <algorithm>

namespace meshwright::ui {

namespace {

constexpr int boxWidth = 400;

/// The subset that a field of a destination rule belongs to: "spec.subsets[1].name" → its name.
std::string subsetAt(const model::Design& design, const Selected& selected) {
    constexpr std::string_view list = "spec.subsets[";
    const auto r = design.find(selected.object);
    const auto* rule = r ? r->as<model::istio::DestinationRule>() : nullptr;
    if (!rule || !selected.field.starts_with(list)) return {};
    const auto index = std::size_t(std::atoi(selected.field.c_str() + list.size()));
    return index < rule->subsets.size() ? rule->subsets[index].name : std::string();
}

} // namespace

RenameBox::RenameBox(Document& document, Selection& selection, QWidget* window)
    : QFrame(window), document_(document), selection_(selection), title_(plainLabel({}, "title")),
      note_(plainLabel({}, "hint")), error_(plainLabel({}, "error")), field_(new QLineEdit) {
    setProperty("card", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addWidget(title_);
    column->addWidget(field_);
    for (auto* label : {note_, error_}) {
        label->setWordWrap(true);
        column->addWidget(label);
    }
    field_->setAccessibleName(tr("New name"));
    field_->installEventFilter(this);
    connect(field_, &QLineEdit::textChanged, this, &RenameBox::check);
    auto* shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(32);
    shadow->setOffset(0, 8);
    shadow->setColor(QColor(0, 0, 0, 90));
    setGraphicsEffect(shadow);
    hide();
}

QString RenameBox::oldName() const {
    return QString::fromStdString(subset_.empty() ? object_.name : subset_);
}

bool RenameBox::open() {
    const auto& selected = selection_.current();
    if (!selected || !document_.design().find(selected->object)) return false;
    object_ = selected->object;
    subset_ = subsetAt(document_.design(), *selected);
    title_->setText(subset_.empty() ? tr("Rename %1 %2").arg(QString::fromStdString(object_.kind), oldName())
                                    : tr("Rename subset %1").arg(oldName()));
    const auto places = subset_.empty() ? model::edit::countReferences(document_.design(), object_) : 0;
    note_->setText(places == 1  ? tr("One place that names it changes, too. Enter renames, Esc leaves.")
                   : places > 1 ? tr("%1 places that name it change, too. Enter renames, Esc leaves.").arg(places)
                                : tr("Enter renames, Esc leaves."));
    field_->setText(oldName());
    field_->selectAll();
    check();
    const QWidget* window = parentWidget();
    const int width = std::min(boxWidth, window->width() - 32);
    resize(width, heightForWidth(width) > 0 ? heightForWidth(width) : sizeHint().height());
    move((window->width() - width) / 2, std::min(120, window->height() / 6));
    show();
    raise();
    field_->setFocus();
    return true;
}

void RenameBox::check() {
    const std::string name = field_->text().toStdString();
    error_->clear();
    if (name == oldName().toStdString()) return;
    const auto edit = subset_.empty() ? model::edit::rename(document_.design(), object_, name)
                                      : model::edit::renameSubset(document_.design(), object_, subset_, name);
    if (!edit) error_->setText(QString::fromStdString(edit.error()));
}

QString RenameBox::error() const {
    return error_->text();
}

bool RenameBox::accept() {
    const std::string name = field_->text().toStdString();
    if (name == oldName().toStdString()) {
        hide();
        return true;
    }
    auto edit = subset_.empty() ? model::edit::rename(document_.design(), object_, name)
                                : model::edit::renameSubset(document_.design(), object_, subset_, name);
    if (!edit) return false;
    auto selected = *selection_.current();
    if (const auto done = document_.edit(std::move(*edit)); !done) {
        error_->setText(done.error().empty() ? tr("This cannot be renamed.")
                                             : QString::fromStdString(done.error().front().message));
        return false;
    }
    hide();
    parentWidget()->setFocus();
    if (subset_.empty()) selected.object.name = name;
    selection_.set(selected);
    return true;
}

bool RenameBox::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusOut && isVisible()) hide();
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape) {
            hide();
            parentWidget()->setFocus();
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            accept();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace meshwright::ui
