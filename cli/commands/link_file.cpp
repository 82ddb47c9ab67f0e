#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/link_runs.hpp"
#include "cli/commands/stores.hpp"

#include <array>
#include <string_view>

// What can be typed to carry links in files: `link import` and `link export`.
namespace megactl::cli::commands {
namespace {

constexpr std::array import_options{
    Option{.name = "--user", .value = "U", .summary = "whose the links are where a row names no user"},
    Option{.name = "--create-user", .summary = "makes the users that there are not; they can't log in"},
    Option{.name = "--dry-run", .letter = 'n', .summary = "tells what would be done, and changes nothing"},
};

constexpr std::array export_options{
    Option{.name = "--user", .value = "U", .summary = "only this user's links"},
};

const std::array shared_options{database_options};

constexpr std::array file_argument{
    Argument{.name = "FILE",
             .summary = "CSV or JSON, told apart by what is in it; `-` is standard input",
             .completion = Completion::file},
};

constexpr std::array<std::string_view, 2> single_formats{"text", "json"};
constexpr std::array<std::string_view, 3> file_formats{"csv", "json", "jsonl"};

constexpr std::array import_examples{
    Example{.summary = "what would come in", .command = "megactl link import links.csv --create-user --dry-run"},
    Example{.summary = "from one site into another",
            .command = "megactl -C old link export | megactl -C new link import - --create-user"},
};

constexpr std::array export_examples{
    Example{.summary = "every link, for a spreadsheet or a backup", .command = "megactl link export > links.csv"},
    Example{.summary = "one user's, a line of JSON each", .command = "megactl link export --user ada --format jsonl"},
};

constexpr std::array import_exits{
    ExitNote{0, "every link of the file is there: made now, or unchanged"},
    ExitNote{1, "there is no such user, or a slug leads elsewhere; nothing was changed"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "the file can't be read, or a row of it is not sound; the database can't be read or written"},
    ExitNote{4, "the database is busy for too long, or the disk fails"},
};

constexpr std::array export_exits{
    ExitNote{0, "the links were written, or there are none"},
    ExitNote{1, "there is no such user"},
    ExitNote{3, "nothing names a database, it can't be read, or it lacks the tables"},
    ExitNote{4, "the database is busy for too long, or the disk fails"},
};

constexpr std::array import_keys{
    JsonKey{"added", "how many links were made now; with `--dry-run`, would be made"},
    JsonKey{"unchanged", "how many were there already"},
    JsonKey{"users_created", "the names of the users that were made for them"},
    JsonKey{"dry_run", "whether nothing was changed because of `--dry-run`"},
};

constexpr std::array export_keys{
    JsonKey{"links[].id", "its number in `links_link`; like `updated_at`, an import passes over it"},
    JsonKey{"links[].user", "the first part of its path"},
    JsonKey{"links[].slug", "the second"},
    JsonKey{"links[].target", "where it leads"},
    JsonKey{"links[].created_at", "when it was made, ISO 8601 in UTC"},
    JsonKey{"links[].updated_at", "when it was last changed"},
};

}  // namespace

constinit const Command link_import{
    .path = "link import",
    .summary = "adds the short links of a file",
    .description =
        "All of them or none, in one transaction. Each row is held against what the site's own form takes, and every "
        "row at fault is named with its line before anything is changed.\n"
        "\n"
        "CSV names its columns on the first line: `target`, and where they are wanted `user`, `slug` and `created_at`, "
        "in any order. A row without a slug gets a drawn one, and then another one at each import; with one the import "
        "can be repeated. JSON is an array of objects with the same keys, an object with such an array as `links`, or "
        "an object a line: what `megactl link export` and `megactl link list` write is read here. Other columns and "
        "keys are passed over, and named.\n"
        "\n"
        "Clicks are not carried. Where there is no database, the file and its tables are made, as `megactl db init` "
        "does; `--dry-run` makes nothing, and so wants one.",
    .options = import_options,
    .more_options = shared_options,
    .arguments = file_argument,
    .examples = import_examples,
    .exits = import_exits,
    .json_keys = import_keys,
    .formats = single_formats,
    .reads_dot_env = true,
    .run = run_link_import,
};

constinit const Command link_export{
    .path = "link export",
    .summary = "writes the short links as a file",
    .description =
        "In the order in which they were made, as CSV if nothing else is said: `user`, `slug`, `target`, "
        "`created_at`. `megactl link import` reads each of the formats. Clicks are not carried.",
    .options = export_options,
    .more_options = shared_options,
    .examples = export_examples,
    .exits = export_exits,
    .json_keys = export_keys,
    .formats = file_formats,
    .reads_dot_env = true,
    .run = run_link_export,
};

}  // namespace megactl::cli::commands
