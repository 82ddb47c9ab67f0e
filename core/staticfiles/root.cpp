#include "core/staticfiles/root.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/os/file.hpp"
#include "core/staticfiles/folder_reader.hpp"
#include "core/staticfiles/walk.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

namespace megactl::staticfiles {

namespace fs = std::filesystem;

namespace {

Error unreadable(const fs::path& folder, int error_number) {
    return {Error::Kind::input, fmt::format("can't read the folder `{}`: {}", escape_controls(folder.string()),
                                            system_reason(error_number))};
}

// A walk through the root, which must not meet a source.
class RootWalk {
public:
    RootWalk(const fs::path& root, std::span<const SourceFolder> sources) : root_(root), sources_(sources) {
        for (const SourceFolder& source : sources)
            source_ids_.push_back(folder_id(source.folder));
    }

    RootListing run(const std::stop_token& stop) {
        top_ = os::Descriptor(::open(root_.c_str(), open_folder_flags));
        if (!top_ && errno == ENOENT) return {};
        if (!top_) throw unreadable(root_, errno);
        pending_.emplace_back();
        while (!pending_.empty() && !stop.stop_requested()) {
            const std::string folder = std::exchange(pending_.back(), {});
            pending_.pop_back();
            read_folder(folder);
        }
        return std::move(listing_);
    }

private:
    void read_folder(const std::string& folder) {
        FolderReader reader(::openat(top_.number(), folder.empty() ? "." : folder.c_str(), open_folder_flags));
        struct stat entry {};
        if (!reader || ::fstat(reader.number(), &entry) != 0) throw unreadable(root_ / folder, errno);
        refuse_source({entry.st_dev, entry.st_ino});
        while (const auto item = reader.next())
            take(reader, *item, folder.empty() ? "" : folder + '/');
        if (reader.error_number() != 0) throw unreadable(root_ / folder, reader.error_number());
    }

    void refuse_source(FolderId folder) const {
        for (std::size_t i = 0; i < sources_.size(); ++i) {
            if (source_ids_[i] != folder) continue;
            throw Error(Error::Kind::input,
                        fmt::format("emptying `{}` would delete the source `{}`", escape_controls(root_.string()),
                                    escape_controls(sources_[i].name)))
                .help("collect into a folder that holds nothing else");
        }
    }

    void take(const FolderReader& reader, const FolderReader::Item& item, std::string path) {
        if (item.name.starts_with(own_prefix)) return;
        path += item.name;
        struct stat entry {};
        if (item.kind == FolderReader::Kind::folder) {
            pending_.push_back(path);
            listing_.folders.push_back(std::move(path));
        } else if (item.kind == FolderReader::Kind::link &&
                   ::fstatat(reader.number(), item.name.data(), &entry, 0) == 0 && S_ISDIR(entry.st_mode)) {
            listing_.folder_links.push_back(std::move(path));
        } else {
            listing_.files.push_back(std::move(path));
        }
    }

    const fs::path& root_;
    std::span<const SourceFolder> sources_;
    std::vector<std::optional<FolderId>> source_ids_;
    os::Descriptor top_;
    std::vector<std::string> pending_;
    RootListing listing_;
};

Target look_at(int top, const fs::path& root, const std::string& destination) {
    Target target;
    struct stat entry {};
    if (::fstatat(top, destination.c_str(), &entry, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOTDIR) target.kind = Target::Kind::blocked;
        if (errno == ENOTDIR || errno == ENOENT) return target;
        throw Error(Error::Kind::input,
                    fmt::format("can't look at `{}`: {}", escape_controls((root / destination).string()),
                                system_reason(errno)));
    }
    target.kind = Target::Kind::file;
    if (S_ISLNK(entry.st_mode)) {
        target.kind = Target::Kind::link;
        if (::fstatat(top, destination.c_str(), &entry, 0) != 0) return target;
    } else if (S_ISDIR(entry.st_mode)) {
        target.kind = is_empty_or_absent(root / destination) ? Target::Kind::empty_folder : Target::Kind::folder;
    }
    target.modified = entry.st_mtim.tv_sec;
    target.size = static_cast<std::uint64_t>(entry.st_size);
    return target;
}

}  // namespace

RootListing list_root(const fs::path& root, std::span<const SourceFolder> sources, const std::stop_token& stop) {
    return RootWalk(root, sources).run(stop);
}

std::vector<Target> look_at_targets(const fs::path& root, std::span<const std::string_view> destinations) {
    std::vector<Target> targets(destinations.size());
    const os::Descriptor top(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!top) return targets;  // whether it can be made is found out when it is
    for (std::size_t i = 0; i < targets.size(); ++i) {
        targets[i] = look_at(top.number(), root, std::string(destinations[i]));
    }
    return targets;
}

bool is_empty_or_absent(const fs::path& folder) {
    FolderReader reader(::open(folder.c_str(), open_folder_flags));
    while (reader) {
        const auto item = reader.next();
        if (!item) break;
        if (!item->name.starts_with(own_prefix)) return false;
    }
    return true;
}

}  // namespace megactl::staticfiles
