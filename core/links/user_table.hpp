#pragma once

#include "core/db/database.hpp"

#include <optional>
#include <set>
#include <string>

namespace megactl::links {

// Are the tables of links, clicks and their users all there?
bool has_link_tables(db::Database& database);

// The table that AUTH_USER_MODEL names: the one that `links_link` refers to, whatever it is called; where that can't be
// told, `accounts_customuser` or `auth_user`. As SQL quotes it; nothing where there is none.
std::optional<std::string> user_table(db::Database& database);

// The names of a table's columns; `table` as SQL quotes it.
std::set<std::string, std::less<>> columns_of(db::Database& database, const std::string& table);

// Makes a user that can't log in: no password matches. Its address, which Django wants and wants to be unique, is in
// `megactl.invalid`, a domain that can't exist. Returns its id.
std::int64_t make_user(db::Database& database, const std::string& table, const std::string& username);

}  // namespace megactl::links
