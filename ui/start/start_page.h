// What an empty window shows: three doors (a sample, a canary to be planned, YAML of one's own), what was open last,
// and the samples with their pictures.
#pragma once

#include <QScrollArea>
#include <QStringList>
#include <vector>

class QVBoxLayout;

namespace meshwright::ui {

class SampleTile;

class StartPage : public QScrollArea {
    Q_OBJECT
public:
    explicit StartPage(QWidget* parent = nullptr);

    const std::vector<SampleTile*>& tiles() const { return tiles_; }
    /// Draws all pictures at once; otherwise they come one by one when the page is seen.
    void drawPictures();
    /// Paths, newest first.
    void setRecent(const QStringList& paths);

Q_SIGNALS:
    void sampleWanted(const QString& path, const QString& title);
    void openWanted();
    void planWanted();
    void recentWanted(const QString& path);
    void openFolderWanted();
    void emptyWanted();

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void drawNext();
    QWidget* makeDoors();
    QWidget* makeSamples();

    QWidget* recent_;
    QVBoxLayout* recentRows_;
    std::vector<SampleTile*> tiles_;
    std::size_t drawn_ = 0;
};

} // namespace meshwright::ui
