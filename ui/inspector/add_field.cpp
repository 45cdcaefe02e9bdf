#include "ui/inspector/add_field.h"

#include "ui/inspector/form_rows.h"
#include "ui/text.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QScreen>
#include <QVBoxLayout>

namespace meshwright::ui {

namespace {
constexpr int keyRole = Qt::UserRole;
} // namespace

AddFieldPopup::AddFieldPopup(const std::vector<const model::yaml::TypeInfo::Field*>& fields, QWidget* parent)
    : QFrame(parent, Qt::Popup), search_(new QLineEdit), list_(new QListWidget) {
    setAttribute(Qt::WA_DeleteOnClose);
    setProperty("card", true);
    setAccessibleName(tr("Add a field"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(measure::grid, measure::grid, measure::grid, measure::grid);
    search_->setPlaceholderText(tr("Search fields"));
    search_->setAccessibleName(tr("Search fields"));
    search_->setClearButtonEnabled(true);
    column->addWidget(search_);
    list_->setAccessibleName(tr("Fields"));
    list_->setWordWrap(true);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setFocusPolicy(Qt::NoFocus);
    column->addWidget(list_);
    for (const auto* f : fields) {
        auto* item = new QListWidgetItem(tr("%1\n%2").arg(q(f->key), q(f->doc)), list_);
        item->setData(keyRole, q(f->key));
        item->setToolTip(q(words(f->key)));
    }
    list_->setCurrentRow(0);
    search_->installEventFilter(this);
    connect(search_, &QLineEdit::textChanged, this, &AddFieldPopup::filter);
    connect(list_, &QListWidget::itemClicked, this, [this] { accept(); });
    resize(320, 320);
}

void AddFieldPopup::openAt(const QWidget& button) {
    QPoint at = button.mapToGlobal(QPoint(0, button.height()));
    if (const auto* screen = button.screen()) {
        const QRect room = screen->availableGeometry();
        at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - width())));
        if (at.y() + height() > room.bottom()) at.setY(std::max(room.top(), at.y() - button.height() - height()));
    }
    move(at);
    show();
    search_->setFocus();
}

void AddFieldPopup::filter(const QString& text) {
    int first = -1;
    for (int i = 0; i < list_->count(); ++i) {
        const bool fits = list_->item(i)->text().contains(text, Qt::CaseInsensitive) ||
                          list_->item(i)->toolTip().contains(text, Qt::CaseInsensitive);
        list_->item(i)->setHidden(!fits);
        if (fits && first < 0) first = i;
    }
    list_->setCurrentRow(first);
}

void AddFieldPopup::accept() {
    const auto* item = list_->currentItem();
    if (!item || item->isHidden()) return;
    const QString key = item->data(keyRole).toString();
    close();
    Q_EMIT chosen(key);
}

bool AddFieldPopup::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            accept();
            return true;
        }
        if (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down) {
            QCoreApplication::sendEvent(list_, event);
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace meshwright::ui
