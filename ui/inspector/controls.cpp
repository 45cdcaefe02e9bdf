#include "ui/inspector/controls.h"

#include "model/assist/values.h"
#include "model/yaml/duration.h"
#include "ui/text.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QFocusEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QStyle>
#include <QStyledItemDelegate>
#include <QTextDocument>

namespace meshwright::ui {

using model::yaml::Format;
using Kind = model::yaml::TypeInfo::Kind;

namespace {

constexpr int detailRole = Qt::UserRole + 1;

/// A suggestion with what it is at its right.
class SuggestionDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        const QString detail = index.data(detailRole).toString();
        if (detail.isEmpty()) return;
        const int used = option.fontMetrics.horizontalAdvance(index.data().toString()) + 3 * measure::grid;
        const QRect room = option.rect.adjusted(used, 0, -measure::grid, 0);
        painter->save();
        painter->setPen(tokensOf(option.palette).textMuted);
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(detail, Qt::ElideMiddle, room.width()));
        painter->restore();
    }
};

class LineControl : public ValueControl {
public:
    LineControl(const QString& placeholder, bool mono, Suggest suggest)
        : edit_(new QLineEdit), row_(new QHBoxLayout(this)), suggest_(std::move(suggest)) {
        row_->setContentsMargins(0, 0, 0, 0);
        row_->setSpacing(measure::grid / 2);
        row_->addWidget(edit_, 1);
        edit_->setPlaceholderText(placeholder);
        if (mono) edit_->setFont(monoFont(12));
        setStop(edit_);
        if (suggest_) {
            auto* completer = new QCompleter(new QStandardItemModel(this), edit_);
            completer->setCaseSensitivity(Qt::CaseInsensitive);
            completer->setFilterMode(Qt::MatchContains);
            completer->setMaxVisibleItems(10);
            edit_->setCompleter(completer);
            completer->popup()->setItemDelegate(new SuggestionDelegate(completer->popup()));
            connect(completer, qOverload<const QString&>(&QCompleter::activated), this,
                    [this](const QString& text) { Q_EMIT finished(text); });
        }
        connect(edit_, &QLineEdit::textEdited, this, &ValueControl::typed);
        connect(edit_, &QLineEdit::editingFinished, this, [this] {
            if (!edit_->isModified()) return; // only passed through
            edit_->setModified(false);
            Q_EMIT finished(edit_->text());
        });
    }
    QString text() const override { return edit_->text(); }
    void enter(const QString& text) override {
        edit_->setText(text);
        Q_EMIT typed(text);
        Q_EMIT finished(text);
    }
    void setUnit(const QString& unit) {
        auto* label = plainLabel(unit, "hint");
        label->setBuddy(edit_);
        row_->addWidget(label);
        edit_->setAlignment(Qt::AlignRight);
    }
    /// The arrow keys count by this: a whole number for numbers, and the last digits of a duration.
    void setSteps(Kind kind) {
        kind_ = kind;
        steps_ = true;
    }

protected:
    void showValue(const QString& text, bool) override { edit_->setText(text); }
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::FocusIn) offer();
        if (event->type() == QEvent::KeyPress) {
            auto* key = static_cast<QKeyEvent*>(event);
            const bool up = key->key() == Qt::Key_Up, down = key->key() == Qt::Key_Down;
            if ((up || down) && key->modifiers().testFlag(Qt::AltModifier)) {
                key->ignore();
                return false;
            }
            if ((up || down) && steps_ && step(up ? 1 : -1)) return true;
            if (down && suggest_ && !edit_->completer()->popup()->isVisible()) {
                edit_->completer()->setCompletionPrefix(edit_->hasSelectedText() ? QString() : edit_->text());
                edit_->completer()->complete();
                return true;
            }
        }
        return ValueControl::eventFilter(watched, event);
    }

private:
    void offer() {
        if (!suggest_) return;
        auto* model = static_cast<QStandardItemModel*>(edit_->completer()->model());
        model->clear();
        for (const auto& s : suggest_()) {
            auto* item = new QStandardItem(q(s.text));
            item->setData(q(s.detail), detailRole);
            item->setEditable(false);
            model->appendRow(item);
        }
    }
    bool step(int by) {
        const std::string text = edit_->text().trimmed().toStdString();
        if (text.empty() || (kind_ == Kind::Text && text.find_first_not_of("0123456789") != std::string::npos))
            return false;
        QString next;
        if (kind_ == Kind::Duration) {
            const auto now = model::yaml::parseDuration(text);
            if (!now) return false;
            // The unit in which the time is written stays.
            const std::size_t unit = text.find_first_not_of("0123456789.");
            const double number = std::atof(text.substr(0, unit).c_str()) + by;
            if (number < 0 || text.find_first_of("0123456789", unit) != std::string::npos) return false;
            next = QString::number(number, 'g', 12) + q(std::string_view(text).substr(unit));
        } else {
            bool ok = false;
            const double number = edit_->text().toDouble(&ok) + by;
            if (!ok) return false;
            next = QString::number(number, 'g', 15);
        }
        edit_->setText(next);
        edit_->setModified(true);
        Q_EMIT typed(next);
        return true;
    }

    QLineEdit* edit_;
    QHBoxLayout* row_;
    Suggest suggest_;
    Kind kind_ = Kind::Text;
    bool steps_ = false;
};

class ChoiceControl : public ValueControl {
public:
    explicit ChoiceControl(const model::yaml::FieldTraits& traits) : box_(new QComboBox) {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(box_, 1);
        box_->addItem(notSet(traits), QString());
        for (const auto value : traits.values) box_->addItem(q(value), q(value));
        box_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box_->setMinimumContentsLength(8);
        setStop(box_);
        connect(box_, &QComboBox::activated, this, [this] { Q_EMIT finished(text()); });
    }
    static QString notSet(const model::yaml::FieldTraits& traits) {
        const auto standard = model::assist::defaultOf(traits);
        return standard.empty() ? ValueControl::tr("not set") : ValueControl::tr("not set (%1)").arg(q(standard));
    }
    QString text() const override { return box_->currentData().toString(); }
    void enter(const QString& text) override {
        showValue(text, true);
        Q_EMIT finished(text);
    }

protected:
    void showValue(const QString& text, bool) override {
        int index = box_->findData(text);
        if (index < 0) {
            box_->addItem(text, text);
            index = box_->count() - 1;
        }
        box_->setCurrentIndex(index);
    }

private:
    QComboBox* box_;
};

class TickControl : public ValueControl {
public:
    explicit TickControl(const model::yaml::FieldTraits& traits)
        : box_(new QCheckBox), notSet_(ChoiceControl::notSet(traits)) {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, measure::grid / 2, 0, measure::grid / 2);
        row->addWidget(box_, 1);
        setStop(box_);
        connect(box_, &QCheckBox::clicked, this, [this] {
            box_->setTristate(false);
            showValue(text(), true);
            Q_EMIT finished(text());
        });
    }
    QString text() const override { return box_->checkState() == Qt::Checked ? "true" : "false"; }
    void enter(const QString& text) override {
        showValue(text, true);
        Q_EMIT finished(text);
    }

protected:
    void showValue(const QString& text, bool present) override {
        const bool on = text == QLatin1String("true");
        box_->setTristate(!present);
        box_->setCheckState(!present ? Qt::PartiallyChecked : on ? Qt::Checked : Qt::Unchecked);
        box_->setText(!present ? notSet_ : on ? tr("yes") : tr("no"));
    }

private:
    QCheckBox* box_;
    QString notSet_;
};

class LinesControl : public ValueControl {
public:
    LinesControl() : edit_(new QPlainTextEdit) {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(edit_);
        edit_->setTabChangesFocus(true);
        edit_->setFont(monoFont(12));
        edit_->setFixedHeight(edit_->fontMetrics().lineSpacing() * 4 + 2 * measure::grid);
        setStop(edit_);
        connect(edit_, &QPlainTextEdit::textChanged, this, [this] {
            if (!showing_) Q_EMIT typed(edit_->toPlainText());
        });
    }
    QString text() const override { return edit_->toPlainText(); }
    void enter(const QString& text) override {
        edit_->setPlainText(text);
        Q_EMIT finished(text);
    }

protected:
    void showValue(const QString& text, bool) override {
        showing_ = true;
        edit_->setPlainText(text);
        showing_ = false;
    }
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::FocusOut && edit_->document()->isModified()) {
            edit_->document()->setModified(false);
            Q_EMIT finished(text());
        }
        return ValueControl::eventFilter(watched, event);
    }

private:
    QPlainTextEdit* edit_;
    bool showing_ = false;
};

} // namespace

void ValueControl::bring(const QString& text, bool present) {
    if (!first_ && text == known_ && present == knownPresent_) return;
    first_ = false;
    known_ = text;
    knownPresent_ = present;
    if (this->text() == text && present && stop_->hasFocus()) {
        // What is being typed has arrived; the cursor stays.
        if (!qobject_cast<QCheckBox*>(stop_)) return;
    }
    const QSignalBlocker quiet(stop_);
    showValue(text, present);
}

void ValueControl::setInvalid(bool invalid) {
    if (stop_->property("invalid").toBool() == invalid) return;
    stop_->setProperty("invalid", invalid);
    stop_->style()->unpolish(stop_);
    stop_->style()->polish(stop_);
}

void ValueControl::setName(const QString& accessible, const QString& help, const QString& objectName) {
    stop_->setAccessibleName(accessible);
    stop_->setAccessibleDescription(help);
    stop_->setToolTip(help);
    stop_->setObjectName(objectName);
}

void ValueControl::setStop(QWidget* stop) {
    stop_ = stop;
    setFocusProxy(stop);
    stop->installEventFilter(this);
}

bool ValueControl::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn) Q_EMIT entered();
    return QWidget::eventFilter(watched, event);
}

ValueControl* makeLine(const QString& placeholder, bool mono, Suggest suggest) {
    return new LineControl(placeholder, mono, std::move(suggest));
}

ValueControl* makeControl(const model::yaml::TypeInfo& type, const model::yaml::FieldTraits& traits, Suggest suggest) {
    if (type.kind == Kind::Flag) return new TickControl(traits);
    if (!traits.values.empty() && !traits.freeText) return new ChoiceControl(traits);
    if (traits.format == Format::Lines) return new LinesControl;
    const auto standard = model::assist::defaultOf(traits);
    QString placeholder = standard.empty() ? QString() : q(standard);
    if (placeholder.isEmpty() && type.kind == Kind::Duration) placeholder = ValueControl::tr("such as 500ms or 2s");
    if (placeholder.isEmpty() && traits.format == Format::Regex)
        placeholder = ValueControl::tr("RE2, such as ^/v[0-9]+$");
    const bool completes = !traits.values.empty() || (traits.format != Format::Plain && traits.format != Format::Regex);
    auto* line = new LineControl(placeholder, type.kind != Kind::Text || traits.format != Format::Plain,
                                 completes ? std::move(suggest) : Suggest());
    if (type.kind == Kind::Percent) line->setUnit(QStringLiteral("%"));
    if (type.kind == Kind::Integer || type.kind == Kind::Number || type.kind == Kind::Percent ||
        type.kind == Kind::Duration)
        if (!completes) line->setSteps(type.kind);
    return line;
}

} // namespace meshwright::ui
