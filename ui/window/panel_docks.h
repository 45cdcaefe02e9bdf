// The docks of the panel table: where they stand, which are shown, and what presentation mode and the start page hide.
#pragma once

#include "ui/window/panels.h"

#include <QByteArray>
#include <QDockWidget>
#include <QObject>
#include <QTimer>

class QMenu;

namespace meshwright::ui {

class PanelDocks : public QObject {
    Q_OBJECT
public:
    explicit PanelDocks(MainWindow& window);

    const std::vector<PanelInfo>& table() const { return table_; }
    const QList<QDockWidget*>& docks() const { return docks_; }
    QDockWidget* dock(const QString& id) const;
    /// The panel's widget; null where there is none of this name and type.
    template <class T> T* widget(const QString& id) const {
        QDockWidget* d = dock(id);
        return d ? qobject_cast<T*>(d->widget()) : nullptr;
    }
    /// A row for each panel that shows or hides it.
    void fillMenu(QMenu& menu) const;
    /// Shows the panel, in front of the others in its place.
    void raise(const QString& id);
    /// False while the start page has the window to itself; what was open comes back with true.
    void setAllowed(bool allowed);
    /// Leaves only the panels that are made for it.
    void setPresenting(bool on);
    bool presenting() const { return !beforePresenting_.isEmpty(); }
    /// As on the first start.
    void reset();
    QByteArray save();
    void restore(const QByteArray& layout);

private:
    void placeAll();
    void showTitlesWhereNoTabDoes();

    MainWindow& window_;
    std::vector<PanelInfo> table_;
    QList<QDockWidget*> docks_;
    QByteArray beforePresenting_;
    QTimer titles_;
    bool allowed_ = true;
};

} // namespace meshwright::ui
