#include "core/os/attributes.hpp"

#include <sys/stat.h>
#include <sys/xattr.h>

namespace megactl::os {

namespace fs = std::filesystem;

namespace {

FileKind kind_of(mode_t mode) {
    if (S_ISREG(mode)) return FileKind::regular;
    if (S_ISDIR(mode)) return FileKind::directory;
    if (S_ISFIFO(mode)) return FileKind::fifo;
    if (S_ISSOCK(mode)) return FileKind::socket;
    return FileKind::device;
}

}  // namespace

std::optional<FileStatus> status_of_link(const fs::path& file) {
    struct stat entry {};
    if (::lstat(file.c_str(), &entry) != 0) return std::nullopt;
    return FileStatus{kind_of(entry.st_mode), entry.st_mode & 07777, entry.st_uid, entry.st_gid};
}

std::optional<std::string> attribute_of(const fs::path& file, const char* name) {
    constexpr std::size_t longest = 64U << 10U;  // as the kernel has it
    std::string value(longest, '\0');
    const ssize_t length = ::lgetxattr(file.c_str(), name, value.data(), value.size());
    if (length < 0) return std::nullopt;
    value.resize(static_cast<std::size_t>(length));
    return value;
}

}  // namespace megactl::os
