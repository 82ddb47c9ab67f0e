#include "core/staticfiles/write_failure.hpp"

#include "core/base/text.hpp"
#include "core/os/file.hpp"

#include <fmt/format.h>

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace megactl::staticfiles {

namespace fs = std::filesystem;

namespace {

std::optional<std::string> user_name(uid_t user) {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return std::nullopt;
    return entry.pw_name;
}

std::string group_name(gid_t group) {
    std::array<char, 4096> buffer{};
    ::group entry{};
    ::group* found = nullptr;
    if (::getgrgid_r(group, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
        return std::to_string(group);
    }
    return entry.gr_name;
}

std::string this_user() {
    const uid_t user = ::geteuid();
    const auto name = user_name(user);
    return name ? fmt::format("{} (uid {})", *name, user) : fmt::format("uid {}, without a name", user);
}

// What isn't there can't be at fault: the nearest folder above it is, under a name that is as much shorter.
void climb_to_existing(fs::path& folder, fs::path& name) {
    std::error_code ignored;
    while (!fs::exists(folder, ignored) && folder.has_relative_path()) {
        folder = folder.parent_path();
        name = name.parent_path();
    }
    if (name.empty()) name = folder;
}

// Is it this user's already, and the mode alone forbids? To the owner no other class of it counts.
bool is_shut_to_its_owner(const os::FileStatus& status) {
    constexpr mode_t needed = S_IWUSR | S_IXUSR;
    return status.owner == ::geteuid() && (status.permissions & needed) != needed;
}

// A folder that exists becomes this user's; one that is still to be made is made, rather than all beside it given away.
std::string way_out(const fs::path& folder, const fs::path& name, const fs::path& culprit, const fs::path& culprit_name,
                    const os::FileStatus& status) {
    const bool lacks_the_root = culprit != folder && culprit == culprit_name;
    const std::string user = std::to_string(::geteuid());
    const std::string group = std::to_string(::getegid());
    const std::string shown = escape_controls(culprit_name.string());
    std::string command = fmt::format("sudo chown -R {}:{} {}", user, group, shown);
    if (is_shut_to_its_owner(status)) {
        command = fmt::format("chmod u+rwx {}", shown);
    } else if (lacks_the_root) {
        command = fmt::format("sudo install -d -o {} -g {} {}", user, group, escape_controls(name.string()));
    }
    return fmt::format("`{}` (on the host, where it is a bind mount), or name another folder with `--root`", command);
}

// Of a mount the owner, or the mode, is told by whoever mounts it.
Error with_mount(Error error, const Mounted& mounted, const os::FileStatus& status) {
    const bool is_shut = is_shut_to_its_owner(status);
    const std::string_view what = is_shut ? "mode" : "owner";
    const std::string owner = fmt::format("{}:{}", ::geteuid(), ::getegid());
    const std::string source = escape_controls(mounted.source);
    std::string command = is_shut ? fmt::format("on the host `sudo chmod -R u+rwX {}`", source)
                                  : fmt::format("on the host `sudo chown -R {} {}`", owner, source);
    if (source.empty()) {
        command = is_shut ? "let its owner write it where it is mounted from"
                          : fmt::format("give it to {} where it is mounted from", owner);
    }
    return std::move(error)
        .from(fmt::format("{}, so the {} counts", mounted.story,
                          source.empty() ? fmt::format("{} in there", what) : fmt::format("host's {}", what)))
        .help(command + ", or remove the mount");
}

Error read_only(Error error, const std::optional<Mounted>& mounted) {
    if (mounted) error = Error(std::move(error).from(mounted->story));
    return std::move(error).help("mount it without `ro`, or name another folder with `--root`");
}

}  // namespace

Error write_failure(const fs::path& folder, const fs::path& name, int error_number, const MountLookup& mounted) {
    if (error_number == ENOTDIR || error_number == EEXIST) {
        return {Error::Kind::input,
                fmt::format("`{}` is not a folder, and one is needed there", escape_controls(name.string()))};
    }
    fs::path culprit = folder;
    fs::path culprit_name = name;
    climb_to_existing(culprit, culprit_name);
    const std::string shown = escape_controls(culprit_name.string());
    Error error(Error::Kind::input,
                fmt::format("can't write into {}/: {}", shown == "/" ? "" : shown, system_reason(error_number)));
    const auto mount = mounted ? mounted(culprit) : std::nullopt;
    if (error_number == EROFS) return read_only(std::move(error), mount);
    const auto status = os::status_of(culprit);
    if (!status || (error_number != EACCES && error_number != EPERM)) return error;
    error = Error(std::move(error).seen(fmt::format("owner {}:{}, mode {:o}; this is {}",
                                                    user_name(status->owner).value_or(std::to_string(status->owner)),
                                                    group_name(status->group), status->permissions, this_user())));
    if (mount) return with_mount(std::move(error), *mount, *status);
    return std::move(error).help(way_out(folder, name, culprit, culprit_name, *status));
}

}  // namespace megactl::staticfiles
