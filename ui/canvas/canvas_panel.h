// The canvas with what belongs to it: it turns what the person does into edits, and the design and the run into a
// graph for the scene.
#pragma once

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/trace_layer.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

namespace meshwright::ui {

class CanvasView;
class Legend;
class Document;
class Playback;

class CanvasPanel : public QWidget {
    Q_OBJECT
public:
    CanvasPanel(Document& document, Selection& selection, Playback& playback, QWidget* parent = nullptr);

    CanvasScene& scene() { return scene_; }
    CanvasView& view() { return *view_; }
    /// Lays all cards out anew, as one undo step.
    void arrangeAll();
    void deleteSelected();
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

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void rebuild();
    void showFrame();
    void updateLive();
    void setWeight(const graph::WeightRef& ref, int percent);
    QWidget* makeEmptyHint();

    Document& document_;
    Selection& selection_;
    Playback& playback_;
    CanvasScene scene_;
    CanvasView* view_;
    Legend* legend_;
    QWidget* hint_;
    QTimer animation_;
    QElapsedTimer liveShown_;
    bool running_ = false;
};

} // namespace meshwright::ui
