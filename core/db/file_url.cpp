#include "core/db/file_url.hpp"

#include <fmt/format.h>

namespace megactl::db {

namespace fs = std::filesystem;

std::optional<fs::path> file_of_url_path(std::string_view path, const fs::path& folder) {
    if (path.size() < 2 || path.front() != '/') return std::nullopt;
    return folder / path.substr(1);  // an absolute path takes the folder's place
}

std::string identity_of(const fs::path& file) {
    std::error_code failure;
    const fs::path canonical = fs::weakly_canonical(file, failure);
    return fmt::format("sqlite:///{}", (failure ? file.lexically_normal() : canonical).string());
}

}  // namespace megactl::db
