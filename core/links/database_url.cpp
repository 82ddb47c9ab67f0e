// What a database's URL means.

#include "core/base/error.hpp"
#include "core/base/secret.hpp"
#include "core/links/link_store.hpp"
#include "core/links/sqlite_link_store.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace megactl::links {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view sqlite_scheme = "sqlite:///";

std::optional<fs::path> file_of(std::string_view url, const std::string& folder) {
    if (!url.starts_with(sqlite_scheme) || url.size() == sqlite_scheme.size()) return std::nullopt;
    // A fourth slash begins an absolute path, and `operator/` knows it.
    return fs::path(folder) / fs::path(url.substr(sqlite_scheme.size()));
}

}  // namespace

fs::path database_file(std::string_view url, const std::string& folder) {
    if (auto file = file_of(url, folder)) return *file;
    throw Error(Error::Kind::usage,
                fmt::format("`{}` names no database that megactl speaks to", mask_url_passwords(std::string(url))))
        .help("it speaks SQLite: `sqlite:///db.sqlite3`, or `sqlite:////srv/site/db.sqlite3` with a whole path");
}

std::unique_ptr<LinkStore> open_link_store(std::string_view url, const std::string& folder, bool may_create) {
    return std::make_unique<SqliteLinkStore>(database_file(url, folder), folder, may_create);
}

std::string identity_of_database(std::string_view url, const std::string& folder) {
    const auto file = file_of(url, folder);
    if (!file) return mask_url_passwords(std::string(url));
    std::error_code failure;
    const fs::path whole = fs::weakly_canonical(*file, failure);
    return fmt::format("sqlite:///{}", (failure ? file->lexically_normal() : whole).string());
}

}  // namespace megactl::links
