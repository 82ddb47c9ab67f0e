#include "cli/commands/link_runs.hpp"

#include "cli/commands/stores.hpp"
#include "core/base/near.hpp"
#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/report/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace megactl::cli::commands {

LinkName link_name(std::string_view argument) {
    std::string_view path = argument;
    if (path.starts_with('/')) path.remove_prefix(1);
    if (path.ends_with('/')) path.remove_suffix(1);
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == path.size()) {
        throw Error(Error::Kind::usage, fmt::format("`{}` is not USER/SLUG", escape_controls(argument)))
            .help("`megactl link list` names every link so");
    }
    return {std::string(path.substr(0, slash)), std::string(path.substr(slash + 1))};
}

std::string name_of(const links::Link& link) {
    return fmt::format("{}/{}", link.user, link.slug);
}

int tell_unknown_user(Context& context, links::LinkStore& store, std::string_view user) {
    return tell_refusal(context, Error(Error::Kind::input, fmt::format("there is no user `{}`", escape_controls(user)))
                                     .help(near_names(user, store.users())));
}

int tell_unknown_link(Context& context, links::LinkStore& store, const LinkName& name) {
    const std::vector<std::string> users = store.users();
    if (std::ranges::find(users, name.user) == users.end()) return tell_unknown_user(context, store, name.user);
    std::vector<std::string> names;
    store.for_each([&](const links::Link& link) {
        if (link.user == name.user) names.push_back(name_of(link));
    });
    const std::string wanted = fmt::format("{}/{}", name.user, name.slug);
    return tell_refusal(context,
                        Error(Error::Kind::input, fmt::format("there is no link `{}`", escape_controls(wanted)))
                            .help(names.empty() ? fmt::format("`{}` has none yet", escape_controls(name.user))
                                                : near_names(wanted, names)));
}

std::optional<std::vector<links::Link>> links_asked_for(Context& context, const Invocation& invocation) {
    const NamedDatabase database = named_database(context, Creation::refused);
    tell_whom(context, "database", database.name, database.origin);
    const auto store = database.open();
    const auto user = invocation.value("--user");
    return naming(database.origin, [&]() -> std::optional<std::vector<links::Link>> {
        std::vector<links::Link> links;
        store->for_each([&](const links::Link& link) {
            if (!user || link.user == *user) links.push_back(link);
        });
        if (links.empty() && user) {
            const std::vector<std::string> users = store->users();
            if (std::ranges::find(users, *user) == users.end()) {
                tell_unknown_user(context, *store, *user);
                return std::nullopt;
            }
        }
        return links;
    });
}

void print_document(Terminal& terminal, const std::vector<links::Link>& links) {
    JsonWriter json;
    json.begin_object().key("links").begin_array();
    for (const links::Link& link : links)
        write_link(json, link);
    terminal.print(std::move(json.end_array().end_object()).take());
}

void print_lines(Terminal& terminal, const std::vector<links::Link>& links) {
    terminal.print(json_lines(links, [](JsonWriter& json, const links::Link& link) { write_link(json, link); }));
}

std::string iso_time(links::Time time) {
    return format_time(std::chrono::floor<std::chrono::seconds>(time));
}

void write_link(JsonWriter& json, const links::Link& link) {
    json.begin_object()
        .member("id", link.id)
        .member("user", std::string_view(link.user))
        .member("slug", std::string_view(link.slug))
        .member("target", std::string_view(link.target))
        .member("created_at", std::string_view(iso_time(link.created_at)))
        .member("updated_at", std::string_view(iso_time(link.updated_at)))
        .end_object();
}

}  // namespace megactl::cli::commands
