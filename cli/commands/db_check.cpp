#include "cli/commands/commands.hpp"
#include "cli/commands/judgement.hpp"
#include "cli/commands/site_settings.hpp"
#include "cli/commands/stores.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/checks/db/migration_state.hpp"
#include "core/db/database.hpp"
#include "core/links/link_store.hpp"
#include "core/project/migrations.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

project::Migrations migrations_on_disk(Context& context) {
    const project::DiskTree tree(context.project);
    project::ParsedModules modules(tree);
    const SiteSettings settings = site_settings(context, modules);
    if (settings.file.empty()) {
        throw Error(Error::Kind::input, "no settings module is found here, so nothing tells which apps there are")
            .help("run it where manage.py is, or name the folder by `-C DIR` and the module by DJANGO_SETTINGS_MODULE");
    }
    auto migrations = find_migrations(modules, settings.values, settings.path);
    if (migrations) return *std::move(migrations);
    throw Error(Error::Kind::input,
                fmt::format("INSTALLED_APPS of `{}` can't be told without running it", escape_controls(settings.file)))
        .help("`python manage.py migrate --check` tells");
}

// What can't be told is not judged, and that is said, also quietly: no findings would mean less than they seem to.
void tell_unseen(Context& context, const std::vector<std::string>& unseen) {
    for (const std::string& what : unseen) {
        const Error warning =
            Error(Error::Kind::input, escape_controls(what)).help("its migrations are not held against the database");
        context.terminal.tell(
            report::render_warning(warning, context.terminal.error_palette(), context.terminal.error_columns()));
    }
}

// None where Django has not begun yet.
std::vector<project::MigrationName> applied_in(db::Database& database) {
    std::vector<project::MigrationName> applied;
    if (!database.has_table("django_migrations")) return applied;
    auto rows = database.prepare("SELECT app, name FROM django_migrations ORDER BY id");
    while (rows.step())
        applied.push_back({rows.text(0), rows.text(1)});
    return applied;
}

int run_check(Context& context, const Invocation& invocation) {
    const NamedDatabase named = named_database(context, Creation::refused);
    tell_whom(context, "database", named.name, named.origin);
    checks::MigrationState state{.on_disk = migrations_on_disk(context), .database = named.name};
    tell_unseen(context, state.on_disk.unseen);
    naming(named.origin, [&] {
        db::Database database(links::database_file(named.url, named.folder), db::Access::read);
        state.applied = applied_in(database);
    });
    const report::Report report = judge_migrations(state);
    const std::string format = invocation.value("--format").value_or("text");
    context.terminal.print(rendered(context, report, format, report::Severity::error));
    return report.worst() == report::Severity::error ? 1 : 0;
}

const std::array shared_options{database_options};

constexpr std::array<std::string_view, 5> formats{"text", "json", "sarif", "github", "junit"};

constexpr std::array examples{
    Example{.summary = "in a deploy script, before the new code is started", .command = "megactl db check"},
    Example{.summary = "against a copy", .command = "megactl db check --database sqlite:///backup.sqlite3"},
};

constexpr std::array exits{
    ExitNote{0, "of no app that could be told do the project and its database differ"},
    ExitNote{1, "one is not applied, or applied and not in the code"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "no database is named, there is none, or the settings do not tell which apps there are"},
    ExitNote{4, "the database is busy for too long"},
};

constexpr std::array json_keys{
    JsonKey{"findings[]", "as `megactl check` has them: `db/unapplied`, `db/applied-but-missing`"},
    JsonKey{"summary", "as `megactl check` has it; `files` counts the migrations of the project"},
};

constexpr std::string_view description =
    R"(Holds the migrations of the project against the table `django_migrations` of its database, a file of SQLite, as `manage.py migrate --check` does, without Python and in milliseconds. The apps are those of INSTALLED_APPS, their migrations the files of their `migrations` packages or of MIGRATION_MODULES, in the project and in its virtual environment. A squashed migration stands for those that it replaces, by Django's own rules.

Not applied is an error. Applied and not in the code is one where it came after everything that the code has: the tables are ahead. Where its file went away while later ones stayed, as after a squash, it is a note.

An app that can't be told without running the settings, or that is not installed on this host, is named in a warning and not judged.)";

}  // namespace

constinit const Command db_check{
    .path = "db check",
    .summary = "the project's migrations, held against those that the database has applied",
    .description = description,
    .more_options = shared_options,
    .examples = examples,
    .exits = exits,
    .json_keys = json_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_check,
};

}  // namespace megactl::cli::commands
