#include "core/staticfiles/tree_size.hpp"

#include "core/staticfiles/folder_reader.hpp"
#include "core/staticfiles/walk.hpp"

#include <sys/stat.h>

#include <utility>
#include <vector>

namespace megactl::staticfiles {

TreeSize tree_size(const std::filesystem::path& folder) {
    TreeSize size;
    std::vector<std::filesystem::path> pending{folder};
    while (!pending.empty()) {
        const std::filesystem::path next = std::exchange(pending.back(), {});
        pending.pop_back();
        for_each_entry(next, AbsentFolder::failure, [&](const FolderReader::Item& item) {
            struct stat entry {};
            if (item.name.starts_with(own_prefix)) return;
            if (item.kind == FolderReader::Kind::folder) {
                pending.push_back(next / item.name);
            } else if (::lstat((next / item.name).c_str(), &entry) == 0) {
                ++size.files;
                size.bytes += static_cast<std::uint64_t>(entry.st_size);
            }
        });
    }
    return size;
}

}  // namespace megactl::staticfiles
