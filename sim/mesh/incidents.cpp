#include "sim/mesh/incidents.h"

#include "model/edit/edit.h"
#include "sim/mesh/scenario_parts.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace meshwright::sim::mesh {
namespace {

constexpr std::array<std::string_view, 8> types{"crash",  "restart", "slow",  "errors",
                                                "outage", "scale",   "delay", "apply"};

model::Diagnostic refuse(std::size_t index, const std::string& field, std::string message) {
    model::Diagnostic d;
    d.code = "MW3003";
    d.kind = "Scenario";
    d.field = "spec.incidents[" + std::to_string(index) + "]" + field;
    d.message = std::move(message);
    return d;
}

bool aboutPods(const std::string& type) {
    return type != "delay" && type != "apply";
}

} // namespace

tl::expected<void, model::Diagnostics> Incidents::open(Engine& engine,
                                                       const std::vector<model::scenario::Incident>& incidents,
                                                       std::uint16_t begins, std::uint16_t ends) {
    engine_ = &engine;
    begins_ = begins;
    ends_ = ends;
    ownZones_ = engine.network().zones.size();
    return change(incidents);
}

tl::expected<void, model::Diagnostics> Incidents::check(const std::vector<model::scenario::Incident>& incidents) const {
    model::Diagnostics wrong;
    for (std::size_t i = 0; i < incidents.size(); ++i) {
        const auto& incident = incidents[i];
        if (std::find(types.begin(), types.end(), incident.type) == types.end())
            wrong.push_back(refuse(i, ".type",
                                   "\"" + incident.type +
                                       "\" is no kind of incident; use crash, restart, slow, "
                                       "errors, outage, scale, delay or apply."));
        else if (aboutPods(incident.type) && podsOf(incident).empty())
            wrong.push_back(refuse(i, "", "The incident names no pod, workload or service of this design."));
        else if (incident.type == "scale" &&
                 (!incident.replicas || *incident.replicas < 0 || *incident.replicas > 10'000))
            wrong.push_back(refuse(i, ".replicas", "Scaling needs replicas of 0 to 10,000."));
        else if (incident.type == "slow" && !(incident.factor >= 0 && incident.factor <= 1e6))
            wrong.push_back(refuse(i, ".factor", "A factor must be 0 to 1,000,000."));
        if (incident.type == "apply") {
            const auto patch =
                model::Design::fromText(incident.patch, "spec.incidents[" + std::to_string(i) + "].patch");
            if (!patch)
                wrong.insert(wrong.end(), patch.error().begin(), patch.error().end());
            else if (patch->resources().empty())
                wrong.push_back(refuse(i, ".patch", "Applying needs at least one object in the patch."));
        }
        if (incident.at.ns < 0) wrong.push_back(refuse(i, ".at", "An incident cannot begin before the run."));
    }
    if (!wrong.empty()) return tl::unexpected(std::move(wrong));
    return {};
}

tl::expected<void, model::Diagnostics> Incidents::change(const std::vector<model::scenario::Incident>& incidents) {
    if (auto fine = check(incidents); !fine) return fine;
    std::vector<bool> goesOn(incidents.size(), false);
    for (std::uint32_t i = 0; i < incidents_.size(); ++i) {
        if (!active_[i]) continue;
        std::size_t at = 0;
        while (at < incidents.size() && (goesOn[at] || !same(incidents[at], incidents_[i]))) ++at;
        if (at < incidents.size()) {
            goesOn[at] = true;
        } else {
            if (cutShort) cutShort(i);
            end(i);
        }
    }
    incidents_ = incidents;
    active_ = goesOn;
    scaled_.assign(incidents_.size(), {});
    ++generation_;
    kernel::Scheduler& scheduler = engine_->scheduler();
    for (std::uint32_t i = 0; i < incidents_.size(); ++i) {
        const auto& incident = incidents_[i];
        if (incident.type == "scale") scaled_[i] = deploymentsOf(incident);
        std::optional<Duration> lasting = incident.lasting;
        if (!lasting && incident.type == "restart") lasting = Duration::seconds(10);
        const TimePoint from = TimePoint{} + incident.at;
        if (lasting && from + *lasting < scheduler.now()) continue;
        if (!goesOn[i]) scheduler.at(from, {begins_, generation_, i});
        if (lasting) scheduler.at(from + *lasting, {ends_, generation_, i});
    }
    return {};
}

std::vector<std::uint32_t> Incidents::podsOf(const model::scenario::Incident& incident) const {
    std::vector<std::uint32_t> pods;
    const World& world = engine_->world();
    for (std::uint32_t i = 0; i < world.pods().size(); ++i) {
        const PodIdentity& pod = world.pods()[i];
        const Workload& w = world.workloads()[pod.workload];
        if (!incident.ns.empty() && w.ns != incident.ns) continue;
        if (!incident.pod.empty()        ? pod.name == incident.pod
            : !incident.workload.empty() ? w.name == incident.workload
                                         : !incident.service.empty() && w.service == incident.service)
            pods.push_back(i);
    }
    return pods;
}

std::string Incidents::nodeOf(std::uint32_t incident) const {
    const auto& i = incidents_[incident];
    if (i.pod.empty() && i.workload.empty())
        return i.service.empty() ? "" : "service/" + (i.ns.empty() ? std::string("default") : i.ns) + "/" + i.service;
    const auto pods = podsOf(i);
    return pods.empty() ? "" : engine_->world().workloads()[engine_->world().pods()[pods.front()].workload].node;
}

std::vector<model::ResourceId> Incidents::deploymentsOf(const model::scenario::Incident& incident) const {
    std::vector<model::ResourceId> out;
    const World& world = engine_->world();
    for (const std::uint32_t pod : podsOf(incident)) {
        const Workload& w = world.workloads()[world.pods()[pod].workload];
        const model::ResourceId id{"Deployment", w.ns, w.name};
        if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
    }
    return out;
}

model::Design Incidents::applyTo(const model::Design& given) const {
    model::Design design = given;
    const auto change = [&](auto&& edit) {
        // An edit that no longer fits (its object was removed meanwhile) leaves the design as it is.
        if (auto changed = model::edit::apply(design, model::edit::Edit{edit, ""})) design = std::move(*changed);
    };
    for (std::size_t i = 0; i < incidents_.size(); ++i) {
        if (!active_[i]) continue;
        for (const model::ResourceId& id : scaled_[i])
            change(model::edit::SetField{id, "spec.replicas", *incidents_[i].replicas});
        if (incidents_[i].type != "apply") continue;
        const auto patch = model::Design::fromText(incidents_[i].patch, "patch.yaml");
        if (!patch) continue;
        for (const auto& document : patch->documents())
            for (const auto& resource : document->resources) {
                const auto old = design.find(resource->id());
                if (old) change(model::edit::RemoveObject{resource->id()});
                change(model::edit::AddObject{old ? old->file : "patch.yaml", document->text});
                break; // a document is one object; lists are not patched
            }
    }
    return design;
}

void Incidents::begin(std::uint32_t i) {
    const auto& incident = incidents_[i];
    active_[i] = true;
    if (incident.type == "crash" || incident.type == "outage") {
        for (const std::uint32_t pod : podsOf(incident)) engine_->crash(pod, incident.type == "crash");
    } else if (incident.type == "restart") {
        // As a rolling update does it: first no longer an endpoint, so that what runs there can end.
        for (const std::uint32_t pod : podsOf(incident)) engine_->list(pod, false);
    } else if (incident.type == "delay") {
        refreshZones();
    } else if (incident.type == "slow" || incident.type == "errors") {
        refreshPods();
    } else if (redesign) {
        redesign();
    }
}

void Incidents::end(std::uint32_t i) {
    const auto& incident = incidents_[i];
    active_[i] = false;
    if (incident.type == "crash" || incident.type == "outage") {
        for (const std::uint32_t pod : podsOf(incident)) engine_->revive(pod);
    } else if (incident.type == "restart") {
        for (const std::uint32_t pod : podsOf(incident)) {
            engine_->crash(pod); // what is left of its connections ends with the old process
            engine_->revive(pod);
            engine_->list(pod, true);
        }
    } else if (incident.type == "delay") {
        refreshZones();
    } else if (incident.type == "slow" || incident.type == "errors") {
        refreshPods();
    } else if (redesign) {
        redesign();
    }
}

void Incidents::refreshPods() {
    for (std::uint32_t i = 0; i < engine_->world().pods().size(); ++i) {
        engine_->pod(i).slow = 1;
        engine_->pod(i).errors.reset();
    }
    for (std::size_t i = 0; i < incidents_.size(); ++i) {
        if (!active_[i]) continue;
        for (const std::uint32_t pod : podsOf(incidents_[i])) {
            if (incidents_[i].type == "slow") engine_->pod(pod).slow *= incidents_[i].factor;
            if (incidents_[i].type == "errors")
                engine_->pod(pod).errors =
                    incidents_[i].errors.value_or(model::scenario::ErrorRate{model::Percent{100}, 500});
        }
    }
}

void Incidents::refreshZones() {
    auto& zones = engine_->network().zones;
    zones.resize(ownZones_);
    for (std::size_t i = 0; i < incidents_.size(); ++i)
        if (active_[i] && incidents_[i].type == "delay")
            zones.push_back({incidents_[i].fromZone, incidents_[i].toZone, incidents_[i].delay.value_or(Duration{})});
}

} // namespace meshwright::sim::mesh
