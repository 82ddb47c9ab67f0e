#include "core/staticfiles/walk.hpp"

#include "core/base/text.hpp"
#include "core/log/log.hpp"
#include "core/staticfiles/folder_reader.hpp"
#include "core/staticfiles/missing_source.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

namespace megactl::staticfiles {

namespace fs = std::filesystem;

namespace {

FolderId id_of(const struct stat& entry) {
    return {entry.st_dev, entry.st_ino};
}

std::string joined(std::string_view folder, std::string_view name) {
    std::string path(folder);
    if (!path.empty()) path += '/';
    path += name;
    return path;
}

os::FileKind kind_of(mode_t mode) {
    if (S_ISREG(mode)) return os::FileKind::regular;
    if (S_ISDIR(mode)) return os::FileKind::directory;
    if (S_ISFIFO(mode)) return os::FileKind::fifo;
    return S_ISSOCK(mode) ? os::FileKind::socket : os::FileKind::device;
}

// A walk through one source. Recursion is a list of folders still to read, so depth costs no stack and no descriptors.
class SourceWalk {
public:
    SourceWalk(const SourceFolder& source, const IgnorePatterns& ignored, std::optional<FolderId> root)
        : source_(source), ignored_(ignored), root_(root) {}

    Listing run(const std::stop_token& stop) {
        top_ = os::Descriptor(::open(source_.folder.c_str(), open_folder_flags));
        if (!top_) {
            if (errno == ENOENT || errno == ENOTDIR) throw missing_source(source_);
            throw unreadable("", errno);
        }
        pending_.push_back({"", no_parent, false});
        while (!pending_.empty() && !stop.stop_requested()) {
            Pending next = std::move(pending_.back());
            pending_.pop_back();
            read_folder(std::move(next));
        }
        return std::move(listing_);
    }

private:
    static constexpr std::size_t no_parent = static_cast<std::size_t>(-1);

    struct Pending {
        std::string path;
        std::size_t parent;  // in visited_
        bool is_link;
    };
    struct Visited {
        FolderId id;
        std::size_t parent;
    };

    Error unreadable(std::string_view path, int error_number) const {
        return {Error::Kind::input,
                fmt::format("can't read the folder `{}`: {}", escape_controls(joined(source_.name, path)),
                            system_reason(error_number))};
    }

    void read_folder(Pending pending) {
        const char* const name = pending.path.empty() ? "." : pending.path.c_str();
        FolderReader reader(::openat(top_.number(), name, open_folder_flags));
        struct stat entry {};
        if (!reader || ::fstat(reader.number(), &entry) != 0) throw unreadable(pending.path, errno);
        const FolderId id = id_of(entry);
        if (id == root_) {
            log::event(log::Level::warning, "static", "the root lies within a source and is left out of it",
                       {{"source", source_.name}, {"path", pending.path}});
            return;
        }
        if (pending.is_link) refuse_loop(pending, id);
        const std::size_t self = visited_.size();
        visited_.push_back({id, pending.parent});
        while (const auto item = reader.next())
            take(reader, *item, pending.path, self);
        if (reader.error_number() != 0) throw unreadable(pending.path, reader.error_number());
    }

    // Django would follow the link until the kernel counts forty, and then fail.
    void refuse_loop(const Pending& pending, FolderId id) const {
        for (std::size_t above = pending.parent; above != no_parent; above = visited_[above].parent) {
            if (visited_[above].id != id) continue;
            throw Error(Error::Kind::input, fmt::format("`{}` is a link to a folder that it lies in",
                                                        escape_controls(joined(source_.name, pending.path))))
                .help("remove the link, or leave it out with `--ignore`");
        }
    }

    void take(const FolderReader& reader, const FolderReader::Item& item, const std::string& folder, std::size_t self) {
        if (item.name.starts_with(own_prefix)) return;
        const bool is_link = item.kind == FolderReader::Kind::link;
        SourceFile file;
        struct stat entry {};
        bool is_folder = item.kind == FolderReader::Kind::folder;
        if (!is_folder) {
            // A file that is left out needs no look, but only the look tells a link to a folder from one to a file.
            if (item.kind == FolderReader::Kind::file && ignored_.cover_file(folder, item.name)) return;
            if (::fstatat(reader.number(), item.name.data(), &entry, 0) != 0) file.error_number = errno;
            is_folder = file.error_number == 0 && S_ISDIR(entry.st_mode);
        }
        if (is_folder) {
            if (!ignored_.cover_folder(item.name)) pending_.push_back({joined(folder, item.name), self, is_link});
            return;
        }
        if (item.kind != FolderReader::Kind::file && ignored_.cover_file(folder, item.name)) return;
        file.path = joined(folder, item.name);
        file.kind = kind_of(entry.st_mode);
        file.modified = entry.st_mtim.tv_sec;
        file.state = state_of(entry);
        listing_.files.push_back(std::move(file));
    }

    const SourceFolder& source_;
    const IgnorePatterns& ignored_;
    std::optional<FolderId> root_;
    os::Descriptor top_;
    std::vector<Pending> pending_;
    std::vector<Visited> visited_;
    Listing listing_;
};

}  // namespace

std::optional<FolderId> folder_id(const fs::path& folder) {
    struct stat entry {};
    if (::stat(folder.c_str(), &entry) != 0 || !S_ISDIR(entry.st_mode)) return std::nullopt;
    return id_of(entry);
}

Listing list_source(const SourceFolder& source, const IgnorePatterns& ignored, std::optional<FolderId> root,
                    const std::stop_token& stop) {
    return SourceWalk(source, ignored, root).run(stop);
}

}  // namespace megactl::staticfiles
