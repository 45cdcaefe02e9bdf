#include "ui/start/start_page.h"

#include "ui/start/flow_layout.h"
#include "ui/start/sample_tile.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace meshwright::ui {

namespace {
constexpr int side = 48, widest = 1120;
}

StartPage::StartPage(QWidget* parent) : QScrollArea(parent) {
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

    auto* doors = new QHBoxLayout;
    doors->setSpacing(8);
    const auto door = [&](const QString& text, const QString& iconName, bool primary, auto signal) {
        auto* b = new QPushButton(text);
        b->setProperty("primary", primary);
        if (primary)
            b->setIcon(QIcon(iconPixmap(iconName, tokensOf(palette()).onAccent, 18, 2)));
        else
            b->setIcon(icon(iconName, palette()));
        connect(b, &QPushButton::clicked, this, signal);
        doors->addWidget(b);
    };
    door(tr("Open YAML…"), QStringLiteral("open"), true, &StartPage::openWanted);
    door(tr("Open a folder…"), QStringLiteral("open"), false, &StartPage::openFolderWanted);
    door(tr("Empty canvas"), QStringLiteral("new"), false, &StartPage::emptyWanted);
    doors->addSpacing(8);
    doors->addWidget(plainLabel(tr("or drop files and folders anywhere in this window"), "muted"));
    doors->addStretch();
    column->addLayout(doors);
    column->addSpacing(24);

    const auto all = samples();
    if (!all.empty()) {
        column->addWidget(plainLabel(tr("Try a sample"), "title"));
        column->addSpacing(4);
        auto* grid = new QWidget;
        auto* flow = new FlowLayout(grid);
        for (const auto& sample : all) {
            auto* tile = new SampleTile(sample, grid);
            connect(tile, &QAbstractButton::clicked, this,
                    [this, tile] { Q_EMIT sampleWanted(tile->sample().path, tile->sample().title); });
            flow->addWidget(tile);
            tiles_.push_back(tile);
        }
        column->addWidget(grid);
    }
    column->addStretch(1);
    setWidget(page);
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
