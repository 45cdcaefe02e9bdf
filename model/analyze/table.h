// One table of the world: objects by a key, in the order in which they stand in the design.
#pragma once

#include "model/analyze/parts.h"
#include "model/analyze/pod.h"

#include <string>
#include <unordered_map>

namespace meshwright::model::analysis {

/// An object of the world with its place in the design's order, and what it means for others.
struct Known {
    ResourcePtr resource; ///< null for the pod of Istio's own ingress gateway, which every mesh has
    std::size_t order = 0;
    std::optional<Pod> pod;        ///< of a Pod, or the one that stands for a Deployment's
    std::optional<KnownHost> host; ///< of a Service or ServiceEntry
};

class Lookup {
public:
    using List = std::vector<const Known*>;

    Lookup(Table table, const Reads& reads, std::vector<Part>& touched)
        : table_(table), reads_(reads), touched_(touched) {}

    /// What stands under the key, in the design's order. Noted as read.
    const List& at(const std::string& key) const {
        reads_.note(partOf(table_, key));
        return peek(key);
    }
    /// The same without being noted: for those who note something else that covers it.
    const List& peek(const std::string& key) const {
        static const List none;
        const auto found = lists_.find(key);
        return found == lists_.end() ? none : found->second;
    }
    void noteAs(const std::string& key) const { reads_.note(partOf(table_, key)); }
    /// Every key with what stands under it. Noted as the whole table.
    const std::unordered_map<std::string, List>& all() const {
        reads_.note(partOf(table_));
        return lists_;
    }

    void add(const std::string& key, const Known& known) {
        auto& list = lists_[key];
        const auto place = std::lower_bound(list.begin(), list.end(), known.order,
                                            [](const Known* k, std::size_t order) { return k->order < order; });
        if (place != list.end() && *place == &known) return;
        list.insert(place, &known);
        touch(key);
    }
    void remove(const std::string& key, const Known& known) {
        const auto found = lists_.find(key);
        if (found == lists_.end()) return;
        auto& list = found->second;
        list.erase(std::remove(list.begin(), list.end(), &known), list.end());
        if (list.empty()) lists_.erase(found);
        touch(key);
    }

private:
    void touch(const std::string& key) {
        touched_.push_back(partOf(table_, key));
        touched_.push_back(partOf(table_));
    }

    Table table_;
    const Reads& reads_;
    std::vector<Part>& touched_;
    std::unordered_map<std::string, List> lists_;
};

} // namespace meshwright::model::analysis
