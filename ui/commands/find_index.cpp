#include "ui/commands/find_index.h"

#include "model/design/placement.h"
#include "model/istio/describe.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringList>
#include <algorithm>
#include <array>

namespace meshwright::ui {

using model::yaml::Node;

namespace {

constexpr int wordBegins = 100, wordInside = 60, lettersInOrder = 30, longestPenalty = 20;

QString tr(const char* text) {
    return QCoreApplication::translate("FindAnything", text);
}

struct KindWords {
    const char *kind, *words, *icon;
};

constexpr std::array kindWords{
    KindWords{"VirtualService", QT_TRANSLATE_NOOP("FindAnything", "Virtual service"), "virtualservice"},
    KindWords{"Gateway", QT_TRANSLATE_NOOP("FindAnything", "Gateway"), "gateway"},
    KindWords{"Service", QT_TRANSLATE_NOOP("FindAnything", "Service"), "service"},
    KindWords{"Deployment", QT_TRANSLATE_NOOP("FindAnything", "Workload"), "workload"},
    KindWords{"DestinationRule", QT_TRANSLATE_NOOP("FindAnything", "Destination rule"), "balance"},
    KindWords{"ServiceEntry", QT_TRANSLATE_NOOP("FindAnything", "Service entry"), "external"},
    KindWords{"PeerAuthentication", QT_TRANSLATE_NOOP("FindAnything", "Peer authentication"), "lock"},
    KindWords{"AuthorizationPolicy", QT_TRANSLATE_NOOP("FindAnything", "Authorization policy"), "lock"},
    KindWords{"Scenario", QT_TRANSLATE_NOOP("FindAnything", "Scenario"), "client"}};

std::pair<QString, QString> wordsOf(const std::string& kind) {
    for (const auto& row : kindWords)
        if (kind == row.kind) return {tr(row.words), QLatin1String(row.icon)};
    return {QString::fromStdString(kind), QStringLiteral("yaml")};
}

int bonus(FindEntry::Kind kind) {
    switch (kind) {
    case FindEntry::Kind::Object:
        return 30;
    case FindEntry::Kind::Command:
        return 20;
    case FindEntry::Kind::Rule:
        return 10;
    case FindEntry::Kind::Field:
        break;
    }
    return 0;
}

std::string folded(const FindEntry& entry) {
    return (entry.text + ' ' + entry.detail).toLower().toStdString();
}

/// Each scalar below a node with its path.
template <class Found> void eachScalar(const Node& node, const std::string& path, const Found& found) {
    if (node.isScalar()) found(path, node);
    for (std::size_t i = 0; i < node.items.size(); ++i)
        eachScalar(node.items[i], model::yaml::childPath(path, i), found);
    for (const auto& entry : node.entries) eachScalar(entry.value, model::yaml::childPath(path, entry.key), found);
}

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

} // namespace

int matchScore(std::string_view word, std::string_view text, bool loosely) {
    if (word.empty()) return wordBegins;
    std::size_t at = text.find(word);
    if (at != std::string_view::npos) {
        for (std::size_t p = at; p != std::string_view::npos; p = text.find(word, p + 1))
            if (p == 0 || !isLetter(text[p - 1])) {
                const std::size_t end = p + word.size();
                const bool whole = end == text.size() || !isLetter(text[end]);
                return wordBegins + (whole ? 20 : 0);
            }
        return wordInside;
    }
    if (!loosely) return 0;
    std::size_t from = 0, first = 0;
    for (std::size_t i = 0; i < word.size(); ++i) {
        at = text.find(word[i], from);
        if (at == std::string_view::npos) return 0;
        if (i == 0) first = at;
        from = at + 1;
    }
    // The closer together the letters stand, the better.
    const int gap = static_cast<int>(from - first - word.size());
    return std::max(1, lettersInOrder - gap);
}

void FindIndex::setCommands(std::vector<FindEntry> commands) {
    commands_ = std::move(commands);
    foldedCommands_.clear();
    for (const auto& entry : commands_) foldedCommands_.push_back(folded(entry));
}

void FindIndex::setDesign(const model::Design& design) {
    entries_.clear();
    folded_.clear();
    const auto add = [this](FindEntry entry) {
        folded_.push_back(folded(entry));
        entries_.push_back(std::move(entry));
    };
    const auto resources = design.resources();
    for (const auto& r : resources) {
        const auto [kind, icon] = wordsOf(r->kind);
        const QString name = QString::fromStdString(r->meta.name);
        add({FindEntry::Kind::Object,
             kind + QStringLiteral("  ") + name,
             QString::fromStdString(r->meta.ns),
             icon,
             r->id(),
             {},
             -1});
        const auto rule = [&](const QString& text, const std::string& list, std::size_t i, const QString& ruleIcon) {
            add({FindEntry::Kind::Rule, text, {}, ruleIcon, r->id(), list + "[" + std::to_string(i) + "]", -1});
        };
        if (const auto* vs = r->as<model::istio::VirtualService>())
            for (std::size_t i = 0; i < vs->http.size(); ++i)
                rule(tr("Rule %1 of %2:  %3 → %4")
                         .arg(i + 1)
                         .arg(name, QString::fromStdString(describeCondition(vs->http[i])),
                              QString::fromStdString(describeAction(vs->http[i]))),
                     "spec.http", i, icon);
        if (const auto* s = r->as<model::scenario::Scenario>())
            for (std::size_t i = 0; i < s->traffic.size(); ++i)
                rule(tr("Client  %1").arg(QString::fromStdString(s->traffic[i].name)), "spec.traffic", i, icon);
    }
    std::size_t fields = 0;
    const model::Placement places(design);
    for (const auto& r : resources) {
        const Node* object = r->prefix.empty() ? r->root.get() : r->root->at(r->prefix);
        const Node* spec = object ? object->find("spec") : nullptr;
        if (!spec) continue;
        const model::DocumentPlace* place = places.find(*r);
        const QString name = QString::fromStdString(r->kind + " " + r->meta.name);
        const QString file = QFileInfo(QString::fromStdString(r->file)).fileName();
        eachScalar(*spec, "spec", [&](const std::string& path, const Node& value) {
            if (++fields > mostFields) return;
            const int line = place ? place->inFile(value.begin).line : 0;
            add({FindEntry::Kind::Field,
                 name + QStringLiteral("  ") + QString::fromStdString(path.substr(5)) + QStringLiteral(" = ") +
                     QString::fromStdString(value.text).simplified().left(80),
                 QStringLiteral("%1:%2").arg(file).arg(line), QStringLiteral("yaml"), r->id(), path, -1});
        });
    }
}

std::vector<FindHit> FindIndex::find(const QString& text, std::size_t most) const {
    std::vector<std::string> words;
    for (const QString& word : text.toLower().simplified().split(' ', Qt::SkipEmptyParts))
        words.push_back(word.toStdString());
    std::vector<FindHit> hits;
    const auto look = [&](bool loosely) {
        for (std::size_t i = 0; i < size(); ++i) {
            const FindEntry& entry = at(i);
            if (words.empty() && entry.kind == FindEntry::Kind::Field) continue;
            const std::string& hay = i < commands_.size() ? foldedCommands_[i] : folded_[i - commands_.size()];
            int score = bonus(entry.kind);
            bool all = true;
            for (const auto& word : words) {
                const int one = matchScore(word, hay, loosely);
                score += one;
                if (one == 0) {
                    all = false;
                    break;
                }
            }
            if (all) hits.push_back({i, score - std::min(longestPenalty, static_cast<int>(hay.size()) / 8)});
        }
    };
    look(false);
    if (hits.empty() && !words.empty()) look(true);
    const auto better = [](const FindHit& a, const FindHit& b) {
        return a.score != b.score ? a.score > b.score : a.entry < b.entry;
    };
    const std::size_t n = std::min(most, hits.size());
    std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(n), hits.end(), better);
    hits.resize(n);
    return hits;
}

} // namespace meshwright::ui
