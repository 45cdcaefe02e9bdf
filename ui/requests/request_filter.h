// Which rows of the log are shown: by outcome, by typed text, and by the way a request went.
#pragma once

#include <QSet>
#include <QSortFilterProxyModel>

#include "ui/requests/request_log.h"

namespace meshwright::ui {

class RequestFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    enum class Show { All, Bad, Slow, Retried };
    explicit RequestFilter(QObject* parent = nullptr);

    void setShow(Show show);
    /// Every word must be in the row, whatever the case: a host, a path, a client, a rule, a pod, a status.
    void setText(const QString& text);
    /// Only requests that this says yes to; null = all.
    using Way = std::function<bool(const sim::mesh::RequestLife&)>;
    void setWay(Way way);

    const RequestLog& log() const { return *static_cast<const RequestLog*>(sourceModel()); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    Show show_ = Show::All;
    QStringList words_;
    Way way_;
};

} // namespace meshwright::ui
