#include "core/db/failure.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <stdexcept>
#include <string>

namespace megactl::db {

namespace {

using Kind = Error::Kind;

std::string folder_of(const std::filesystem::path& file) {
    const std::string folder = file.parent_path().string();
    return folder.empty() ? "." : folder;
}

// SQLite's own words, with the kernel's where the kernel refused.
std::string words_of(sqlite3* handle) {
    const int error_number = sqlite3_system_errno(handle);
    const std::string words = sqlite3_errmsg(handle);
    return error_number == 0 ? words : fmt::format("{}: {}", words, system_reason(error_number));
}

// SQLite writes its journal beside the file, so the folder counts as much as the file.
std::string look_at(const std::filesystem::path& file) {
    return fmt::format("the file and its folder must be writable for this user: `ls -ld {} {}`", folder_of(file),
                       file.string());
}

}  // namespace

Error failure_of(sqlite3* handle, const std::filesystem::path& file) {
    const std::string name = file.string();
    const std::string words = words_of(handle);
    switch (sqlite3_errcode(handle) & 0xFF) {  // the rest of an extended code is in the words
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return Error(Kind::service, fmt::format("`{}` is locked by another process for too long", name))
                .seen(words)
                .help(fmt::format("`fuser -v {}` names who has it open", name));
        case SQLITE_FULL:
            return Error(Kind::service, fmt::format("there is no space to write to `{}`", name))
                .seen(words)
                .help(fmt::format("`df -h {}`", folder_of(file)));
        case SQLITE_IOERR:
        case SQLITE_NOMEM:
            return Error(Kind::service, fmt::format("`{}` can't be read or written", name))
                .seen(words)
                .help(fmt::format("`df -h {}`, and `dmesg` for what the disk says", folder_of(file)));
        case SQLITE_NOTADB:
            return Error(Kind::input, fmt::format("`{}` is no SQLite database", name))
                .seen(words)
                .help(fmt::format("`file {}` tells what it is", name));
        case SQLITE_CORRUPT:
            return Error(Kind::input, fmt::format("`{}` is damaged", name))
                .seen(words)
                .help(fmt::format("save what is left: `sqlite3 {0} .recover | sqlite3 {0}.recovered`", name));
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
            return Error(Kind::input, fmt::format("can't open `{}`", name)).seen(words).help(look_at(file));
        case SQLITE_READONLY:
            return Error(Kind::input, fmt::format("can't write to `{}`", name)).seen(words).help(look_at(file));
        case SQLITE_ERROR:
        case SQLITE_CONSTRAINT:
        case SQLITE_TOOBIG:
            return Error(Kind::input, fmt::format("`{}` refuses: {}", name, words))
                .help(fmt::format("is it the right file? `sqlite3 {} .schema` shows its tables", name));
        case SQLITE_MISUSE: throw std::logic_error("SQLite was called out of order: " + words);
        default: break;
    }
    return Error(Kind::service, fmt::format("`{}` refuses: {}", name, words))
        .help(fmt::format("`sqlite3 {} 'PRAGMA integrity_check'` looks it over", name));
}

}  // namespace megactl::db
