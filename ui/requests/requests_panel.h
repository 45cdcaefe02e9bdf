// The dock of single requests: the log, one request's waterfall, and why each of its hops went where it went.
#pragma once

#include <QTimer>
#include <QWidget>

#include "ui/document/selection.h"
#include "ui/requests/request_filter.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QSplitter;
class QTableView;
class QToolButton;

namespace meshwright::ui {

class Playback;
class TraceView;
class WaterfallView;

class RequestsPanel : public QWidget {
    Q_OBJECT
public:
    explicit RequestsPanel(Playback& playback, QWidget* parent = nullptr);

    RequestLog& log() { return *log_; }
    RequestFilter& filter() { return *filter_; }
    QTableView& table() { return *table_; }
    WaterfallView& waterfall() { return *waterfall_; }
    TraceView& why() { return *why_; }
    /// What the log is limited to, in words; empty = to nothing.
    QString limitText() const;

    /// Shows the failed requests for which `way` says yes, named `what` ("web → orders"), and the newest of them.
    void showFailures(const QString& what, RequestFilter::Way way);
    /// Shows one request; false where it is not known (any more).
    bool showRequest(quint64 request);
    void clearLimit();

Q_SIGNALS:
    /// Another request is shown (null = none): its way lights up on the canvas.
    void lifeShown(const meshwright::sim::mesh::RequestLifePtr& life);
    void ruleWanted(const meshwright::model::Origin& origin);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeFilters();
    QWidget* makeDetail();
    void showLife(const sim::mesh::RequestLifePtr& life);
    void showHop(const sim::mesh::HopDecisionPtr& hop);
    void showCount();
    void flush();

    Playback& playback_;
    RequestLog* log_;
    RequestFilter* filter_;
    QComboBox* outcome_;
    QLineEdit* words_;
    QToolButton* limit_;
    QLabel *count_, *title_, *hop_;
    QTableView* table_;
    WaterfallView* waterfall_;
    TraceView* why_;
    QSplitter* parts_;
    QTimer flush_;
};

} // namespace meshwright::ui
