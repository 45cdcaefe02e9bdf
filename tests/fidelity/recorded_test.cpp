// Every recorded case, replayed: the engine must say what the real mesh did.
#include "compare.h"
#include "sim/replay/runner.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace meshwright::fidelity {
namespace {

struct Folder {
    const char* name;
    bool series; ///< rated requests are compared over time
};

void PrintTo(const Folder& folder, std::ostream* out) {
    *out << folder.name;
}

std::string difference(const sim::replay::Outcome& recorded, const sim::replay::Outcome& engine,
                       const std::vector<std::string>& fields) {
    const auto a = toJson(recorded), b = toJson(engine);
    std::ostringstream out;
    out << recorded.caseName << "/" << recorded.request << ":";
    for (const auto& f : fields) {
        const std::string key = f.substr(0, f.find('.'));
        out << " " << f << " recorded " << (a.contains(key) ? a[key].dump().substr(0, 200) : "nothing") << ", engine "
            << (b.contains(key) ? b[key].dump().substr(0, 200) : "nothing") << ";";
    }
    return out.str();
}

class RecordedCases : public testing::TestWithParam<Folder> {};

TEST_P(RecordedCases, EveryRequestDoesWhatTheRealMeshDid) {
    const std::string folder = std::string(MESHWRIGHT_SOURCE_DIR "/tests/fidelity/recorded/") + GetParam().name;
    const auto recorded = sim::replay::readOutcomes(folder + "/outcomes.json");
    ASSERT_TRUE(recorded) << recorded.error();
    const auto engine = sim::replay::replay(folder + "/cases.json", 1);
    ASSERT_TRUE(engine) << (engine ? "" : toText(engine.error().front()));
    std::map<std::pair<std::string, std::string>, const sim::replay::Outcome*> byName;
    for (const auto& o : *engine) byName[{o.caseName, o.request}] = &o;
    std::size_t matched = 0;
    for (const auto& o : *recorded) {
        const auto it = byName.find({o.caseName, o.request});
        if (it == byName.end()) {
            ADD_FAILURE() << o.caseName << "/" << o.request << ": the engine gave no outcome";
            continue;
        }
        const auto fields = differingFields(o, *it->second, GetParam().series);
        if (fields.empty())
            ++matched;
        else
            ADD_FAILURE() << difference(o, *it->second, fields);
    }
    EXPECT_EQ(matched, recorded->size());
}

INSTANTIATE_TEST_SUITE_P(Of, RecordedCases,
                         testing::Values(Folder{"seed", false}, Folder{"random", false}, Folder{"security", false},
                                         Folder{"tcp-tls", false}, Folder{"security-more", false},
                                         Folder{"tcp-tls-more", false}, Folder{"http-corners", false}),
                         [](const auto& info) {
                             std::string name = info.param.name;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

} // namespace
} // namespace meshwright::fidelity
