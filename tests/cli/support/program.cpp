#include "tests/cli/support/program.h"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace meshwright::test {

namespace fs = std::filesystem;

namespace {

constexpr unsigned longestRunSeconds = 120;

[[noreturn]] void become(const std::vector<std::string>& arguments, const std::string& out, const std::string& err) {
    const auto redirect = [](const char* file, int flags, int target) {
        const int handle = open(file, flags, 0600);
        if (handle < 0 || dup2(handle, target) < 0) _exit(126);
    };
    redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    redirect(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    unsetenv("QT_QPA_PLATFORM");
    alarm(longestRunSeconds); // outlives exec
    std::vector<char*> argv{const_cast<char*>(MESHWRIGHT_PROGRAM)};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    execv(MESHWRIGHT_PROGRAM, argv.data());
    _exit(127);
}

} // namespace

Result meshwright(const std::vector<std::string>& arguments) {
    const TemporaryFolder folder;
    const std::string out = folder.path() / "out", err = folder.path() / "err";
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("fork failed");
    if (child == 0) become(arguments, out, err);
    int state = 0;
    waitpid(child, &state, 0);
    Result result;
    result.status = WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
    result.out = readFile(out);
    result.err = readFile(err);
    return result;
}

std::string sample(const std::string& name) {
    return std::string(MESHWRIGHT_SOURCE_DIR) + "/resources/samples/" + name + ".yaml";
}

std::vector<std::string> allSamples() {
    std::vector<std::string> paths;
    for (const auto& entry : fs::directory_iterator(std::string(MESHWRIGHT_SOURCE_DIR) + "/resources/samples"))
        if (entry.path().extension() == ".yaml") paths.push_back(entry.path().string());
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::string sampleTestName(const testing::TestParamInfo<std::string>& info) {
    std::string name = fs::path(info.param).stem();
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

TemporaryFolder::TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "meshwright-cli-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
}

std::string readFile(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace meshwright::test
