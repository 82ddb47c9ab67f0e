#include "core/staticfiles/tree_size.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/staticfiles/folder_reader.hpp"
#include "core/staticfiles/walk.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <utility>
#include <vector>

namespace megactl::staticfiles {

TreeSize tree_size(const std::filesystem::path& folder) {
    TreeSize size;
    std::vector<std::filesystem::path> pending{folder};
    while (!pending.empty()) {
        const std::filesystem::path next = std::exchange(pending.back(), {});
        pending.pop_back();
        FolderReader reader(::open(next.c_str(), open_folder_flags));
        if (!reader) {
            throw Error(Error::Kind::input, fmt::format("can't read the folder `{}`: {}",
                                                        escape_controls(next.string()), system_reason(errno)));
        }
        while (const auto item = reader.next()) {
            struct stat entry {};
            if (item->name.starts_with(own_prefix)) continue;
            if (item->kind == FolderReader::Kind::folder) {
                pending.push_back(next / item->name);
            } else if (::fstatat(reader.number(), item->name.data(), &entry, AT_SYMLINK_NOFOLLOW) == 0) {
                ++size.files;
                size.bytes += static_cast<std::uint64_t>(entry.st_size);
            }
        }
    }
    return size;
}

}  // namespace megactl::staticfiles
