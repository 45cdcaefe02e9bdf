#include "model/base/atomic_file.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace meshwright::model {

namespace {

namespace fs = std::filesystem;

/// The temporary file: closed and removed unless it was moved into place.
class Temporary {
public:
    explicit Temporary(const fs::path& beside) : name_(beside.string() + ".XXXXXX"), handle_(mkstemp(name_.data())) {}
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary() {
        if (handle_ < 0) return;
        close(handle_);
        unlink(name_.c_str());
    }

    bool open() const { return handle_ >= 0; }
    const std::string& name() const { return name_; }

    bool write(std::string_view text) {
        while (!text.empty()) {
            const ssize_t written = ::write(handle_, text.data(), text.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        return true;
    }

    /// Gives the file the mode that a new file has here, or that the replaced one had, and forces it to the disk.
    bool settle(const fs::path& replaced) {
        struct stat old {};
        mode_t mode = 0;
        if (stat(replaced.c_str(), &old) == 0) {
            mode = old.st_mode & 07777;
        } else {
            const mode_t mask = umask(0);
            umask(mask);
            mode = 0666 & ~mask;
        }
        return fchmod(handle_, mode) == 0 && fsync(handle_) == 0;
    }

private:
    std::string name_;
    int handle_;
};

/// 0 or the error. A hard link fails where the name is taken, even by somebody who was quicker; a rename replaces.
int moveInto(const std::string& temporary, const fs::path& target, IfExists ifExists) {
    if (ifExists == IfExists::Refuse) {
        if (link(temporary.c_str(), target.c_str()) == 0) return 0;
        const bool noLinks = errno == EPERM || errno == EOPNOTSUPP; // some file systems know none
        if (!noLinks) return errno;
    }
    return std::rename(temporary.c_str(), target.c_str()) == 0 ? 0 : errno;
}

tl::unexpected<std::string> failure(const std::string& path, int error) {
    return tl::unexpected("'" + path + "' cannot be written: " + std::strerror(error) + ".");
}

} // namespace

tl::expected<void, std::string> writeFile(const std::string& path, std::string_view text, IfExists ifExists) {
    std::error_code ignored;
    fs::path target(path);
    const auto status = fs::symlink_status(target, ignored);
    if (ifExists == IfExists::Refuse && fs::exists(status))
        return tl::unexpected("'" + path + "' exists already and is left as it is.");
    if (fs::is_symlink(status)) target = fs::weakly_canonical(target, ignored);
    if (fs::exists(target, ignored) && !fs::is_regular_file(target, ignored))
        return tl::unexpected("'" + path + "' is not a regular file, so nothing is written to it.");

    Temporary file(target);
    if (!file.open() || !file.write(text) || !file.settle(target)) return failure(path, errno);
    if (const int error = moveInto(file.name(), target, ifExists)) {
        if (error == EEXIST) return tl::unexpected("'" + path + "' exists already and is left as it is.");
        return failure(path, error);
    }
    return {};
}

} // namespace meshwright::model
