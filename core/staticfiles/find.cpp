#include "core/staticfiles/find.hpp"

#include "core/base/error.hpp"
#include "core/staticfiles/content_hash.hpp"

#include <optional>
#include <system_error>

namespace megactl::staticfiles {

namespace fs = std::filesystem;

namespace {

// The part of `path` that is looked for inside the source.
std::optional<std::string_view> inside(const SourceFolder& source, std::string_view path) {
    if (source.prefix.empty()) return path;
    if (!path.starts_with(source.prefix)) return std::nullopt;
    path.remove_prefix(source.prefix.size());
    if (path.size() < 2 || path.front() != '/') return std::nullopt;
    return path.substr(1);
}

// A pattern covers the file, or one of the folders it lies in.
bool is_left_out(std::string_view path, bool is_folder, const IgnorePatterns& ignored) {
    std::size_t begin = 0;
    while (true) {
        const std::size_t slash = path.find('/', begin);
        const std::string_view name = path.substr(begin, slash - begin);
        if (slash == std::string_view::npos) {
            if (is_folder) return ignored.cover_folder(name);
            return ignored.cover_file(path.substr(0, begin == 0 ? 0 : begin - 1), name);
        }
        if (ignored.cover_folder(name)) return true;
        begin = slash + 1;
    }
}

}  // namespace

std::vector<Found> find_in_sources(std::span<const SourceFolder> sources, std::string_view path,
                                   const IgnorePatterns& ignored) {
    std::vector<Found> found;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto part = inside(sources[i], path);
        if (!part) continue;
        std::error_code failure;
        const fs::file_status status = fs::status(sources[i].folder / *part, failure);
        if (!fs::exists(status)) continue;
        const bool is_folder = fs::is_directory(status);
        found.push_back({i, std::string(*part), is_folder, is_left_out(*part, is_folder, ignored)});
    }
    return found;
}

bool have_same_content(const fs::path& a, const fs::path& b) {
    std::error_code failure;
    const auto size = fs::file_size(a, failure);
    if (failure || size != fs::file_size(b, failure) || failure) return false;
    try {
        return file_hash(a, "") == file_hash(b, "");
    } catch (const Error&) {
        return false;
    }
}

}  // namespace megactl::staticfiles
