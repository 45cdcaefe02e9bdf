#include "ui/outline/outline_model.h"

#include "model/istio/describe.h"
#include "ui/document/document.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPalette>
#include <algorithm>
#include <functional>

namespace meshwright::ui {

namespace istio = model::istio;

struct OutlineModel::Entry {
    QString text, icon;
    std::optional<Selected> target;
    Entry* parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Entry>> children;

    Entry* add(QString words, QString iconName, std::optional<Selected> selected) {
        auto child = std::make_unique<Entry>();
        child->text = std::move(words);
        child->icon = std::move(iconName);
        child->target = std::move(selected);
        child->parent = this;
        child->row = static_cast<int>(children.size());
        children.push_back(std::move(child));
        return children.back().get();
    }
};

OutlineModel::OutlineModel(Document& document, QObject* parent) : QAbstractItemModel(parent), document_(document) {
    rebuild();
    connect(&document_, &Document::changed, this, [this] {
        beginResetModel();
        rebuild();
        endResetModel();
    });
}

OutlineModel::~OutlineModel() = default;

void OutlineModel::rebuild() {
    root_ = std::make_unique<Entry>();
    const auto q = [](const std::string& s) { return QString::fromStdString(s); };
    const auto resources = document_.design().resources();
    const auto group = [&](const QString& name, const QString& iconName, const auto& is, const auto& fill) {
        Entry* head = nullptr;
        for (const auto& r : resources) {
            if (!is(*r)) continue;
            if (!head) head = root_->add(name, iconName, {});
            Entry* entry = head->add(q(r->meta.name), iconName, Selected{r->id(), {}});
            fill(*entry, *r);
        }
    };
    const auto nothing = [](Entry&, const model::Resource&) {};
    group(
        tr("Clients"), QStringLiteral("client"),
        [](const auto& r) { return r.template as<model::scenario::Scenario>() != nullptr; },
        [&](Entry& entry, const model::Resource& r) {
            const auto& traffic = r.as<model::scenario::Scenario>()->traffic;
            for (std::size_t i = 0; i < traffic.size(); ++i)
                entry.add(q(traffic[i].name), QStringLiteral("client"),
                          Selected{r.id(), "spec.traffic[" + std::to_string(i) + "]"});
        });
    group(
        tr("Gateways"), QStringLiteral("gateway"),
        [](const auto& r) { return r.template as<istio::Gateway>() != nullptr; }, nothing);
    group(
        tr("Virtual services"), QStringLiteral("virtualservice"),
        [](const auto& r) { return r.template as<istio::VirtualService>() != nullptr; },
        [&](Entry& entry, const model::Resource& r) {
            const auto& http = r.as<istio::VirtualService>()->http;
            for (std::size_t i = 0; i < http.size(); ++i)
                entry.add(tr("%1  %2 → %3")
                              .arg(i + 1)
                              .arg(q(istio::describeCondition(http[i])), q(istio::describeAction(http[i]))),
                          {}, Selected{r.id(), "spec.http[" + std::to_string(i) + "]"});
        });
    group(
        tr("Services"), QStringLiteral("service"),
        [](const auto& r) { return r.template as<model::kube::Service>() != nullptr; }, nothing);
    group(
        tr("External services"), QStringLiteral("external"),
        [](const auto& r) { return r.template as<istio::ServiceEntry>() != nullptr; }, nothing);
    group(
        tr("Destination rules"), QStringLiteral("balance"),
        [](const auto& r) { return r.template as<istio::DestinationRule>() != nullptr; },
        [&](Entry& entry, const model::Resource& r) {
            const auto& subsets = r.as<istio::DestinationRule>()->subsets;
            for (std::size_t i = 0; i < subsets.size(); ++i)
                entry.add(q(subsets[i].name), {}, Selected{r.id(), "spec.subsets[" + std::to_string(i) + "]"});
        });
    group(
        tr("Workloads"), QStringLiteral("workload"),
        [](const auto& r) { return r.template as<model::kube::Deployment>() != nullptr; }, nothing);
    group(
        tr("Security"), QStringLiteral("lock"),
        [](const auto& r) {
            return r.template as<istio::PeerAuthentication>() || r.template as<istio::RequestAuthentication>() ||
                   r.template as<istio::AuthorizationPolicy>();
        },
        nothing);
    group(
        tr("Other"), QStringLiteral("yaml"),
        [](const auto& r) {
            return r.template as<model::UnknownSpec>() || r.template as<istio::Sidecar>() ||
                   r.template as<istio::WorkloadEntry>() || r.template as<model::kube::Pod>() ||
                   r.template as<model::kube::Namespace>();
        },
        nothing);
}

QModelIndex OutlineModel::index(int row, int column, const QModelIndex& parent) const {
    const Entry* p = parent.isValid() ? static_cast<const Entry*>(parent.internalPointer()) : root_.get();
    if (column != 0 || row < 0 || row >= static_cast<int>(p->children.size())) return {};
    return createIndex(row, 0, p->children[std::size_t(row)].get());
}

QModelIndex OutlineModel::parent(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    Entry* p = static_cast<const Entry*>(index.internalPointer())->parent;
    return !p || p == root_.get() ? QModelIndex() : createIndex(p->row, 0, p);
}

int OutlineModel::rowCount(const QModelIndex& parent) const {
    const Entry* p = parent.isValid() ? static_cast<const Entry*>(parent.internalPointer()) : root_.get();
    return static_cast<int>(p->children.size());
}

int OutlineModel::columnCount(const QModelIndex&) const {
    return 1;
}

QVariant OutlineModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto* entry = static_cast<const Entry*>(index.internalPointer());
    if (role == Qt::DisplayRole) return entry->text;
    if (role == Qt::ToolTipRole) return QStringLiteral("<p>%1</p>").arg(entry->text.toHtmlEscaped());
    if (role == Qt::DecorationRole && !entry->target && !entry->icon.isEmpty())
        return iconPixmap(entry->icon, tokensOf(QApplication::palette()).textMuted, 16, 2);
    return {};
}

std::optional<Selected> OutlineModel::targetOf(const QModelIndex& index) const {
    return index.isValid() ? static_cast<const Entry*>(index.internalPointer())->target : std::nullopt;
}

QModelIndex OutlineModel::find(const Selected& selected) const {
    QModelIndex best;
    std::size_t length = 0;
    const std::function<void(const Entry&)> look = [&](const Entry& entry) {
        if (entry.target && entry.target->object == selected.object &&
            selected.field.rfind(entry.target->field, 0) == 0 && entry.target->field.size() + 1 > length) {
            length = entry.target->field.size() + 1;
            best = createIndex(entry.row, 0, const_cast<Entry*>(&entry));
        }
        for (const auto& child : entry.children) look(*child);
    };
    look(*root_);
    return best;
}

} // namespace meshwright::ui
