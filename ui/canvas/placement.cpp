#include "ui/canvas/placement.h"

#include "model/edit/rename.h"
#include "model/edit/steps.h"
#include "model/yaml/writer.h"
#include "ui/canvas/canvas_scene.h"

#include <QCoreApplication>
#include <map>

namespace meshwright::ui {

namespace {

/// So few are changed one by one, and leave the rest of the document as it is.
constexpr std::size_t fewMoves = 64;

QString tr(const char* text) {
    return QCoreApplication::translate("Canvas", text);
}

} // namespace

model::edit::Edit placeEdit(const model::Design& design, const std::vector<Move>& moves) {
    model::edit::Steps steps(design);
    for (const auto& move : moves)
        steps.add(model::edit::moveNode(steps.now(), move.key.toStdString(), move.to.x(), move.to.y()));
    const QString text = moves.size() == 1 ? tr("Move %1").arg(moves.front().key.section('/', -1))
                                           : tr("Move %1 nodes").arg(moves.size());
    return std::move(steps).done(text.toStdString());
}

model::edit::Edit placeAllEdit(const model::Design& design, const std::vector<Move>& moves) {
    const auto canvases = design.all<model::scenario::Canvas>();
    std::size_t document = 0;
    while (!canvases.empty() && document < design.documents().size() &&
           (design.documents()[document]->resources.size() != 1 ||
            design.documents()[document]->resources.front() != canvases.front()))
        ++document;
    if (moves.size() <= fewMoves || canvases.size() > 1 || (!canvases.empty() && document == design.documents().size()))
        return placeEdit(design, moves);
    std::map<std::string, QPointF> places;
    std::string name = "canvas";
    if (!canvases.empty()) {
        name = canvases.front()->meta.name;
        for (const auto& p : canvases.front()->as<model::scenario::Canvas>()->nodes) places[p.node] = {p.x, p.y};
    }
    for (const auto& move : moves) places[move.key.toStdString()] = move.to;
    std::string text =
        "apiVersion: meshwright.dev/v1alpha1\nkind: Canvas\nmetadata:\n  name: " + model::yaml::scalarText(name) +
        "\nspec:\n  nodes:\n";
    for (const auto& [node, at] : places)
        text += "    - node: " + model::yaml::scalarText(node) + "\n      x: " + model::yaml::numberText(at.x()) +
                "\n      y: " + model::yaml::numberText(at.y()) + "\n";
    const std::string words = tr("Move %1 nodes").arg(moves.size()).toStdString();
    if (!canvases.empty()) return {model::edit::ReplaceText{document, text}, words};
    const auto files = design.files();
    return {model::edit::AddObject{files.empty() ? std::string() : files.front(), text}, words};
}

tl::expected<model::edit::Edit, std::string> renameEdit(const model::Design& design, const model::edit::NodeRef& node,
                                                        const std::string& name) {
    const auto id = node.resource->id();
    const auto* traffic = node.traffic();
    if (!traffic) return model::edit::rename(design, id, name);
    // A client is a part of its Scenario; only its card knows its name.
    const std::string was = "Traffic/" + id.ns + "/" + traffic->name, now = "Traffic/" + id.ns + "/" + name;
    const QString shown = QString::fromStdString(name);
    if (model::edit::nodeOf(design, now))
        return tl::unexpected(tr("There is a client %1 already.").arg(shown).toStdString());
    model::edit::Steps steps(design);
    steps.set(id, node.field + ".name", name);
    for (const auto& r : steps.now().all<model::scenario::Canvas>()) {
        const auto& all = r->as<model::scenario::Canvas>()->nodes;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].node == was) steps.set(r->id(), model::yaml::childPath("spec.nodes", i) + ".node", now);
    }
    if (!steps.refusal().empty()) return tl::unexpected(steps.refusal());
    const QString text = tr("Rename %1 to %2").arg(QString::fromStdString(traffic->name), shown);
    return std::move(steps).done(text.toStdString());
}

} // namespace meshwright::ui
