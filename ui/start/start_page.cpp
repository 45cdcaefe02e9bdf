#include "ui/start/start_page.h"

#include "ui/start/door.h"
#include "ui/start/flow_layout.h"
#include "ui/start/sample_tile.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace meshwright::ui {

namespace {
constexpr int side = 48, widest = 1120, recentShown = 5;
}

StartPage::StartPage(QWidget* parent) : QScrollArea(parent), recent_(new QWidget) {
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget;
    page->setProperty("panel", true);
    page->setAttribute(Qt::WA_StyledBackground);
    auto* middle = new QHBoxLayout(page);
    middle->setContentsMargins(side, side, side, side);
    auto* body = new QWidget;
    body->setMaximumWidth(widest);
    middle->addStretch(0);
    middle->addWidget(body, 1);
    middle->addStretch(0);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(plainLabel(tr("Meshwright"), "display"));
    auto* what = plainLabel(tr("Draw an Istio mesh, run it, watch where the requests go, and export manifests that do "
                               "what the picture says."),
                            "muted");
    what->setWordWrap(true);
    column->addWidget(what);
    column->addSpacing(16);

    column->addWidget(makeDoors());
    column->addSpacing(16);
    auto* recent = new QVBoxLayout(recent_);
    recent->setContentsMargins(0, 0, 0, 16);
    recent->setSpacing(0);
    recent->addWidget(plainLabel(tr("Open again"), "title"));
    recent->addSpacing(4);
    recentRows_ = new QVBoxLayout;
    recentRows_->setSpacing(0);
    recent->addLayout(recentRows_);
    recent_->hide();
    column->addWidget(recent_);
    column->addWidget(makeSamples());
    column->addStretch(1);
    setWidget(page);
}

QWidget* StartPage::makeDoors() {
    auto* all = new QWidget;
    auto* column = new QVBoxLayout(all);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    auto* doors = new QHBoxLayout;
    doors->setSpacing(16);
    column->addLayout(doors);
    const auto door = [&](const char* name, const char* icon, const QString& title, const QString& text) {
        auto* d = new Door(QLatin1String(icon), title, text);
        d->setObjectName(QLatin1String(name));
        doors->addWidget(d, 1);
        return d;
    };
    auto* sample = door("try-sample", "sample", tr("Try a sample"), tr("A running mesh to look at and to change."));
    auto* plan = door("plan-canary", "virtualservice", tr("Plan a canary"),
                      tr("A few questions, and the whole design with its YAML is there."));
    auto* open =
        door("open-yaml", "open", tr("Open YAML…"), tr("Any Istio and Kubernetes manifests: see what they do."));
    connect(sample, &Door::clicked, this, [this] {
        if (tiles_.empty()) return;
        ensureWidgetVisible(tiles_.front());
        tiles_.front()->setFocus(Qt::TabFocusReason);
    });
    connect(plan, &Door::clicked, this, &StartPage::planWanted);
    connect(open, &Door::clicked, this, &StartPage::openWanted);

    auto* more = new QHBoxLayout;
    more->setSpacing(8);
    column->addLayout(more);
    const auto button = [&](const QString& text, const QString& iconName, auto signal) {
        auto* b = new QPushButton(text);
        b->setIcon(icon(iconName, palette()));
        connect(b, &QPushButton::clicked, this, signal);
        more->addWidget(b);
    };
    button(tr("Open a folder…"), QStringLiteral("open"), &StartPage::openFolderWanted);
    button(tr("Empty canvas"), QStringLiteral("new"), &StartPage::emptyWanted);
    more->addSpacing(8);
    more->addWidget(plainLabel(tr("or drop files and folders anywhere in this window"), "muted"));
    more->addStretch();
    return all;
}

QWidget* StartPage::makeSamples() {
    auto* all = new QWidget;
    auto* column = new QVBoxLayout(all);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(plainLabel(tr("Samples"), "title"));
    auto* grid = new QWidget;
    auto* flow = new FlowLayout(grid);
    for (const auto& sample : samples()) {
        auto* tile = new SampleTile(sample, grid);
        connect(tile, &QAbstractButton::clicked, this,
                [this, tile] { Q_EMIT sampleWanted(tile->sample().path, tile->sample().title); });
        flow->addWidget(tile);
        tiles_.push_back(tile);
    }
    column->addWidget(grid);
    return all;
}

void StartPage::setRecent(const QStringList& paths) {
    while (QLayoutItem* item = recentRows_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QString& path : paths.mid(0, recentShown)) {
        const QFileInfo info(path);
        auto* row = new QWidget;
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(8);
        auto* button = new QToolButton;
        button->setText(info.fileName());
        button->setIcon(icon(info.isDir() ? QStringLiteral("outline") : QStringLiteral("yaml"), palette()));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setProperty("flat", true);
        button->setToolTip(path);
        connect(button, &QToolButton::clicked, this, [this, path] { Q_EMIT recentWanted(path); });
        line->addWidget(button);
        line->addWidget(plainLabel(info.absolutePath(), "hint"), 1);
        recentRows_->addWidget(row);
    }
    recent_->setVisible(!paths.isEmpty());
}

void StartPage::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    QTimer::singleShot(0, this, &StartPage::drawNext);
}

void StartPage::drawNext() {
    if (drawn_ >= tiles_.size() || !isVisible()) return;
    tiles_[drawn_++]->drawPicture();
    QTimer::singleShot(0, this, &StartPage::drawNext);
}

void StartPage::drawPictures() {
    while (drawn_ < tiles_.size()) tiles_[drawn_++]->drawPicture();
}

void StartPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        drawn_ = 0;
        if (isVisible()) QTimer::singleShot(0, this, &StartPage::drawNext);
    }
    QScrollArea::changeEvent(event);
}

} // namespace meshwright::ui
