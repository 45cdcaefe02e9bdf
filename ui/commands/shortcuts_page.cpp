#include "ui/commands/shortcuts_page.h"

#include "ui/theme/theme.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace meshwright::ui {

namespace {
constexpr int widest = 880, shortcutRow = 30;
enum Column { What, Keys, Where, Columns };
} // namespace

ShortcutsPage::ShortcutsPage(Actions& actions, QWidget* parent)
    : QWidget(parent), actions_(actions), filter_(new QLineEdit), table_(new QTableWidget(0, Columns)),
      keys_(new QKeySequenceEdit), set_(new QPushButton(tr("Set"))), none_(new QPushButton(tr("Take away"))),
      default_(new QPushButton(tr("Default"))), message_(plainLabel({}, "warning")) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* middle = new QHBoxLayout(this);
    middle->setContentsMargins(16, 16, 16, 16);
    auto* body = new QWidget;
    body->setMaximumWidth(widest);
    middle->addStretch(0);
    middle->addWidget(body, 1);
    middle->addStretch(0);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(plainLabel(tr("Keyboard shortcuts"), "display"));
    filter_->setPlaceholderText(tr("Filter by command or keys"));
    filter_->setClearButtonEnabled(true);
    filter_->setAccessibleName(tr("Filter"));
    column->addWidget(filter_);
    table_->setHorizontalHeaderLabels({tr("Command"), tr("Keys"), tr("Menu")});
    table_->horizontalHeader()->setSectionResizeMode(What, QHeaderView::Stretch);
    table_->horizontalHeader()->setSectionResizeMode(Keys, QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(Where, QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(shortcutRow);
    table_->setShowGrid(false);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setTabKeyNavigation(false);
    table_->setAccessibleName(tr("Commands"));
    column->addWidget(table_, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* label = plainLabel(tr("New keys"), "field");
    label->setBuddy(keys_);
    keys_->setAccessibleName(label->text());
    set_->setProperty("primary", true);
    row->addWidget(label);
    row->addWidget(keys_, 1);
    row->addWidget(set_);
    row->addWidget(none_);
    row->addWidget(default_);
    column->addLayout(row);
    message_->setWordWrap(true);
    column->addWidget(message_);
    auto* foot = new QHBoxLayout;
    auto* all = new QPushButton(tr("All as at first"));
    auto* close = new QPushButton(tr("Close"));
    close->setToolTip(tr("Back (Esc)"));
    foot->addWidget(all);
    foot->addStretch(1);
    foot->addWidget(close);
    column->addLayout(foot);

    connect(filter_, &QLineEdit::textChanged, this, &ShortcutsPage::fill);
    connect(table_, &QTableWidget::itemSelectionChanged, this, &ShortcutsPage::showChosen);
    connect(keys_, &QKeySequenceEdit::keySequenceChanged, this, &ShortcutsPage::check);
    connect(set_, &QPushButton::clicked, this, [this] { apply(keys_->keySequence()); });
    connect(none_, &QPushButton::clicked, this, [this] { apply({}); });
    connect(default_, &QPushButton::clicked, this, [this] {
        if (const auto id = chosen()) apply(actions_.info(*id).shortcut);
    });
    connect(all, &QPushButton::clicked, &actions_, &Actions::resetShortcuts);
    connect(close, &QPushButton::clicked, this, &ShortcutsPage::closed);
    connect(&actions_, &Actions::shortcutsChanged, this, &ShortcutsPage::fill);
    fill();
}

void ShortcutsPage::open() {
    filter_->clear();
    fill();
    filter_->setFocus();
}

void ShortcutsPage::fill() {
    const auto was = chosen();
    table_->setRowCount(0);
    for (const auto& info : actions_.table()) {
        QString text = info.text, menu = info.menu;
        text.remove('&').remove(QChar(0x2026));
        menu.remove('&');
        const QString keys = actions_.shortcut(info.id).toString(QKeySequence::NativeText);
        if (!(text + ' ' + menu + ' ' + keys).contains(filter_->text(), Qt::CaseInsensitive)) continue;
        const int row = table_->rowCount();
        table_->insertRow(row);
        auto* what = new QTableWidgetItem(icon(info.icon, palette()), text);
        what->setData(Qt::UserRole, int(info.id));
        what->setToolTip(info.hint);
        table_->setItem(row, What, what);
        auto* shown = new QTableWidgetItem(keys);
        // A changed shortcut stands out by its weight, not by colour alone.
        if (actions_.shortcut(info.id) != info.shortcut) shown->setFont(textFont(13, QFont::DemiBold));
        table_->setItem(row, Keys, shown);
        table_->setItem(row, Where, new QTableWidgetItem(menu));
    }
    if (was) select(*was);
    showChosen();
}

std::optional<Command> ShortcutsPage::chosen() const {
    const auto rows = table_->selectionModel() ? table_->selectionModel()->selectedRows() : QModelIndexList{};
    if (rows.isEmpty()) return {};
    return Command(table_->item(rows.front().row(), What)->data(Qt::UserRole).toInt());
}

void ShortcutsPage::select(Command id) {
    for (int row = 0; row < table_->rowCount(); ++row)
        if (table_->item(row, What)->data(Qt::UserRole).toInt() == int(id)) table_->selectRow(row);
}

void ShortcutsPage::showChosen() {
    const auto id = chosen();
    for (QWidget* w : {static_cast<QWidget*>(keys_), static_cast<QWidget*>(none_), static_cast<QWidget*>(default_)})
        w->setEnabled(id.has_value());
    keys_->setKeySequence(id ? actions_.shortcut(*id) : QKeySequence());
    check();
}

void ShortcutsPage::check() {
    const auto id = chosen();
    const QKeySequence keys = keys_->keySequence();
    message_->clear();
    set_->setText(tr("Set"));
    set_->setEnabled(id && !keys.isEmpty() && keys != actions_.shortcut(*id));
    if (!id) return;
    if (const auto other = actions_.conflict(*id, keys)) {
        QString name = actions_.info(*other).text;
        message_->setText(tr("%1 is taken by “%2”, which would lose it.")
                              .arg(keys.toString(QKeySequence::NativeText), name.remove('&')));
        set_->setText(tr("Take over"));
    }
}

void ShortcutsPage::apply(const QKeySequence& keys) {
    if (const auto id = chosen()) actions_.setShortcut(*id, keys);
}

QString ShortcutsPage::message() const {
    return message_->text();
}

void ShortcutsPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}

} // namespace meshwright::ui
