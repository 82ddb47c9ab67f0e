#include "core/project/near_walk.hpp"

#include <deque>
#include <utility>

namespace megactl::project {

std::vector<std::string> walk_nearest(const Tree& tree, const WalkBounds& bounds, const EntryVisitor& visit) {
    constexpr std::size_t most_left = 1'000;
    struct Folder {
        std::string path;
        int depth = 0;
    };
    std::deque<Folder> folders{{"", 0}};
    std::vector<std::string> left;
    std::size_t entries = 0;
    while (!folders.empty() && left.size() < most_left) {
        const Folder folder = std::move(folders.front());
        folders.pop_front();
        if (entries >= bounds.entries) {
            left.push_back(folder.path);
            continue;
        }
        for (const std::string& name : tree.list(folder.path)) {
            if (++entries > bounds.entries) {
                left.push_back(folder.path.empty() ? "." : folder.path);
                break;
            }
            std::string path = folder.path.empty() ? name : folder.path + "/" + name;
            const Entering wanted = visit(path, name);
            if (wanted == Entering::if_folder && folder.depth < bounds.depth && tree.is_directory(path))
                folders.push_back({std::move(path), folder.depth + 1});
        }
    }
    return left;
}

}  // namespace megactl::project
