#include "core/staticfiles/folder_reader.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace megactl::staticfiles {

FolderReader::FolderReader(int descriptor) {
    if (descriptor < 0) return;
    stream_.reset(::fdopendir(descriptor));
    if (!stream_) {
        const int reason = errno;
        ::close(descriptor);
        errno = reason;
    }
}

// Some file systems leave the type to a further look.
FolderReader::Kind FolderReader::kind_of(const dirent& entry) const {
    if (entry.d_type == DT_DIR) return Kind::folder;
    if (entry.d_type == DT_LNK) return Kind::link;
    struct stat status {};
    if (entry.d_type == DT_UNKNOWN && ::fstatat(number(), &entry.d_name[0], &status, AT_SYMLINK_NOFOLLOW) == 0) {
        if (S_ISDIR(status.st_mode)) return Kind::folder;
        if (S_ISLNK(status.st_mode)) return Kind::link;
    }
    return Kind::file;
}

std::optional<FolderReader::Item> FolderReader::next() {
    while (true) {
        errno = 0;
        const dirent* const entry = ::readdir(stream_.get());
        if (entry == nullptr) {
            error_number_ = errno;
            return std::nullopt;
        }
        const std::string_view name(&entry->d_name[0]);
        if (name == "." || name == "..") continue;
        return Item{name, kind_of(*entry)};
    }
}

void for_each_entry(const std::filesystem::path& folder, AbsentFolder absent,
                    const std::function<void(const FolderReader::Item&)>& visit) {
    const auto refuse = [&](int reason) {
        throw Error(Error::Kind::input, fmt::format("can't read the folder `{}`: {}", escape_controls(folder.string()),
                                                    system_reason(reason)));
    };
    FolderReader reader(::open(folder.c_str(), open_folder_flags));
    if (!reader && errno == ENOENT && absent == AbsentFolder::empty) return;
    if (!reader) refuse(errno);
    while (const auto item = reader.next())
        visit(*item);
    if (reader.error_number() != 0) refuse(reader.error_number());
}

}  // namespace megactl::staticfiles
