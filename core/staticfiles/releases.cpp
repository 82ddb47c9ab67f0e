#include "core/staticfiles/releases.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/staticfiles/folder_reader.hpp"
#include "core/staticfiles/release_name.hpp"
#include "core/staticfiles/walk.hpp"
#include "core/staticfiles/write_failure.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <linux/stat.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace megactl::staticfiles {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view releases_name = ".megactl-releases";
constexpr std::string_view before_prefix = ".before-";

std::string link_target(const fs::path& link) {
    std::error_code ignored;
    return fs::read_symlink(link, ignored).string();
}

bool is_mount(const fs::path& folder) {
    struct statx entry {};
    constexpr int flags = AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC;
    return ::statx(AT_FDCWD, folder.c_str(), flags, STATX_TYPE, &entry) == 0 &&
           (entry.stx_attributes & entry.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0;
}

void rename(const fs::path& from, const fs::path& to, const std::string& shown) {
    if (::rename(from.c_str(), to.c_str()) == 0) return;
    const int reason = errno;
    if (reason == EACCES || reason == EPERM || reason == EROFS) {
        throw write_failure(to.parent_path(), to.parent_path(), reason);
    }
    throw Error(Error::Kind::input,
                fmt::format("can't put `{}` in its place: {}", escape_controls(shown), system_reason(reason)));
}

void make_link(const std::string& text, const fs::path& link) {
    if (::symlink(text.c_str(), link.c_str()) == 0) return;
    const int reason = errno;
    throw write_failure(link.parent_path(), link.parent_path(), reason);
}

}  // namespace

Releases::Releases(fs::path root, std::string root_name)
    : root_(std::move(root)),
      root_name_(std::move(root_name)),
      folder_(root_.parent_path() / releases_name / root_.filename()),
      folder_name_((fs::path(root_name_).parent_path() / releases_name / root_.filename()).string()) {}

std::string Releases::link_text(std::string_view release) const {
    return fmt::format("{}/{}/{}", releases_name, root_.filename().string(), release);
}

Releases::RootKind Releases::root_kind() const {
    struct stat entry {};
    if (::lstat(root_.c_str(), &entry) != 0) return RootKind::absent;
    if (S_ISDIR(entry.st_mode)) return RootKind::folder;
    if (!S_ISLNK(entry.st_mode)) return RootKind::other;
    const std::string text = link_target(root_);
    const std::string name = text.substr(text.rfind('/') + 1);
    return release_time(name) && text == link_text(name) ? RootKind::release : RootKind::other;
}

void Releases::require_replaceable() const {
    const std::string name = escape_controls(root_name_);
    if (root_kind() == RootKind::other) {
        const std::string text = link_target(root_);
        if (text.empty()) throw write_failure(root_, root_name_, ENOTDIR);
        throw Error(Error::Kind::input,
                    fmt::format("the root `{}` is a link, and not to a release of `--atomic`", name))
            .seen(fmt::format("it leads to `{}`", escape_controls(text)))
            .help(fmt::format("name the place it leads to with `--root`, or remove the link: `rm {}`", name));
    }
    const fs::path parent = root_.parent_path();
    if (::faccessat(AT_FDCWD, parent.c_str(), W_OK | X_OK, AT_EACCESS) != 0 && (errno == EACCES || errno == EROFS)) {
        throw Error(Error::Kind::input, fmt::format("can't put a link into `{}`, as `--atomic` needs: {}",
                                                    escape_controls(parent.string()), system_reason(errno)))
            .help(fmt::format("name a root in a folder that this user may write: `--root {}/current`", name));
    }
    if (!is_mount(root_)) return;
    throw Error(Error::Kind::input,
                fmt::format("the root `{}` is mounted there, so no link can take its place, as `--atomic` needs", name))
        .help("mount the folder above it, and name one within: `--root MOUNT/current`; or leave out `--atomic`");
}

std::vector<Release> Releases::list() const {
    std::vector<Release> releases;
    const auto now_current = current();
    for_each_entry(folder_, AbsentFolder::empty, [&](const FolderReader::Item& item) {
        const auto made = release_time(item.name);
        if (!made || item.kind != FolderReader::Kind::folder) return;
        Release release{.name = std::string(item.name), .made = *made};
        release.before = before(release.name);
        release.is_current = release.name == now_current;
        releases.push_back(std::move(release));
    });
    std::ranges::sort(releases, {}, &Release::name);
    return releases;
}

std::optional<std::string> Releases::current() const {
    if (root_kind() != RootKind::release) return std::nullopt;
    std::error_code ignored;
    if (!fs::is_directory(root_, ignored)) return std::nullopt;
    return fs::path(link_target(root_)).filename().string();
}

std::string Releases::before(std::string_view release) const {
    return link_target(folder_ / fmt::format("{}{}", before_prefix, release));
}

std::string Releases::next_name(std::chrono::sys_seconds made) const {
    const std::vector<Release> releases = list();
    if (!releases.empty()) made = std::max(made, releases.back().made + std::chrono::seconds(1));
    return compact_time(made);
}

void Releases::remove_unfinished() const {
    std::vector<std::string> unfinished;
    FolderReader reader(::open(folder_.c_str(), open_folder_flags));
    while (reader) {
        const auto item = reader.next();
        if (!item) break;
        const std::string_view name = item->name;
        bool is_left = name.starts_with(unfinished_prefix);
        if (item->kind == FolderReader::Kind::link) {
            // That of a conversion that did not come to pass, or of a release that is gone.
            is_left = is_left || release_time(name).has_value();
            const fs::path release = folder_of(name.substr(std::min(name.size(), before_prefix.size())));
            is_left = is_left || (name.starts_with(before_prefix) && !fs::exists(release));
        }
        if (is_left) unfinished.emplace_back(name);
    }
    for (const std::string& name : unfinished) {
        std::error_code failure;
        fs::remove_all(folder_ / name, failure);
        if (failure) throw write_failure(folder_, folder_name_, failure.value());
    }
}

void Releases::switch_to(std::string_view release) const {
    const fs::path beside = folder_ / fmt::format("{}link", unfinished_prefix);
    ::unlink(beside.c_str());
    make_link(link_text(release), beside);
    rename(beside, root_, root_name_);
}

void Releases::replace_folder(std::string_view release, std::string_view former) const {
    const fs::path place = folder_of(former);
    ::unlink(place.c_str());  // of a killed run; a release is no link
    make_link(link_text(release), place);
    if (::renameat2(AT_FDCWD, place.c_str(), AT_FDCWD, root_.c_str(), RENAME_EXCHANGE) == 0) return;
    const int reason = errno;
    ::unlink(place.c_str());
    const std::string name = escape_controls(root_name_);
    throw Error(Error::Kind::input,
                fmt::format("the folder `{}` can't be exchanged for a link here: {}", name, system_reason(reason)))
        .help(fmt::format("move it away and collect again: `mv {0} {0}.old`; nothing was changed", name));
}

void Releases::remember_before(std::string_view release, std::string_view before) const {
    const fs::path link = folder_ / fmt::format("{}{}", before_prefix, release);
    ::unlink(link.c_str());
    make_link(std::string(before), link);
}

void Releases::remove(std::string_view release) const {
    // Under a name that the next run removes, should this one be killed.
    const fs::path doomed = folder_ / fmt::format("{}{}", unfinished_prefix, release);
    rename(folder_of(release), doomed, fmt::format("{}", release));
    ::unlink((folder_ / fmt::format("{}{}", before_prefix, release)).c_str());
    std::error_code failure;
    fs::remove_all(doomed, failure);
    if (failure) throw write_failure(folder_, folder_name_, failure.value());
}

std::vector<std::string> outdated(const std::vector<Release>& releases, std::size_t keep) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i + keep < releases.size(); ++i) {
        if (!releases[i].is_current) names.push_back(releases[i].name);
    }
    return names;
}

std::optional<std::string> release_before_current(const std::vector<Release>& releases) {
    const auto current = std::ranges::find(releases, true, &Release::is_current);
    if (current == releases.end()) return std::nullopt;
    if (std::ranges::find(releases, current->before, &Release::name) != releases.end()) return current->before;
    // The first one of all has none before it, and needs none to be gone.
    return current == releases.begin() ? std::nullopt : std::optional(std::prev(current)->name);
}

}  // namespace megactl::staticfiles
