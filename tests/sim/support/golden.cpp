#include "tests/sim/support/golden.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iomanip>
#include <map>
#include <sstream>

namespace meshwright::tests {

void expectGolden(std::string_view file, std::string_view name, std::uint64_t hash) {
    const std::string path = std::string(MESHWRIGHT_SOURCE_DIR "/tests/sim/golden/") + std::string(file) + ".txt";
    std::map<std::string, std::string> records;
    std::ifstream in(path);
    for (std::string key, value; in >> key >> value;) records[key] = value;
    std::ostringstream hex;
    hex << std::hex << std::setw(16) << std::setfill('0') << hash;
    if (std::getenv("MESHWRIGHT_UPDATE_GOLDEN") != nullptr) {
        records[std::string(name)] = hex.str();
        std::ofstream out(path);
        for (const auto& [key, value] : records) out << key << ' ' << value << '\n';
        return;
    }
    const auto record = records.find(std::string(name));
    ASSERT_NE(record, records.end()) << path << " has no record of " << name
                                     << "; run once with MESHWRIGHT_UPDATE_GOLDEN=1";
    EXPECT_EQ(record->second, hex.str()) << "the seeded run " << name << " is no longer what it was";
}

} // namespace meshwright::tests
