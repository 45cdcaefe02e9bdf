// Files that are either the old or the new one, whatever happens in between.
#include "model/exporters/bundle.h"

#include "model/design/load.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace meshwright::model::exporters {

namespace {

namespace fs = std::filesystem;

constexpr const char* kCode = "MW0050";

tl::unexpected<Diagnostic> failure(const std::string& path, const std::string& what) {
    return tl::unexpected(aboutFile(kCode, path, what + " (" + std::strerror(errno) + "); the file is as it was."));
}

bool holds(const std::string& path, const std::string& text) {
    std::ifstream in(path, std::ios::binary);
    std::string content(text.size() + 1, '\0');
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
    return static_cast<std::size_t>(in.gcount()) == text.size() && content.compare(0, text.size(), text) == 0;
}

/// Closes a descriptor, and removes the half-written file unless it was kept.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string pattern) : path_(std::move(pattern)), descriptor_(mkstemp(path_.data())) {}
    ~TemporaryFile() {
        close();
        if (!kept_ && opened()) unlink(path_.c_str());
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    bool opened() const { return created_; }
    const std::string& path() const { return path_; }
    int descriptor() const { return descriptor_; }
    bool close() {
        if (descriptor_ < 0) return true;
        const int closed = ::close(descriptor_);
        descriptor_ = -1;
        return closed == 0;
    }
    void keep() { kept_ = true; }

private:
    std::string path_;
    int descriptor_;
    bool created_ = descriptor_ >= 0;
    bool kept_ = false;
};

bool writeAll(int descriptor, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t n = ::write(descriptor, text.data() + done, text.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        done += static_cast<std::size_t>(n);
    }
    return fsync(descriptor) == 0;
}

} // namespace

tl::expected<void, Diagnostic> writeFile(const std::string& path, const std::string& text, bool force) {
    std::error_code error;
    std::string target = path;
    if (fs::is_symlink(path, error)) target = fs::weakly_canonical(path, error).string();
    const bool exists = fs::exists(target, error);
    if (exists && !fs::is_regular_file(target, error))
        return tl::unexpected(aboutFile(kCode, path, "This is no regular file, so it is not written over."));
    if (exists && holds(target, text)) return {};
    if (exists && !force)
        return tl::unexpected(aboutFile(
            kCode, path, "The file exists with other content; choose another name or allow it to be replaced."));
    mode_t mode = 0644;
    struct stat old {};
    if (exists && stat(target.c_str(), &old) == 0) mode = old.st_mode & 07777;
    TemporaryFile temporary(target + ".XXXXXX");
    if (!temporary.opened()) return failure(path, "The file cannot be written");
    if (!writeAll(temporary.descriptor(), text) || fchmod(temporary.descriptor(), mode) != 0 || !temporary.close())
        return failure(path, "Writing the file failed");
    if (std::rename(temporary.path().c_str(), target.c_str()) != 0)
        return failure(path, "The new file cannot take the old one's place");
    temporary.keep();
    return {};
}

tl::expected<std::vector<std::string>, Diagnostic> writeFiles(const std::string& folder,
                                                              const std::vector<BundleFile>& files, bool force) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (!fs::is_directory(folder))
        return tl::unexpected(aboutFile(kCode, folder, "The folder cannot be made; choose another place."));
    std::vector<std::string> paths;
    for (const auto& file : files) {
        paths.push_back((fs::path(folder) / file.name).string());
        if (!force && fs::exists(paths.back(), error) && !holds(paths.back(), file.text))
            return tl::unexpected(aboutFile(kCode, paths.back(),
                                            "The file exists with other content, so nothing is written; choose another "
                                            "folder or allow files to be replaced."));
    }
    for (std::size_t i = 0; i < files.size(); ++i)
        if (auto written = writeFile(paths[i], files[i].text, force); !written)
            return tl::unexpected(std::move(written.error()));
    return paths;
}

} // namespace meshwright::model::exporters
