// Runs the built program as a person would: a command line in, two streams and an exit status out.
#pragma once

#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace meshwright::test {

struct Result {
    int status = -1; ///< exit status; 128 + N where signal N ended the program
    std::string out, err;

    /// Standard output as JSON; a discarded value where it is none.
    nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

/// Runs `meshwright ARGUMENTS` without a terminal and without a display. Ended by force after two minutes.
Result meshwright(const std::vector<std::string>& arguments);

/// "…/resources/samples/NAME.yaml"
std::string sample(const std::string& name);
/// Paths of all samples, sorted.
std::vector<std::string> allSamples();
/// Names the test of one sample by the sample.
std::string sampleTestName(const testing::TestParamInfo<std::string>& info);

/// A folder of its own, removed with everything in it.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    /// Writes a file and returns its path.
    std::string write(const std::string& name, const std::string& text) const;

private:
    std::filesystem::path path_;
};

std::string readFile(const std::filesystem::path& path);

} // namespace meshwright::test
