#include "cli/commands/commands.hpp"
#include "cli/commands/stores.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/db/database.hpp"
#include "core/links/link_store.hpp"
#include "core/links/schema.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace megactl::cli::commands {
namespace {

std::string as_json(const links::MadeSchema& made) {
    JsonWriter json;
    json.begin_object().member("changed", !made.tables.empty()).key("tables").begin_array();
    for (const std::string& table : made.tables)
        json.value(table);
    json.end_array().key("migrations").begin_array();
    for (const links::Migration& migration : made.migrations) {
        json.begin_object()
            .member("app", std::string_view(migration.app))
            .member("name", std::string_view(migration.name))
            .end_object();
    }
    return std::move(json.end_array().end_object()).take();
}

std::string as_text(const links::MadeSchema& made, bool is_verbose) {
    if (made.tables.empty()) return "unchanged: users, links and clicks have their tables\n";
    std::string text = fmt::format("made {}, recorded {} as applied\n", count_of(made.tables.size(), "table", "tables"),
                                   count_of(made.migrations.size(), "migration", "migrations"));
    if (!is_verbose) return text;
    for (const std::string& table : made.tables)
        text += fmt::format("  {}\n", table);
    for (const links::Migration& migration : made.migrations)
        text += fmt::format("  {}.{}\n", escape_controls(migration.app), escape_controls(migration.name));
    return text;
}

int run_init(Context& context, const Invocation& invocation) {
    const NamedDatabase named = named_database(context, Creation::allowed);
    tell_whom(context, "database", named.name, named.origin);
    const links::MadeSchema made = naming(named.origin, [&] {
        db::Database database(links::database_file(named.url, named.folder), db::Access::create);
        return links::make_schema(database, context.project);
    });
    const bool is_json = invocation.value("--format").value_or("text") == "json";
    context.terminal.print(is_json ? as_json(made) : as_text(made, context.is_verbose));
    return 0;
}

const std::array shared_options{database_options};

constexpr std::array<std::string_view, 2> formats{"text", "json"};

constexpr std::array examples{
    Example{.summary = "a database to begin with", .command = "megactl db init"},
    Example{.summary = "in a file of its own", .command = "megactl db init --database sqlite:///links.sqlite3"},
};

constexpr std::array exits{
    ExitNote{0, "the tables are there: made now, or unchanged"},
    ExitNote{2, "the command line is wrong"},
    ExitNote{3, "the file can't be read or written, or Django's migrations have begun and have to go on first"},
    ExitNote{4, "the database is busy for too long, or the disk fails"},
};

constexpr std::array json_keys{
    JsonKey{"changed", "whether anything was made"},
    JsonKey{"tables", "the names of the tables that were made"},
    JsonKey{"migrations[].app", "of each migration that was recorded as applied: its app"},
    JsonKey{"migrations[].name", "its name"},
};

constexpr std::string_view description =
    R"(Makes the file where it is missing, and in it the tables of users, links and clicks as Django's migrations make
them; beside them those of Django's own apps `contenttypes`, `auth` and `sessions`, and `django_migrations`. All of it
in one transaction. Where users, links and clicks have their tables already, whoever made them, it changes nothing and
says `unchanged`. Where nothing names a database, it is `db.sqlite3` in the project.

The migrations that would have made these tables are recorded as applied: of `accounts` and `links` those in the
project's `accounts/migrations` and `links/migrations`, else `0001_initial`. So Django's `migrate` has nothing left to
do for them; it goes on to the other apps (`admin`), and fills in content types and permissions.

What a site has added to its models is not known here: where its users, links or clicks have other columns than those of
the well-known shape, `python manage.py migrate` shall make the tables, and megactl finds them. A database in which
Django's migrations have begun without coming to links yet is left to Django: status 3.)";

}  // namespace

constinit const Command db_init{
    .path = "db init",
    .summary = "makes the tables of links and clicks",
    .description = description,
    .more_options = shared_options,
    .examples = examples,
    .exits = exits,
    .json_keys = json_keys,
    .formats = formats,
    .reads_dot_env = true,
    .run = run_init,
};

}  // namespace megactl::cli::commands
