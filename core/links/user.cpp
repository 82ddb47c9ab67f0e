#include "core/links/user.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/links/django_time.hpp"
#include "core/links/user_table.hpp"

#include <fmt/format.h>

#include <map>
#include <string_view>
#include <vector>

namespace megactl::links {
namespace {

Error no_users(const db::Database& database) {
    return Error(Error::Kind::input,
                 fmt::format("`{}` has no users with a name and an address", escape_controls(database.file().string())))
        .help("is it the site's database? `megactl db check` tells what is missing");
}

// A row by its columns; nothing for NULL.
using Row = std::map<std::string, std::optional<std::string>, std::less<>>;

// Of the columns that make a User, those that the table has; the password's hash is not among them.
std::optional<Row> row_of(db::Database& database, const std::string& table, std::int64_t id) {
    const auto existing = columns_of(database, table);
    std::vector<std::string_view> columns{"id"};
    for (const std::string_view column : {"username", "email", "first_name", "last_name", "is_active", "is_staff",
                                          "is_superuser", "date_joined", "last_login"}) {
        if (existing.contains(column)) columns.push_back(column);
    }
    db::Statement look =
        database.prepare(fmt::format("SELECT {} FROM {} WHERE id = ?", fmt::join(columns, ", "), table));
    look.bind(1, id);
    if (!look.step()) return std::nullopt;
    Row row;
    for (std::size_t i = 0; i < columns.size(); ++i)
        row[std::string(columns[i])] = look.optional_text(static_cast<int>(i));
    return row;
}

std::optional<std::string> text_in(const Row& row, std::string_view column) {
    const auto found = row.find(column);
    return found == row.end() ? std::nullopt : std::optional(found->second.value_or(""));
}

std::optional<Time> time_in(const Row& row, std::string_view column) {
    const auto found = row.find(column);
    if (found == row.end() || !found->second) return std::nullopt;
    return time_from_django(*found->second);
}

}  // namespace

std::optional<User> find_user(db::Database& database, std::int64_t id) {
    const auto table = user_table(database);
    if (!table) throw no_users(database);
    const auto row = row_of(database, *table, id);
    if (!row) return std::nullopt;
    const auto username = text_in(*row, "username");
    const auto email = text_in(*row, "email");
    if (!username || !email) throw no_users(database);
    return User{.id = id,
                .username = *username,
                .email = *email,
                .first_name = text_in(*row, "first_name"),
                .last_name = text_in(*row, "last_name"),
                .is_active = text_in(*row, "is_active").value_or("1") != "0",
                .is_staff = text_in(*row, "is_staff").value_or("0") != "0",
                .is_superuser = text_in(*row, "is_superuser").value_or("0") != "0",
                .date_joined = time_in(*row, "date_joined"),
                .last_login = time_in(*row, "last_login")};
}

}  // namespace megactl::links
