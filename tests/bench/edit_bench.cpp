// What one edit of a large design costs.
#include "model/edit/edit.h"
#include "tests/bench/bench.h"

namespace meshwright::bench {
namespace {

using namespace model;

std::string resourceText(std::size_t i) {
    const std::string k = std::to_string(i);
    return "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v" + k +
           "}\nspec:\n  hosts: [s" + k + "]\n  http:\n  - timeout: 1s\n    route: [{destination: {host: s" + k +
           "}}]\n";
}

void editOneField(Runner& runner) {
    constexpr std::size_t resources = 10'000, edited = 5'000, times = 20;
    std::string text;
    for (std::size_t i = 0; i < resources; ++i) text += resourceText(i);
    Design design = *Design::fromText(text, "design.yaml");
    const ResourceId object{"VirtualService", "default", "v" + std::to_string(edited)};
    runner.measure("edit_one_field_of_10000_resources", "edit", [&] {
        return timed([&] {
            for (std::size_t i = 0; i < times; ++i)
                design = *edit::apply(design, {edit::SetField{object, "spec.http[0].timeout",
                                                              Duration::seconds(2 + static_cast<std::int64_t>(i))},
                                               ""});
            return std::pair<std::uint64_t, double>{times, static_cast<double>(design.documents().size())};
        });
    });
}

const Suite suite(editOneField);

} // namespace
} // namespace meshwright::bench
