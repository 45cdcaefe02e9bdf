#include "ui/window/panel_docks.h"

#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QMenu>
#include <algorithm>

namespace meshwright::ui {

namespace {

/// Raised when a remembered layout would make no sense any more.
constexpr int layoutVersion = 2;
constexpr int leftWidth = 216, rightWidth = 344, bottomHeight = 216;
constexpr auto hidden = "hiddenByStart";

/// For people at the far end of a room.
constexpr auto presentedLook = "* { font-size: 18pt; }";

} // namespace

PanelDocks::PanelDocks(MainWindow& window) : QObject(&window), window_(window), table_(panelTable()) {
    window_.setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    window_.setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    titles_.setSingleShot(true);
    titles_.setInterval(0);
    connect(&titles_, &QTimer::timeout, this, &PanelDocks::showTitlesWhereNoTabDoes);
    for (const auto& info : table_) {
        auto* d = new QDockWidget(info.title, &window_);
        d->setObjectName(info.id);
        d->setWidget(info.make(window_));
        d->widget()->setAccessibleName(info.title);
        d->toggleViewAction()->setStatusTip(tr("Show or hide the panel %1").arg(info.title));
        const auto later = [this] { titles_.start(); };
        connect(d, &QDockWidget::dockLocationChanged, this, later);
        connect(d, &QDockWidget::topLevelChanged, this, later);
        connect(d, &QDockWidget::visibilityChanged, this, later);
        docks_ << d;
    }
    placeAll();
}

void PanelDocks::placeAll() {
    QHash<int, QDockWidget*> first;
    for (std::size_t i = 0; i < table_.size(); ++i) {
        QDockWidget* d = docks_[qsizetype(i)];
        d->setFloating(false);
        window_.addDockWidget(table_[i].area, d);
        if (!first.contains(table_[i].area))
            first.insert(table_[i].area, d);
        else if (table_[i].area != Qt::LeftDockWidgetArea)
            window_.tabifyDockWidget(first[table_[i].area], d);
        d->setVisible(table_[i].open);
    }
    const auto size = [&](Qt::DockWidgetArea area, int pixels, Qt::Orientation along) {
        if (auto* d = first.value(area)) window_.resizeDocks({d}, {pixels}, along);
    };
    size(Qt::LeftDockWidgetArea, leftWidth, Qt::Horizontal);
    size(Qt::RightDockWidgetArea, rightWidth, Qt::Horizontal);
    size(Qt::BottomDockWidgetArea, bottomHeight, Qt::Vertical);
    for (auto* d : first) d->raise();
    showTitlesWhereNoTabDoes();
}

void PanelDocks::showTitlesWhereNoTabDoes() {
    for (auto* d : docks_) {
        const auto others = window_.tabifiedDockWidgets(d);
        const bool tabbed = !d->isFloating() && std::any_of(others.begin(), others.end(),
                                                            [](const QDockWidget* o) { return !o->isHidden(); });
        QWidget* bar = d->titleBarWidget();
        if (tabbed && !bar)
            d->setTitleBarWidget(new QWidget(d));
        else if (!tabbed && bar) {
            d->setTitleBarWidget(nullptr);
            bar->deleteLater();
        }
    }
}

QDockWidget* PanelDocks::dock(const QString& id) const {
    for (auto* d : docks_)
        if (d->objectName() == id) return d;
    return nullptr;
}

void PanelDocks::fillMenu(QMenu& menu) const {
    for (std::size_t i = 0; i < table_.size(); ++i) {
        QAction* action = docks_[qsizetype(i)]->toggleViewAction();
        action->setIcon(icon(table_[i].icon, window_.palette()));
        menu.addAction(action);
    }
}

void PanelDocks::raise(const QString& id) {
    auto* d = dock(id);
    if (!d) return;
    d->show();
    d->raise();
}

void PanelDocks::setAllowed(bool allowed) {
    allowed_ = allowed;
    for (auto* d : docks_) {
        d->toggleViewAction()->setEnabled(allowed);
        if (allowed && d->property(hidden).toBool()) d->setVisible(true);
        if (!allowed && !d->isHidden()) {
            d->setProperty(hidden, true);
            d->setVisible(false);
        } else if (allowed) {
            d->setProperty(hidden, false);
        }
    }
}

void PanelDocks::setPresenting(bool on) {
    if (on == presenting()) return;
    if (!on) {
        for (std::size_t i = 0; i < table_.size(); ++i)
            if (table_[i].presented) docks_[qsizetype(i)]->widget()->setStyleSheet({});
        window_.restoreState(beforePresenting_, layoutVersion);
        beforePresenting_.clear();
        return;
    }
    beforePresenting_ = window_.saveState(layoutVersion);
    for (std::size_t i = 0; i < table_.size(); ++i) {
        QDockWidget* d = docks_[qsizetype(i)];
        d->setVisible(table_[i].presented);
        if (!table_[i].presented) continue;
        d->widget()->setStyleSheet(QLatin1String(presentedLook));
        d->raise();
    }
}

void PanelDocks::reset() {
    setPresenting(false);
    for (auto* d : docks_) {
        window_.removeDockWidget(d);
        d->setProperty(hidden, false);
    }
    placeAll();
    if (!allowed_) setAllowed(false);
}

QByteArray PanelDocks::save() {
    const bool was = allowed_;
    setPresenting(false);
    setAllowed(true);
    const QByteArray layout = window_.saveState(layoutVersion);
    if (!was) setAllowed(false);
    return layout;
}

void PanelDocks::restore(const QByteArray& layout) {
    const bool was = allowed_;
    setAllowed(true);
    if (!layout.isEmpty()) window_.restoreState(layout, layoutVersion);
    showTitlesWhereNoTabDoes();
    if (!was) setAllowed(false);
}

} // namespace meshwright::ui
