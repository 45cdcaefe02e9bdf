#include "ui/yaml/find_bar.h"

#include "ui/theme/theme.h"
#include "ui/yaml/yaml_editor.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace meshwright::ui {

FindBar::FindBar(YamlEditor& editor, QWidget* parent)
    : QWidget(parent), editor_(editor), words_(new QLineEdit), with_(new QLineEdit),
      exactCase_(new QCheckBox(tr("Match case"))), count_(plainLabel({}, "hint")), replaceRow_(new QWidget) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(measure::grid, measure::grid / 2, measure::grid, measure::grid / 2);
    column->setSpacing(measure::grid / 2);
    const auto tool = [this](const QString& iconName, const QString& words, auto click) {
        auto* b = new QToolButton;
        b->setIcon(icon(iconName, palette()));
        b->setToolTip(words);
        b->setAccessibleName(words);
        b->setProperty("flat", true);
        connect(b, &QToolButton::clicked, this, click);
        return b;
    };
    auto* first = new QHBoxLayout;
    first->setSpacing(measure::grid / 2);
    words_->setPlaceholderText(tr("Find in the text"));
    words_->setAccessibleName(tr("Find in the text"));
    words_->setClearButtonEnabled(true);
    first->addWidget(words_, 1);
    first->addWidget(count_);
    first->addWidget(tool(QStringLiteral("up"), tr("Find previous (Shift+F3)"), [this] { find(false); }));
    first->addWidget(tool(QStringLiteral("down"), tr("Find next (F3)"), [this] { find(true); }));
    first->addWidget(tool(QStringLiteral("close"), tr("Close (Esc)"), [this] {
        hide();
        editor_.setFocus();
    }));
    column->addLayout(first);
    auto* second = new QHBoxLayout(replaceRow_);
    second->setContentsMargins(0, 0, 0, 0);
    second->setSpacing(measure::grid / 2);
    with_->setPlaceholderText(tr("Replace with"));
    with_->setAccessibleName(tr("Replace with"));
    second->addWidget(with_, 1);
    auto* one = new QPushButton(tr("Replace"));
    auto* all = new QPushButton(tr("All"));
    connect(one, &QPushButton::clicked, this, &FindBar::replaceOne);
    connect(all, &QPushButton::clicked, this, &FindBar::replaceAll);
    second->addWidget(one);
    second->addWidget(all);
    column->addWidget(replaceRow_);
    column->addWidget(exactCase_);
    connect(words_, &QLineEdit::textChanged, this, [this] {
        showCount();
        int line = 0, column = 0, toLine = 0, toColumn = 0;
        editor_.getSelection(&line, &column, &toLine, &toColumn);
        if (line >= 0) editor_.setCursorPosition(line, column);
        find(true);
    });
    connect(exactCase_, &QCheckBox::toggled, this, &FindBar::showCount);
    hide();
}

void FindBar::open(bool replace) {
    replaceRow_->setVisible(replace);
    show();
    if (const QString chosen = editor_.selectedText(); !chosen.isEmpty() && !chosen.contains('\n'))
        words_->setText(chosen);
    words_->setFocus();
    words_->selectAll();
    showCount();
}

void FindBar::find(bool forward) {
    if (words_->text().isEmpty()) return;
    int line = -1, column = -1, toLine = 0, toColumn = 0;
    if (!forward) {
        editor_.getSelection(&line, &column, &toLine, &toColumn);
        if (line < 0) editor_.getCursorPosition(&line, &column);
    }
    editor_.findFirst(words_->text(), false, exactCase_->isChecked(), false, true, forward, line, column, true);
}

void FindBar::replaceOne() {
    const auto same = exactCase_->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive;
    if (editor_.selectedText().compare(words_->text(), same) == 0 && !words_->text().isEmpty())
        editor_.replaceSelectedText(with_->text());
    find(true);
    showCount();
}

void FindBar::replaceAll() {
    if (words_->text().isEmpty()) return;
    const auto same = exactCase_->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive;
    QString text = editor_.text();
    text.replace(words_->text(), with_->text(), same);
    editor_.replace(0, editor_.bytes().size(), text.toStdString());
    showCount();
}

QString FindBar::count() const {
    return count_->text();
}

void FindBar::showCount() {
    const auto same = exactCase_->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive;
    const auto n = words_->text().isEmpty() ? 0 : editor_.text().count(words_->text(), same);
    count_->setText(words_->text().isEmpty() ? QString() : n == 0 ? tr("none") : tr("%n found", nullptr, int(n)));
}

void FindBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        hide();
        return editor_.setFocus();
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (with_->hasFocus()) return replaceOne();
        return find(!event->modifiers().testFlag(Qt::ShiftModifier));
    }
    QWidget::keyPressEvent(event);
}

} // namespace meshwright::ui
