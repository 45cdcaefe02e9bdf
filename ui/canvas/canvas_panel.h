// The canvas with what belongs to it: it shows the design and the run as a graph, and passes on what the person does.
#pragma once

#include "ui/canvas/canvas_editor.h"
#include "ui/canvas/canvas_keys.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/graph_source.h"
#include "ui/palette/creator.h"
#include "ui/canvas/trace_layer.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

namespace meshwright::ui {

class CanvasView;
class DropGhost;
class FilterBar;
class Legend;
class Document;
class Minimap;
class PalettePanel;
class Playback;

class CanvasPanel : public QWidget {
    Q_OBJECT
public:
    CanvasPanel(Document& document, Selection& selection, Playback& playback, Creator& creator,
                QWidget* parent = nullptr);

    CanvasScene& scene() { return scene_; }
    CanvasView& view() { return *view_; }
    CanvasEditor& editor() { return *editor_; }
    CanvasKeys& keys() { return *keys_; }
    Minimap& minimap() { return *minimap_; }
    FilterBar& filterBar() { return *filter_; }
    /// Lays all cards out anew, as one undo step.
    void arrangeAll();
    void deleteSelected() { editor_->remove(); }
    /// Frames around namespaces, and whether they are closed.
    void setGrouped(bool on);
    void setClosed(const QString& ns, bool closed);
    void zoomToSelection();
    void openFilter();
    void openInsert();
    /// Takes drags from a palette.
    void serve(PalettePanel& palette);
    /// The whole canvas as a picture, with some room around it.
    QImage picture(double scale = 2) const;
    bool savePicture(const QString& path);
    /// A still picture shows requests on their way.
    void freezeFlights();
    /// Lights up the way of one request until another (or none) is shown.
    void light(TracedWay way);
    /// Brings a node into view.
    void reveal(const QString& key);

Q_SIGNALS:
    void policyWanted(const meshwright::model::ResourceId& service);
    void said(const QString& sentence);   ///< why something could not be done
    void hinted(const QString& sentence); ///< what to press next
    void openWanted();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void connectParts();
    void rebuild();
    void showWhole();
    void showFrame();
    void updateLive();
    void previewDrop(Offer offer, QPoint global);
    void drop(Offer offer, QPoint global);
    void addInMiddle(Offer offer);
    void place(Offer offer, PlaceWish wish);
    QString keyUnder(QPoint global) const;
    QWidget* makeEmptyHint();

    Document& document_;
    Selection& selection_;
    Playback& playback_;
    Creator& creator_;
    CanvasScene scene_;
    CanvasView* view_;
    CanvasEditor* editor_;
    CanvasKeys* keys_;
    Legend* legend_;
    Minimap* minimap_;
    FilterBar* filter_;
    DropGhost* ghost_;
    QWidget* hint_;
    graph::GraphSource source_;
    QStringList closed_; ///< namespaces shown as one card
    QTimer animation_;
    QElapsedTimer liveShown_;
    bool running_ = false, whole_ = true; ///< whole_: the scene shows all of the source's graph
};

} // namespace meshwright::ui
