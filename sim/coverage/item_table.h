// The items of a design, and what is known of each so far.
#pragma once

#include "sim/coverage/coverage.h"
#include "sim/routing/mesh_index.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::coverage {

/// How much a proof says: a rule that stands in another's shadow tells more than one that has no table to stand in.
enum class ProofStrength { Absent, Consequence, Shadowed };

class ItemTable {
public:
    explicit ItemTable(const routing::MeshIndex& mesh);

    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::size_t find(const model::Origin& origin) const;
    /// The item of a service's own virtual host on one port; made on first sight.
    std::size_t serviceHost(const model::Origin& service, const std::string& name);

    bool reached(std::size_t item) const;
    /// True where some proxy has something to say of it.
    bool known(std::size_t item) const;
    void reach(std::size_t item, Witness witness, std::string note = {});
    /// One proxy's proof; stands unless another proxy reaches the item or cannot tell.
    void deny(std::size_t item, Unreachable proof, ProofStrength strength);
    void doubt(std::size_t item, std::string reason);
    void hit(std::size_t item, const std::string& request);

    const std::vector<Item>& items() const { return items_; }
    /// The rule of a match block, destination or mirror; `none` for others.
    std::size_t parent(std::size_t item) const { return states_[item].parent; }
    std::vector<Item> take() { return std::move(items_); }

private:
    enum class Known { Nothing, Denied, Doubted, Reached };
    struct State {
        Known known = Known::Nothing;
        ProofStrength strength = ProofStrength::Absent;
        std::size_t parent = none;
    };
    using Key = std::pair<const model::Resource*, std::string>;

    std::size_t add(ItemKind kind, const model::ResourcePtr& resource, const std::string& field, std::string name = {},
                    std::size_t parent = none);
    void addVirtualService(const model::ResourcePtr& resource);

    std::vector<Item> items_;
    std::vector<State> states_;
    std::map<Key, std::size_t> index_;
};

} // namespace meshwright::sim::coverage
