#include "core/staticfiles/root_folder.hpp"

#include "core/base/text.hpp"
#include "core/staticfiles/folder_reader.hpp"
#include "core/staticfiles/walk.hpp"
#include "core/staticfiles/write_failure.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace megactl::staticfiles {

namespace fs = std::filesystem;

namespace {

fs::path uppermost_missing(fs::path folder) {
    fs::path missing;
    std::error_code ignored;
    while (fs::symlink_status(folder, ignored).type() == fs::file_type::not_found && folder.has_relative_path()) {
        missing = folder;
        folder = folder.parent_path();
    }
    return missing;
}

}  // namespace

RootFolder::RootFolder(fs::path folder, std::string name, const std::stop_token& stop, MountLookup mounted)
    : folder_(std::move(folder)), name_(std::move(name)), mounted_(std::move(mounted)) {
    do {
        lock_.reset();
        open_or_make();
        lock_.emplace(top_.number(), name_, stop);
        // The run that was waited for may have taken the folder back, or put another in its place.
    } while (is_locked() && !is_still_there());
}

RootFolder::~RootFolder() {
    if (made_.empty()) return;
    lock_.reset();
    for (fs::path folder = folder_; ::rmdir(folder.c_str()) == 0 && folder != made_;)
        folder = folder.parent_path();
}

void RootFolder::open_or_make() {
    if (made_.empty()) made_ = uppermost_missing(folder_);
    std::error_code failure;
    fs::create_directories(folder_, failure);
    top_ = os::Descriptor(::open(folder_.c_str(), open_folder_flags));
    struct stat entry {};
    if (!top_ || ::fstat(top_.number(), &entry) != 0) throw cannot_write_into("", failure ? failure.value() : errno);
    group_ = entry.st_gid;
}

bool RootFolder::is_still_there() const {
    struct stat opened {};
    struct stat named {};
    return ::fstat(top_.number(), &opened) == 0 && ::stat(folder_.c_str(), &named) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

void RootFolder::make_folder(const std::string& path) const {
    if (path.empty() || ::mkdirat(top_.number(), path.c_str(), 0777) == 0) return;
    if (errno != EEXIST) throw cannot_write_into(path, errno);
    struct stat entry {};
    // A link to nothing is there, and isn't.
    const bool is_folder = ::fstatat(top_.number(), path.c_str(), &entry, 0) == 0 && S_ISDIR(entry.st_mode);
    if (!is_folder) throw cannot_write_into(path, ENOTDIR);
}

void RootFolder::require_writable(const std::string& path) const {
    const char* const name = path.empty() ? "." : path.c_str();
    if (::faccessat(top_.number(), name, W_OK | X_OK, AT_EACCESS) != 0) throw cannot_write_into(path, errno);
}

void RootFolder::remove_unfinished(const std::string& path) const {
    if (!is_locked()) return;  // they may be another run's
    FolderReader reader(::openat(top_.number(), path.empty() ? "." : path.c_str(), open_folder_flags));
    while (reader) {
        const auto item = reader.next();
        if (!item) break;
        if (item->kind == FolderReader::Kind::folder || !item->name.starts_with(unfinished_prefix)) continue;
        ::unlinkat(reader.number(), item->name.data(), 0);
    }
}

void RootFolder::remove_file(const std::string& path) const {
    if (::unlinkat(top_.number(), path.c_str(), 0) != 0 && errno != ENOENT) throw cannot_write(path, errno);
}

void RootFolder::remove_folder(const std::string& path) const {
    if (::unlinkat(top_.number(), path.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) {
        throw cannot_write(path, errno);
    }
}

os::Descriptor RootFolder::open_folder(const std::string& path) const {
    os::Descriptor folder(::openat(top_.number(), path.empty() ? "." : path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder) throw cannot_write_into(path, errno);
    return folder;
}

Error RootFolder::cannot_write(const std::string& file, int error_number) const {
    const bool is_folders_fault = error_number == EACCES || error_number == EPERM || error_number == EROFS;
    if (is_folders_fault) return cannot_write_into(fs::path(file).parent_path().string(), error_number);
    const std::string name = escape_controls(name_ + '/' + file);
    if (error_number == EISDIR || error_number == ENOTEMPTY) {
        return {Error::Kind::input, fmt::format("`{}` is a folder with content, and a file is needed there", name)};
    }
    return {Error::Kind::input, fmt::format("can't write `{}`: {}", name, system_reason(error_number))};
}

Error RootFolder::cannot_write_into(const std::string& folder, int error_number) const {
    if (folder.empty()) return write_failure(folder_, name_, error_number, mounted_);
    return write_failure(folder_ / folder, fs::path(name_) / folder, error_number, mounted_);
}

}  // namespace megactl::staticfiles
