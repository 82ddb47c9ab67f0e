// What a database's URL means.

#include "core/base/error.hpp"
#include "core/base/secret.hpp"
#include "core/db/file_url.hpp"
#include "core/links/link_store.hpp"
#include "core/links/sqlite_link_store.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace megactl::links {

namespace fs = std::filesystem;

namespace {

// Nothing in it is decoded: a file may be called `50%.sqlite3`, as DATABASE_NAME would say it.
std::optional<fs::path> file_of(std::string_view url, const std::string& folder) {
    constexpr std::string_view scheme = "sqlite://";
    if (!url.starts_with(scheme)) return std::nullopt;
    return db::file_of_url_path(url.substr(scheme.size()), folder);
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
    return file ? db::identity_of(*file) : mask_url_passwords(std::string(url));
}

}  // namespace megactl::links
