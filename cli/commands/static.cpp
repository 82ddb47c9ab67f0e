#include "cli/command.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/static_collect.hpp"
#include "cli/commands/static_find.hpp"
#include "cli/commands/static_sources.hpp"
#include "cli/commands/static_verify.hpp"

#include <array>
#include <string_view>

namespace megactl::cli::commands {
namespace {

constexpr std::array<std::string_view, 3> encodings{"gzip", "br", "zstd"};

constexpr std::array collect_options{
    Option{.name = "--root",
           .value = "DIR",
           .summary = "the folder to gather into, which the web server serves",
           .setting = "static.root",
           .completion = Completion::directory},
    Option{.name = "--clear", .letter = 'c', .summary = "empties the root of files and links before; folders stay"},
    Option{.name = "--dry-run", .letter = 'n', .summary = "prints what would be done, and touches nothing"},
    Option{.name = "--link", .letter = 'l', .summary = "makes a symbolic link to each file instead of a copy"},
    Option{.name = "--atomic",
           .summary = "fills a new release beside the root, which is a link to it, and exchanges the link at the end"},
    Option{.name = "--prune",
           .summary =
               "removes hashed files older than 7 days that no source has and none of the last releases names; with "
               "`--atomic` old releases, too"},
    Option{.name = "--keep",
           .value = "N",
           .summary = "how many releases `--prune` heeds, this one included; 3 by default"},
    Option{.name = "--manifest",
           .summary = "names files by their content as well, puts those names into references, and lists them in "
                      "staticfiles.json"},
    Option{.name = "--compress",
           .value = "ENCODING",
           .summary = "writes packed files beside those that get smaller by a twentieth",
           .choices = encodings,
           .is_repeatable = true,
           .is_list = true,
           .setting = "static.compress"},
    Option{.name = "--keep-only-hashed",
           .summary = "leaves the files with hashed names alone in the root, and their manifest"},
    Option{.name = "--django",
           .value = "X.Y",
           .summary = "the release whose rules `--manifest` follows: 3.2, 4.2, 5.2, 6.0 or 6.1; by default that of the "
                      "project's packages, else 5.2"},
    Option{.name = "--static-url",
           .value = "URL",
           .summary = "where the root is served: references that begin so are rewritten, `/static/` by default"},
    Option{.name = "--js-modules", .summary = "rewrites the names in `import` and `export` of scripts, too"},
    Option{.name = "--no-post-process", .summary = "only gathers, whatever megactl.toml asks for"},
    Option{.name = "--jobs", .letter = 'j', .value = "N", .summary = "how many threads; by default as many as cores"},
    Option{.name = "--noinput", .summary = "never asks, like `--yes`"},
    Option{.name = "--no-input", .summary = "the same as `--noinput`"},
};

using Tables = std::span<const Option>;
const std::array<Tables, 2> option_tables{source_options, ignore_options};
const std::array<Tables, 1> find_tables{source_options};

constexpr std::array collect_examples{
    Example{.summary = "gather two folders, the first one winning",
            .command = "megactl static collect --source static --source vendor/static --root staticfiles"},
    Example{.summary = "put an app's files under its name",
            .command = "megactl static collect --prefixed-source "
                       "admin=/opt/venv/admin-static --root staticfiles"},
    Example{.summary = "names that may be cached for ever, as Django 4.2 makes them",
            .command = "megactl static collect --source static --root staticfiles --manifest --django 4.2"},
    Example{.summary = "packed for browsers as well, as WhiteNoise does it",
            .command = "megactl static collect --manifest --compress gzip,br"},
    Example{.summary = "all new files at once, with a way back: `megactl static rollback`",
            .command = "megactl static collect --manifest --atomic"},
    Example{.summary = "without the hashed files that only old releases needed",
            .command = "megactl static collect --manifest --prune --keep 5"},
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
    JsonKey{"release", "with `--atomic`, the release that the root leads to"},
    JsonKey{"copied", "how many files were copied"},
    JsonKey{"copied_bytes", "the sum of their sizes"},
    JsonKey{"linked", "how many links were made"},
    JsonKey{"unmodified", "how many files were up to date and stay"},
    JsonKey{"unmodified_bytes", "the sum of their sizes"},
    JsonKey{"deleted", "how many files `--clear` deleted, those that were gathered anew included"},
    JsonKey{"pruned", "how many hashed files `--prune` removed"},
    JsonKey{"pruned_releases", "the releases that `--prune` removed"},
    JsonKey{"post_processed", "how many files have a hashed name"},
    JsonKey{"compressed", "how many files have packed ones beside them"},
    JsonKey{"compressed_bytes", "how many bytes those have, by encoding: `gzip`, `br`, `zstd`"},
    JsonKey{"changes", "each operation"},
    JsonKey{"changes[].action",
            "`copy`, `link`, `delete`, `hash` (a copy under a hashed name), `rewrite` (likewise, with new references), "
            "`compress` or `prune`"},
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
those of megactl.toml are not consulted.

What neither says is read from the project's settings, without running them: STATICFILES_DIRS and the `static` folders of the
apps are the sources, STATIC_ROOT is the root, and the storage says whether there is a manifest. Packages are looked for in the
project's virtual environment, else in the system's. What can't be told that way is an error that names the option for it.

Each file is written beside its place and renamed into it, so the root can be served meanwhile and no file is ever seen
half written. Whatever prevents the work is looked for before the first file is touched.

Times alone decide what is up to date, never content: a source that is older than its copy and differs is not copied.
`-v` names such files.

With `--manifest` each file is there a second time under a name that holds the hash of its content, as
`ManifestStaticFilesStorage` makes it: names, bytes and `staticfiles.json` are those of Django. The references of style sheets
(`url()`, `@import`, source maps) and scripts (source maps, with `--js-modules` also modules) lead to the hashed names. All that
lead to no file are told at once, and nothing is changed then. The manifest is written last, so whatever it names is there.

With `--atomic` the root is a link to a release, a folder in `.megactl-releases` beside it. A run fills a new one, in which the files
that stay are hard links to those of the release before, and then exchanges the link at once: whoever looks sees the old tree or the
new one, whatever fails and whenever it is killed. Where nothing changes, no release is made. A root that is a folder becomes a link,
and the folder the release before. `megactl static releases` lists them, and `megactl static rollback` goes back. Since releases share
files, edit none in place.

With `--prune` hashed files go that pages of old releases asked for: those that no source has, that the manifests of the last releases
(3, or `--keep`) do not name, and that were written more than 7 days ago; what was packed from them goes as well. A file whose
content is not the one its name promises stays. The manifests are remembered in `.megactl-releases` in the root, or, with `--atomic`,
are those of the releases, of which the last ones stay.

With `--compress` packed files are written beside the others, `.gz`, `.br` and `.zst`, chosen as WhiteNoise chooses: not for what is
packed by nature (pictures, fonts, films, archives), and only where at least a twentieth is saved. A content is packed once, however
many files have it, and not again while file and packed file have the same time. `WHITENOISE_SKIP_COMPRESS_EXTENSIONS` and
`WHITENOISE_KEEP_ONLY_HASHED_FILES` of the settings are followed.

What both find out about contents is kept in `$XDG_CACHE_HOME/megactl/static`, by default `~/.cache/megactl/static`, a file for
each root: the next run reads no file that is unchanged, and doesn't try again what was not worth packing. It may be deleted at any
time.)";

constexpr std::array find_arguments{
    Argument{.name = "PATH", .summary = "the path as in `{% static 'PATH' %}`"},
};

constexpr std::array find_examples{
    Example{.summary = "whose style sheet is served", .command = "megactl static find css/site.css"},
};

constexpr std::array list_examples{
    Example{.summary = "what is collected, and from where", .command = "megactl static list"},
    Example{.summary = "what shadows something",
            .command = R"(megactl static list --format jsonl | grep -v '"shadows":\[\]')"},
};

constexpr ExitNote no_sources{3, "no source is known, or one can't be read"};

constexpr std::array find_exits{
    ExitNote{0, "a source supplies it"},
    ExitNote{1, "none does, or what they have is never collected"},
    ExitNote{2, "the command line is wrong"},
    no_sources,
};

constexpr std::array list_exits{
    ExitNote{0, "the files were printed, or there are none"},
    ExitNote{2, "the command line is wrong"},
    no_sources,
};

constexpr std::array find_keys{
    JsonKey{"path", "what was looked for"},
    JsonKey{"files[].file", "a file of a source; the one that supplies the path first"},
    JsonKey{"files[].source", "the source"},
    JsonKey{"files[].named_by", "who names the source"},
    JsonKey{"files[].state", "`supplies`, `shadowed` or `left_out`"},
    JsonKey{"files[].is_folder", "whether it is a folder"},
    JsonKey{"files[].why", "the reason, for people"},
};

constexpr std::array list_keys{
    JsonKey{"files[].path", "the path in the root"},
    JsonKey{"files[].encoding", "`escaped` where the path is no UTF-8 and its odd bytes are written as `\\xHH`"},
    JsonKey{"files[].file", "the file that supplies it"},
    JsonKey{"files[].source", "the source that has it"},
    JsonKey{"files[].size", "in bytes"},
    JsonKey{"files[].shadows", "the files of later sources that are left out for it"},
};

constexpr std::array verify_options{
    Option{.name = "--root",
           .value = "DIR",
           .summary = "the folder that was gathered into, with its staticfiles.json",
           .setting = "static.root",
           .completion = Completion::directory},
};

constexpr std::array verify_examples{
    Example{.summary = "is what was collected whole, and does no page ask for more",
            .command = "megactl static verify"},
    Example{.summary = "annotations in a job of GitHub Actions", .command = "megactl static verify --format github"},
};

constexpr std::array verify_exits{
    ExitNote{0, "no errors"},
    ExitNote{1, "at least one"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "no root is known, or its manifest or a file can't be read"},
};

constexpr std::array verify_keys{
    JsonKey{"findings[].rule", "`static/missing-file` and the like"},
    JsonKey{"findings[].severity", "`error` or `note`"},
    JsonKey{"findings[].message", "one sentence that stands alone"},
    JsonKey{"findings[].file", "the file, relative to the project where it lies in it"},
    JsonKey{"findings[].line", "the line, from 1; null where the finding is about a whole file"},
    JsonKey{"findings[].column", "the column in characters, from 1"},
    JsonKey{"findings[].fix", "ways out, a line each"},
    JsonKey{"facts", "`manifest` and `templates`: what was looked at"},
    JsonKey{"summary", "`errors`, `notes`, `rules`, `files` and other counts, as of `megactl check`"},
};

constexpr std::array<std::string_view, 5> verify_formats{"text", "json", "sarif", "github", "junit"};

constexpr std::array<std::string_view, 3> list_formats{"text", "json", "jsonl"};

}  // namespace

constinit const Command static_collect{
    .path = "static collect",
    .alias = "collectstatic",
    .summary = "gathers static files into one folder",
    .description = collect_description,
    .options = collect_options,
    .more_options = option_tables,
    .examples = collect_examples,
    .exits = collect_exits,
    .json_keys = collect_keys,
    .formats = collect_formats,
    .run = run_static_collect,
};

constinit const Command static_find{
    .path = "static find",
    .summary = "tells which source supplies a static file, and what it shadows",
    .description =
        R"(Looks in every source for a path, in the order in which `megactl static collect` takes them: the first one supplies it,
the others are shadowed. For each of those is told whether its content differs. Patterns play no part, but for names that
are never collected.)",
    .more_options = find_tables,
    .arguments = find_arguments,
    .examples = find_examples,
    .exits = find_exits,
    .json_keys = find_keys,
    .formats = collect_formats,
    .run = run_static_find,
};

constinit const Command static_list{
    .path = "static list",
    .summary = "lists the static files that would be collected, with their source",
    .description =
        R"(Lists what `megactl static collect` would gather, in the order of the paths: the path in the root, the size and the source.
In a pipe the size is in bytes.)",
    .more_options = option_tables,
    .examples = list_examples,
    .exits = list_exits,
    .json_keys = list_keys,
    .formats = list_formats,
    .run = run_static_list,
};

constinit const Command static_verify{
    .path = "static verify",
    .summary = "holds collected files against their manifest, and templates against both",
    .description =
        R"(Looks at every file that `staticfiles.json` names: that it is there, that its content is the one its hashed name
promises, and that what a style sheet or script refers to is there. Files of earlier releases are counted in a note. Packed files
(`.gz`, `.br`, `.zst`) are unpacked and compared with those beside them.

Then looks up every `{% static 'PATH' %}` in the templates of the project: a path that the manifest does not name makes a page
answer with status 500, and only outside of DEBUG. The folders are those that TEMPLATES names, and the `templates` folders of
the project's own apps where APP_DIRS is set. Nothing of the project is run; a path that is computed is not judged.)",
    .options = verify_options,
    .examples = verify_examples,
    .exits = verify_exits,
    .json_keys = verify_keys,
    .formats = verify_formats,
    .run = run_static_verify,
};

}  // namespace megactl::cli::commands
