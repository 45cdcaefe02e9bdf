#include "ui/inspector/form_row_widget.h"

#include "ui/inspector/add_field.h"
#include "ui/text.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QSignalBlocker>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace meshwright::ui {

using Kind = FormRow::Kind;
using Place = FormRow::Place;
using Type = model::yaml::TypeInfo::Kind;

namespace {

constexpr int indent = 12;

/// What one item of a list is called: "match" → "match", "hosts" → "host", "policies" → "policy".
QString one(const QString& many) {
    if (many.endsWith(QLatin1String("ies"))) return many.chopped(3) + QLatin1Char('y');
    if (many.endsWith(QLatin1String("sses"))) return many.chopped(2);
    if (many.endsWith('s') && !many.endsWith(QLatin1String("ss")) && many != QLatin1String("tls"))
        return many.chopped(1);
    return many;
}

} // namespace

FormRowWidget::FormRowWidget(FormRow row, const RowHelp& help, QWidget* parent)
    : QWidget(parent), row_(std::move(row)), help_(help) {
    row_.node = nullptr;
    setObjectName(QStringLiteral("row:") + q(row_.path));
    build();
}

QString FormRowWidget::label() const {
    switch (row_.place) {
    case Place::Item:
        return q(row_.key);
    case Place::Entry:
        return q(row_.key);
    case Place::Field:
        break;
    }
    return q(words(row_.key));
}

QString FormRowWidget::help() const {
    return q(row_.traits.doc);
}

void FormRowWidget::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(row_.depth * indent, measure::grid / 4, 0, measure::grid / 4);
    column->setSpacing(2);
    switch (row_.kind) {
    case Kind::Value:
    case Kind::Choice:
        buildValue(*column);
        break;
    case Kind::Group:
    case Kind::List:
    case Kind::Map:
        buildHeading(*column);
        break;
    case Kind::More:
    case Kind::AddItem:
    case Kind::AddField:
        buildAdd(*column);
        break;
    }
    note_ = plainLabel({}, "hint");
    note_->setWordWrap(true);
    note_->hide();
    column->addWidget(note_);
    problem_ = plainLabel({}, "error");
    problem_->setWordWrap(true);
    problem_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    problem_->hide();
    column->addWidget(problem_);
}

QHBoxLayout* FormRowWidget::addLine(QVBoxLayout& column) {
    auto* line = new QHBoxLayout;
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(measure::grid / 2);
    column.addLayout(line);
    return line;
}

QToolButton* FormRowWidget::button(const QString& iconName, const QString& words) {
    auto* b = new QToolButton;
    b->setProperty("flat", true);
    b->setProperty("icon-name", iconName);
    b->setIcon(icon(iconName, palette()));
    b->setToolTip(words);
    b->setAccessibleName(words);
    return b;
}

void FormRowWidget::addName(QHBoxLayout& line) {
    name_ = plainLabel(label(), "field");
    name_->setToolTip(help());
    line.addWidget(name_);
    line.addStretch();
    auto* own = plainLabel(q(row_.traits.key.empty() ? std::string_view(row_.key) : row_.traits.key), "hint");
    own->setFont(monoFont(11));
    own->setToolTip(q(row_.path));
    line.addWidget(own);
}

void FormRowWidget::addGrip(QHBoxLayout& line) {
    if (row_.place != Place::Item) return;
    grip_ = button(QStringLiteral("grip"), tr("Drag to reorder, or press Alt with an arrow key"));
    grip_->setFocusPolicy(Qt::NoFocus);
    grip_->setCursor(Qt::OpenHandCursor);
    grip_->installEventFilter(this);
    line.addWidget(grip_);
}

void FormRowWidget::addTools(QHBoxLayout& line) {
    if (row_.place != Place::Item) {
        tools_ = button(QStringLiteral("close"), tr("Remove %1 (Alt+Del)").arg(label().toLower()));
        tools_->setFocusPolicy(Qt::NoFocus); // the keys go from value to value
        connect(tools_, &QToolButton::clicked, this, &FormRowWidget::removeWanted);
    } else {
        tools_ = button(QStringLiteral("more"), tr("Duplicate, move or remove"));
        tools_->setPopupMode(QToolButton::InstantPopup);
        auto* menu = new QMenu(tools_);
        connect(menu->addAction(tr("Duplicate") + "\tCtrl+D"), &QAction::triggered, this,
                &FormRowWidget::duplicateWanted);
        connect(menu->addAction(tr("Move up") + "\tAlt+Up"), &QAction::triggered, this,
                [this] { Q_EMIT moveWanted(-1); });
        connect(menu->addAction(tr("Move down") + "\tAlt+Down"), &QAction::triggered, this,
                [this] { Q_EMIT moveWanted(1); });
        menu->addSeparator();
        connect(menu->addAction(tr("Remove") + "\tAlt+Del"), &QAction::triggered, this, &FormRowWidget::removeWanted);
        tools_->setMenu(menu);
    }
    line.addWidget(tools_);
}

void FormRowWidget::buildValue(QVBoxLayout& column) {
    const bool choice = row_.kind == Kind::Choice;
    const bool scalar = row_.type && isScalar(*row_.type);
    QHBoxLayout* line = addLine(column);
    addGrip(*line);
    if (row_.place == Place::Field) {
        addName(*line);
        addTools(*line);
        line = addLine(column);
    } else if (row_.place == Place::Entry) {
        key_ =
            makeLine(tr("name"), true, [this] { return help_.keys ? help_.keys(row_) : decltype(help_.keys(row_))(); });
        key_->setName(tr("Name of the entry"), help(), QStringLiteral("key:") + q(row_.owner));
        connect(key_, &ValueControl::finished, this, &FormRowWidget::keyFinished);
        connect(key_, &ValueControl::entered, this, &FormRowWidget::entered);
        line->addWidget(key_, 2);
        if (choice) {
            addTools(*line);
            line = addLine(column);
        }
    }
    if (choice) {
        options_ = new QComboBox;
        if (row_.chosen.empty() || row_.place != Place::Field || !row_.present)
            options_->addItem(row_.place == Place::Entry ? tr("is present") : tr("not set"), QString());
        for (const auto* o : row_.options) {
            options_->addItem(q(o->key), q(o->key));
            options_->setItemData(options_->count() - 1, q(o->doc), Qt::ToolTipRole);
        }
        options_->setAccessibleName(tr("Kind of %1").arg(label().toLower()));
        options_->setObjectName(QStringLiteral("kind:") + q(row_.owner));
        options_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        connect(options_, &QComboBox::activated, this, [this] { Q_EMIT chose(options_->currentData().toString()); });
        line->addWidget(options_, scalar ? 0 : 1);
        if (row_.place == Place::Field && !name_->buddy()) name_->setBuddy(options_);
    }
    if (scalar) {
        control_ = makeControl(*row_.type, row_.traits,
                               [this] { return help_.values ? help_.values(row_) : decltype(help_.values(row_))(); });
        const QString called = row_.place == Place::Item ? tr("Item %1").arg(label()) : label();
        // Of a choice the value is called by the whole's name: its kind may change.
        control_->setName(called, help(), q(choice ? row_.owner : row_.path));
        if (name_) name_->setBuddy(control_->stop());
        connect(control_, &ValueControl::typed, this, &FormRowWidget::typed);
        connect(control_, &ValueControl::finished, this, &FormRowWidget::finished);
        connect(control_, &ValueControl::entered, this, &FormRowWidget::entered);
        line->addWidget(control_, 3);
    }
    if (row_.place == Place::Item || (row_.place == Place::Entry && !choice)) addTools(*line);
}

void FormRowWidget::buildHeading(QVBoxLayout& column) {
    auto* line = addLine(column);
    addGrip(*line);
    if (row_.place == Place::Entry) {
        key_ =
            makeLine(tr("name"), true, [this] { return help_.keys ? help_.keys(row_) : decltype(help_.keys(row_))(); });
        key_->setName(tr("Name of the entry"), help(), QStringLiteral("key:") + q(row_.owner));
        connect(key_, &ValueControl::finished, this, &FormRowWidget::keyFinished);
        line->addWidget(key_);
    }
    head_ = button(row_.link ? QStringLiteral("inspector") : QStringLiteral("right"), help());
    head_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    head_->setObjectName(QStringLiteral("head:") + q(row_.path));
    head_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    head_->setProperty("heading", true);
    head_->setStyleSheet(QStringLiteral("text-align: left;"));
    head_->installEventFilter(this);
    connect(head_, &QToolButton::clicked, this, [this] {
        if (row_.link)
            Q_EMIT followed();
        else
            Q_EMIT toggled();
    });
    line->addWidget(head_, 1);
    if (row_.place == Place::Field) {
        own_ = plainLabel(q(row_.key), "hint");
        own_->setFont(monoFont(11));
        own_->setToolTip(q(row_.path));
        line->addWidget(own_);
    }
    addTools(*line);
}

void FormRowWidget::buildAdd(QVBoxLayout& column) {
    auto* line = addLine(column);
    add_ = button(row_.kind == Kind::More ? QStringLiteral("down") : QStringLiteral("add"), {});
    add_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    add_->setObjectName(QStringLiteral("add:") + q(row_.path));
    const QString what = one(q(words(row_.traits.key)).toLower());
    const QString text = row_.kind == Kind::AddField ? tr("Add field")
                         : row_.kind == Kind::More   ? tr("Show %1 more").arg(row_.count)
                                                     : tr("Add %1").arg(what.isEmpty() ? tr("item") : what);
    add_->setText(text);
    add_->setAccessibleName(text);
    add_->setToolTip(row_.kind == Kind::AddField ? tr("Every other field that may stand here") : help());
    line->addWidget(add_);
    line->addStretch();
    connect(add_, &QToolButton::clicked, this, [this] {
        if (row_.kind == Kind::AddField) {
            auto* popup = new AddFieldPopup(row_.options, this);
            connect(popup, &AddFieldPopup::chosen, this, &FormRowWidget::addWanted);
            popup->openAt(*add_);
        } else if (row_.kind == Kind::More || (row_.type->kind == Type::List && !isScalar(*row_.type->element))) {
            Q_EMIT addWanted({});
        } else {
            showAddLine();
        }
    });
}

/// The line in which a new item or the name of a new entry is written; nothing is in the YAML before it is finished.
void FormRowWidget::showAddLine() {
    if (control_) return control_->stop()->setFocus();
    const bool list = row_.type->kind == Type::List;
    const auto suggest = [this] { return (row_.type->kind == Type::List ? help_.values : help_.keys)(row_); };
    if (list && isScalar(*row_.type->element))
        control_ = makeControl(*row_.type->element, row_.traits, suggest);
    else
        control_ = makeLine(tr("name of the new entry"), true, suggest);
    control_->setName(add_->text(), help(), QStringLiteral("new:") + q(row_.path));
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->insertWidget(0, control_);
    connect(control_, &ValueControl::finished, this, [this](const QString& text) {
        auto* done = control_;
        if (!done) return;
        control_ = nullptr;
        done->hide();
        done->deleteLater();
        if (!text.trimmed().isEmpty()) Q_EMIT addWanted(text.trimmed());
    });
    control_->show();
    control_->stop()->setFocus();
}

void FormRowWidget::add(const QString& text) {
    Q_EMIT addWanted(text);
}

void FormRowWidget::choose(const QString& option) {
    if (!options_) return;
    options_->setCurrentIndex(std::max(0, options_->findData(option)));
    Q_EMIT chose(option);
}

void FormRowWidget::bring(FormRow row) {
    row_ = std::move(row);
    const auto* node = row_.node;
    const QString value = node && node->isScalar() ? q(node->text) : QString();
    if (control_ && (row_.kind == Kind::Value || row_.kind == Kind::Choice))
        control_->bring(value, row_.present && node && !node->isNull());
    if (control_ && !refusal_.isEmpty() && control_->text() == value) refusal_.clear();
    if (key_) key_->bring(q(row_.key), true);
    if (options_) {
        const QSignalBlocker quiet(options_);
        options_->setCurrentIndex(std::max(0, options_->findData(q(row_.chosen))));
    }
    if (head_) {
        if (!row_.link) {
            head_->setProperty("icon-name", row_.open ? QStringLiteral("down") : QStringLiteral("right"));
            head_->setIcon(icon(head_->property("icon-name").toString(), palette()));
        }
        const QString short_ = help_.summary ? help_.summary(row_) : QString();
        QString text = row_.place == Place::Entry ? QString() : label();
        if (row_.kind == Kind::List || row_.kind == Kind::Map) text += QStringLiteral("  %1").arg(row_.count);
        if (row_.kind == Kind::Group && (!row_.open || row_.link)) {
            const QString tail = row_.present ? short_ : tr("not set");
            if (!tail.isEmpty()) text += (text.isEmpty() ? "" : "   ") + tail;
        }
        fullHead_ = text;
        // A folded value needs the room that Istio's name takes.
        if (own_) own_->setVisible(row_.kind != Kind::Group || row_.open || !row_.present);
        head_->setAccessibleName(tr("%1, %2").arg(text, row_.link   ? tr("opens its own form")
                                                        : row_.open ? tr("open")
                                                                    : tr("closed")));
        QEvent resized(QEvent::Resize);
        eventFilter(head_, &resized);
        head_->setToolTip(row_.link || help().isEmpty() ? text : help());
    }
    if (tools_ && row_.place == Place::Field) tools_->setVisible(row_.removable);
    row_.node = nullptr;
}

void FormRowWidget::setProblem(const QString& text, model::Severity severity) {
    if (control_) control_->setInvalid(!text.isEmpty() && severity == model::Severity::Error);
    if (problem_->text() == text && problem_->isHidden() == text.isEmpty()) return;
    problem_->setProperty("role", severity == model::Severity::Error ? "error" : "warning");
    problem_->style()->unpolish(problem_);
    problem_->style()->polish(problem_);
    problem_->setText(text);
    problem_->setVisible(!text.isEmpty());
}

void FormRowWidget::refuse(const QString& why) {
    refusal_ = why;
    setProblem(why);
}

QString FormRowWidget::problem() const {
    return problem_->isHidden() ? QString() : problem_->text();
}

void FormRowWidget::setNote(const QString& text) {
    note_->setText(text);
    note_->setVisible(!text.isEmpty());
}

QString FormRowWidget::note() const {
    return note_->isHidden() ? QString() : note_->text();
}

QList<QWidget*> FormRowWidget::stops() const {
    QList<QWidget*> out;
    if (key_) out << key_->stop();
    if (head_) out << head_;
    if (options_) out << options_;
    if (control_) out << control_->stop();
    if (tools_ && tools_->focusPolicy() != Qt::NoFocus) out << tools_;
    if (add_) out << add_;
    return out;
}

bool FormRowWidget::eventFilter(QObject* watched, QEvent* event) {
    if (watched == head_ && event->type() == QEvent::Resize) {
        // Half of a long text is better than a text that widens the form.
        const int room = head_->width() - measure::icon - 4 * measure::grid;
        head_->setText(head_->fontMetrics().elidedText(fullHead_, Qt::ElideRight, std::max(room, 24)));
        return false;
    }
    if (watched == head_ && event->type() == QEvent::KeyPress) {
        // A button would take the arrow keys to move the keyboard on; here they fold and reorder, which the form does.
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Left:
        case Qt::Key_Right:
            event->ignore();
            return true;
        default:
            return false;
        }
    }
    if (watched != grip_) return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        dragging_ = static_cast<QMouseEvent*>(event)->button() == Qt::LeftButton;
        return dragging_;
    case QEvent::MouseMove:
        if (!dragging_) return false;
        Q_EMIT dragging(static_cast<QMouseEvent*>(event)->globalPosition().toPoint().y());
        return true;
    case QEvent::MouseButtonRelease:
        if (!dragging_) return false;
        dragging_ = false;
        Q_EMIT dropped(static_cast<QMouseEvent*>(event)->globalPosition().toPoint().y());
        return true;
    default:
        return QWidget::eventFilter(watched, event);
    }
}

void FormRowWidget::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) refreshIcons();
    QWidget::changeEvent(event);
}

void FormRowWidget::refreshIcons() {
    for (auto* b : {head_, grip_, tools_, add_})
        if (b) b->setIcon(icon(b->property("icon-name").toString(), palette()));
}

} // namespace meshwright::ui
