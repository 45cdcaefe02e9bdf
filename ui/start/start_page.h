// What an empty window shows: doors. A sample with its picture, YAML of one's own, or an empty canvas.
#pragma once

#include <QScrollArea>
#include <vector>

namespace meshwright::ui {

class SampleTile;

class StartPage : public QScrollArea {
    Q_OBJECT
public:
    explicit StartPage(QWidget* parent = nullptr);

    const std::vector<SampleTile*>& tiles() const { return tiles_; }
    /// Draws all pictures at once; otherwise they come one by one when the page is seen.
    void drawPictures();

Q_SIGNALS:
    void sampleWanted(const QString& path, const QString& title);
    void openWanted();
    void openFolderWanted();
    void emptyWanted();

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void drawNext();

    std::vector<SampleTile*> tiles_;
    std::size_t drawn_ = 0;
};

} // namespace meshwright::ui
