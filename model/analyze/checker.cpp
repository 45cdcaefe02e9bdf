#include "model/analyze/checker.h"

#include "model/analyze/questions.h"
#include "model/validate/suppress.h"
#include "model/validate/validate.h"
#include "model/yaml/read.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace meshwright::model {

using namespace analysis;

namespace {

/// What was last said about one object, or by one question about the whole.
struct Unit {
    ResourcePtr resource;
    WholeQuestion question = nullptr;
    std::vector<Finding> said;
    std::uint32_t version = 0; ///< counts how often it was asked, so that old marks in `readers` are known as such
    bool live = false;
};

/// A unit that read a part, as it was then.
struct Mark {
    std::uint32_t unit = 0, version = 0;
};

/// What is known of one document. Positions count from its begin.
struct Own {
    Diagnostics validation;            ///< what reading found, and the field rules
    std::vector<Finding> analysis;     ///< the field rules that Istio's analyzers know, or why an object cannot be read
    std::vector<ResourcePtr> accepted; ///< what a cluster would take
    std::vector<std::uint32_t> units;  ///< of `accepted`
};

/// A cluster refuses an object that cannot be read as its kind, so nothing else sees it; one message says so.
Own judge(const Document& document) {
    Own out;
    std::vector<Diagnostics> rules;
    for (const auto& r : document.resources) rules.push_back(validate(*r));
    out.validation = validate(document, rules);
    for (std::size_t i = 0; i < document.resources.size(); ++i) {
        const auto& r = document.resources[i];
        const auto broken =
            std::find_if(document.diagnostics.begin(), document.diagnostics.end(), [&](const Diagnostic& d) {
                return (d.code == yaml::kUnknownField || d.code == yaml::kWrongType) && d.kind == r->kind &&
                       d.name == r->meta.name && d.ns == r->meta.ns;
            });
        if (broken != document.diagnostics.end()) {
            if (!silences(r->meta.annotations, broken->code)) out.analysis.push_back({*broken, r->root.get()});
            continue;
        }
        out.accepted.push_back(r);
        for (auto& d : rules[i])
            // Istio's analyzers look at specs only, and not at what the API server refuses by schema.
            if (d.code.compare(0, 3, "IST") == 0 && d.field.compare(0, 20, "metadata.annotations") != 0 &&
                !silences(r->meta.annotations, d.code))
                out.analysis.push_back({std::move(d), r->root.get()});
    }
    return out;
}

} // namespace

struct Checker::State {
    World world;
    Design design;
    std::vector<std::unique_ptr<Own>> own; ///< of each document of the design
    std::vector<Unit> units;
    std::vector<std::uint32_t> free;
    std::unordered_map<Part, std::vector<Mark>> readers;
    std::unordered_map<std::string, std::size_t> names; ///< objects by group, kind, namespace and name
    std::size_t duplicates = 0, asked = 0;

    State() {
        for (const WholeQuestion question : wholeQuestions()) units[newUnit()].question = question;
    }

    std::uint32_t newUnit() {
        std::uint32_t id = static_cast<std::uint32_t>(units.size());
        if (free.empty()) {
            units.emplace_back();
        } else {
            id = free.back();
            free.pop_back();
        }
        units[id].live = true;
        return id;
    }

    bool isCurrent(const Mark& mark) const { return units[mark.unit].live && units[mark.unit].version == mark.version; }

    void ask(std::uint32_t id) {
        Unit& unit = units[id];
        ++asked;
        ++unit.version;
        unit.said.clear();
        world.listen(unit.said);
        if (unit.question)
            unit.question(world);
        else
            for (const ObjectQuestion question : objectQuestions()) question(world, unit.resource);
        std::erase_if(unit.said, [&](const Finding& f) { return isSilenced(unit, f); });
        for (const Part part : world.takeReads()) {
            auto& list = readers[part];
            if (list.size() == list.capacity() && list.size() > 8) // room by forgetting, before room by growing
                list.erase(std::remove_if(list.begin(), list.end(), [&](const Mark& m) { return !isCurrent(m); }),
                           list.end());
            list.push_back({id, unit.version});
        }
    }

    bool isSilenced(const Unit& unit, const Finding& finding) const {
        const Diagnostic& d = finding.diagnostic;
        if (unit.resource) return silences(unit.resource->meta.annotations, d.code);
        const auto about = design.find({d.kind, d.ns, d.name});
        return about && silences(about->meta.annotations, d.code);
    }

    void count(const Document& document, bool add) {
        for (const auto& r : document.resources) {
            if (r->meta.name.empty()) continue;
            auto& n = names[nameKey(*r)];
            if (add)
                duplicates += n++ > 0;
            else
                duplicates -= --n > 0;
        }
    }

    void forget(std::size_t i) {
        count(*design.documents()[i], false);
        for (const std::uint32_t id : own[i]->units) {
            Unit& unit = units[id];
            world.remove(unit.resource);
            unit.resource = nullptr;
            unit.said.clear();
            unit.live = false;
            ++unit.version;
            free.push_back(id);
        }
    }

    void update(const Design& next) {
        asked = 0;
        const auto &was = design.documents(), &now = next.documents();
        const std::size_t shorter = std::min(was.size(), now.size());
        std::size_t front = 0, back = 0;
        while (front < shorter && was[front] == now[front]) ++front;
        while (back < shorter - front && was[was.size() - 1 - back] == now[now.size() - 1 - back]) ++back;
        const std::size_t wasEnd = was.size() - back, nowEnd = now.size() - back;

        std::size_t gone = 0;
        for (std::size_t i = front; i < wasEnd; ++i) {
            gone += own[i]->accepted.size();
            forget(i);
        }
        std::vector<std::unique_ptr<Own>> judged(now.size());
        for (std::size_t i = 0; i < front; ++i) judged[i] = std::move(own[i]);
        for (std::size_t i = 0; i < back; ++i) judged[nowEnd + i] = std::move(own[wasEnd + i]);
        own = std::move(judged);

        std::size_t come = 0, order = 0;
        for (std::size_t i = front; i < nowEnd; ++i) {
            own[i] = std::make_unique<Own>(judge(*now[i]));
            come += own[i]->accepted.size();
            count(*now[i], true);
        }
        for (std::size_t i = 0; i < front; ++i) order += own[i]->accepted.size();
        if (come != gone) {
            std::size_t place = order + come;
            for (std::size_t i = nowEnd; i < now.size(); ++i)
                for (const auto& r : own[i]->accepted) world.renumber(*r, ++place);
        }
        const Design before = std::exchange(design, next); // keeps what is forgotten alive until all is asked
        std::vector<std::uint32_t> due;
        for (std::size_t i = front; i < nowEnd; ++i)
            for (const auto& r : own[i]->accepted) {
                world.add(r, ++order);
                const std::uint32_t unit = newUnit();
                units[unit].resource = r;
                own[i]->units.push_back(unit);
                due.push_back(unit);
            }
        for (std::uint32_t i = 0; i < units.size() && units[i].question; ++i)
            if (units[i].version == 0) due.push_back(i);
        for (const Part part : world.takeTouched()) {
            const auto found = readers.find(part);
            if (found == readers.end()) continue;
            for (const Mark& mark : found->second)
                if (isCurrent(mark)) due.push_back(mark.unit);
            readers.erase(found);
        }
        std::sort(due.begin(), due.end());
        due.erase(std::unique(due.begin(), due.end()), due.end());
        for (const std::uint32_t unit : due) ask(unit);
    }

    Diagnostics validation() const {
        Diagnostics out;
        std::unordered_map<const Document*, Diagnostics> again;
        if (duplicates > 0)
            for (auto& [document, d] : design.duplicates()) again[document].push_back(std::move(d));
        for (std::size_t i = 0; i < own.size(); ++i) {
            const auto found = again.empty() ? again.end() : again.find(design.documents()[i].get());
            if (own[i]->validation.empty() && found == again.end()) continue;
            const std::size_t from = out.size();
            out.insert(out.end(), own[i]->validation.begin(), own[i]->validation.end());
            if (found != again.end()) out.insert(out.end(), found->second.begin(), found->second.end());
            sortByPosition(out, from);
            for (std::size_t k = from; k < out.size(); ++k) design.placeOf(i).place(out[k]);
        }
        return out;
    }

    Diagnostics analysis() const {
        Diagnostics out;
        std::unordered_map<const yaml::Node*, std::vector<const Diagnostic*>> fromWholes;
        for (const Unit& unit : units) {
            if (!unit.question) break;
            for (const auto& f : unit.said) fromWholes[f.root].push_back(&f.diagnostic);
        }
        for (std::size_t i = 0; i < own.size(); ++i) {
            const std::size_t from = out.size();
            for (const auto& f : own[i]->analysis) out.push_back(f.diagnostic);
            for (const std::uint32_t unit : own[i]->units)
                for (const auto& f : units[unit].said) out.push_back(f.diagnostic);
            if (const auto& all = design.documents()[i]->resources; !fromWholes.empty() && !all.empty())
                if (const auto found = fromWholes.find(all.front()->root.get()); found != fromWholes.end())
                    for (const Diagnostic* d : found->second) out.push_back(*d);
            if (out.size() == from) continue;
            sortByPosition(out, from);
            for (std::size_t k = from; k < out.size(); ++k) design.placeOf(i).place(out[k]);
        }
        return out;
    }
};

Checker::Checker() : state_(std::make_unique<State>()) {}
Checker::~Checker() = default;
Checker::Checker(Checker&&) noexcept = default;
Checker& Checker::operator=(Checker&&) noexcept = default;

void Checker::update(const Design& design) {
    state_->update(design);
}

Diagnostics Checker::validation() const {
    return state_->validation();
}

Diagnostics Checker::analysis() const {
    return state_->analysis();
}

Diagnostics Checker::all() const {
    Diagnostics out = validation();
    auto across = analysis();
    out.insert(out.end(), std::make_move_iterator(across.begin()), std::make_move_iterator(across.end()));
    std::set<std::tuple<std::string_view, int, std::string_view, std::string_view, std::string_view, std::string_view>>
        seen;
    std::vector<char> keep;
    for (const auto& d : out)
        keep.push_back(seen.insert({d.file, d.document, d.kind, d.name, d.field, d.message}).second);
    Diagnostics once;
    for (std::size_t i = 0; i < out.size(); ++i)
        if (keep[i]) once.push_back(std::move(out[i]));
    return once;
}

std::size_t Checker::asked() const {
    return state_->asked;
}

} // namespace meshwright::model
