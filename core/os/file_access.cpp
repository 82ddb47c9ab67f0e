#include "core/os/file_access.hpp"

#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <system_error>

namespace megactl::os {
namespace {

namespace fs = std::filesystem;

// What the kernel shows for an owner that has no number here: in a container, or on a share.
constexpr uid_t unknown_owner = 65534;

bool keeps_modes(const fs::path& file) {
    // The numbers of statfs(2): vfat, exFAT, NTFS, 9P, CIFS, SMB2, VirtualBox's shared folders, FUSE.
    static constexpr std::array<std::uint32_t, 8> without{0x4d44,     0x2011bab0, 0x5346544e, 0x01021997,
                                                          0xff534d42, 0xfe534d42, 0x786f4256, 0x65735546};
    struct statfs system {};
    if (::statfs(file.c_str(), &system) != 0) return false;
    return std::ranges::find(without, static_cast<std::uint32_t>(system.f_type)) == without.end();
}

bool is_open_to_all(const fs::path& folder) {
    struct stat entry {};
    return ::stat(folder.c_str(), &entry) == 0 && (entry.st_mode & S_IWOTH) != 0 && (entry.st_mode & S_ISVTX) == 0;
}

// Empty where no folder of the path is.
fs::path first_open_folder(const fs::path& file) {
    fs::path walked;
    for (const fs::path& part : file.parent_path()) {
        walked /= part;
        if (is_open_to_all(walked)) return walked;
    }
    return {};
}

}  // namespace

std::optional<FileAccess> access_of(const fs::path& file) {
    struct stat entry {};
    if (::stat(file.c_str(), &entry) != 0 || !S_ISREG(entry.st_mode) || !keeps_modes(file)) return std::nullopt;
    FileAccess access{.permissions = entry.st_mode & 07777, .owner = entry.st_uid, .group = entry.st_gid};
    access.has_access_list = ::getxattr(file.c_str(), "system.posix_acl_access", nullptr, 0) > 0;
    access.is_foreign = access.owner != 0 && access.owner != ::geteuid() && access.owner != unknown_owner;
    std::error_code ignored;
    access.open_folder = first_open_folder(fs::absolute(file, ignored));
    if (access.open_folder.empty()) access.open_folder = first_open_folder(fs::canonical(file, ignored));
    return access;
}

}  // namespace megactl::os
