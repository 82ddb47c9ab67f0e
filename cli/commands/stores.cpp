#include "cli/commands/stores.hpp"

#include "core/base/error.hpp"
#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/broker/django_results.hpp"
#include "core/config/setting.hpp"
#include "core/os/host.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace megactl::cli::commands {
namespace {

constexpr std::string_view embedded_queue = "sqlite:///megactl.db";
constexpr std::string_view embedded_results = "db+sqlite:///megactl.db";
constexpr std::string_view embedded_database = "sqlite:///db.sqlite3";
constexpr std::string_view no_results = "disabled://";
constexpr std::string_view django_results = "django-db";  // as django-celery-results calls them
constexpr std::string_view default_origin = "default";

struct NamedUrl {
    std::string url;
    std::string origin;
    Error::Kind fault = Error::Kind::input;  // what it is where the URL is wrong
};

std::optional<NamedUrl> said_url(const Context& context, std::string_view key) {
    const config::SettingValue* value = context.settings.find(key);
    if (value == nullptr || value->texts.front().empty()) return std::nullopt;
    // An env file has many variables in a line's reach: the name tells which.
    const config::Origin& origin = value->origin;
    const bool is_variable = origin.kind == config::Origin::Kind::env_file;
    return NamedUrl{value->texts.front(),
                    is_variable ? fmt::format("{} in {}", origin.name, origin.text()) : origin.text(), origin.fault()};
}

// The flag, variables and key that could have named it.
std::string places_of(const Context& context, std::string_view key, std::span<const std::string_view> more = {}) {
    const config::Setting& setting = *config::find_setting(key);
    std::vector<std::string> places{fmt::format("`{}`", setting.flag)};
    for (const std::string_view variable : setting.variables)
        places.push_back(fmt::format("`{}`", variable));
    for (const std::string_view variable : more)
        places.push_back(fmt::format("`{}`", variable));
    std::vector<std::string> files{"the environment"};
    for (const config::EnvFile& file : context.layers.env_files)
        files.push_back(fmt::format("`{}`", file.source->name()));
    const std::string toml =
        context.config_file ? fmt::format("`{}` in `{}`", key, context.config_file->string()) : "a megactl.toml";
    return fmt::format("{} (in {}), {}", join(places, ", "), join_words(files), toml);
}

[[noreturn]] void refuse_unnamed(const Context& context, std::string_view what, std::string_view key,
                                 std::string_view example, std::span<const std::string_view> more = {}) {
    throw Error(Error::Kind::input, fmt::format("nothing names a {}", what))
        .seen(fmt::format("looked for {}", places_of(context, key, more)))
        .help(fmt::format("say which: `{} {}`", config::find_setting(key)->flag, example));
}

broker::TransportOptions transport_options(const Context& context, Creation creation) {
    broker::TransportOptions options;
    options.visibility_timeout =
        std::chrono::seconds(context.settings.integer("queue.transport_options.visibility_timeout").value());
    options.key_prefix = context.settings.text("queue.transport_options.global_keyprefix");
    options.folder = context.project;
    options.may_create = creation == Creation::allowed;
    return options;
}

// The same trouble as another kind, with its origin in front of the way out.
Error retold(const Error& error, Error::Kind kind, const std::string& origin) {
    const auto help = std::ranges::find(error.details(), "help", &Error::Detail::name);
    if (help == error.details().end()) return Error(kind, error.message()).from(origin);
    return Error(kind, error.message()).from(origin).help(help->text);
}

// What `open` throws of a URL is a matter of who said it.
template <class Open>
auto opened(const NamedUrl& url, Open open) {
    try {
        return open(url.url);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::usage) throw with_origin(error, url.origin);
        throw retold(error, url.fault, url.origin);
    }
}

std::optional<NamedUrl> database_of_engine(const Context& context) {
    const auto engine = said_url(context, "database.engine");
    if (!engine) return std::nullopt;
    // As the site's own variable has it, or as Django itself.
    if (!is_one_of(engine->url, {"sqlite3", "django.db.backends.sqlite3"})) {
        throw Error(Error::Kind::input,
                    fmt::format("megactl can't speak to a database of the engine `{}`", escape_controls(engine->url)))
            .from(engine->origin)
            .help("it speaks SQLite: `--database sqlite:///FILE` names one");
    }
    const std::string file = context.settings.text("database.name");
    return NamedUrl{fmt::format("sqlite:///{}", file.empty() ? "db.sqlite3" : file), engine->origin};
}

// In the database of the site, wherever that is.
NamedResults results_of_django(const Context& context, const std::string& origin) {
    const NamedDatabase database = naming(origin, [&] { return named_database(context, Creation::refused); });
    const std::filesystem::path file = links::database_file(database.url, database.folder);
    return {{fmt::format("{} in {}", django_results, database.name), database.identity + "#results",
             [file] { return broker::open_django_results(file); }},
            origin};
}

constexpr std::array broker_option_list{
    Option{.name = "--broker", .value = "URL", .summary = "the broker to talk to", .setting = "queue.broker"},
    Option{.name = "--result-backend",
           .value = "URL",
           .summary = "where results are kept",
           .setting = "queue.result_backend"},
};

constexpr std::array database_option_list{
    Option{
        .name = "--database", .value = "URL", .summary = "the database of links and clicks", .setting = "database.url"},
};

}  // namespace

constinit const std::span<const Option> broker_options = broker_option_list;
constinit const std::span<const Option> database_options = database_option_list;

std::unique_ptr<links::LinkStore> NamedDatabase::open() const {
    return naming(origin, [&] { return links::open_link_store(url, folder, may_create); });
}

NamedBroker named_broker(const Context& context, Creation creation) {
    auto url = said_url(context, "queue.broker");
    if (!url && creation == Creation::refused) {
        refuse_unnamed(context, "broker", "queue.broker", "redis://localhost:6379/0");
    }
    if (!url) url = NamedUrl{std::string(embedded_queue), std::string(default_origin)};
    const broker::TransportOptions options = transport_options(context, creation);
    return {opened(*url, [&](const std::string& text) { return broker::broker_source(text, options); }), url->origin,
            broker::control_place(url->url, options)};
}

NamedResults named_results(const Context& context, const NamedBroker& broker, Creation creation) {
    auto url = said_url(context, "queue.result_backend");
    if (!url) {
        const bool is_embedded = broker.origin == default_origin;
        url = NamedUrl{std::string(is_embedded ? embedded_results : no_results), std::string(default_origin)};
    }
    if (url->url == django_results) return results_of_django(context, url->origin);
    const broker::TransportOptions options = transport_options(context, creation);
    return {opened(*url, [&](const std::string& text) { return broker::result_source(text, options); }), url->origin};
}

NamedDatabase named_database(const Context& context, Creation creation) {
    auto url = said_url(context, "database.url");
    if (!url) url = database_of_engine(context);
    if (!url && creation == Creation::refused) {
        static constexpr std::array<std::string_view, 1> engine{"DATABASE_ENGINE"};
        refuse_unnamed(context, "database", "database.url", "sqlite:///db.sqlite3", engine);
    }
    if (!url) url = NamedUrl{std::string(embedded_database), std::string(default_origin)};
    opened(*url, [&](const std::string& text) { return links::database_file(text, context.project.string()); });
    NamedDatabase database;
    database.url = url->url;
    database.name = mask_url_passwords(url->url);
    database.identity = links::identity_of_database(url->url, context.project.string());
    database.origin = url->origin;
    database.folder = context.project.string();
    database.may_create = creation == Creation::allowed;
    return database;
}

void tell_whom(Context& context, std::string_view what, std::string_view name, std::string_view origin) {
    if (context.is_quiet) return;
    const std::string line =
        fmt::format("{} {}, {}", what, escape_controls(name),
                    origin == default_origin ? "by default" : fmt::format("named by {}", escape_controls(origin)));
    context.terminal.tell(context.terminal.error_palette().paint(report::Ink::dim, line) + "\n");
}

std::string publisher_name() {
    return fmt::format("megactl{}@{}", ::getpid(), os::host_name());
}

Error with_origin(const Error& error, std::string_view origin) {
    Error said = error;
    const auto is_said = [](const Error::Detail& detail) { return detail.name == "from"; };
    if (std::ranges::any_of(error.details(), is_said)) return said;
    return std::move(said).from(origin == default_origin ? "the default" : std::string(origin));
}

}  // namespace megactl::cli::commands
