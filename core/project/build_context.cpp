#include "core/project/build_context.hpp"

#include <filesystem>

namespace megactl::project {

namespace fs = std::filesystem;

Source ignore_file_of(const Tree& tree, const Dockerfile& dockerfile) {
    const fs::path beside = dockerfile.path + ".dockerignore";
    const fs::path in_context = (fs::path(dockerfile.context) / ".dockerignore").lexically_normal();
    for (const fs::path& file : {beside, in_context}) {
        if (Source source = tree.is_file(file) ? tree.read(file) : nullptr) return source;
    }
    return nullptr;
}

std::string path_in_context(const Dockerfile& dockerfile, const std::string& file) {
    std::string path = fs::path(file).lexically_relative(fs::path(dockerfile.context).lexically_normal()).string();
    return path == ".." || path.starts_with("../") ? std::string() : path;
}

}  // namespace megactl::project
