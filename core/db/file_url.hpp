#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace megactl::db {

// The file that a URL of SQLite names by its path, as SQLAlchemy reads it: behind three slashes (`/queue.db`) one that
// is relative to `folder`, behind four (`//srv/queue.db`) an absolute one. Nothing where the path names none.
std::optional<std::filesystem::path> file_of_url_path(std::string_view path, const std::filesystem::path& folder);

// A URL that is the same for all names of one file, `sqlite:////srv/queue.db`, be it there or not.
std::string identity_of(const std::filesystem::path& file);

}  // namespace megactl::db
