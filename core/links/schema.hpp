#pragma once

#include "core/db/database.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace megactl::links {

// A row of `django_migrations`.
struct Migration {
    std::string app;
    std::string name;
};

struct MadeSchema {
    std::vector<std::string> tables;    // in the order they were made; empty where all were there
    std::vector<Migration> migrations;  // recorded as applied
};

// Makes the site's tables where there are none, as Django's migrations make them in SQLite, and those of Django's own
// apps that belong to them: contenttypes, auth, sessions. In one transaction.
//
// Records the migrations that would have made them, so that Django's `migrate` has nothing left to do: of `accounts`
// and `links` those found in `project`, else their `0001_initial`.
//
// Changes nothing where users, links and clicks have their tables. Throws Error{input} where Django's migrations have
// begun and have not come to links yet: the rest is theirs to make.
MadeSchema make_schema(db::Database& database, const std::filesystem::path& project);

}  // namespace megactl::links
