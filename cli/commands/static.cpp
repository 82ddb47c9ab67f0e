#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/static_collect.hpp"

#include <array>
#include <string_view>

namespace megactl::cli::commands {
namespace {

constexpr std::array collect_options{
    Option{.name = "--source",
           .value = "DIR",
           .summary = "a folder to gather from; the first one that has a file supplies it",
           .is_repeatable = true,
           .setting = "static.sources",
           .completion = Completion::directory},
    Option{.name = "--prefixed-source",
           .value = "PREFIX=DIR",
           .summary = "a folder to gather from, its files being put under PREFIX",
           .is_repeatable = true,
           .completion = Completion::directory},
    Option{.name = "--root",
           .value = "DIR",
           .summary = "the folder to gather into, which the web server serves",
           .setting = "static.root",
           .completion = Completion::directory},
    Option{.name = "--ignore",
           .letter = 'i',
           .value = "GLOB",
           .summary =
               "leaves out files whose name or path in the source matches, and folders whose name does; `*` crosses "
               "`/`",
           .is_repeatable = true},
    Option{.name = "--no-default-ignore", .summary = "gathers what is left out by default, too: `CVS`, `.*` and `*~`"},
    Option{.name = "--clear", .letter = 'c', .summary = "empties the root of files and links before; folders stay"},
    Option{.name = "--dry-run", .letter = 'n', .summary = "prints what would be done, and touches nothing"},
    Option{.name = "--link", .letter = 'l', .summary = "makes a symbolic link to each file instead of a copy"},
    Option{.name = "--manifest",
           .summary = "names files by their content as well, puts those names into references, and lists them in "
                      "staticfiles.json"},
    Option{.name = "--django",
           .value = "X.Y",
           .summary = "the release whose rules `--manifest` follows: 3.2, 4.2, 5.2 (the default), 6.0 or 6.1"},
    Option{.name = "--static-url",
           .value = "URL",
           .summary = "where the root is served: references that begin so are rewritten, `/static/` by default"},
    Option{.name = "--js-modules", .summary = "rewrites the names in `import` and `export` of scripts, too"},
    Option{.name = "--no-post-process", .summary = "only gathers, whatever megactl.toml asks for"},
    Option{.name = "--jobs", .letter = 'j', .value = "N", .summary = "how many threads; by default as many as cores"},
    Option{.name = "--noinput", .summary = "never asks, like `--yes`"},
    Option{.name = "--no-input", .summary = "the same as `--noinput`"},
};

constexpr std::array collect_examples{
    Example{.summary = "gather two folders, the first one winning",
            .command = "megactl static collect --source static --source vendor/static --root staticfiles"},
    Example{.summary = "put an app's files under its name",
            .command = "megactl static collect --prefixed-source "
                       "admin=/opt/venv/admin-static --root staticfiles"},
    Example{.summary = "names that may be cached for ever, as Django 4.2 makes them",
            .command = "megactl static collect --source static --root staticfiles --manifest --django 4.2"},
    Example{.summary = "see what a fresh start would do",
            .command = "megactl static collect --source static --root staticfiles --clear --dry-run"},
};

constexpr std::array collect_exits{
    ExitNote{0, "the root is as it should be"},
    ExitNote{
        1,
        "a file refers to one that is not there, or in a ring, or is no UTF-8; or the question was answered with no"},
    ExitNote{2, "the command line is wrong, or `--clear` was neither confirmed nor could be asked about"},
    ExitNote{3, "no root or source is known, a source can't be read, or the root can't be written"},
    ExitNote{130, "stopped by Ctrl-C (143: by SIGTERM); every file of the root is whole"},
};

constexpr std::array collect_keys{
    JsonKey{"dry_run", "whether nothing was touched"},
    JsonKey{"root", "the folder that was gathered into"},
    JsonKey{"copied", "how many files were copied"},
    JsonKey{"linked", "how many links were made"},
    JsonKey{"unmodified", "how many files were up to date and stay"},
    JsonKey{"deleted", "how many files `--clear` deleted, those that were gathered anew included"},
    JsonKey{"post_processed", "how many files have a hashed name"},
    JsonKey{"changes", "each operation"},
    JsonKey{
        "changes[].action",
        "`copy`, `link`, `delete`, `hash` (a copy under a hashed name) or `rewrite` (likewise, with new references)"},
    JsonKey{"changes[].path", "the path in the root"},
    JsonKey{"changes[].encoding", "`escaped` where the path is no UTF-8 and its odd bytes are written as `\\xHH`"},
    JsonKey{"changes[].source", "the file that is copied or linked"},
    JsonKey{"conflicts", "the files that an earlier source shadows"},
    JsonKey{"conflicts[].path", "the path in the root"},
    JsonKey{"conflicts[].encoding", "as in `changes`"},
    JsonKey{"conflicts[].winner", "the source that supplies it"},
    JsonKey{"conflicts[].shadowed", "the file that is left out"},
    JsonKey{"seconds", "how long it took"},
};

constexpr std::array<std::string_view, 2> collect_formats{"text", "json"};

constexpr std::string_view collect_description =
    R"(Gathers the files of all sources into one root, as Django's `collectstatic` does: of several files for one path the first
source's wins, and a file is copied unless the one in the root is at least as new. Given any source on the command line,
those of megactl.toml are not consulted. Neither Python nor the project's settings are needed.

Each file is written beside its place and renamed into it, so the root can be served meanwhile and no file is ever seen
half written. Whatever prevents the work is looked for before the first file is touched.

Times alone decide what is up to date, never content: a source that is older than its copy and differs is not copied.
`-v` names such files.

With `--manifest` each file is there a second time under a name that holds the hash of its content, as
`ManifestStaticFilesStorage` makes it: names, bytes and `staticfiles.json` are those of Django. The references of style sheets
(`url()`, `@import`, source maps) and scripts (source maps, with `--js-modules` also modules) lead to the hashed names. All that
lead to no file are told at once, and nothing is changed then. The manifest is written last, so whatever it names is there.)";

}  // namespace

constinit const Command static_collect{
    .path = "static collect",
    .alias = "collectstatic",
    .summary = "gathers static files into one folder",
    .description = collect_description,
    .options = collect_options,
    .examples = collect_examples,
    .exits = collect_exits,
    .json_keys = collect_keys,
    .formats = collect_formats,
    .run = run_static_collect,
};

}  // namespace megactl::cli::commands
