#pragma once

#include "core/base/error.hpp"

#include <filesystem>

struct sqlite3;

namespace megactl::db {

// What SQLite refused last on this connection, as an Error that names the file and the next step.
Error failure_of(sqlite3* handle, const std::filesystem::path& file);

}  // namespace megactl::db
