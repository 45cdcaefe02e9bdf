// How long it takes to judge 10,000 objects: from scratch, and after one field of one of them was edited.
#include "model/analyze/analyze.h"
#include "model/analyze/checker.h"
#include "model/edit/edit.h"
#include "model/validate/validate.h"
#include "tests/bench/bench.h"
#include "tests/bench/check/shop.h"

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace meshwright::bench {
namespace {

using namespace model;

constexpr std::size_t kResources = 10'000;
constexpr std::size_t kEdits = 20;

Design shopDesign() {
    auto design = Design::fromText(shop(kResources), "shop.yaml");
    if (!design) std::abort();
    return std::move(*design);
}

/// Another weight for a rule in the middle of the file.
edit::Edit weightEdit(std::size_t i) {
    const std::size_t service = 1000 + i;
    const ResourceId id{"VirtualService", "team" + std::to_string(service / 40), "svc" + std::to_string(service)};
    return {edit::SetField{id, "spec.http[1].route[0].weight", std::int64_t(50 + static_cast<std::int64_t>(i % 40))},
            "Set weight"};
}

using Result = std::pair<std::uint64_t, double>;

void judge(Runner& runner) {
    const Design design = shopDesign();
    runner.measure("read_10000_resources", "design", [&] {
        const std::string text = shop(kResources);
        return timed([&] {
            return Result{1, static_cast<double>(Design::fromText(text, "shop.yaml")->documents().size())};
        });
    });
    runner.measure("validate_10000_resources", "design", [&] {
        return timed([&] { return Result{1, static_cast<double>(validate(design).size())}; });
    });
    runner.measure("validate_and_analyze_10000_resources", "design", [&] {
        return timed([&] {
            Checker checker;
            checker.update(design);
            return Result{1, static_cast<double>(checker.all().size())};
        });
    });

    std::vector<Design> edited;
    for (std::size_t i = 0; i < kEdits; ++i) edited.push_back(*edit::apply(design, weightEdit(i)));
    Checker checker;
    checker.update(design);
    runner.measure("check_after_one_field", "edit", [&] {
        checker.update(design);
        return timed([&] {
            double said = 0;
            for (const auto& next : edited) {
                checker.update(next);
                said += static_cast<double>(checker.all().size());
            }
            return Result{edited.size(), said};
        });
    });
    runner.measure("edit_to_messages_after_one_field", "edit", [&] {
        Design now = design;
        checker.update(now);
        return timed([&] {
            double said = 0;
            for (std::size_t i = 0; i < kEdits; ++i) {
                now = *edit::apply(now, weightEdit(i));
                checker.update(now);
                said += static_cast<double>(checker.all().size());
            }
            return Result{kEdits, said};
        });
    });
    std::string longer = design.documents()[0]->text;
    longer.insert(longer.find("spec:"), "# a line more, so that all others move\n");
    const Design moved = *design.withDocument(0, longer);
    runner.measure("check_after_a_line_at_the_top", "edit", [&] {
        checker.update(design);
        return timed([&] {
            checker.update(moved);
            return Result{1, static_cast<double>(checker.all().size())};
        });
    });
}

const Suite suite(judge);

} // namespace
} // namespace meshwright::bench
