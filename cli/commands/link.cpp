#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/link_runs.hpp"
#include "cli/commands/stores.hpp"

#include <array>
#include <string_view>

namespace megactl::cli::commands {
namespace {

constexpr std::array add_options{
    Option{.name = "--user", .value = "U", .summary = "whose link it is: the first part of its path"},
    Option{.name = "--slug",
           .value = "S",
           .summary = "the second part, 1 to 32 of `a-z`, `0-9`, `_` and `-`; by default ten letters are drawn"},
    Option{.name = "--create-user", .summary = "makes the user where there is none; it can't log in"},
};

constexpr std::array rm_options{
    Option{.name = "--dry-run", .letter = 'n', .summary = "tells what would be deleted, and changes nothing"},
};

constexpr std::array list_options{
    Option{.name = "--user", .value = "U", .summary = "only this user's links"},
};

const std::array shared_options{database_options};

constexpr std::array target_argument{
    Argument{.name = "TARGET", .summary = "where it leads: an http, https, ftp or ftps URL of at most 500 characters"},
};

constexpr std::array link_argument{
    Argument{.name = "USER/SLUG", .summary = "the link; `/USER/SLUG/` as well"},
};

constexpr std::array<std::string_view, 2> single_formats{"text", "json"};
constexpr std::array<std::string_view, 3> list_formats{"text", "json", "jsonl"};

constexpr std::array add_examples{
    Example{.summary = "a link of a chosen name",
            .command = "megactl link add https://example.org/ --user ada --slug go"},
    Example{.summary = "one of a drawn name, of a user who is made for it",
            .command = "megactl link add https://example.org/ --user campaign --create-user"},
};

constexpr std::array list_examples{
    Example{.summary = "every link", .command = "megactl link list"},
    Example{.summary = "one user's, for a script", .command = "megactl link list --user ada --format jsonl"},
};

constexpr std::array show_examples{
    Example{.summary = "where a link leads", .command = "megactl link show ada/go"},
};

constexpr std::array rm_examples{
    Example{.summary = "a look before", .command = "megactl link rm ada/go --dry-run"},
    Example{.summary = "in a script, where nobody can be asked", .command = "megactl link rm ada/go --yes"},
};

constexpr std::array stats_examples{
    Example{.summary = "who clicked", .command = "megactl link stats ada/go"},
    Example{.summary = "the same, as data", .command = "megactl link stats ada/go --format json"},
};

constexpr ExitNote unreadable{3, "nothing names a database, it can't be read, or it lacks the tables"};
constexpr ExitNote busy{4, "the database is busy for too long, or the disk fails"};

constexpr std::array add_exits{
    ExitNote{0, "the link is there: made now, or unchanged"},
    ExitNote{1, "there is no such user, or the slug leads elsewhere"},
    ExitNote{2, "the command line is wrong; target and slug are held against what Django's form takes"},
    ExitNote{3, "the database can't be read or written, or Django's migrations have to go on first"},
    busy,
};

constexpr std::array list_exits{
    ExitNote{0, "the links were printed, or there are none"},
    ExitNote{1, "there is no such user"},
    unreadable,
    busy,
};

constexpr std::array show_exits{
    ExitNote{0, "it was printed"},
    ExitNote{1, "there is no such link"},
    ExitNote{2, "the command line is wrong"},
    unreadable,
    busy,
};

constexpr std::array rm_exits{
    ExitNote{0, "it is gone"},
    ExitNote{1, "there is no such link, or the answer was no"},
    ExitNote{2, "the command line is wrong, or there is no terminal to ask and no `--yes`"},
    ExitNote{3, "the database can't be read or written, or something else in it refers to the link"},
    busy,
};

constexpr std::array add_keys{
    JsonKey{"changed", "whether it was made now"},
    JsonKey{"user_created", "whether its user was"},
    JsonKey{"link", "the link, with the keys that `megactl link show` has"},
};

constexpr std::array list_keys{
    JsonKey{"links[].id", "its number in `links_link`"},
    JsonKey{"links[].user", "the first part of its path"},
    JsonKey{"links[].slug", "the second"},
    JsonKey{"links[].target", "where it leads"},
    JsonKey{"links[].created_at", "when it was made, ISO 8601 in UTC"},
    JsonKey{"links[].updated_at", "when it was last changed"},
};

constexpr std::array show_keys{
    JsonKey{"id", "its number in `links_link`"},
    JsonKey{"user", "the first part of its path"},
    JsonKey{"slug", "the second"},
    JsonKey{"target", "where it leads"},
    JsonKey{"created_at", "when it was made, ISO 8601 in UTC"},
    JsonKey{"updated_at", "when it was last changed"},
};

constexpr std::array rm_keys{
    JsonKey{"link", "the link, with the keys that `megactl link show` has"},
    JsonKey{"clicks", "how many clicks went with it; with `--dry-run`, would go"},
    JsonKey{"dry_run", "whether nothing was changed because of `--dry-run`"},
};

constexpr std::array stats_keys{
    JsonKey{"link", "the link, with the keys that `megactl link show` has"},
    JsonKey{"clicks", "how many there are"},
    JsonKey{"days[].day", "the last thirty days with clicks, the latest first; a day begins at midnight in UTC"},
    JsonKey{"days[].clicks", "how many on that day"},
    JsonKey{"referrers[].referrer", "the five most frequent pages that led here"},
    JsonKey{"referrers[].clicks", "how many from there"},
    JsonKey{"agents[].agent", "the five most frequent user agents"},
    JsonKey{"agents[].clicks", "how many of its"},
};

}  // namespace

constinit const Command link_add{
    .path = "link add",
    .summary = "makes a short link",
    .description =
        "Adds a row to the site's `links_link`, held against what the site's own form takes: a target with scheme and "
        "host, a slug of few letters, which is lower-cased. Prints the link, which is served as `/USER/SLUG/`.\n"
        "\n"
        "With `--slug` it can be repeated: the same target says `unchanged`. Without, each call makes another link.\n"
        "\n"
        "A user that `--create-user` makes has a password that nothing matches, and an address in the domain "
        "`megactl.invalid`, which can't exist. Where there is no database, the file and its tables are made, as "
        "`megactl db init` does.",
    .options = add_options,
    .more_options = shared_options,
    .arguments = target_argument,
    .examples = add_examples,
    .exits = add_exits,
    .json_keys = add_keys,
    .formats = single_formats,
    .reads_dot_env = true,
    .run = run_link_add,
};

constinit const Command link_list{
    .path = "link list",
    .summary = "lists the short links",
    .description =
        "In the order in which they were made. In a pipe, `text` is a line a link: `USER/SLUG`, the target, "
        "and when it was made, separated by tabs.",
    .options = list_options,
    .more_options = shared_options,
    .examples = list_examples,
    .exits = list_exits,
    .json_keys = list_keys,
    .formats = list_formats,
    .reads_dot_env = true,
    .run = run_link_list,
};

constinit const Command link_show{
    .path = "link show",
    .summary = "shows one short link",
    .description = "Where it leads, when it was made and last changed. Letter case counts, in both parts.",
    .more_options = shared_options,
    .arguments = link_argument,
    .examples = show_examples,
    .exits = show_exits,
    .json_keys = show_keys,
    .formats = single_formats,
    .reads_dot_env = true,
    .run = run_link_show,
};

constinit const Command link_rm{
    .path = "link rm",
    .summary = "deletes a short link with its clicks",
    .description =
        "As Django's admin does: the link and every click on it, in one transaction. A running `megactl serve` answers "
        "404 from then on. Clicks that still wait in the queue are dropped when they come to be written.\n"
        "\n"
        "In a terminal it asks first; without one it wants `--yes`.",
    .options = rm_options,
    .more_options = shared_options,
    .arguments = link_argument,
    .examples = rm_examples,
    .exits = rm_exits,
    .json_keys = rm_keys,
    .formats = single_formats,
    .reads_dot_env = true,
    .run = run_link_rm,
};

constinit const Command link_stats{
    .path = "link stats",
    .summary = "counts the clicks on a short link",
    .description =
        "All clicks, then those of the last thirty days that had any, the five most frequent referrers and user "
        "agents. Counted is what a worker has written; `megactl queue list` tells what still waits.\n"
        "\n"
        "In a pipe, `text` is a line a count: `total`, `day`, `referrer` or `agent`, what is counted, and the number, "
        "separated by tabs.",
    .more_options = shared_options,
    .arguments = link_argument,
    .examples = stats_examples,
    .exits = show_exits,
    .json_keys = stats_keys,
    .formats = single_formats,
    .reads_dot_env = true,
    .run = run_link_stats,
};

}  // namespace megactl::cli::commands
