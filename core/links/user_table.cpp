#include "core/links/user_table.hpp"

#include "core/base/text.hpp"
#include "core/links/django_time.hpp"
#include "core/os/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

namespace megactl::links {
namespace {

constexpr std::string_view letters_and_digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

std::string quoted(const std::string& name) {
    return fmt::format("\"{}\"", replace_all(name, "\"", "\"\""));
}

// As Django marks it: `!`, and 40 letters so that tokens made of it differ.
std::string unusable_password() {
    constexpr std::size_t length = 40;
    return "!" + os::random_text(letters_and_digits, length);
}

// Django wants the part before `@` of ASCII letters, and not too long.
std::string address_of(const std::string& username) {
    constexpr std::size_t longest = 64;
    const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '+'; };
    const bool is_plain = username.size() <= longest && std::ranges::all_of(username, fits);
    const std::string local = is_plain ? username : "user-" + os::random_uuid();
    return local + "@megactl.invalid";
}

struct Field {
    std::string_view column;
    std::string text;
};

}  // namespace

bool has_link_tables(db::Database& database) {
    return database.has_table("links_link") && database.has_table("links_click") && user_table(database).has_value();
}

std::optional<std::string> user_table(db::Database& database) {
    db::Statement look =
        database.prepare(R"(SELECT "table" FROM pragma_foreign_key_list('links_link') WHERE "from" = 'user_id')");
    if (look.step() && database.has_table(look.text(0))) return quoted(look.text(0));
    for (const char* name : {"accounts_customuser", "auth_user"}) {
        if (database.has_table(name)) return quoted(name);
    }
    return std::nullopt;
}

std::set<std::string, std::less<>> columns_of(db::Database& database, const std::string& table) {
    std::set<std::string, std::less<>> columns;
    db::Statement look = database.prepare(fmt::format("PRAGMA table_info({})", table));
    while (look.step())
        columns.insert(look.text(1));
    return columns;
}

std::int64_t make_user(db::Database& database, const std::string& table, const std::string& username) {
    const std::vector<Field> fields{
        {"password", unusable_password()},       {"is_superuser", "0"}, {"username", username},
        {"email", address_of(username)},         {"is_active", "1"},    {"is_staff", "0"},
        {"date_joined", django_time(present())}, {"first_name", ""},    {"last_name", ""},
    };
    const auto existing = columns_of(database, table);
    std::vector<std::string> columns;
    std::vector<std::string> places;
    std::vector<std::string_view> values;
    for (const Field& field : fields) {
        if (!existing.contains(field.column)) continue;
        columns.emplace_back(field.column);
        places.emplace_back("?");
        values.emplace_back(field.text);
    }
    db::Statement insert = database.prepare(
        fmt::format("INSERT INTO {} ({}) VALUES ({})", table, join(columns, ", "), join(places, ", ")));
    for (std::size_t i = 0; i < values.size(); ++i)
        insert.bind(static_cast<int>(i + 1), values[i]);
    insert.run();
    return database.last_insert_id();
}

}  // namespace megactl::links
