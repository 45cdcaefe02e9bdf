#include "ui/window/export_page.h"

#include "model/recipes/preview.h"
#include "ui/document/document.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>

namespace meshwright::ui {

namespace exporters = model::exporters;

namespace {

constexpr int notesHeight = 120;

QString words(std::string_view english) {
    return QCoreApplication::translate("Exporters", std::string(english).c_str());
}

} // namespace

ExportPage::ExportPage(Document& document, QWidget* parent)
    : QWidget(parent), document_(document), target_(new QComboBox), summary_(plainLabel({}, "muted")),
      verdict_(plainLabel({}, "field")), counted_(plainLabel({}, "section")), preview_(new QPlainTextEdit),
      notes_(new QListWidget), file_(new QPushButton(tr("Save as one file…"))),
      folder_(new QPushButton(tr("Save into a folder…"))), copy_(new QPushButton(tr("Copy"))) {
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 8);
    column->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(plainLabel(tr("Export"), "display"));
    head->addSpacing(16);
    auto* label = plainLabel(tr("For"), "field");
    label->setBuddy(target_);
    for (const auto& target : exporters::targets()) target_->addItem(words(target.title));
    target_->setAccessibleName(tr("Export for"));
    target_->setMinimumWidth(160);
    head->addWidget(label);
    head->addWidget(target_);
    head->addStretch(1);
    column->addLayout(head);
    summary_->setWordWrap(true);
    verdict_->setWordWrap(true);
    verdict_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(summary_);
    column->addWidget(verdict_);
    column->addWidget(counted_);
    preview_->setReadOnly(true);
    preview_->setLineWrapMode(QPlainTextEdit::NoWrap);
    preview_->setFont(monoFont(12));
    preview_->setFrameShape(QFrame::NoFrame);
    preview_->setTabChangesFocus(true);
    preview_->setAccessibleName(tr("What is written"));
    column->addWidget(preview_, 1);
    notes_->setAccessibleName(tr("What it cannot say"));
    notes_->setMaximumHeight(notesHeight);
    notes_->setWordWrap(true);
    notes_->setToolTip(tr("Double-click to go to the place"));
    column->addWidget(notes_);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* close = new QPushButton(tr("Close"));
    close->setToolTip(tr("Back to the canvas (Esc)"));
    row->addWidget(close);
    row->addStretch(1);
    file_->setProperty("primary", true);
    for (auto* b : {copy_, folder_, file_}) row->addWidget(b);
    column->addLayout(row);

    connect(target_, &QComboBox::currentIndexChanged, this, &ExportPage::show);
    connect(close, &QPushButton::clicked, this, &ExportPage::closed);
    connect(copy_, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(preview()); });
    connect(file_, &QPushButton::clicked, this, [this] {
        // The dialog asks before it gives the name of a file that exists.
        const QString path = QFileDialog::getSaveFileName(this, tr("Export"), proposedName(),
                                                          tr("YAML files (*.yaml *.yml);;All files (*)"));
        if (!path.isEmpty()) writeFile(path);
    });
    connect(folder_, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getExistingDirectory(this, tr("Export into a folder"));
        if (!path.isEmpty()) writeFolder(path);
    });
    connect(notes_, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        const int row = notes_->row(item);
        if (row >= 0 && std::size_t(row) < problems_.size()) Q_EMIT problemWanted(problems_[std::size_t(row)]);
    });
}

void ExportPage::open() {
    show();
    target_->setFocus();
}

void ExportPage::show() {
    const auto& target = exporters::targets()[std::size_t(std::max(0, target_->currentIndex()))];
    exported_ = target.write(document_.design());
    const QString all = QString::fromStdString(target.id == "istio" ? exporters::bundleText(document_.design())
                                                                    : exporters::textOf(exported_));
    summary_->setText(words(target.summary));
    if (preview_->toPlainText() != all) preview_->setPlainText(all);
    const bool any = !exported_.files.empty();
    counted_->setText(exported_.files.size() == 1 ? tr("WHAT IS WRITTEN: 1 object")
                                                  : tr("WHAT IS WRITTEN: %1 objects").arg(exported_.files.size()));
    for (auto* b : {file_, folder_, copy_}) b->setEnabled(any);

    // For Istio what counts is what a cluster says to it; for others, what was lost on the way.
    problems_ = exported_.notes;
    if (target.id == "istio")
        for (const auto& d : document_.diagnostics())
            if (d.severity != model::Severity::Info) problems_.push_back(d);
    notes_->clear();
    int errors = 0;
    for (const auto& d : problems_) {
        const bool error = d.severity == model::Severity::Error;
        errors += error;
        auto* item = new QListWidgetItem(QString::fromStdString(model::toText(d)));
        const Tokens& t = tokensOf(palette());
        item->setIcon(QIcon(iconPixmap(error ? "error" : "warning", error ? t.bad : t.warn, 16, devicePixelRatioF())));
        notes_->addItem(item);
    }
    notes_->setVisible(!problems_.empty());
    if (!any)
        say(tr("There is nothing to write."), "warning");
    else if (errors > 0)
        say(errors == 1
                ? tr("✕ 1 error would make a cluster refuse these manifests, or answer with errors.")
                : tr("✕ %1 errors would make a cluster refuse these manifests, or answer with errors.").arg(errors),
            "error");
    else if (!problems_.empty())
        say(problems_.size() == 1 ? tr("▲ 1 thing to look at before you use it.")
                                  : tr("▲ %1 things to look at before you use it.").arg(problems_.size()),
            "warning");
    else
        say(target.id == "istio" ? tr("✓ Validated: a cluster takes these manifests.")
                                 : tr("✓ Everything could be said."),
            "field");
}

void ExportPage::say(const QString& text, const char* role) {
    verdict_->setText(text);
    verdict_->setProperty("role", role);
    verdict_->style()->unpolish(verdict_);
    verdict_->style()->polish(verdict_);
}

QString ExportPage::preview() const {
    return preview_->toPlainText();
}

QString ExportPage::verdict() const {
    return verdict_->text();
}

QString ExportPage::proposedName() const {
    const auto& target = exporters::targets()[std::size_t(std::max(0, target_->currentIndex()))];
    return QFileInfo(document_.title()).completeBaseName() + '-' +
           QString::fromUtf8(target.id.data(), qsizetype(target.id.size())) + QStringLiteral(".yaml");
}

bool ExportPage::writeFile(const QString& path) {
    const auto& target = exporters::targets()[std::size_t(std::max(0, target_->currentIndex()))];
    const std::string text =
        target.id == "istio" ? exporters::bundleText(document_.design()) : exporters::textOf(exported_);
    if (const auto done = exporters::writeFile(path.toStdString(), text, true); !done) {
        say(QString::fromStdString(model::toText(done.error())), "error");
        return false;
    }
    Q_EMIT written(path);
    return true;
}

bool ExportPage::writeFolder(const QString& path) {
    if (const auto done = exporters::writeFiles(path.toStdString(), exported_.files, false); !done) {
        say(QString::fromStdString(model::toText(done.error())), "error");
        return false;
    }
    Q_EMIT written(path);
    return true;
}

void ExportPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}

} // namespace meshwright::ui
