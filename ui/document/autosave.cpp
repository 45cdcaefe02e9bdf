#include "ui/document/autosave.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUuid>
#include <algorithm>

namespace meshwright::ui {

namespace {

constexpr int quietBefore = 1'500; ///< ms without a change until the record is written
constexpr auto suffix = ".recovery";

QString lockOf(const QString& record) {
    return record + QStringLiteral(".lock");
}

std::optional<Recovered> read(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
    Recovered out{path,
                  json["title"].toString(),
                  json["savedAt"].toString(),
                  QDateTime::fromString(json["time"].toString(), Qt::ISODate),
                  {}};
    for (const auto& entry : json["files"].toArray())
        out.files.emplace_back(entry.toObject()["name"].toString().toStdString(),
                               entry.toObject()["text"].toString().toUtf8());
    if (out.files.empty()) return {};
    return out;
}

} // namespace

Autosave::Autosave(Document& document, QString folder, QObject* parent)
    : QObject(parent), document_(document), folder_(std::move(folder)) {
    later_.setSingleShot(true);
    later_.setInterval(quietBefore);
    connect(&later_, &QTimer::timeout, this, &Autosave::flush);
    connect(&document_, &Document::changed, &later_, qOverload<>(&QTimer::start));
    connect(&document_, &Document::titleChanged, this, [this] {
        if (!document_.modified()) flush();
    });
}

Autosave::~Autosave() {
    if (!record_.isEmpty()) QFile::remove(record_);
}

QString Autosave::usualFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + QStringLiteral("/recovery");
}

void Autosave::flush() {
    later_.stop();
    if (!document_.modified()) {
        if (!record_.isEmpty()) QFile::remove(record_);
        return;
    }
    if (record_.isEmpty()) {
        if (!QDir().mkpath(folder_)) return;
        record_ = folder_ + '/' + QUuid::createUuid().toString(QUuid::WithoutBraces) + QLatin1String(suffix);
        lock_ = std::make_unique<QLockFile>(lockOf(record_));
        lock_->setStaleLockTime(0);
        lock_->tryLock();
    }
    QJsonArray files;
    for (const auto& file : document_.design().files())
        files.append(QJsonObject{{"name", QString::fromStdString(file)},
                                 {"text", QString::fromStdString(document_.design().textOf(file))}});
    const QJsonObject json{{"title", document_.title()},
                           {"savedAt", document_.savedAt()},
                           {"time", QDateTime::currentDateTime().toString(Qt::ISODate)},
                           {"files", files}};
    QSaveFile out(record_);
    if (!out.open(QIODevice::WriteOnly)) return;
    out.write(QJsonDocument(json).toJson(QJsonDocument::Compact));
    out.commit();
}

std::vector<Recovered> Autosave::leftovers(const QString& folder) {
    std::vector<Recovered> out;
    const QDir dir(folder);
    for (const QString& name : dir.entryList({QStringLiteral("*") + QLatin1String(suffix)}, QDir::Files)) {
        const QString path = dir.filePath(name);
        QLockFile lock(lockOf(path));
        lock.setStaleLockTime(0);
        // Held by a program that runs: its own business.
        if (!lock.tryLock()) continue;
        if (auto recovered = read(path)) out.push_back(std::move(*recovered));
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
    return out;
}

void Autosave::forget(const Recovered& recovered) {
    QFile::remove(recovered.record);
    QFile::remove(lockOf(recovered.record));
}

} // namespace meshwright::ui
