#pragma once

#include "core/db/database.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace megactl::broker {

// What an embedded store is made of.
struct SqliteSchema {
    std::string_view noun;    // "embedded queue", for people
    std::string_view makers;  // the commands that make one
    std::string_view table;   // which tells that the tables are there
    std::string tables;       // the statements that make them
};

// Opens the store in `file`. Where there is none it is made if that is allowed, else it is Error{input} and nothing is
// touched: whoever asks about a queue that isn't there wants to hear so.
db::Database open_sqlite_store(const std::filesystem::path& file, const SqliteSchema& schema, bool may_create);

// Lets readers and a writer work side by side (WAL), which stays with the file. A file that holds tables of somebody
// else, say Django's, is left as it is. Answers whether the file is in that mode.
bool allow_readers_beside_a_writer(db::Database& database);

}  // namespace megactl::broker
